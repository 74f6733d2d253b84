# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where lettering may have come or gone since a picture, told from its edges.

What holds: this is cheap (a millisecond at 640 pixels) and reads nothing. It errs on
the side of looking: foliage and fences look like lettering to it; text does not look
like anything else. A place is looked at again only when it came to look like lettering
since it was looked at last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from witnessbox.media.frame import Pixels

EDGE = 640
"""Longest edge of the pictures compared; every stage shares them."""
CELL = 8
"""Pixels of a cell's side: a line of text of 24 pixels in 1080."""
STROKE = 28
"""Grey levels between neighbours, across a letter's stroke."""
DENSE = 0.2
"""Share of a cell's pixels that are a stroke's edge."""
RUN = 3
"""Cells in a row: lettering is wider than high."""
PIECE, LEAST_PIECE = 0.6, 6
"""Of a line's height, and pixels: the width of the pieces that are compared."""
SAME = 0.85
"""Correlation of edges from which a piece looks as it did: noise and coding leave
0.92 and more, another ground behind it 0.88 in nine cases of ten; one other digit
has 0.6, and at most 0.76 in nine cases of ten."""
ALL = 0.6
"""Share of the picture from which it is simpler to look at all of it."""

Flags = npt.NDArray[np.bool_]
Place = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels of the compared picture."""
Edges = npt.NDArray[np.uint8]


def edges(grey: Pixels) -> Edges:
    """How much each pixel differs from its neighbour on the left."""
    import cv2

    made = np.zeros_like(grey)
    made[:, 1:] = cv2.absdiff(grey[:, 1:], grey[:, :-1])
    return made


def texty(strokes: Edges) -> Flags:
    """Which cells may be lettering."""
    import cv2

    height, width = strokes.shape
    size = (max(width // CELL, 1), max(height // CELL, 1))
    mask = cv2.threshold(strokes, STROKE, 255, cv2.THRESH_BINARY)[1]
    dense = cv2.resize(mask, size, interpolation=cv2.INTER_AREA) > 255 * DENSE
    row = np.ones((1, RUN), np.uint8)
    runs = cv2.morphologyEx(dense.view(np.uint8), cv2.MORPH_CLOSE, row)
    return cv2.morphologyEx(runs, cv2.MORPH_OPEN, row) > 0


def places(flags: Flags, shape: tuple[int, ...]) -> list[Place]:
    """Rectangles around cells that belong together, with room around them."""
    import cv2

    wide = cv2.dilate(flags.view(np.uint8), np.ones((3, 7), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(wide)
    made = []
    for x, y, width, height, _ in stats[1:count]:
        made.append(
            (
                int(x) * CELL, int(y) * CELL,
                min(int(x + width) * CELL, shape[1]),
                min(int(y + height) * CELL, shape[0]),
            )
        )  # fmt: skip
    made = apart(made)
    if sum((r - x) * (b - y) for x, y, r, b in made) > ALL * shape[0] * shape[1]:
        return [(0, 0, shape[1], shape[0])]
    return made


def apart(given: list[Place]) -> list[Place]:
    """Rectangles of which no two overlap, covering those given."""
    made: list[Place] = []
    for place in given:
        merged, before = place, -1
        while before != len(made):
            before = len(made)
            for other in list(made):
                if _overlap(merged, other):
                    made.remove(other)
                    merged = (
                        min(merged[0], other[0]), min(merged[1], other[1]),
                        max(merged[2], other[2]), max(merged[3], other[3]),
                    )  # fmt: skip
        made.append(merged)
    return made


def _overlap(one: Place, other: Place) -> bool:
    return (
        one[0] < other[2] and other[0] < one[2]
        and one[1] < other[3] and other[1] < one[3]
    )  # fmt: skip


def patch(strokes: Edges, place: Place) -> Edges:
    """A copy of the edges of one place."""
    left, top, right, bottom = place
    return strokes[top:bottom, left:right].copy()


def likeness(before: Edges, strokes: Edges, place: Place) -> float:
    """How much a place's edges are what they were: 1 is the same.

    The least correlation of its pieces, each about a letter wide: one other digit in
    a line must count.
    """
    import cv2

    left, top, right, bottom = place
    now = strokes[top:bottom, left:right]
    if now.shape != before.shape or now.size == 0:
        return 0.0
    wide = max(round(now.shape[0] * PIECE), LEAST_PIECE)
    least = 1.0
    for x in range(0, max(now.shape[1] - wide // 2, 1), wide):
        one, other = before[:, x : x + wide], now[:, x : x + wide]
        if max(int(one.max()), int(other.max())) < STROKE:
            continue
        like = cv2.matchTemplate(other, one, cv2.TM_CCOEFF_NORMED)[0, 0]
        least = min(least, float(like))
    return least
