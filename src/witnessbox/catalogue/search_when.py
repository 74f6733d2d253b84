# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is dated: counts by year, month and day, and what lies in one day.

What holds: a date stands in the year, month or day that it surely lies in; one that is
less exact than the list is counted apart, and never as the first day that it may be.
What members say and what machines read of items are two counts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, text

from witnessbox.base.values import Compartment
from witnessbox.catalogue import worklist
from witnessbox.catalogue.found_schema import cell, trait
from witnessbox.catalogue.search_facts import Days
from witnessbox.catalogue.search_schema import DATED, PASSAGES

Held = Sequence[Compartment]
LISTED = 200
LEFT_OUT = ("name", "coding", "work", "label", "consent", "risk")
"""Kinds whose dates say nothing of when something happened."""


@dataclass(frozen=True, slots=True)
class Step:
    """One year, month or day: `2024`, `2024-03` or `2024-03-09`."""

    at: str
    said: int
    recorded: int


@dataclass(frozen=True, slots=True)
class Dated:
    """One record with the date that counts, as numbers and as EDTF."""

    record: str
    kind: str
    days: Days
    text: str


def days_in(at: str) -> Days:
    """The first and the last day of a year, a month or a day; of all, if empty."""
    digits = at.replace("-", "")
    return int(digits.ljust(8, "0")), int(digits.ljust(8, "9"))


def steps(connection: Connection, held: Held, at: str) -> list[Step]:
    """The years there are, the months of a year or the days of a month.

    Args:
        connection: Where the held compartments are attached.
        held: The reader's compartments.
        at: Empty, a year or a month.
    """
    width = {0: 4, 4: 6, 7: 8}[len(at)]
    first, last = days_in(at)
    cut = 10 ** (8 - width)
    said: dict[str, int] = {}
    for compartment in held:
        if compartment not in PASSAGES:
            continue
        p = PASSAGES[compartment].c
        step = p.first / cut
        wanted = (
            select(func.floor(step), func.count())
            .where(text(DATED), p.first >= first, p.last <= last)
            .where(func.floor(step) == func.floor(p.last / cut))
            .where(p.sort.not_in(LEFT_OUT))
            .group_by(func.floor(step))
        )
        for number, count in connection.execute(wanted):
            name = _name(int(number), width)
            said[name] = said.get(name, 0) + count
    recorded = _recorded(connection, held, at)
    every = sorted({*said, *recorded})
    return [Step(one, said.get(one, 0), recorded.get(one, 0)) for one in every]


def wider(
    connection: Connection, held: Held, at: str, limit: int = LISTED
) -> list[Dated]:
    """What may lie in a year, month or day and is known less exactly than its parts."""
    first, last = days_in(at)
    if len(at) == 10:
        return _dated(
            connection, held, at, limit, lambda p: or_(p.first < first, p.last > last)
        )
    cut = 10 ** (8 - {0: 4, 4: 6, 7: 8}[len(at)])
    return _dated(
        connection,
        held,
        at,
        limit,
        lambda p: func.floor(p.first / cut) != func.floor(p.last / cut),
    )


def on(connection: Connection, held: Held, at: str, limit: int = LISTED) -> list[Dated]:
    """What surely lies in a day."""
    first, last = days_in(at)
    return _dated(
        connection, held, at, limit, lambda p: and_(p.first >= first, p.last <= last)
    )


def items_on(
    connection: Connection, held: Held, day: str
) -> list[tuple[str, str, str]]:
    """(item, recorded, who says so) of what was recorded on a day, by its own clock.

    Nothing is said of what is held back.
    """
    if Compartment.EVIDENCE not in held:
        return []
    t = trait.c
    wanted = select(t.item, t.recorded, t.recorded_from).where(t.month == day[:7])
    wanted = wanted.where(func.substr(t.recorded, 1, 10) == day)
    wanted = wanted.where(t.item.not_in(worklist.not_for(held)))
    rows = connection.execute(wanted.order_by(t.recorded, t.position).limit(LISTED))
    return [(row[0], row[1], row[2]) for row in rows]


def _dated(
    connection: Connection,
    held: Held,
    at: str,
    limit: int,
    such: Callable[[Any], ColumnElement[bool]],
) -> list[Dated]:
    """The first of what touches a year, month or day and is such."""
    first, last = days_in(at)
    found: list[Dated] = []
    for compartment in held:
        if compartment not in PASSAGES:
            continue
        p = PASSAGES[compartment].c
        wanted = (
            select(p.owner, p.sort, p.first, p.last, p.fields)
            .where(text(DATED), p.first <= last, p.last >= first)
            .where(p.sort.not_in(LEFT_OUT), such(p))
            .order_by(p.first, p.last, p.id)
            .limit(limit)
        )
        for row in connection.execute(wanted):
            text_ = json.loads(row.fields)["dates"][0]
            found.append(Dated(row.owner, row.sort, (row.first, row.last), text_))
    return sorted(found, key=lambda one: (one.days, one.record))[:limit]


def _recorded(connection: Connection, held: Held, at: str) -> dict[str, int]:
    if Compartment.EVIDENCE not in held:
        return {}
    if len(at) == 7:
        day = func.substr(trait.c.recorded, 1, 10)
        asked = select(day, func.count()).where(trait.c.month == at).group_by(day)
        rows = connection.execute(asked)
        return {name: count for name, count in rows if len(name) == 10}
    width = 7 if at else 4
    part = func.substr(cell.c.month, 1, width)
    wanted = select(part, func.sum(cell.c.held)).where(cell.c.month.like(f"{at}%"))
    wanted = wanted.where(cell.c.held > 0, func.length(cell.c.month) == 7)
    rows = connection.execute(wanted.group_by(part))
    return {str(row[0]): int(row[1]) for row in rows}


def _name(number: int, width: int) -> str:
    digits = str(number).zfill(width)
    parts = (digits[:4], digits[4:6], digits[6:])
    return "-".join(part for part in parts if part)
