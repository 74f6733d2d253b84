# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is not there: numbers that no name carries, names that could not be read.

What holds: a name that could not be read is not missing, and one that was taken
later is neither; the lists are cut at a stated length.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, Integer, cast, func, select

from witnessbox.catalogue import schema
from witnessbox.catalogue.numbering import MAX_JUMP, Gap, numbered

LISTED = 50
MIN_SERIES = 3
"""Names of which a series is made: two are no series."""

MAX_GAPS = 5000


@dataclass(frozen=True, slots=True)
class Series:
    """Names that were counted up, with numbers missing between them.

    Attributes:
        missing: How many numbers, of all gaps.
    """

    accession: str
    accession_name: str
    series: str
    first: int
    last: int
    names: int
    missing: int
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """Names that could not be read, by reason."""

    reason: str
    names: int


def gaps(connection: Connection, limit: int = LISTED) -> tuple[Series, ...]:
    """Series of names with numbers missing; first those where few are.

    A few that are missing among many say more than many among few: those were
    chosen by somebody. A name that could not be read is not missing: it is among
    the refused.
    """
    o = schema.origin.c
    refused = _refused_numbers(connection)
    before = func.lag(o.number).over(
        partition_by=(o.accession, o.source, o.series), order_by=o.number
    )
    stepped = (
        select(o.accession, o.source, o.series, o.number, before.label("before"))
        .where(o.series.is_not(None))
        .subquery()
    )
    step = cast(stepped.c.number - stepped.c.before, Integer)
    wanted = (
        select(stepped)
        .where(step > 1, step <= MAX_JUMP)
        .order_by(stepped.c.accession, stepped.c.source, stepped.c.series)
        .limit(MAX_GAPS)
    )
    found: list[Series] = []
    rows = connection.execute(wanted)
    for (accession, source, series), steps in groupby(rows, key=lambda row: row[:3]):
        known = refused.get((accession, source, series), set())
        missing = [
            gap for s in steps for gap in _without(s.before + 1, s.number - 1, known)
        ]
        if missing:
            found.append(_series(connection, accession, source, series, missing))
    kept = [one for one in found if one.names >= MIN_SERIES]
    kept.sort(
        key=lambda one: (one.missing > one.names, -one.names, one.accession, one.series)
    )
    return tuple(kept[:limit])


def _without(first: int, last: int, known: set[int]) -> Iterable[Gap]:
    """The runs from first to last that avoid some numbers."""
    begins = first
    for number in [*sorted(n for n in known if first <= n <= last), last + 1]:
        if number > begins:
            yield Gap(begins, number - 1)
        begins = number + 1


def _refused_numbers(connection: Connection) -> dict[tuple[str, int, str], set[int]]:
    r = schema.refusal.c
    found: dict[tuple[str, int, str], set[int]] = {}
    for accession, source, path in connection.execute(
        select(r.accession, r.source, r.path)
    ):
        one = numbered(path)
        if one is not None:
            found.setdefault((accession, source, one.series), set()).add(one.number)
    return found


def _series(
    connection: Connection,
    accession: str,
    source: int,
    series: str,
    missing: Sequence[Gap],
) -> Series:
    o, a = schema.origin.c, schema.accession.c
    first, last, names = connection.execute(
        select(func.min(o.number), func.max(o.number), func.count()).where(
            o.accession == accession, o.source == source, o.series == series
        )
    ).one()
    name = connection.scalar(select(a.name).where(a.id == accession))
    return Series(
        accession=accession,
        accession_name=name or "",
        series=series,
        first=first,
        last=last,
        names=names,
        missing=sum(gap.count for gap in missing),
        gaps=tuple(missing[:LISTED]),
    )


def unread(connection: Connection) -> tuple[Unread, ...]:
    """Names that could not be read and were not taken later, by reason."""
    r, o = schema.refusal.c, schema.origin.c
    taken = (
        select(o.item)
        .where(o.accession == r.accession, o.source == r.source)
        .where(o.path == r.path, o.seq > r.seq)
        .exists()
    )
    latest = (
        select(r.reason.label("reason"), func.max(r.seq))
        .where(~taken)
        .group_by(r.accession, r.source, r.path)
        .subquery()
    )
    wanted = (
        select(latest.c.reason, func.count())
        .group_by(latest.c.reason)
        .order_by(func.count().desc(), latest.c.reason)
    )
    return tuple(Unread(reason, names) for reason, names in connection.execute(wanted))
