# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A burned-in clock over a film: what it shows next, its drift and its jumps.

What holds: a clock is one only if two readings of it agree with the stream's own
time; a text that only looks like a time stands still and never becomes one. Every
reading is then checked against what it should be: clock = offset + stream time. A
single reading that does not fit is a misreading; two that fit each other but not
the clock before are a jump, which begins at the first of them. Orders of day and
month that do not fit the passing of midnight are dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from witnessbox.analysis.clock import DAY, Reading, at
from witnessbox.base.canonical import JsonDict, JsonValue

SLACK = 2
"""Seconds by which two readings of a good clock may seem to differ: one for its
unit, one for recorders that draw the clock late."""
RATE_SLACK = Fraction(1, 200)
"""Of the time between two readings: 18 s an hour, more than quartz ever errs."""
MAX_JUMPS = 50
MAX_WAITING = 6
"""Readings that may wait for one that agrees with them."""
MAX_FITTED = 120
"""Readings by which the drift is bounded."""
EDGE_MS = 300
"""Milliseconds by which the clock on a picture may lag behind its second."""
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Seen:
    """One reading, and where in the film.

    Attributes:
        pts: Presentation stamp of the picture in ticks.
        time: Its seconds.
        reading: What the clock showed.
    """

    pts: int | None
    time: Fraction
    reading: Reading


def ordinary(first: Seen, second: Seen) -> set[str]:
    """The orders in which two readings are as far apart as their pictures are."""
    past = second.time - first.time
    unit = 1 if first.reading.seconds and second.reading.seconds else 60
    slack = SLACK - 1 + unit + past * RATE_SLACK
    one, other = first.reading.moments(), second.reading.moments()
    fitting = set()
    for order in one.keys() & other.keys():
        gap = other[order] - one[order] - past
        if not order:
            gap = (gap + DAY // 2) % DAY - DAY // 2
        if abs(gap) <= slack:
            fitting.add(order)
    return fitting


class Ticking:
    """One clock of one film."""

    def __init__(self) -> None:
        self.jumps: list[JsonValue] = []
        self._waiting: list[Seen] = []
        self._segment: list[Seen] = []
        self._orders: set[str] = set()
        self._drifts: list[tuple[int, int]] = []
        self.first: Seen | None = None

    @property
    def runs(self) -> bool:
        """Whether two readings agreed."""
        return self.first is not None

    @property
    def doubted(self) -> bool:
        """Whether the last reading waits for another that bears it out."""
        return bool(self._waiting)

    @property
    def last(self) -> Seen | None:
        """The last reading that fitted."""
        return self._segment[-1] if self._segment else None

    def fits(self, seen: Seen) -> bool:
        """Whether a reading is what the clock should show."""
        last = self.last
        return last is not None and bool(ordinary(last, seen))

    def see(self, seen: Seen) -> None:
        """Take a reading, in order of time."""
        last = self.last
        if last is not None:
            orders = ordinary(last, seen)
            if orders:
                # What waited was misread: the clock went on past it.
                self._waiting.clear()
                self._segment.append(seen)
                self._narrow(orders)
                return
        for earlier in reversed(self._waiting):
            orders = ordinary(earlier, seen)
            if orders:
                self._begin(earlier, seen, orders)
                return
        self._waiting = [*self._waiting[1 - MAX_WAITING :], seen]

    def alone(self) -> Seen | None:
        """The one reading of a film in which no other was tried or succeeded."""
        if self.runs or len(self._waiting) != 1:
            return None
        (seen,) = self._waiting
        return seen if seen.reading.whole else None

    def value(self) -> JsonDict:
        """What a finding says of the clock, if it runs."""
        if self.first is None or self.last is None:
            return {}
        self._bound()
        low, high = self._drift()
        first, last = self.first.reading, self.last.reading
        order = self._order()
        return {
            "first": _text(first, order),
            "last": _text(last, order),
            "format": first.order,
            "ambiguous": first.ambiguous and len(self._orders) > 1,
            "drift_ms_per_h": 0 if low <= 0 <= high else low if low > 0 else high,
            "jumps": list(self.jumps),
        }

    def _begin(self, first: Seen, second: Seen, orders: set[str]) -> None:
        last = self.last
        if last is None:
            self.first = first
            self._orders = set(orders)
        elif len(self.jumps) < MAX_JUMPS:
            past = round(first.time - last.time)
            order = self._order()
            moment = last.reading.moments().get(order, 0) + past
            dated = bool(last.reading.dates)
            was = at(moment if dated else moment % DAY, dated=dated)
            self.jumps.append([first.pts, was, _text(first.reading, order)])
        self._bound()
        self._waiting.clear()
        self._segment = [first, second]
        self._narrow(orders)

    def _narrow(self, orders: set[str]) -> None:
        self._orders = (self._orders & orders) or self._orders

    def _order(self) -> str:
        for order, _ in () if self.first is None else self.first.reading.dates:
            if order in self._orders:
                return order
        return ""

    def _bound(self) -> None:
        """Bound the drift of the stretch that ends here."""
        if len(self._segment) > 1:
            self._drifts.append(drift(self._segment, self._order()))
            self._segment = self._segment[-1:]

    def _drift(self) -> tuple[int, int]:
        """The narrowest of all stretches' bounds."""
        return min(self._drifts, key=lambda one: one[1] - one[0], default=(0, 0))


def _text(reading: Reading, order: str) -> str:
    moment = reading.moments().get(order)
    if moment is None:
        return reading.text
    return at(moment, dated=bool(reading.dates))


def drift(seen: Sequence[Seen], order: str) -> tuple[int, int]:
    """Bounds of a clock's gain against the stream, in milliseconds an hour.

    A clock shows whole seconds (or minutes), so each reading bounds its true offset
    from both sides, and each pair of readings bounds the drift.

    Args:
        seen: Readings without a jump between them, in order of time.
        order: Of day and month, by which they are read.
    """
    step = -(-len(seen) // MAX_FITTED)
    points = []
    base: int | None = None
    for one in [*seen[:-1:step], seen[-1]]:
        moments = one.reading.moments()
        moment = moments.get(order, next(iter(moments.values())))
        if base is None:
            base = moment
        gap = moment - base
        if not one.reading.dates:
            # Past midnight a clock without a date begins anew.
            past = round(one.time - seen[0].time)
            gap += round(Fraction(past - gap, DAY)) * DAY
        unit = 1000 if one.reading.seconds else 60_000
        stream = int((one.time - seen[0].time) * 1000)
        points.append((stream, gap * 1000 - stream - EDGE_MS, unit + 2 * EDGE_MS))
    low, high = -HOUR * 1000, HOUR * 1000
    for at_, (stream, offset, unit) in enumerate(points):
        for later, offset_later, unit_later in points[at_ + 1 :]:
            past = later - stream
            if past <= 0:
                continue
            least = offset_later - offset - unit
            most = offset_later + unit_later - offset
            low = max(low, -(-least * HOUR * 1000 // past))
            high = min(high, most * HOUR * 1000 // past)
    return low, max(high, low)
