# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which keyframes of a film are worth decoding: decided from packets alone.

What holds: the first keyframe is taken; a picture is taken at least every
`CALM` seconds where keyframes allow; where packets say that something happened
(a picture between that is as large as a keyframe, or a keyframe out of turn: an
encoder begins a new one at a cut), the next keyframe is taken too. No decoding
is done here, and a file cannot make it ask for more than every keyframe.
"""

from __future__ import annotations

from fractions import Fraction

CALM = Fraction(39, 10)
"""Seconds between two pictures where nothing is said to move."""
LONGEST = Fraction(5)
"""Seconds after which the frames between keyframes are decoded instead."""
SOONEST = Fraction(2, 5)
"""Seconds below which not even a keyframe out of turn is taken."""
LARGE = 3, 4
"""A packet of this share of the last keyframe is a new picture, not a change."""
EARLY = 4, 5
"""A keyframe that comes before this share of the usual distance is out of turn."""


class Sampler:
    """Told of every packet of one stream, in the file's order.

    Args:
        base: Seconds per tick.
    """

    def __init__(self, base: Fraction) -> None:
        self._base = base
        self._taken: int | None = None
        self._key: int | None = None
        self._key_size = 0
        self._usual = 0
        self._stirred = False

    def wanted(self, pts: int, size: int, *, key: bool) -> bool:
        """Whether this packet's picture should be decoded now."""
        if not key:
            if size * LARGE[1] > self._key_size * LARGE[0] > 0:
                self._stirred = True
            return False
        distance = 0 if self._key is None else max(pts - self._key, 0)
        early = 0 < distance * EARLY[1] < self._usual * EARLY[0]
        self._usual = max(self._usual, distance)
        self._key, self._key_size = pts, size
        if self._taken is None:
            return self._take(pts)
        past = (pts - self._taken) * self._base
        soon = past + self._usual * self._base
        if past < 0 or past >= CALM or soon > LONGEST:
            return self._take(pts) if past < 0 or past >= SOONEST else False
        if (early or self._stirred) and past >= SOONEST:
            return self._take(pts)
        return False

    def _take(self, pts: int) -> bool:
        self._taken = pts
        self._stirred = False
        return True
