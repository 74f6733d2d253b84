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

from sqlalchemy import Connection, select

from witnessbox.catalogue import found
from witnessbox.catalogue.found import Found
from witnessbox.catalogue.found_schema import finding
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
    wanted = (
        select(f.stage, f.number, f.kind, f.at, f.end_num, f.end_den, f.region, f.value)
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
            json.loads(value) if kind in worded else {},
        )


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
