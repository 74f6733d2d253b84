# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Questions about records: how they stand, what leads to them, who said what before.

What holds: an answer is made of the compartments that the reader holds, and of no
others: what lies elsewhere is neither counted nor hinted at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, tuple_

from witnessbox.base.values import Compartment
from witnessbox.catalogue.stated import said_of
from witnessbox.catalogue.stated_schema import SHELVES, Shelf
from witnessbox.model import kinds
from witnessbox.model.statement import Said, heads

MAX_PAGE = 500
Held = Sequence[Compartment]


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it stands.

    Attributes:
        fields: As its latest head says; empty if it is withdrawn.
        heads: How many statements stand; above 1, members differ.
        statements: How many there were.
        first_at: When it was first stated, `first_by` by whom; `at` and `author` of
            the head.
    """

    id: str
    kind: str
    title: str
    fields: Mapping[str, Any]
    heads: int
    statements: int
    withdrawn: bool
    first_at: str
    first_by: str
    at: str
    author: str


@dataclass(frozen=True, slots=True)
class Lead:
    """A record that leads here, and the field by which it does."""

    field: str
    record: Record


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of records; `after` asks for the next, or is None."""

    records: tuple[Record, ...]
    after: tuple[str, str] | None


def shelf_of(kind: str, held: Held) -> Shelf | None:
    """Where a kind's records lie, if the reader holds it."""
    known = kinds.BY_NAME.get(kind)
    if known is None or known.compartment not in held:
        return None
    return SHELVES[known.compartment]


def record(connection: Connection, held: Held, identity: str) -> Record | None:
    """One record; None if there is none, or it is not for this reader."""
    found = some(connection, held, [identity])
    return found.get(identity)


def some(
    connection: Connection, held: Held, identities: Iterable[str]
) -> dict[str, Record]:
    """Those of some records that the reader may read, by their ids."""
    by_shelf: dict[int, tuple[Shelf, list[str]]] = {}
    for identity in dict.fromkeys(identities):
        shelf = shelf_of(kinds.leads_to(identity), held)
        if shelf is not None:
            by_shelf.setdefault(id(shelf), (shelf, []))[1].append(identity)
    answer: dict[str, Record] = {}
    for shelf, wanted in by_shelf.values():
        rows = connection.execute(
            select(shelf.record).where(shelf.record.c.id.in_(wanted))
        )
        answer.update({row.id: as_record(row) for row in rows})
    return answer


def of_kind(
    connection: Connection,
    held: Held,
    kind: str,
    limit: int = MAX_PAGE,
    after: tuple[str, str] | None = None,
    *,
    words: Mapping[str, str] = {},
) -> RecordPage:
    """A page of the standing records of a kind, first stated first.

    Args:
        connection: To the index.
        held: The reader's compartments.
        kind: Of record.
        limit: At most so many, and at most `MAX_PAGE`.
        after: As the page before gave it.
        words: Field and the term that it must hold.
    """
    shelf = shelf_of(kind, held)
    if shelf is None:
        return RecordPage((), None)
    r = shelf.record.c
    limit = min(limit, MAX_PAGE)
    wanted = select(shelf.record).where(r.kind == kind, r.withdrawn == 0)
    if after is not None:
        wanted = wanted.where(tuple_(r.first_at, r.id) > tuple_(*after))
    for field, term in words.items():
        w = shelf.word.c
        having = select(w.record).where(w.kind == kind, w.field == field)
        wanted = wanted.where(r.id.in_(having.where(w.term == term)))
    rows = connection.execute(wanted.order_by(r.first_at, r.id).limit(limit + 1)).all()
    found = tuple(as_record(row) for row in rows[:limit])
    more = len(rows) > limit
    return RecordPage(found, (found[-1].first_at, found[-1].id) if more else None)


def leading_to(
    connection: Connection,
    held: Held,
    target: str,
    kind: str = "",
    limit: int = MAX_PAGE,
) -> tuple[Lead, ...]:
    """The records that lead to something, the kinds in their order."""
    found: list[Lead] = []
    for compartment in held:
        shelf = SHELVES.get(compartment)
        if shelf is None:
            continue
        e = shelf.lead.c
        wanted = select(e.field, shelf.record).join(
            shelf.record, shelf.record.c.id == e.record
        )
        wanted = wanted.where(e.target == target)
        if kind:
            wanted = wanted.where(e.kind == kind)
        order = wanted.order_by(e.kind, shelf.record.c.first_at, e.record, e.field)
        for row in connection.execute(order.limit(limit)):
            found.append(Lead(row[0], as_record(row)))
    return tuple(found)


def marked_on(
    connection: Connection,
    held: Held,
    item: str,
    kind: str = "",
    limit: int = 10_000,
) -> tuple[Record, ...]:
    """The records that mark a part of an item, in the order of its time."""
    found: dict[str, Record] = {}
    for compartment in held:
        shelf = SHELVES.get(compartment)
        if shelf is None:
            continue
        m = shelf.mark.c
        wanted = select(shelf.record).join(shelf.mark, m.record == shelf.record.c.id)
        wanted = wanted.where(m.item == item)
        if kind:
            wanted = wanted.where(m.kind == kind)
        for row in connection.execute(wanted.order_by(m.start, m.record).limit(limit)):
            found.setdefault(row.id, as_record(row))
    return tuple(found.values())


def history(connection: Connection, held: Held, identity: str) -> tuple[Said, ...]:
    """Every statement of a record, in the ledger's order; none if it is not there."""
    shelf = shelf_of(kinds.leads_to(identity), held)
    return () if shelf is None else tuple(said_of(connection, shelf, identity))


def standing(connection: Connection, held: Held, identity: str) -> tuple[Said, ...]:
    """The heads of a record, the one that counts last."""
    every = history(connection, held, identity)
    kind = kinds.BY_NAME.get(kinds.leads_to(identity))
    return heads(every, own=bool(kind and kind.own)) if every else ()


def last_by(connection: Connection, held: Held, author: str) -> Said | None:
    """The last standing statement of a member, over all that the reader holds."""
    best: Said | None = None
    for compartment in held:
        shelf = SHELVES.get(compartment)
        if shelf is None:
            continue
        s = shelf.statement.c
        row = connection.execute(
            select(s.record, s.id)
            .where(s.author == author, s.standing == 1)
            .order_by(s.seq.desc())
            .limit(1)
        ).one_or_none()
        if row is None:
            continue
        for said in said_of(connection, shelf, row.record):
            if said.statement.id == row.id and (best is None or said.seq > best.seq):
                best = said
    return best


def marked_by(
    connection: Connection, held: Held, author: str, item: str
) -> list[tuple[str, int]]:
    """The records that mark an item and that a member said something of.

    With the place of the member's last statement in the ledger, the latest first.
    """
    found: list[tuple[str, int]] = []
    for compartment in held:
        shelf = SHELVES.get(compartment)
        if shelf is None:
            continue
        s, m = shelf.statement.c, shelf.mark.c
        marking = select(m.record).where(m.item == item)
        wanted = select(s.record, func.max(s.seq)).where(s.record.in_(marking))
        wanted = wanted.where(s.author == author).group_by(s.record)
        found += [(row[0], row[1]) for row in connection.execute(wanted)]
    return sorted(found, key=lambda one: -one[1])


def as_record(row: Any) -> Record:
    """A record from its row."""
    return Record(
        id=row.id,
        kind=row.kind,
        title=row.title,
        fields=json.loads(row.fields),
        heads=row.heads,
        statements=row.statements,
        withdrawn=bool(row.withdrawn),
        first_at=row.first_at,
        first_by=row.first_by,
        at=row.at,
        author=row.author,
    )
