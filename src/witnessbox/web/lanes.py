# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The timeline of an item: a lane for each thing that machines look for.

What holds: a lane is one path over `WIDTH` units, however many findings it shows;
it tells where, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from witnessbox.catalogue.surveyed import MICRO
from witnessbox.web.tongue import N_, gettext

WIDTH = 1000
"""Units of the timeline."""

LANES = (
    ("faces", N_("Faces"), ("face",)),
    ("voice", N_("Speech"), ("voice", "speech")),
    ("text", N_("Text"), ("text", "clock")),
    ("nothing", N_("Nothing to see"), ("black", "still", "grey-out")),
)
"""Class, name and kinds of each lane of the timeline, below that of the shots."""

KINDS = tuple(kind for _, _, kinds in LANES for kind in kinds)
Span = tuple[str, int, int]
"""Kind, start and end in microseconds of the stream's own clock."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of the timeline: an SVG path over `WIDTH` units."""

    name: str
    css: str
    path: str


def lanes(
    spans: Sequence[Span], cuts: Sequence[Span], begins: Fraction, length: Fraction
) -> tuple[Lane, ...]:
    """The lanes that show anything.

    Args:
        spans: Findings of `KINDS`.
        cuts: The shots.
        begins: The container's first time, from which the film is counted.
        length: Of the film, in seconds.
    """
    whole, first = length * MICRO, begins * MICRO
    if whole <= 0:
        return ()
    found = []
    if len(cuts) > 1:
        places = [_unit(start - first, whole) for _, start, _ in cuts[1:]]
        marks = "".join(f"M{x} 0v10" for x in dict.fromkeys(places))
        found.append(Lane(gettext("Shots"), "shots", marks))
    for css, name, mine in LANES:
        merged = runs(
            (_unit(start - first, whole), _unit(end - first, whole))
            for kind, start, end in spans
            if kind in mine
        )
        if merged:
            path = "".join(f"M{a} 0h{b - a}v10h{a - b}z" for a, b in merged)
            found.append(Lane(gettext(name), css, path))
    return tuple(found)


def _unit(time: Fraction, whole: Fraction) -> int:
    return max(0, min(WIDTH, int(WIDTH * time / whole)))


def runs(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans joined where they touch; an instant is two units wide, to be seen."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted((a, max(b, min(a + 2, WIDTH))) for a, b in spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
