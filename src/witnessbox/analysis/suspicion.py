# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a shot may begin between two sampled pictures: before decoding them.

What holds: a pure function of the two pictures' signatures and the sizes of the coded
packets between. A cut inside a group of pictures leaves the encoder nothing to
predict from: its packet is as large as a keyframe's, and alone so (0.3 to 2.6 of the
keyframe before it in the films of `bench/shots_f1.py`, where packets of moving
pictures reach that size in company only). A fade or a dissolve keeps packets large
for half a second. What neither shows is taken for one shot, unless the two pictures
have hardly a colour in common.

A gap in time is no suspicion but a fact of the packets, see `gaps`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from witnessbox.analysis.likeness import colours, moved, shapes

if TYPE_CHECKING:
    from witnessbox.analysis.likeness import Signature
    from witnessbox.analysis.stage import PacketSize

OTHER_COLOURS = 0.55
"""Change of colours above which it needs no packet to suspect; hand-held films of one
room seldom have it in 4 s, see the figures of `bench/shots_f1.py`."""
COLOURS = 0.38
"""Change of colours that packets must bear out."""
SHAPES = 0.6
"""Change of shapes, where the colours are alike, that packets must bear out."""
FOUND = 0.62
"""Found again as well as this, see `likeness.moved`, nothing changed slowly."""
LOST = 0.5
"""Found again no better than this, the camera has left the place it was at."""
LARGE = 0.3
"""Of the keyframe's size; a packet smaller than that holds no new picture."""
NEW = 0.45
"""Of the keyframe's size; one as large, and so unusual, holds a new picture."""
UNUSUAL = 6.0
"""Times the median of the span."""
ALONE = 1.8
"""Times the third largest packet."""
STANDS_OUT = 1.4
"""The same, where the pictures differ."""
LONE = 2.5
"""Times the third largest packet: it needs no second look,"""
SECOND = 0.5
"""... unless another, not beside it, is of this share of its size: two cuts in one
span (0.85 in a film of varying rate; 0.06 to 0.25 where there was one cut)."""
BESIDE = 2
"""Packets on each side that may hold what is left of a new picture."""
HUMP = 2.5
"""Times the median that the mean of `COURSE` packets reaches in a slow change."""
COURSE = 9
"""Packets."""
EARLY = 19, 20
"""Share of the longest distance of keyframes, below which one is out of turn."""
GAP_SECONDS = Fraction(3, 2)
"""Seconds between two stamps that are a gap,"""
GAP_STEPS = 10
"""... if it is also so many times the usual step."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What packet sizes between two sampled pictures say.

    Attributes:
        largest: Stamp of the largest of them.
        middle: Stamp in the middle of the largest `COURSE`.
        large: The largest of them, as a share of the keyframe before.
        unusual: The largest by the median.
        alone: The largest by the third largest.
        hump: The largest mean of `COURSE` neighbours by the median.
        rest: The same without the largest.
        second: The largest that is not beside the largest, by the largest.
    """

    largest: int
    middle: int
    large: float
    unusual: float
    alone: float
    hump: float
    rest: float
    second: float

    @property
    def spike(self) -> bool:
        """Whether one packet holds a picture that nothing before foretold."""
        if self.large >= NEW and self.unusual >= UNUSUAL:
            return True
        return self.large >= LARGE and self.alone >= ALONE

    @property
    def stirred(self) -> bool:
        """Whether there is more than the steady flow of a camera that moves."""
        return self.alone >= STANDS_OUT or self.hump >= HUMP


def traffic(packets: Sequence[PacketSize]) -> Traffic | None:
    """What the sizes say; None where there are too few, or keyframes alone."""
    keys = [size for _, size, key in packets if key]
    sizes = np.array([size for _, size, key in packets if not key], np.float64)
    if not keys or len(sizes) < COURSE:
        return None
    median = max(float(np.median(sizes)), 1.0)
    ordered = np.sort(sizes)
    top = int(sizes.argmax())
    course = np.ones(COURSE) / COURSE
    means = np.convolve(sizes, course, "valid")
    rest = np.convolve(np.delete(sizes, top), course, "valid")
    stamps = [stamp for stamp, _, key in packets if not key]
    far = np.concatenate([sizes[: max(top - BESIDE, 0)], sizes[top + BESIDE + 1 :]])
    return Traffic(
        stamps[top],
        stamps[int(means.argmax()) + COURSE // 2],
        float(ordered[-1]) / max(keys[0], 1),
        float(ordered[-1]) / median,
        float(ordered[-1]) / max(float(ordered[-3]), 1.0),
        float(means.max()) / median,
        float(rest.max(initial=0.0)) / median,
        float(far.max(initial=0.0)) / max(float(ordered[-1]), 1.0),
    )


def suspicious(
    one: Signature,
    other: Signature,
    packets: Sequence[PacketSize],
    *,
    out_of_turn: bool = False,
) -> bool:
    """Whether a shot may begin after the one picture and not after the other.

    Args:
        one: The sampled picture before.
        other: The next.
        packets: From the one's to before the other's.
        out_of_turn: The other is a keyframe that no rhythm asked for: many encoders
            begin a new group at a cut, and then no packet between is large.
    """
    flow = traffic(packets)
    if flow is not None and flow.spike:
        return True
    changed = colours(one, other)
    if changed >= OTHER_COLOURS:
        return True
    if one.blank != other.blank:
        return True
    if flow is not None and not flow.stirred and not out_of_turn:
        return changed >= COLOURS and moved(one, other) < LOST
    if changed >= COLOURS:
        return True
    # Colours alike: two rooms of one paint, or night; or the same room.
    steady = flow is not None and flow.alone < ALONE and not out_of_turn
    return not steady and shapes(one, other) >= SHAPES and moved(one, other) < FOUND


def gone(one: Signature, other: Signature) -> bool:
    """Whether two pictures show different places, for all that can be said of two."""
    if moved(one, other) >= LOST:
        return False
    return colours(one, other) >= COLOURS or shapes(one, other) >= SHAPES


def located(packets: Sequence[PacketSize], *, out_of_turn: bool) -> bool:
    """Whether packets alone say where two places meet that `gone` tells apart.

    A cut within a group of pictures cannot be without one packet that holds a whole
    picture, and a slow change not without a hump of them. So either one packet stands
    alone, or a keyframe out of turn ends the span.
    """
    flow = traffic(packets)
    if flow is None:
        return False
    if flow.spike:
        alone = flow.large >= NEW and flow.alone >= LONE and flow.rest < HUMP
        return alone and flow.second < SECOND and in_order(packets, flow.largest)
    return out_of_turn and flow.hump < HUMP


def in_order(packets: Sequence[PacketSize], stamp: int) -> bool:
    """Whether no picture that is shown before this one is coded behind it.

    Of those one cannot tell from sizes which side of a cut they are on.
    """
    stamps = [one for one, _, _ in packets]
    return all(one > stamp for one in stamps[stamps.index(stamp) + 1 :])


def likely(packets: Sequence[PacketSize], after: int, *, out_of_turn: bool) -> int:
    """Where a shot begins, if one does, and no frame between can be had.

    At the packet that stands out, else at the keyframe out of turn, else in the
    midst of the largest packets.
    """
    flow = traffic(packets)
    if flow is None or (out_of_turn and not flow.spike):
        return after
    if flow.spike or flow.alone >= ALONE:
        return flow.largest
    return flow.middle if flow.stirred else after


class Rhythm:
    """How far apart keyframes are by themselves."""

    def __init__(self) -> None:
        self._longest = 0

    def out_of_turn(self, packets: Sequence[PacketSize], after: int) -> bool:
        """Whether the keyframe that ends a span comes sooner than is usual.

        Args:
            packets: Of the span.
            after: The stamp of that keyframe.
        """
        keys = [stamp for stamp, _, key in packets if key]
        for early, late in pairwise(keys):
            self._longest = max(self._longest, late - early)
        if not keys:
            return True
        distance = after - keys[-1]
        known = self._longest > 0
        usual = known and distance * EARLY[1] >= self._longest * EARLY[0]
        self._longest = max(self._longest, distance)
        return not usual


def gaps(packets: Sequence[PacketSize], after: int, base: Fraction) -> list[int]:
    """Stamps before which nothing is shown for a while: the clock jumped.

    Args:
        packets: Of a span, with the sampled picture's own.
        after: Stamp of the picture that ends the span.
        base: Seconds per tick.
    """
    stamps = sorted({stamp for stamp, _, _ in packets} | {after})
    steps = sorted(b - a for a, b in pairwise(stamps))
    if not steps:
        return []
    usual = steps[len(steps) // 2]
    return [
        late
        for early, late in pairwise(stamps)
        if (late - early) * base >= GAP_SECONDS and late - early >= GAP_STEPS * usual
    ]
