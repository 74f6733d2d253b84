# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Edit lists: which part of a track's recorded media a player leaves out.

What holds: spans are exact, in seconds of the media's own clock, in order and
without overlap; together with what is shown they make up the whole track.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

MAX_SPANS = 32
Span = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Edit:
    """One entry of an edit list.

    Attributes:
        length: Ticks of the film's clock for which it is shown; 0: to the end.
        start: First tick of the media; None shows nothing for that time.
        rate: Media seconds to a second; 0 holds one picture.
    """

    length: int
    start: int | None
    rate: Fraction


def hidden(
    edits: Sequence[Edit], film_scale: int, media_scale: int, whole: tuple[int, int]
) -> list[Span]:
    """What no edit shows of a track's media.

    Args:
        edits: The list; without one, all is shown.
        film_scale: Ticks a second of `Edit.length`.
        media_scale: Ticks a second of `Edit.start` and of `whole`.
        whole: First tick and end of the media.
    """
    if not edits or film_scale <= 0 or media_scale <= 0 or whole[1] <= whole[0]:
        return []
    first, last = (Fraction(tick, media_scale) for tick in whole)
    shown: list[Span] = []
    for edit in edits:
        if edit.start is None:
            continue
        start = Fraction(edit.start, media_scale)
        if edit.length == 0:
            end = last
        else:
            end = start + Fraction(edit.length, film_scale) * max(
                edit.rate, Fraction(0)
            )
        shown.append((max(start, first), min(end, last)))
    return _between(sorted(span for span in shown if span[1] > span[0]), first, last)


def _between(shown: Sequence[Span], first: Fraction, last: Fraction) -> list[Span]:
    gaps: list[Span] = []
    at = first
    for start, end in shown:
        if start > at:
            gaps.append((at, start))
        at = max(at, end)
    if at < last:
        gaps.append((at, last))
    return gaps


def seconds(spans: Sequence[Span]) -> Fraction:
    """How long the spans are together."""
    return sum((end - start for start, end in spans), Fraction(0))
