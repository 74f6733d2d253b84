# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Questions about what machines found of one item.

What holds: an answer names the stage and version that said it, in the order in
which the stage said it; times and regions are exact, as in the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from sqlalchemy import Connection, Integer, Row, func, select, tuple_
from sqlalchemy import cast as cast_sql

from witnessbox.base.canonical import JsonDict
from witnessbox.catalogue import schema
from witnessbox.catalogue.found_schema import finding
from witnessbox.catalogue.surveyed import MICRO, STILLS
from witnessbox.model.finding import Finding, Region

MAX_FINDINGS = 100_000
MAX_PAGE = 1000
STREAMED = 1000


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many findings of one kind a stage gave of an item."""

    stage: str
    version: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """One finding, and who says it.

    Attributes:
        number: Its place among the stage's findings of the item, from 0.
    """

    stage: str
    version: str
    number: int
    finding: Finding


def of_item(
    connection: Connection,
    item: str,
    stages: Sequence[str] = (),
    kinds: Sequence[str] = (),
    limit: int = MAX_FINDINGS,
) -> tuple[Found, ...]:
    """The findings of an item: by stage, then as the stage gave them.

    Args:
        connection: Where the evidence is attached.
        item: Its id.
        stages: These alone; empty: all.
        kinds: Of these kinds alone; empty: all.
        limit: At most so many.
    """
    wanted = _wanted().where(finding.c.item == item)
    if stages:
        wanted = wanted.where(finding.c.stage.in_(stages))
    if kinds:
        wanted = wanted.where(finding.c.kind.in_(kinds))
    wanted = wanted.order_by(finding.c.stage, finding.c.number).limit(limit)
    return tuple(_found(row) for row in connection.execute(wanted))


def kinds(connection: Connection, item: str) -> tuple[KindCount, ...]:
    """What there is of an item, by stage and kind."""
    f, d = finding.c, schema.derivation
    wanted = (
        select(f.stage, d.c.version, f.kind, func.count())
        .join(d, (d.c.item == f.item) & (d.c.stage == f.stage))
        .where(f.item == item)
        .group_by(f.stage, d.c.version, f.kind)
        .order_by(f.stage, f.kind)
    )
    return tuple(KindCount(*row) for row in connection.execute(wanted))


def spans(
    connection: Connection, item: str, wanted_kinds: Sequence[str], limit: int
) -> tuple[tuple[str, int, int], ...]:
    """(kind, start, end) in microseconds of findings that have a time.

    An instant ends where it begins; pictures that were kept are no findings here
    (`stills`). For a picture of the whole, where the values are not needed: it is
    ten times as quick as the findings.
    """
    f = finding.c
    end = (f.end_num * MICRO) / f.end_den
    wanted = (
        select(f.kind, f.at, func.coalesce(cast_sql(end, Integer), f.at))
        .where(f.item == item, f.stage != STILLS)
        .where(f.kind.in_(wanted_kinds), f.at.is_not(None))
        .order_by(f.stage, f.number)
        .limit(limit)
    )
    return tuple((row[0], row[1], row[2]) for row in connection.execute(wanted))


def stills(connection: Connection, item: str) -> tuple[tuple[int, int | None], ...]:
    """(number, start in microseconds) of the pictures that were kept."""
    f = finding.c
    wanted = select(f.number, f.at).where(f.item == item, f.stage == STILLS)
    rows = connection.execute(wanted.order_by(f.number))
    return tuple((row[0], row[1]) for row in rows)


def page(
    connection: Connection,
    item: str,
    stage: str = "",
    after: tuple[str, int] | None = None,
    limit: int = MAX_PAGE,
) -> tuple[tuple[Found, ...], bool]:
    """Some findings of an item, and whether more follow.

    Args:
        connection: Where the evidence is attached.
        item: Its id.
        stage: This one alone; empty: all.
        after: Stage and number of the last one before the page.
        limit: At most so many.
    """
    wanted = _wanted().where(finding.c.item == item)
    if stage:
        wanted = wanted.where(finding.c.stage == stage)
    if after is not None:
        place = tuple_(finding.c.stage, finding.c.number)
        wanted = wanted.where(place > tuple_(*after))
    wanted = wanted.order_by(finding.c.stage, finding.c.number).limit(limit + 1)
    rows = [_found(row) for row in connection.execute(wanted)]
    return tuple(rows[:limit]), len(rows) > limit


def stream(connection: Connection, item: str, stage: str = "") -> Iterator[Found]:
    """All findings of an item, one after another, without holding them."""
    wanted = _wanted().where(finding.c.item == item)
    if stage:
        wanted = wanted.where(finding.c.stage == stage)
    wanted = wanted.order_by(finding.c.stage, finding.c.number)
    for row in connection.execution_options(yield_per=STREAMED).execute(wanted):
        yield _found(row)


def during(
    connection: Connection, item: str, start: Fraction, end: Fraction
) -> tuple[Found, ...]:
    """The findings of an item that begin from `start` on and before `end`."""
    wanted = (
        _wanted()
        .where(
            finding.c.item == item,
            finding.c.at >= start.numerator * MICRO // start.denominator,
            finding.c.at <= end.numerator * MICRO // end.denominator,
        )
        .order_by(finding.c.at, finding.c.stage, finding.c.number)
        .limit(MAX_FINDINGS)
    )
    found = (_found(row) for row in connection.execute(wanted))
    # Microseconds cut both edges; the fractions decide.
    return tuple(f for f in found if start <= (f.finding.start or start) < end)


def still(connection: Connection, item: str, number: int) -> Finding | None:
    """The survey's still of this number, or None."""
    wanted = _wanted().where(
        finding.c.item == item,
        finding.c.stage == STILLS,
        finding.c.number == number,
    )
    row = connection.execute(wanted).one_or_none()
    return None if row is None else _found(row).finding


def _wanted() -> Any:
    d = schema.derivation
    return select(finding, d.c.version).join(
        d, (d.c.item == finding.c.item) & (d.c.stage == finding.c.stage)
    )


def _found(row: Row[Any]) -> Found:
    region = None if row.region is None else Region(*json.loads(row.region))
    return Found(
        row.stage,
        row.version,
        row.number,
        Finding(
            kind=row.kind,
            stream=row.stream,
            pts=row.pts,
            start=_fraction(row.start_num, row.start_den),
            end=_fraction(row.end_num, row.end_den),
            region=region,
            score=row.score,
            value=cast("JsonDict", json.loads(row.value)),
        ),
    )


def _fraction(numerator: int | None, denominator: int | None) -> Fraction | None:
    return None if numerator is None else Fraction(numerator, denominator)
