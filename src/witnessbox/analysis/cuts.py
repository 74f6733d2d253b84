# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where one shot ends and the next begins: signatures of pictures in, boundaries out.

What holds: a pure function of what was seen; the same pictures give the same
boundaries. A hard cut lies between two frames that follow each other, where both
measures of `likeness` say that the second shows something else, and where, for
`SETTLED`, nothing that was there before comes back: so a flash, a passing hand or a
torn picture is no cut, however unlike its neighbours it is. Where the colours say
little (night vision, two rooms of one paint), the change of shapes must stand out of
its own neighbourhood, because a camera that runs changes them in each frame.

Fades and dissolves are found by `gradual`; this joins the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from witnessbox.analysis.likeness import colours, moved, shapes

if TYPE_CHECKING:
    from witnessbox.analysis.likeness import Signature

CUT, FADE, DISSOLVE = "cut", "fade", "dissolve"

STIRRED = 1.5
"""Mean change of `coarse` below which two frames need no closer look."""
COLOURS = 0.25
"""Change of colours of a cut between unlike scenes; measured 0.47 and more."""
SHAPES = 0.45
"""Change of shapes that such a cut has as well; measured 0.63 and more."""
BARE_SHAPES = 0.6
"""Change of shapes of a cut that the colours hardly show; shaken frames reach 0.56."""
BARE_COLOURS = 0.03
"""Change of colours that even such a cut has."""
LONE = 1.5
"""Times the usual change around it by which such a cut stands out."""
AROUND = 4
"""Frames each way that say what is usual."""
SETTLED = Fraction(2, 5)
"""Seconds within which nothing of the old shot comes back, or it was no cut."""
SOONEST = Fraction(1, 4)
"""Seconds between two boundaries; of two that are closer, the stronger stays."""
SAME_COLOURS = 0.2
"""Change of colours below which two pictures may show the same, if further:"""
SAME_SHAPES = 0.42
"""... this little change of shapes,"""
MOVED = 0.62
"""... or one is found in the other as well as this."""
LIT = 0.8
"""Found as well as this, they show the same, whatever their colours."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One picture, in order of time.

    Attributes:
        pts: In ticks, where the file states it.
        time: Seconds of the stream's own clock.
        signature: What is kept of it.
        follows: Whether no frame lies between the one before it and this.
    """

    pts: int | None
    time: Fraction
    signature: Signature
    follows: bool


@dataclass(frozen=True, slots=True)
class Boundary:
    """The beginning of a shot.

    Attributes:
        place: Of its first picture among those seen.
        begins: `CUT`, `FADE` or `DISSOLVE`.
        score: From 0 to 1.
    """

    place: int
    begins: str
    score: float


def hard_cuts(seen: Sequence[Seen]) -> list[Boundary]:
    """The hard cuts, in order."""
    found: list[Boundary] = []
    for place in _stirred(seen):
        strength = _strength(seen, place)
        if not strength or _comes_back(seen, place):
            continue
        cut = Boundary(place, CUT, strength)
        if found and seen[place].time - seen[found[-1].place].time < SOONEST:
            if strength > found[-1].score:
                found[-1] = cut
        else:
            found.append(cut)
    return found


def differ(one: Signature, other: Signature) -> bool:
    """Whether two pictures, at whatever distance, show different things."""
    changed = colours(one, other)
    if changed < 2 * BARE_COLOURS:
        return False
    between = shapes(one, other)
    return between >= SHAPES if changed >= COLOURS else between >= BARE_SHAPES


def alike(one: Signature, other: Signature) -> bool:
    """Whether two pictures show the same, be it in another light or moved."""
    found = moved(one, other)
    if found >= LIT:
        return True
    if colours(one, other) >= SAME_COLOURS:
        return False
    return found >= MOVED or shapes(one, other) < SAME_SHAPES


def _stirred(seen: Sequence[Seen]) -> Iterator[int]:
    """Places whose picture differs from the frame before at all."""
    for place in range(1, len(seen)):
        one, other = seen[place - 1].signature, seen[place].signature
        if not seen[place].follows:
            continue
        if float(np.abs(one.coarse - other.coarse).mean()) >= STIRRED:
            yield place


def _strength(seen: Sequence[Seen], place: int) -> float:
    """How sure it is that two frames differ as at a cut; 0 if they do not."""
    one, other = seen[place - 1].signature, seen[place].signature
    changed = colours(one, other)
    if changed < BARE_COLOURS:
        return 0.0
    between = shapes(one, other)
    if changed >= COLOURS and between >= SHAPES:
        return min(1.0, 0.4 + 0.3 * changed / 0.5 + 0.3 * between / 0.7)
    if between < BARE_SHAPES or between < LONE * _usual(seen, place):
        return 0.0
    return min(0.8, 0.3 + changed + 0.3 * between / 0.7)


def _usual(seen: Sequence[Seen], place: int) -> float:
    """The usual change of shapes around a place, without its own."""
    nearby = [
        shapes(seen[i - 1].signature, seen[i].signature)
        for i in range(max(place - AROUND, 1), min(place + AROUND + 1, len(seen)))
        if i != place and seen[i].follows
    ]
    return float(np.median(nearby)) if nearby else 0.0


def _comes_back(seen: Sequence[Seen], place: int) -> bool:
    """Whether, soon after a place, a picture from shortly before it is there again."""
    time = seen[place].time
    before = [i for i in range(place) if time - seen[i].time <= SETTLED]
    before = before or [place - 1]
    if before[0] and not seen[before[0]].follows:
        # The first frames after an unwatched stretch: what was before it counts.
        before.insert(0, before[0] - 1)
    after = [i for i in range(place, len(seen)) if seen[i].time - time <= SETTLED]
    if len(after) == 1 and place + 1 < len(seen):
        # The last frame before an unwatched stretch: what comes after it counts.
        after.append(place + 1)
    return any(
        alike(seen[old].signature, seen[new].signature)
        for old in _thinned(before[::-1])
        for new in _thinned(after)
    )


def _thinned(places: list[int]) -> list[int]:
    """The nearest three, and each third one of the rest."""
    return places[:3] + places[5::3]
