# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The text of a photograph: signs and captions, or a page of a document.

What holds: every line that was found is read; where lines cover much of a light
picture, as in a letter, Tesseract also reads the page as a whole, and of each line
the better reading is kept. A line with a date and a time is given
as a clock too, because there is no second picture that could show whether it runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from witnessbox.analysis import camera, clock
from witnessbox.analysis.ocr import Reader, Text, readable
from witnessbox.analysis.textline import Box, cut
from witnessbox.media.frame import Frame
from witnessbox.model.finding import Finding

if TYPE_CHECKING:
    from witnessbox.media.frame import Pixels

FIND_EDGE = 1280
"""Longest edge at which lines are sought: 0.13 s."""
READ_EDGE = 2560
SMALLEST = 640
"""Smaller pictures are sought in at twice their size."""
PAGE_COVERED = 0.06
"""Share of a picture that lines cover; a street with signs has 0.01."""
PAGE_LIGHT = 110
"""Mean grey level of paper by lamplight."""
START = Fraction(0)


def findings(reader: Reader, frame: Frame) -> Iterator[Finding]:
    """All that a photograph says, in the order of reading."""
    edge = min(max(frame.size), READ_EDGE)
    grey = frame.grey(edge)
    size = (grey.shape[1], grey.shape[0])
    for box, text in lines(reader, frame.rgb(edge), grey):
        region = box.region(size)
        value = {"text": text.text, "language": text.language}
        yield Finding("text", 0, None, START, START, region, text.score, dict(value))
        reading = clock.read(text.text)
        if reading is not None and reading.whole:
            yield Finding(
                "clock", 0, None, START, START, region, text.score,
                {
                    "first": reading.text, "last": reading.text,
                    "format": reading.order, "ambiguous": reading.ambiguous,
                    "drift_ms_per_h": 0, "jumps": [],
                },
            )  # fmt: skip
        name = camera.name(text.text)
        if name is not None:
            yield Finding(
                "camera", 0, None, START, START, region, text.score, {"name": name}
            )


def lines(reader: Reader, rgb: Pixels, grey: Pixels) -> list[tuple[Box, Text]]:
    """Every line that can be read, in the order of reading."""
    edge = max(grey.shape)
    sought, by = scaled(rgb, min(FIND_EDGE, edge * 2 if edge < SMALLEST else edge))
    boxes = [box.scaled(1 / by) for box in reader.find(sought)]
    read = [(box, reader.read(cut(grey, box))) for box in boxes]
    covered = sum(box.width * box.height for box in boxes) / grey.size
    if covered >= PAGE_COVERED and float(grey.mean()) >= PAGE_LIGHT:
        read = better(read, reader.page(grey))
    return [(box, text) for box, text in read if readable(text)]


def better(
    lines: list[tuple[Box, Text]], paged: list[tuple[Box, Text]]
) -> list[tuple[Box, Text]]:
    """Of two readings of one page: the page's lines, and of each the better reading.

    Where one line covers several of the page's, those are pieces: Tesseract takes
    the words of a typewriter for columns. Lines that the page lacks come last.
    """
    made = list(paged)
    for box, text in lines:
        places = [at for at, (other, _) in enumerate(made) if _meet(box, other)]
        if not places:
            made.append((box, text))
        elif len(places) > 1:
            made[places[0]] = (box, text)
            made = [one for at, one in enumerate(made) if at not in places[1:]]
        elif text.score > made[places[0]][1].score:
            other, _ = made[places[0]]
            if _alike(box, other):
                made[places[0]] = (box, text)
    return made


def _meet(one: Box, other: Box) -> bool:
    return (
        abs(one.y - other.y) < 0.6 * max(one.height, other.height)
        and abs(one.x - other.x) < (one.width + other.width) / 2
    )


def _alike(one: Box, other: Box) -> bool:
    return 0.85 * other.width < one.width < 1.2 * other.width


def scaled(rgb: Pixels, edge: int) -> tuple[Pixels, float]:
    """A picture brought to `edge`, and by how much it was scaled."""
    import cv2

    height, width = rgb.shape[:2]
    by = edge / max(width, height)
    if by == 1:
        return rgb, 1.0
    size = (max(round(width * by), 1), max(round(height * by), 1))
    how = cv2.INTER_AREA if by < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(rgb, size, interpolation=how), np.uint8), by
