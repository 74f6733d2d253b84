# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which boxes of a track must be written down so that the rest can be drawn; pure.

What holds: between two boxes that are kept, those left out lie on the straight
line over time to within `TOLERANCE` of the box's size, on each side. The first,
the last, and both ends of every stretch that was filled in are kept; each box
that is kept is exactly as it was. A reader draws what lies between two kept boxes
along a straight line; it was filled in where both are.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from witnessbox.analysis.tracks import Box, TrackBox, between

TOLERANCE = 0.04
"""Of the box's width and height: covers are drawn wider than that by far."""


def thinned(track: Sequence[TrackBox], times: Sequence[float]) -> list[int]:
    """Places of the boxes to keep, in order.

    Args:
        track: At least one box.
        times: Of each box, rising.
    """
    corners = {0, len(track) - 1}
    for at, (one, other) in enumerate(pairwise(track)):
        if one.filled != other.filled:
            corners |= {at, at + 1}
    kept = set(corners)
    waiting = list(pairwise(sorted(corners)))
    while waiting:
        first, last = waiting.pop()
        worst, at = _worst(track, times, first, last)
        if worst > TOLERANCE:
            kept.add(at)
            waiting += [(first, at), (at, last)]
    return sorted(kept)


def _worst(
    track: Sequence[TrackBox], times: Sequence[float], first: int, last: int
) -> tuple[float, int]:
    """The box that lies farthest from the line, in parts of its size."""
    worst, place = 0.0, first
    for at in range(first + 1, last):
        share = (times[at] - times[first]) / (times[last] - times[first])
        line = between(track[first].box, track[last].box, share)
        far = _off(track[at].box, line)
        if far > worst:
            worst, place = far, at
    return worst, place


def _off(box: Box, line: Box) -> float:
    """How far the sides of two boxes lie apart, in parts of the first's size."""
    x, y, width, height = box
    return max(
        abs(x - line[0]) / width,
        abs(y - line[1]) / height,
        abs(x + width - line[0] - line[2]) / width,
        abs(y + height - line[1] - line[3]) / height,
    )
