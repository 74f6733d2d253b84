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
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from witnessbox.analysis.alphabet import language, tidy
from witnessbox.analysis.textline import LINE_HEIGHT, Box, joined

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
PAGE_DPI = 300
MARGIN = 8
LEAST_SCORE = 550
"""Of 1000; below this what Tesseract reads in pictures is mostly invented."""
SURE_SCORE = 700
"""Below this a line is read once more as light on dark, and the better kept."""
GROUND_NOISE = 0.15
LEAST_CONTRAST = 8
"""Grey levels between letters and ground."""
_MEAN = (123.7, 116.3, 103.5)
_SCALE = 1 / (0.226 * 255)
# What Latin words are read as where Russian is tried first.
_LIKE_LATIN = frozenset("АВЕКМНОРСТХаеорсухтгпим")
_CAMERA = "атега"
AS_GOOD = 50
"""Thousandths that Russian alone may score less and still be better."""


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

    Attributes:
        recognised: How often the engine has read a line: some need a second language or
            the other shade, and what a film may cost counts each.
    """

    def __init__(self, models: Mapping[str, str]) -> None:
        self.recognised = 0
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
        self._engines: dict[str, Any] = {}
        for languages in ("rus+eng", "rus", "eng"):
            engine = tesserocr.PyTessBaseAPI(
                path=models["tessdata"],
                lang=languages,
                psm=tesserocr.PSM.SINGLE_LINE,
                oem=tesserocr.OEM.LSTM_ONLY,
            )
            # Crops come dark on light already: trying them inverted as well costs
            # as much again (9 ms a line in place of 16) and gives nothing.
            engine.SetVariable("tessedit_do_invert", "0")
            self._engines[languages] = engine
        self._engines["page"] = tesserocr.PyTessBaseAPI(
            path=models["tessdata"],
            lang="rus+eng",
            psm=tesserocr.PSM.AUTO,
            oem=tesserocr.OEM.LSTM_ONLY,
        )
        # Here, not in every child: the first of each allocates, and numpy imports
        # modules when some of its functions are first called.
        self.find(np.zeros((GRID, GRID * 2, 3), np.uint8))
        self.page(np.full((GRID * 4, GRID * 8), 255, np.uint8))
        for languages in ("rus+eng", "rus", "eng"):
            self._read(
                np.full((LINE_HEIGHT, LINE_HEIGHT * 3), 255, np.uint8), languages
            )

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
        likely = self._best(_dark_on_light(crop, turned=False))
        if likely.score >= SURE_SCORE:
            return likely
        other = self._best(_dark_on_light(crop, turned=True))
        return max(likely, other, key=lambda one: one.score)

    def again(self, crop: Pixels) -> Text:
        """The same where only figures matter: a clock that was read before.

        One language does: figures are the same in both, and a third of the work.
        """
        likely = self._read(_dark_on_light(crop, turned=False), "eng")
        return likely if likely.score >= SURE_SCORE else self.read(crop)

    def page(self, grey: Pixels) -> list[tuple[Box, Text]]:
        """The lines of a whole page, as Tesseract itself finds them."""
        import tesserocr

        height, width = grey.shape
        engine = self._engines["page"]
        engine.SetImageBytes(grey.tobytes(), width, height, 1, width)
        engine.SetSourceResolution(PAGE_DPI)
        made = []
        if engine.Recognize():
            level = tesserocr.RIL.TEXTLINE
            for one in tesserocr.iterate_level(engine.GetIterator(), level):
                bounds = one.BoundingBox(level)
                if one.Empty(level) or bounds is None:
                    continue
                text = tidy(one.GetUTF8Text(level))
                score = min(max(int(one.Confidence(level)), 0), 100) * 10
                box = Box.within(*bounds)
                made.append((box, Text(text, score, language(text))))
        engine.Clear()
        return made

    def _best(self, crop: Pixels) -> Text:
        """Of both languages together, and of one alone where that reads better.

        On 300 printed Russian lines both together have 1.8 % of letters wrong, Russian
        alone 1.4 %, because single words become English; on English lines both have
        10 %, nearly all of it in Cameras that become Сатега.
        """
        both = self._read(crop, "rus+eng")
        cyrillic = [c for c in both.text if "Ѐ" <= c <= "ӿ"]
        if not cyrillic:
            return both
        words = [language(word) for word in both.text.split() if len(word) > 2]
        english, russian = words.count("en"), words.count("ru")
        if not english and all(c in _LIKE_LATIN for c in cyrillic):
            alone = self._read(crop, "eng")
            if alone.score >= both.score or _CAMERA in both.text:
                return alone
        if english * 4 <= russian:
            alone = self._read(crop, "rus")
            if alone.score >= both.score - AS_GOOD:
                return alone
        return both

    def _read(self, crop: Pixels, languages: str) -> Text:
        self.recognised += 1
        crop = np.ascontiguousarray(crop)
        height, width = crop.shape
        engine = self._engines[languages]
        engine.SetImageBytes(crop.tobytes(), width, height, 1, width)
        engine.SetSourceResolution(300)
        text = tidy(engine.GetUTF8Text())
        score = min(max(int(engine.MeanTextConf()), 0), 100) * 10
        engine.Clear()
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


def _dark_on_light(crop: Pixels, *, turned: bool) -> Pixels:
    """Dark letters on white, with a margin.

    Args:
        crop: Grey.
        turned: Take the other of the two for the letters than seems likely.
    """
    import cv2

    level, _ = cv2.threshold(crop, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    # Letters cover less of a line than their ground does.
    if bool((crop > level).mean() < 0.5) != turned:
        crop = cv2.bitwise_not(crop).view(np.uint8)
    # Not numpy's percentile: it imports a module when it is first called, and a child
    # in the lock-down can read none.
    below = np.cumsum(np.bincount(crop.ravel(), minlength=256)) / crop.size
    low, ground = np.searchsorted(below, (0.02, 0.5))
    # All that is lighter than the ground becomes ground: recorders draw a line of
    # the opposite shade around letters, which Tesseract takes for the letters.
    high = ground - (ground - low) * GROUND_NOISE
    if high - low >= LEAST_CONTRAST:
        table = np.clip((np.arange(256) - low) * (255 / (high - low)), 0, 255)
        crop = cv2.LUT(crop, table.astype(np.uint8)).view(np.uint8)
    return cv2.copyMakeBorder(
        crop, MARGIN, MARGIN, MARGIN, MARGIN, cv2.BORDER_CONSTANT, value=255
    ).view(np.uint8)


def readable(text: Text) -> bool:
    """Whether a line is worth a finding, and not a pattern in the picture."""
    signs = [c for c in text.text if not c.isspace()]
    known = sum(c.isalnum() for c in signs)
    if text.score < LEAST_SCORE or known < 2:
        return False
    return 2 * known > len(signs) and (known > 3 or text.score >= LEAST_SCORE + 200)
