# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The places of lines of text: joined to rows, and cut out of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from witnessbox.model.finding import WHOLE, Region

if TYPE_CHECKING:
    from witnessbox.media.frame import Pixels

LINE_HEIGHT = 40
"""Pixels to which a crop is brought; Tesseract's network works at 36."""
TURNED = 2.0
"""Degrees from which a line is turned upright before it is read."""


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

    @classmethod
    def within(cls, left: float, top: float, right: float, bottom: float) -> Box:
        """The upright box of these edges."""
        x, y = (left + right) / 2, (top + bottom) / 2
        return cls(x, y, right - left, bottom - top, 0.0, 1.0)

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
    if by < 0.98:
        # Sampling fewer pixels than there are breaks thin strokes.
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
