# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What lies along an item's time: machines' findings as rows, one finding by its name.

What holds: a row is as short as a timeline needs, for there are tens of thousands;
what is said in a row's value is read only for the kinds that have words in it. A
finding's name is its stage and its number, as a statement that adopts it says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Text, case, cast, func, select

from witnessbox.catalogue import found, records
from witnessbox.catalogue.found import Found
from witnessbox.catalogue.found_schema import finding
from witnessbox.catalogue.records import Held
from witnessbox.catalogue.surveyed import MICRO, STILLS

MAX_MARKS = 60_000
_NAME = re.compile(r"([a-z][a-z0-9-]{0,40})/([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Mark:
    """One finding on the timeline.

    Attributes:
        name: Stage and number, by which a statement adopts it.
        start: Microseconds of the stream's own clock; `end` likewise, and not before.
        region: In ten-thousandths of the picture, or None.
        value: What the machine says; empty where the kind has no words.
    """

    name: str
    kind: str
    start: int
    end: int
    region: list[int] | None
    value: dict[str, Any]


def marks(connection: Connection, item: str, worded: Sequence[str]) -> Iterator[Mark]:
    """The findings of an item that have a time, as their stages gave them.

    Args:
        connection: Where the evidence is attached.
        item: Its id.
        worded: The kinds whose values are wanted.
    """
    f = finding.c
    # A segment's single words and a track's boxes are most of what a value holds.
    short = func.json_remove(f.value, "$.words", "$.boxes")
    told = case((f.kind.in_(worded), short), else_=None)
    wanted = (
        select(f.stage, f.number, f.kind, f.at, f.end_num, f.end_den, f.region, told)
        .where(f.item == item, f.stage != STILLS, f.at.is_not(None))
        .order_by(f.stage, f.number)
        .limit(MAX_MARKS)
    )
    for stage, number, kind, at, over, under, region, value in connection.execute(
        wanted
    ):
        end = at if over is None else over * MICRO // under
        yield Mark(
            f"{stage}/{number}",
            kind,
            at,
            max(at, end),
            json.loads(region) if region else None,
            json.loads(value) if value else {},
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """One span that a record marks.

    Attributes:
        start: Microseconds of the stream's own clock; `end` likewise, and not before.
        region: In ten-thousandths of the picture, or None.
    """

    record: str
    title: str
    author: str
    start: int
    end: int
    region: list[int] | None


def spots(connection: Connection, held: Held, item: str, kind: str) -> Iterator[Spot]:
    """What standing records of a kind mark on an item, in the order of its time."""
    shelf = records.shelf_of(kind, held)
    if shelf is None:
        return
    m, r = shelf.mark.c, shelf.record.c
    path = "$." + m.field + "[" + cast(m.number, Text) + "].region"
    wanted = (
        select(
            r.id, r.title, r.author, m.start, m.end, func.json_extract(r.fields, path)
        )
        .join(shelf.record, r.id == m.record)
        .where(m.item == item, m.kind == kind)
        .order_by(m.start, m.record)
        .limit(MAX_MARKS)
    )
    for row in connection.execute(wanted):
        begin = row.start or 0
        until = begin if row.end is None else max(begin, row.end)
        place = json.loads(row[5]) if row[5] else None
        yield Spot(row.id, row.title, row.author, begin, until, place)


def by_name(connection: Connection, item: str, name: str) -> Found | None:
    """One finding by its stage and number, exact; None if it is not there."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    stage, number = match[1], int(match[2])
    after = (stage, number - 1) if number else None
    some, _ = found.page(connection, item, stage, after, 1)
    there = bool(some) and some[0].number == number
    return some[0] if there else None
