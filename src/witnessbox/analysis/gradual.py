# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Fades and dissolves: a course of frames that is a mixture of its two ends.

What holds: a pure function. In a dissolve each frame is a sum of a picture of the
old shot and one of the new, in a fade a picture times a factor, and both to the
eye and in numbers, so of any window of frames it can be asked how well its frames
are sums `a * first + b * last + c * light`, and how `a` falls and `b` rises. A camera
that pans, or somebody who walks by, brings in what neither end holds, and the
remainder is large; a flash makes `a` jump. What is asked of a window: its ends show
different things, the remainder is small, `a` and `b` go their way without turning
back, and no single step makes most of it.

The idea of a mixture is that of Fernando, Canagarajah and Bull (1999); to take the
window's own ends as what is mixed makes it hold for fades and dissolves at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from witnessbox.analysis.cuts import (
    CUT,
    DISSOLVE,
    FADE,
    SOONEST,
    Boundary,
    Seen,
    alike,
    hard_cuts,
)
from witnessbox.analysis.likeness import COARSE, colours, moved, shapes

if TYPE_CHECKING:
    from witnessbox.analysis.likeness import Floats

HALVES = tuple(Fraction(n, 100) for n in (25, 45, 75, 110, 160))
"""Seconds from the middle of a window to its ends."""
LEAST = 6
"""Frames of a window."""
COLOURS = 0.3
"""Change of colours between the ends; or `BARE_COLOURS` with `BARE_SHAPES`."""
SHAPES = 0.5
"""Change of shapes between them."""
BARE_COLOURS = 0.12
BARE_SHAPES = 0.7
PANNED = 0.7
"""How well the one end must not be found in the other, see `likeness.moved`."""
WOVEN = 0.25
"""Least share of the middle's detail that is made of the ends'; measured 0.31 and
more in dissolves, 0.12 to 0.19 where a camera swung round."""
REMAINDER = 0.27
"""Mean share of the change that no mixture explains."""
STRAIGHT = 0.8
"""Net way of `b - a`, as a share of all its way."""
STEP = 0.4
"""Share of the change in one frame, above which it is a cut or a flash."""
PRESENT = 0.15
"""Share from which a picture is seen in a mixture."""
DARK = 0.35
"""Sum of both shares below which the mixture goes through black, or white."""
BESIDE = Fraction(3, 10)
"""Seconds beyond either end in which nothing may show what the other end does."""
RESTLESS = 0.5
"""Share of the change that may happen there."""
SHARED = 0.34
"""Share of the shorter of two windows, above which both tell of one course."""
SLOWEST = Fraction(6, 5)
"""Seconds between two boundaries neither of which is a cut."""
HALF_FADE = Fraction(3, 2)
"""Seconds about a fade's middle within which a dissolve is a half of the fade."""
LONG_BLANK = Fraction(2)
"""Seconds of black that are a shot of their own."""

_LIGHT = np.tile(np.array([1, 0, 0], np.float32), COARSE[0] * COARSE[1])


@dataclass(frozen=True, slots=True)
class _Course:
    """A window that is a mixture: its ends, the new shot's first frame, how good."""

    first: int
    last: int
    middle: int
    begins: str
    quality: float

    def moved(self, by: int) -> _Course:
        """The same, counted from elsewhere."""
        return replace(
            self, first=self.first + by, last=self.last + by, middle=self.middle + by
        )


def boundaries(seen: Sequence[Seen]) -> list[Boundary]:
    """Cuts, fades and dissolves among what was seen, in order of time.

    Args:
        seen: Pictures in order of time.
    """
    cuts = hard_cuts(seen)
    found = list(cuts)
    for first, last in _stretches(seen, [cut.place for cut in cuts]):
        for course in _best(seen, list(_courses(seen, first, last))):
            found.append(Boundary(course.middle, course.begins, course.quality))
    found.sort(key=lambda boundary: boundary.place)
    return _apart(seen, found)


def _stretches(seen: Sequence[Seen], cuts: list[int]) -> Iterator[tuple[int, int]]:
    """Runs of frames that follow each other, without a cut within."""
    starts = [i for i in range(1, len(seen)) if not seen[i].follows]
    for first, after in pairwise(sorted({0, *starts, *cuts, len(seen)})):
        if after - first > LEAST:
            yield first, after - 1


def _courses(seen: Sequence[Seen], first: int, last: int) -> Iterator[_Course]:
    """Windows of a stretch that are mixtures, whatever they overlap."""
    times = np.array([float(one.time) for one in seen[first : last + 1]])
    frames = np.stack([one.signature.coarse for one in seen[first : last + 1]])
    blank = _passing_blank(seen, first, last)
    for middle in range(0, len(times), 2):
        for half in map(float, HALVES):
            low = int(np.searchsorted(times, times[middle] - half))
            high = int(np.searchsorted(times, times[middle] + half))
            if high >= len(times) or times[middle] - half < times[0]:
                break
            if high - low < LEAST or blank[low] or blank[high]:
                continue
            apart = _apart_by(seen[first + low], seen[first + high])
            if not apart or not _calm(frames, times, low, high):
                continue
            course = _mixture(frames[low : high + 1], apart)
            if course is not None:
                yield course.moved(first + low)


def _calm(frames: Floats, times: npt.NDArray[np.float64], low: int, high: int) -> bool:
    """Whether beyond its ends little happens, compared to within: no flash's edge."""
    change = float(np.linalg.norm(frames[high] - frames[low]))
    early = int(np.searchsorted(times, times[low] - BESIDE))
    late = int(np.searchsorted(times, times[high] + BESIDE))
    before = np.linalg.norm(frames[early:low] - frames[low], axis=1)
    after = np.linalg.norm(frames[high + 1 : late] - frames[high], axis=1)
    return float(np.concatenate([before, after, [0.0]]).max()) <= RESTLESS * change


def _apart_by(first: Seen, last: Seen) -> float:
    """How different the ends are; 0 if they may show the same."""
    one, other = first.signature, last.signature
    changed = colours(one, other)
    if changed < BARE_COLOURS:
        return 0.0
    between = shapes(one, other)
    plain = changed >= COLOURS and between >= SHAPES
    bare = between >= BARE_SHAPES
    return max(changed, 0.3) if plain or bare else 0.0


def _comes_back(seen: Sequence[Seen], low: int, high: int) -> bool:
    """Whether around the ends the new shot shows what the old one did: a flash."""
    start, end = seen[low].time - BESIDE, seen[high].time + BESIDE
    before = [i for i in range(low + 1) if seen[i].time >= start][::-3]
    after = [i for i in range(high, len(seen)) if seen[i].time <= end][::3]
    return any(
        alike(seen[old].signature, seen[new].signature)
        for old in before
        for new in after
    )


def _mixture(frames: Floats, apart: float) -> _Course | None:
    """The course of a window, if its frames are mixtures of its ends."""
    base = np.stack([frames[0], frames[-1], _LIGHT])
    gram = base @ base.T
    gram[np.diag_indices(3)] += 1e-3 * (1 + gram.diagonal())
    shares = np.linalg.solve(gram, base @ frames.T)
    change = float(np.linalg.norm(frames[-1] - frames[0]))
    rest = np.linalg.norm(frames - shares.T @ base, axis=1) / max(change, 1.0)
    if rest.mean() > REMAINDER:
        return None
    old, new = _smooth(shares[0]), _smooth(shares[1])
    if _straight(new - old) < STRAIGHT:
        return None
    if np.abs(np.diff(shares[1] - shares[0])).max() / 2 > STEP:
        return None
    leaving = np.flatnonzero((old >= PRESENT) & (old >= new))
    coming = np.flatnonzero((new >= PRESENT) & (new > old))
    if not len(leaving) or not len(coming):
        return None
    middle = (int(leaving[-1]) + int(coming[coming > leaving[0]][0]) + 1) // 2
    begins = FADE if float((old + new).min()) < DARK else DISSOLVE
    quality = (0.35 + 0.65 * apart) * (1 - float(rest.mean()))
    return _Course(0, len(frames) - 1, middle, begins, quality)


def _smooth(shares: Floats) -> npt.NDArray[np.float64]:
    padded = np.pad(shares, 1, mode="edge")
    return np.convolve(padded, np.ones(3) / 3, "valid")


def _straight(rising: npt.NDArray[np.float64]) -> float:
    """Net way as a share of all way; below 0 if it went the other way."""
    way = float(np.abs(np.diff(rising)).sum())
    return float(rising[-1] - rising[0]) / way if way else 0.0


def _passing_blank(seen: Sequence[Seen], first: int, last: int) -> list[bool]:
    """For each frame whether it is black, but not for so long as to be a shot."""
    flags = [one.signature.blank for one in seen[first : last + 1]]
    start = 0
    for place in range(1, len(flags) + 1):
        if place == len(flags) or flags[place] != flags[start]:
            length = seen[first + place - 1].time - seen[first + start].time
            if flags[start] and length >= LONG_BLANK:
                flags[start:place] = [False] * (place - start)
            start = place
    return flags


def _best(seen: Sequence[Seen], courses: list[_Course]) -> list[_Course]:
    """Of windows that tell of one course, the best mixture."""
    found: list[_Course] = []
    for course in sorted(courses, key=lambda one: -one.quality):
        if any(_overlap(course, one) for one in found):
            continue
        ends = seen[course.first].signature, seen[course.last].signature
        if moved(*ends) >= PANNED or _comes_back(seen, course.first, course.last):
            continue
        if course.begins == FADE or _woven(seen, course) >= WOVEN:
            found.append(course)
    return found


def _woven(seen: Sequence[Seen], course: _Course) -> float:
    """Share of the middle frames' detail that is a sum of the ends' detail.

    What is finer than `coarse` tells a dissolve from a camera that swings round.
    """
    ends = np.stack(
        [seen[i].signature.detail.ravel() for i in (course.first, course.last)]
    )
    low, high = max(course.first + 1, course.middle - 4), course.middle + 5
    shares = []
    for place in range(low, min(high, course.last)):
        detail = seen[place].signature.detail.ravel()
        sums = np.linalg.lstsq(ends.T, detail, rcond=None)[0] @ ends
        rest = float(np.square(detail - sums).sum())
        shares.append(1 - rest / (float(np.square(detail).sum()) + 1))
    return float(np.mean(shares)) if shares else 0.0


def _overlap(one: _Course, other: _Course) -> bool:
    shared = min(one.last, other.last) - max(one.first, other.first)
    shorter = min(one.last - one.first, other.last - other.first)
    return shared > SHARED * shorter


def _apart(seen: Sequence[Seen], found: list[Boundary]) -> list[Boundary]:
    """Without the weaker of two that are too close, or the half of a fade."""
    dark = [seen[one.place].time for one in found if one.begins == FADE]
    found = [
        one
        for one in found
        if one.begins != DISSOLVE
        or all(abs(seen[one.place].time - time) > HALF_FADE for time in dark)
    ]
    kept: list[Boundary] = []
    for boundary in found:
        soonest = SOONEST
        if kept and CUT not in (boundary.begins, kept[-1].begins):
            soonest = SLOWEST
        if not kept or seen[boundary.place].time - seen[kept[-1].place].time >= soonest:
            kept.append(boundary)
        elif boundary.score > kept[-1].score:
            kept[-1] = boundary
    return kept
