# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""From what members read off pictures to the true time of every picture of an item.

What holds: all is exact and pure. A film's own time and true time are taken to go
alike, but for at most `MOST_DRIFT`; a reading says that the true time of one picture
lies within its give or take. Every line that agrees with all readings is possible:
the bounds at a picture are what those lines leave open, so that they hold the truth
where each reading's do, and the order of readings changes nothing. Readings that no
line can satisfy are named, two by two or three by three; the bounds then reach over
what each of them says alone, and nothing is averaged away.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from witnessbox.analysis import clock
from witnessbox.catalogue.records import Record
from witnessbox.link.sight import several, text
from witnessbox.model import instant
from witnessbox.model.field import marked

BURNED_IN = "burned-in"
OTHER_CAMERA = "other-camera"
MOST_DRIFT = Fraction(1, 1000)
"""How much faster or slower than true time a film's own time may go: 3.6 s an hour.
A clock's quartz errs by a hundredth of that; a recorder that loses pictures by more."""

MOST_READINGS = 24
"""Of one item; the rest are not looked at, and that is said."""

BEFORE = instant.EPOCH.toordinal() * instant.DAY
"""Seconds from the year 1, where clocks count from, to where moments do."""

Corner = tuple[Fraction, Fraction]
"""A rate, and the true time at the item's time nothing by that rate."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one member says of one picture.

    Attributes:
        record: The statement's record; `author` who stated it last.
        at: The picture, in seconds of its stream's own clock.
        true: The true time then, in seconds as `instant.seconds_of` counts them.
        within: How far that may be off, to either side.
        slow: How far the clock in the picture is behind; None where that is not said.
    """

    record: str
    author: str
    at: Fraction
    true: Fraction
    within: Fraction
    ground: str = ""
    slow: Fraction | None = None


@dataclass(frozen=True, slots=True)
class TrueTime:
    """What is held of an item's true time.

    Attributes:
        readings: All that it rests on, in the order of the item's time.
        clashes: Those that cannot all be right, in twos or threes.
        corners: The outermost lines that agree with all readings; where readings
            clash, of each reading alone.
        rate: Of the line that is shown; `offset` its true time at the time nothing.
            Where readings clash it stands for none of them: nothing is placed by it.
        left_out: How many readings were too many to look at.
    """

    readings: tuple[Reading, ...]
    clashes: tuple[tuple[Reading, ...], ...]
    corners: tuple[Corner, ...]
    rate: Fraction
    offset: Fraction
    left_out: int = 0

    def at(self, time: Fraction) -> Fraction:
        """The true time that is shown for a time of the item."""
        return self.offset + self.rate * time

    def bounds(self, time: Fraction) -> tuple[Fraction, Fraction]:
        """Between which true times a time of the item lies."""
        told = [base + rate * time for rate, base in self.corners]
        return min(told), max(told)

    def within(self, first: Fraction, last: Fraction) -> Fraction:
        """How far what is shown from one time to another may be off, at most."""
        # What is off grows outwards: it is the most at one of the two ends.
        return max(
            max(self.at(time) - low, high - self.at(time))
            for time in (first, last)
            for low, high in (self.bounds(time),)
        )

    def drift(self) -> tuple[Fraction, Fraction] | None:
        """Between what and what a second of film differs from a true one; or None.

        Positive where the film's time gains: its second is shorter than a true one.
        """
        rates = [rate for rate, _ in self.corners]
        low, high = min(rates), max(rates)
        free = low <= 1 - MOST_DRIFT and high >= 1 + MOST_DRIFT
        return None if free or self.clashes else (1 - high, 1 - low)


def readings(records: Iterable[Record], item: str) -> list[Reading]:
    """The readings of an item among records; what cannot be read is passed over."""
    found = []
    for record in records:
        if record.withdrawn or record.kind != "clock-reading":
            continue
        try:
            spans = [marked(one) for one in several(record.fields, "spans")]
            true = instant.seconds_of(text(record.fields, "true_time"))
            within = instant.length_of(text(record.fields, "give_or_take"))
        except ValueError:
            continue
        if len(spans) != 1 or spans[0].item != item or spans[0].start is None:
            continue
        at, ground = spans[0].start, text(record.fields, "ground")
        slow = _slow(true, text(record.fields, "shown_time"))
        found.append(Reading(record.id, record.author, at, true, within, ground, slow))
    return found


def derive(given: Iterable[Reading]) -> TrueTime | None:
    """The true time of an item by its readings; None if there are none."""
    every = sorted(given, key=_order)
    some, left_out = tuple(every[:MOST_READINGS]), max(0, len(every) - MOST_READINGS)
    if not some:
        return None
    corners = possible(some)
    if corners:
        rate = (min(r for r, _ in corners) + max(r for r, _ in corners)) / 2
        low = max(one.true - one.within - rate * one.at for one in some)
        high = min(one.true + one.within - rate * one.at for one in some)
        return TrueTime(some, (), corners, rate, (low + high) / 2, left_out)
    alone = tuple(corner for one in some for corner in possible((one,)))
    # The line that is shown lies midway between the outermost readings.
    bases = [one.true - one.at for one in some]
    middle = (min(bases) + max(bases)) / 2
    return TrueTime(some, clashing(some), alone, Fraction(1), middle, left_out)


def clashing(some: Sequence[Reading]) -> tuple[tuple[Reading, ...], ...]:
    """The twos that cannot both be right, and the threes without such a two.

    If all threes of strips in a plane meet, all of them do (Helly), and the limit of
    the rate is one more strip: twos with it, and threes, are all that there is.
    """
    pairs = [two for two in itertools.combinations(some, 2) if not possible(two)]
    held = {frozenset(two) for two in pairs}
    threes = [
        three
        for three in itertools.combinations(some, 3)
        if not any(frozenset(two) in held for two in itertools.combinations(three, 2))
        and not possible(three)
    ]
    return (*pairs, *threes)


def possible(some: Sequence[Reading]) -> tuple[Corner, ...]:
    """The corners of what agrees with all readings, sorted; none if nothing does."""
    one = some[0]
    corners = [
        (rate, one.true + side * one.within - rate * one.at)
        for rate, side in (
            (1 - MOST_DRIFT, -1), (1 + MOST_DRIFT, -1),
            (1 + MOST_DRIFT, 1), (1 - MOST_DRIFT, 1),
        )
    ]  # fmt: skip
    for other in some[1:]:
        for side in (1, -1):
            corners = _cut(corners, other, side)
    return tuple(sorted(set(corners)))


def _cut(corners: list[Corner], by: Reading, side: int) -> list[Corner]:
    """What of a polygon lies on the right side of one limit of a reading."""

    def room(corner: Corner) -> Fraction:
        rate, base = corner
        return by.within - side * (base + rate * by.at - by.true)

    kept: list[Corner] = []
    for here, there in zip(corners, [*corners[1:], *corners[:1]], strict=True):
        a, b = room(here), room(there)
        if a >= 0:
            kept.append(here)
        if (a > 0 > b) or (a < 0 < b):
            share = a / (a - b)
            kept.append(
                (
                    here[0] + share * (there[0] - here[0]),
                    here[1] + share * (there[1] - here[1]),
                )
            )
    return kept


def _slow(true: Fraction, shown: str) -> Fraction | None:
    """How far a clock that shows a whole moment is behind.

    Where day and month may be exchanged, the order that comes nearest to the true
    time is meant, if it comes within a day.
    """
    seen = clock.read(shown)
    if seen is None or not seen.whole:
        return None
    told = (Fraction(one) for one in seen.moments().values())
    gaps = [true - (one - BEFORE) for one in told]
    nearest = min(gaps, key=abs)
    return None if seen.ambiguous and abs(nearest) > instant.DAY else nearest


def _order(one: Reading) -> tuple[Fraction, Fraction, Fraction, str]:
    return one.at, one.true, one.within, one.record
