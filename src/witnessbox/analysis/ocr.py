# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where text stands in a picture, and what it says: Russian and English.

What holds: lines are found by PP-OCRv6 (tiny) and each is cut out, turned dark on
light and read by Tesseract alone, which reads lines well and finds them badly in
pictures. What reads badly is not given: a wall of bricks is no text. Nothing here
opens a file or starts a thread once `Reader` is made.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from witnessbox.model.finding import WHOLE, Region

if TYPE_CHECKING:
    from witnessbox.media.frame import Pixels

FILM_EDGE = 960
"""Longest edge at which text is sought in a film's picture: 60 ms; text of 20 lines
in 1080 is 10 there. At 640 it is 25 ms and small clocks are lost."""
GRID = 32
"""The detector's pictures are whole multiples of this."""
TEXT_LEVEL, BOX_LEVEL = 0.25, 0.45
"""Of the detector's map: what belongs to text, and the mean over a line's box."""
UNCLIP = 1.5
"""The map shows a line's core; a box grows by its area / perimeter times this."""
MIN_SIDE = 5
"""Pixels of the detector's picture."""
MAX_BOXES = 200
LINE_HEIGHT = 40
"""Pixels to which a crop is brought; Tesseract's network works at 36."""
MARGIN = 8
TURNED = 2.0
"""Degrees from which a line is turned upright before it is read."""
LEAST_SCORE = 550
"""Of 1000; below this what Tesseract reads in pictures is mostly invented."""
SURE_SCORE = 700
"""Below this a line is read once more as light on dark, and the better kept."""
GROUND_NOISE = 0.15
LEAST_CONTRAST = 8
"""Grey levels between letters and ground."""
_MEAN = (123.7, 116.3, 103.5)
_SCALE = 1 / (0.226 * 255)
_SAME = dict(zip("АВЕКМНОРСТХаеорсух", "ABEKMHOPCTXaeopcyx", strict=True))
_TO_LATIN = str.maketrans(_SAME)
_TO_CYRILLIC = str.maketrans({latin: one for one, latin in _SAME.items()})


@dataclass(frozen=True, slots=True)
class Box:
    """One line's place, in pixels of the picture it was sought in.

    Attributes:
        x, y: Centre.
        width, height: Along and across the line.
        angle: Degrees by which the line is turned clockwise.
        score: From 0 to 1.
    """

    x: float
    y: float
    width: float
    height: float
    angle: float
    score: float

    def scaled(self, by: float) -> Box:
        """The same place in a picture that is `by` times as large."""
        return Box(
            self.x * by, self.y * by, self.width * by, self.height * by,
            self.angle, self.score,
        )  # fmt: skip

    def moved(self, x: float, y: float) -> Box:
        """The same place in a picture of which this one is a part."""
        return replace(self, x=self.x + x, y=self.y + y)

    def around(self, other: Box) -> Box:
        """The upright box that holds both."""
        one, two = self.bounds(), other.bounds()
        left, top = min(one[0], two[0]), min(one[1], two[1])
        right, bottom = max(one[2], two[2]), max(one[3], two[3])
        return Box(
            (left + right) / 2, (top + bottom) / 2, right - left, bottom - top,
            0.0, min(self.score, other.score),
        )  # fmt: skip

    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the upright rectangle around it."""
        turn = np.deg2rad(self.angle)
        cos, sin = abs(np.cos(turn)), abs(np.sin(turn))
        half_x = (self.width * cos + self.height * sin) / 2
        half_y = (self.width * sin + self.height * cos) / 2
        return (
            float(self.x - half_x), float(self.y - half_y),
            float(self.x + half_x), float(self.y + half_y),
        )  # fmt: skip

    def region(self, size: tuple[int, int]) -> Region:
        """As findings carry it."""
        left, top, right, bottom = self.bounds()
        x = _part(left, size[0], WHOLE - 1)
        y = _part(top, size[1], WHOLE - 1)
        return Region(
            x, y,
            max(_part(right, size[0], WHOLE) - x, 1),
            max(_part(bottom, size[1], WHOLE) - y, 1),
        )  # fmt: skip


def _part(at: float, whole: int, highest: int) -> int:
    return min(max(round(at * WHOLE / whole), 0), highest)


@dataclass(frozen=True, slots=True)
class Text:
    """What a line says.

    Attributes:
        text: One line, without control characters.
        score: Of 1000, Tesseract's own.
        language: `ru`, `en`, or empty where there are no letters.
    """

    text: str
    score: int
    language: str


class Reader:
    """The two engines, loaded.

    Args:
        models: Path of `text-detection`, a file, and of `tessdata`, a folder.
    """

    def __init__(self, models: Mapping[str, str]) -> None:
        # Tesseract's OpenMP reads it when the library is loaded.
        os.environ["OMP_THREAD_LIMIT"] = "1"
        import cv2
        import onnxruntime
        import tesserocr

        cv2.setNumThreads(0)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        self._net: Any = onnxruntime.InferenceSession(
            models["text-detection"], options, providers=["CPUExecutionProvider"]
        )
        self._input = self._net.get_inputs()[0].name
        self._line: Any = tesserocr.PyTessBaseAPI(
            path=models["tessdata"],
            lang="rus+eng",
            psm=tesserocr.PSM.SINGLE_LINE,
            oem=tesserocr.OEM.LSTM_ONLY,
        )
        # Crops come dark on light already: trying them inverted as well costs
        # as much again (9 ms a line in place of 16) and gives nothing.
        self._line.SetVariable("tessedit_do_invert", "0")
        # Here, not in every child: the first of each allocates, and numpy imports
        # modules when some of its functions are first called.
        self.find(np.zeros((GRID, GRID * 2, 3), np.uint8))
        self.read(np.full((LINE_HEIGHT, LINE_HEIGHT * 3), 255, np.uint8))

    def find(self, picture: Pixels) -> list[Box]:
        """The lines of text in an RGB picture, in the order of reading."""
        import cv2

        height, width = picture.shape[:2]
        more = -height % GRID, -width % GRID
        if any(more):
            picture = cv2.copyMakeBorder(
                picture, 0, more[0], 0, more[1], cv2.BORDER_REPLICATE
            ).view(np.uint8)
        blob = cv2.dnn.blobFromImage(picture, _SCALE, mean=_MEAN)
        # The network was trained on blue, green, red.
        blob = np.ascontiguousarray(blob[:, ::-1])
        level = self._net.run(None, {self._input: blob})[0][0, 0]
        return joined(_boxes(level[:height, :width]))

    def read(self, crop: Pixels) -> Text:
        """What a grey crop of one line says."""
        likely = self._read(_dark_on_light(crop, turned=False))
        if likely.score >= SURE_SCORE:
            return likely
        other = self._read(_dark_on_light(crop, turned=True))
        return max(likely, other, key=lambda one: one.score)

    def _read(self, crop: Pixels) -> Text:
        crop = np.ascontiguousarray(crop)
        height, width = crop.shape
        self._line.SetImageBytes(crop.tobytes(), width, height, 1, width)
        self._line.SetSourceResolution(300)
        text = tidy(self._line.GetUTF8Text())
        score = min(max(int(self._line.MeanTextConf()), 0), 100) * 10
        self._line.Clear()
        return Text(text, score, language(text))


def _boxes(level: npt.NDArray[np.float32]) -> list[Box]:
    """Lines out of the detector's map."""
    import cv2

    mask = (level > TEXT_LEVEL).view(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = []
    for contour in sorted(contours, key=len, reverse=True)[: MAX_BOXES * 3]:
        (x, y), (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < MIN_SIDE - 2:
            continue
        score = _mean_within(level, contour)
        if score < BOX_LEVEL:
            continue
        grow = width * height * UNCLIP / (width + height)
        # OpenCV's angle is in (0, 90]: bring it to the line's own, within 45.
        if angle > 45:
            width, height, angle = height, width, angle - 90
        width, height = width + grow, height + grow
        if height > width * 1.5:
            width, height, angle = height, width, angle + 90
        if min(width, height) >= MIN_SIDE:
            boxes.append(Box(x, y, width, height, angle, score))
    boxes.sort(key=lambda box: -box.score * box.width)
    return boxes[:MAX_BOXES]


def _mean_within(level: npt.NDArray[np.float32], contour: Any) -> float:
    import cv2

    x, y, width, height = cv2.boundingRect(contour)
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [contour - (x, y)], 1)
    return float(cv2.mean(level[y : y + height, x : x + width], mask)[0])


def joined(boxes: Sequence[Box]) -> list[Box]:
    """Boxes in the order of reading, pieces of one row made one line.

    A date and a time, or words a space apart, are one line to a reader.
    """
    made: list[Box] = []
    for box in sorted(boxes, key=lambda one: one.x - one.width / 2):
        for at, other in enumerate(made):
            if _one_line(other, box):
                made[at] = other.around(box)
                break
        else:
            made.append(box)
    made.sort(key=lambda one: one.y)
    rows: list[list[Box]] = []
    for box in made:
        if rows and box.y - rows[-1][0].y < 0.5 * min(box.height, rows[-1][0].height):
            rows[-1].append(box)
        else:
            rows.append([box])
    return [box for row in rows for box in sorted(row, key=lambda one: one.x)]


def _one_line(left: Box, right: Box) -> bool:
    tall, low = max(left.height, right.height), min(left.height, right.height)
    if abs(left.angle) > TURNED or abs(right.angle) > TURNED or tall > 1.5 * low:
        return False
    gap = (right.x - right.width / 2) - (left.x + left.width / 2)
    return abs(left.y - right.y) < 0.3 * low and -low < gap < 0.7 * low


def cut(grey: Pixels, box: Box) -> Pixels:
    """A line out of a grey picture, upright, `LINE_HEIGHT` pixels high."""
    import cv2

    by = LINE_HEIGHT / max(box.height, 1)
    wide = min(max(round(box.width * by), LINE_HEIGHT // 2), 60 * LINE_HEIGHT)
    turn = np.deg2rad(box.angle if abs(box.angle) > TURNED else 0.0)
    cos, sin = float(np.cos(turn)) / by, float(np.sin(turn)) / by
    if by < 0.75:
        # Sampling every second pixel or fewer breaks thin strokes.
        left, top, right, bottom = (int(one) for one in box.bounds())
        around = grey[max(top - 4, 0) : bottom + 5, max(left - 4, 0) : right + 5]
        if around.size:
            small = cv2.resize(around, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
            moved = Box(
                (box.x - max(left - 4, 0)) * by, (box.y - max(top - 4, 0)) * by,
                box.width * by, box.height * by, box.angle, box.score,
            )  # fmt: skip
            return cut(small.view(np.uint8), moved)
    matrix = np.array(
        [
            [cos, -sin, box.x - cos * wide / 2 + sin * LINE_HEIGHT / 2],
            [sin, cos, box.y - sin * wide / 2 - cos * LINE_HEIGHT / 2],
        ]
    )
    return cv2.warpAffine(
        grey, matrix, (wide, LINE_HEIGHT),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE,
    ).view(np.uint8)  # fmt: skip


def _dark_on_light(crop: Pixels, *, turned: bool) -> Pixels:
    """Dark letters on white, with a margin.

    Args:
        crop: Grey.
        turned: Take the other of the two for the letters than seems likely.
    """
    import cv2

    level, _ = cv2.threshold(crop, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    # Letters cover less of a line than their ground does.
    if ((crop > level).mean() < 0.5) is not turned:
        crop = cv2.bitwise_not(crop).view(np.uint8)
    low, ground = np.percentile(crop, (2, 50))
    # All that is lighter than the ground becomes ground: recorders draw a line of
    # the opposite shade around letters, which Tesseract takes for the letters.
    high = ground - (ground - low) * GROUND_NOISE
    if high - low >= LEAST_CONTRAST:
        table = np.clip((np.arange(256) - low) * (255 / (high - low)), 0, 255)
        crop = cv2.LUT(crop, table.astype(np.uint8)).view(np.uint8)
    return cv2.copyMakeBorder(
        crop, MARGIN, MARGIN, MARGIN, MARGIN, cv2.BORDER_CONSTANT, value=255
    ).view(np.uint8)


def tidy(text: str) -> str:
    """One line of what a reader gave, each word in one alphabet."""
    words = "".join(c if c.isprintable() else " " for c in text).split()
    return " ".join(_one_alphabet(word) for word in words)


def _one_alphabet(word: str) -> str:
    cyrillic = sum("Ѐ" <= c <= "ӿ" for c in word)
    latin = sum(c.isascii() and c.isalpha() for c in word)
    if not cyrillic or not latin:
        return word
    # Letters that look the same in both say nothing of the alphabet.
    only_cyrillic = sum("Ѐ" <= c <= "ӿ" and c not in _SAME for c in word)
    only_latin = sum(
        c.isascii() and c.isalpha() and c not in _SAME.values() for c in word
    )
    if only_cyrillic and only_latin:
        return word
    to_cyrillic = only_cyrillic > 0 or (not only_latin and cyrillic >= latin)
    return word.translate(_TO_CYRILLIC if to_cyrillic else _TO_LATIN)


def language(text: str) -> str:
    """Told by the letters alone: `ru` stands for all of Cyrillic."""
    cyrillic = sum("Ѐ" <= c <= "ӿ" for c in text)
    latin = sum(c.isascii() and c.isalpha() for c in text)
    if cyrillic == latin == 0:
        return ""
    return "ru" if cyrillic >= latin else "en"


def readable(text: Text) -> bool:
    """Whether a line is worth a finding, and not a pattern in the picture."""
    signs = [c for c in text.text if not c.isspace()]
    known = sum(c.isalnum() for c in signs)
    if text.score < LEAST_SCORE or known < 2:
        return False
    return 2 * known > len(signs) and (known > 3 or text.score >= LEAST_SCORE + 200)
