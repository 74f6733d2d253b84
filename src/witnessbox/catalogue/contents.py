# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is on it: the whole box in counts, by month, place, device and language.

What holds: copies count once in hours; what a machine says is counted as said,
never as known; what no stage looked at yet is told beside what they found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from witnessbox.catalogue import cells, missing, repeated, schema, unusual
from witnessbox.catalogue.answers import Filter
from witnessbox.catalogue.cells import Cells, Choice, Table
from witnessbox.catalogue.found_schema import device, tally, trait
from witnessbox.catalogue.missing import Series, Unread
from witnessbox.catalogue.repeated import Repeat, Repeats
from witnessbox.catalogue.unusual import Unusual

LISTED = 50


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
    t, i = tally.c, schema.item.c
    counted: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
    for stage, version, status, code, items in connection.execute(
        select(tally).where(t.held > 0)
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


@dataclass(frozen=True, slots=True)
class Contents:
    """What is on it.

    Attributes:
        table: Every combination of words, and how many items.
        looked: Items that could be looked at; `seconds`: to play, of these.
        months: Commonest first, as all lists of choices.
        features: Items with a face, a voice and so on.
    """

    table: Cells
    looked: int
    seconds: int
    months: tuple[Choice, ...]
    devices: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    features: tuple[Choice, ...]
    names: dict[str, Device]
    places: tuple[Place, ...]
    repeats: Repeats
    series: tuple[Series, ...]
    unread: tuple[Unread, ...]
    unusual: tuple[Unusual, ...]
    longest: tuple[Repeat, ...]
    standings: tuple[Standing, ...]


def contents(
    connection: Connection,
    wanted: Sequence[Wanted],
    skipped: Sequence[tuple[str, str]] = (),
) -> Contents:
    """What is on it, whole.

    Args:
        connection: Where the evidence is attached.
        wanted: The stages there are.
        skipped: (stage, model) of those that cannot run.
    """
    table = Table(cells.cells(connection))
    looked = Filter(state="looked")
    kinds = table.choices(looked, "kind")
    return Contents(
        table=table.cells,
        looked=sum(one.items for one in kinds),
        seconds=sum(one.seconds for one in kinds),
        months=table.choices(looked, "month"),
        devices=table.choices(looked, "device"),
        languages=table.choices(looked, "language"),
        features=table.features(looked),
        names=devices(connection),
        places=places(connection),
        repeats=repeated.repeats(connection),
        series=missing.gaps(connection),
        unread=missing.unread(connection),
        unusual=unusual.unusual(table.cells),
        longest=repeated.longest(connection),
        standings=standings(connection, wanted, skipped),
    )
