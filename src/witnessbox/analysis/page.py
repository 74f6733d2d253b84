# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The text of a photograph: signs and captions, or a page of a document.

What holds: every line that was found is read; a line with a date and a time is given
as a clock too, because there is no second picture that could show whether it runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from witnessbox.analysis import camera, clock
from witnessbox.analysis.ocr import Reader, cut, readable
from witnessbox.media.frame import Frame
from witnessbox.model.finding import Finding

if TYPE_CHECKING:
    from witnessbox.media.frame import Pixels

FIND_EDGE = 1280
"""Longest edge at which lines are sought: 0.13 s."""
READ_EDGE = 2560
SMALLEST = 640
"""Smaller pictures are sought in at twice their size."""
START = Fraction(0)


def findings(reader: Reader, frame: Frame) -> Iterator[Finding]:
    """All that a photograph says, in the order of reading."""
    edge = min(max(frame.size), READ_EDGE)
    rgb = frame.rgb(edge)
    grey = frame.grey(edge)
    size = (rgb.shape[1], rgb.shape[0])
    sought, by = scaled(rgb, min(FIND_EDGE, edge * 2 if edge < SMALLEST else edge))
    for found in reader.find(sought):
        box = found.scaled(1 / by)
        text = reader.read(cut(grey, box))
        if not readable(text):
            continue
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
