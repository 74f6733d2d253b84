# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is on it: places, repeats, gaps in numbering, what could not be read.

What holds: copies count once in hours; each list is cut at a stated length and
says how many there are; what a machine says is counted as said, never as known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, Integer, cast, func, select

from witnessbox.catalogue import schema
from witnessbox.catalogue.found_schema import device, trait
from witnessbox.catalogue.numbering import MAX_JUMP, Gap, numbered

LISTED = 50
MIN_SERIES = 3
"""Names of which a series is made: two are no series."""

MAX_GAPS = 5000


@dataclass(frozen=True, slots=True)
class Device:
    """A device: its key, what it is called, and who says so (`traits.Said`)."""

    id: str
    label: str
    origin: str


@dataclass(frozen=True, slots=True)
class Place:
    """Items first found in one folder of one accession."""

    accession: str
    accession_name: str
    folder: str
    items: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """One item that lay in several places, or several that look the same.

    Attributes:
        item: One of them.
        copies: How many there are, itself included.
        seconds: Of one.
    """

    item: str
    copies: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Repeats:
    """Repeated material.

    Attributes:
        items: Items with more than one origin.
        names: Names beyond the first, of all of them.
        bytes: What those would have taken.
        most: The items with the most copies.
        groups: Groups of items whose pictures are equal, by their hashes.
        alike: Items in them beyond the first.
        seconds: Their length.
        largest: The largest groups, by one item of each.
    """

    items: int
    names: int
    bytes: int
    most: tuple[Repeat, ...]
    groups: int
    alike: int
    seconds: int
    largest: tuple[Repeat, ...]


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


@dataclass(frozen=True, slots=True)
class Wanted:
    """A stage as it is now: whom it takes, in which version."""

    name: str
    version: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one stage is.

    Attributes:
        done: Items; `refused`: with a reason why there is nothing; `failed`: by the
            stage's own fault; `waiting`: not asked yet in this version.
        reasons: (code, items) of the refused and failed.
        missing: The model that it lacks; empty if it can run.
    """

    stage: str
    version: str
    done: int
    refused: int
    failed: int
    waiting: int
    reasons: tuple[tuple[str, int], ...]
    missing: str


def devices(connection: Connection) -> dict[str, Device]:
    """Every device by its key."""
    return {row.id: Device(*row) for row in connection.execute(select(device))}


def places(connection: Connection, limit: int = LISTED) -> tuple[Place, ...]:
    """The folders with the most to play."""
    t, a = trait.c, schema.accession
    seconds = func.sum(t.seconds)
    count = func.count()
    inner = (
        select(t.accession, t.folder, count.label("n"), seconds.label("s"))
        .group_by(t.accession, t.folder)
        .order_by(seconds.desc(), count.desc(), t.accession, t.folder)
        .limit(limit)
        .subquery()
    )
    wanted = (
        select(inner, a.c.name)
        .join(a, a.c.id == inner.c.accession, isouter=True)
        .order_by(inner.c.s.desc(), inner.c.n.desc(), inner.c.folder)
    )
    return tuple(
        Place(row.accession, row.name or "", row.folder, row.n, row.s)
        for row in connection.execute(wanted)
    )


def repeats(connection: Connection, limit: int = LISTED) -> Repeats:
    """What is there more than once."""
    o, i, t = schema.origin.c, schema.item, trait.c
    names = (
        select(o.item, func.count().label("n"))
        .group_by(o.item)
        .having(func.count() > 1)
        .subquery()
    )
    joined = names.join(i, i.c.id == names.c.item)
    items, more, size = connection.execute(
        select(
            func.count(),
            func.coalesce(func.sum(names.c.n - 1), 0),
            func.coalesce(func.sum((names.c.n - 1) * i.c.size), 0),
        ).select_from(joined)
    ).one()
    most = connection.execute(
        select(
            names.c.item,
            names.c.n,
            func.coalesce(i.c.duration_num / i.c.duration_den, 0),
        )
        .select_from(joined)
        .order_by(names.c.n.desc(), i.c.position)
        .limit(limit)
    )
    equal = (
        select(
            func.min(t.position).label("position"),
            func.count().label("n"),
            func.max(t.seconds).label("s"),
        )
        .where(t.alike != "")
        .group_by(t.alike)
        .having(func.count() > 1)
        .subquery()
    )
    groups, alike, seconds = connection.execute(
        select(
            func.count(),
            func.coalesce(func.sum(equal.c.n - 1), 0),
            func.coalesce(func.sum((equal.c.n - 1) * equal.c.s), 0),
        )
    ).one()
    largest = connection.execute(
        select(t.item, equal.c.n, equal.c.s)
        .join(equal, equal.c.position == t.position)
        .order_by(equal.c.n.desc(), t.position)
        .limit(limit)
    )
    return Repeats(
        items=items,
        names=more,
        bytes=size,
        most=tuple(Repeat(item, n, int(s)) for item, n, s in most),
        groups=groups,
        alike=alike,
        seconds=seconds,
        largest=tuple(Repeat(item, n, s) for item, n, s in largest),
    )


def gaps(connection: Connection, limit: int = LISTED) -> tuple[Series, ...]:
    """Series of names with numbers missing, those that lack most first.

    A name that could not be read is not missing: it is among the refused.
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
    kept.sort(key=lambda one: (-one.missing, one.accession, one.series))
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


def standings(
    connection: Connection,
    wanted: Sequence[Wanted],
    skipped: Sequence[tuple[str, str]] = (),
) -> tuple[Standing, ...]:
    """How far each stage is, in its present version.

    Args:
        connection: Where the evidence is attached.
        wanted: The stages there are; one without kinds takes every item.
        skipped: (stage, model) of those that cannot run: the model is missing.
    """
    d, i = schema.derivation.c, schema.item.c
    counted: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
    states = (d.stage, d.version, d.status, d.code)
    for stage, version, status, code, items in connection.execute(
        select(*states, func.count()).group_by(*states)
    ):
        counted.setdefault((stage, version), []).append((status, code, items))
    kinds = connection.execute(
        select(i.kind, i.state, func.count()).group_by(i.kind, i.state)
    ).all()
    lacks = dict(skipped)
    found = []
    for one in wanted:
        rows = counted.get((one.name, one.version), [])
        done = sum(n for status, _, n in rows if status == "done")
        failed = sum(n for status, _, n in rows if status == "failed")
        other = sum(n for _, _, n in rows) - done - failed
        takes = sum(
            n
            for kind, state, n in kinds
            if not one.kinds
            or (kind in one.kinds and (state == "looked" or kind == "document"))
        )
        reasons = sorted(
            ((code, n) for status, code, n in rows if status != "done"),
            key=lambda pair: (-pair[1], pair[0]),
        )
        waits = max(0, takes - done - failed - other)
        lack = lacks.get(one.name, "")
        found.append(
            Standing(
                stage=one.name,
                version=one.version,
                done=done,
                refused=other,
                failed=failed,
                waiting=waits,
                reasons=tuple(reasons),
                missing=lack,
            )
        )
    return tuple(found)


def longest(connection: Connection, limit: int = 5) -> tuple[Repeat, ...]:
    """The longest items that can be played."""
    t = trait.c
    wanted = (
        select(t.item, t.seconds)
        .where(t.state == "looked", t.seconds > 0)
        .order_by(t.seconds.desc(), t.position)
        .limit(limit)
    )
    rows = connection.execute(wanted)
    return tuple(Repeat(item, 1, seconds) for item, seconds in rows)
