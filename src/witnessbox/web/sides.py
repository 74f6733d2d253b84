# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The items of one event, each with what is held of its true time.

What holds: an item is a side only if this member may see it covered; what may not be
shown, and what has no time of its own, is counted and not told apart from what is
missing; the ruler begins at a whole second before the first side that has a true time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from witnessbox.catalogue import found, records
from witnessbox.catalogue.answers import ItemView
from witnessbox.catalogue.records import Record
from witnessbox.link import sight, truetime
from witnessbox.link.truetime import TrueTime
from witnessbox.model import instant
from witnessbox.model.field import Marked, marked
from witnessbox.pipeline.session import Session
from witnessbox.web import labelled, words_together
from witnessbox.web.labelled import Told
from witnessbox.web.timing import Timing, timing_of

MOST_SIDES = 6
"""Beside one another; the rest are counted."""

MOST_WARNS = 6
"""Clashes in words; how many more there are is said."""

EVENT = "event"
READING = "clock-reading"
CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Machine:
    """A clock that a machine read off the pictures.

    Attributes:
        name: Of the finding.
        first: What it reads at the beginning, at `start` of the stream's clock.
    """

    name: str
    first: str
    start: Fraction


@dataclass(frozen=True, slots=True)
class Side:
    """One item of the event.

    Attributes:
        spans: What of it the event marks, in seconds of the stream's clock.
        known: What is held of its true time; None if nobody said.
        held: The same in words; empty if nobody said, or readings clash.
        readings: Record and words of each reading.
        warns: What clashes, in words; `tells` what follows of clock and drift.
    """

    view: ItemView
    told: Told
    timing: Timing
    spans: tuple[tuple[Fraction, Fraction], ...]
    known: TrueTime | None
    held: str
    readings: tuple[tuple[str, str], ...]
    warns: tuple[str, ...]
    tells: tuple[str, ...]
    machine: Machine | None

    @property
    def placed(self) -> TrueTime | None:
        """By what it is placed in time; by nothing where readings clash."""
        return None if self.known is None or self.known.clashes else self.known

    @property
    def unsaid(self) -> int:
        """How many clashes are not put in words."""
        return len(self.known.clashes) - len(self.warns) if self.known else 0

    @property
    def marks(self) -> str:
        """What the event marks, for the page."""
        return json.dumps([[float(a), float(b)] for a, b in self.spans])

    def corners(self, zero: Fraction) -> str:
        """The outermost possible lines, for drawing, counted from a moment."""
        some = self.placed.corners if self.placed else ()
        return json.dumps([[float(rate), float(base - zero)] for rate, base in some])


@dataclass(frozen=True, slots=True)
class Sides:
    """All of an event's items.

    Attributes:
        zero: The moment at which the ruler begins.
        hidden: How many items cannot be shown here.
    """

    sides: tuple[Side, ...]
    zero: Fraction
    hidden: int

    @property
    def day(self) -> date:
        """On which the ruler begins."""
        return instant.moment_of(self.zero).date()

    @property
    def placed(self) -> int:
        """How many have a true time."""
        return sum(1 for one in self.sides if one.placed)


def abreast(record: Record) -> bool:
    """Whether a record is an event that stands and marks more items than one."""
    stands = record.kind == EVENT and not record.withdrawn
    return stands and len(marked_items(record)) > 1


def marked_items(record: Record) -> dict[str, list[Marked]]:
    """The items that an event's spans lie on, with those spans."""
    by: dict[str, list[Marked]] = {}
    for value in sight.several(record.fields, "spans"):
        span = marked(value)
        by.setdefault(span.item, []).append(span)
    return by


def sides_of(
    session: Session,
    views: Mapping[str, ItemView],
    spans: Mapping[str, list[Marked]],
    names: Mapping[str, str],
) -> Sides:
    """The sides of an event.

    Args:
        session: The member's.
        views: The items that may be shown here, in their order.
        spans: What the event marks of each item, also of those that are not shown.
        names: Of members, by their handles.
    """
    shown = dict(list(views.items())[:MOST_SIDES])
    told = labelled.of_items(session, list(shown))
    sides = tuple(
        _side(session, view, told[item], spans[item], names)
        for item, view in shown.items()
    )
    begins = [
        one.placed.bounds(one.timing.begins)[0]
        for one in sides
        if one.placed is not None
    ]
    zero = Fraction(min(begins, default=Fraction()) // 1)
    return Sides(sides, zero, len(spans) - len(sides))


def _side(
    session: Session,
    view: ItemView,
    told: Told,
    spans: list[Marked],
    names: Mapping[str, str],
) -> Side:
    item, timing = view.row.item, timing_of(view)
    with session.reading() as connection:
        stated = records.marked_on(connection, session.compartments, item, READING)
        clocks = found.of_item(connection, item, kinds=(CLOCK,), limit=1)
    marks = tuple(_stretch(one, timing) for one in spans)
    known = truetime.derive(truetime.readings(stated, item))
    machine = None
    for one in clocks:
        first = one.finding.value.get("first")
        if isinstance(first, str) and one.finding.start is not None:
            name = f"{one.stage}/{one.number}"
            machine = Machine(name, first, one.finding.start)
    if known is None:
        return Side(view, told, timing, marks, None, "", (), (), (), machine)
    if known.clashes:
        held = ""
    else:
        off = max(known.within(*mark) for mark in marks)
        held = words_together.held(known, names, off)
    slow = [words_together.slow(one) for one in known.readings]
    tells = (*dict.fromkeys(slow), words_together.drift(known))
    return Side(
        view,
        told,
        timing,
        marks,
        known,
        held,
        tuple(
            (one.record, words_together.reading(one, names, timing.begins))
            for one in known.readings
        ),
        tuple(
            words_together.clash(some, names, timing.begins)
            for some in known.clashes[:MOST_WARNS]
        ),
        tuple(one for one in tells if one),
        machine,
    )


def _stretch(span: Marked, timing: Timing) -> tuple[Fraction, Fraction]:
    start = timing.begins if span.start is None else span.start
    if span.start is None:
        return start, timing.ends
    return start, start if span.end is None else span.end


def ratio(value: Any) -> str:
    """A fraction for the page."""
    return f"{value.numerator}/{value.denominator}"
