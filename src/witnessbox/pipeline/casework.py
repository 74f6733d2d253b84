# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The case as it stands: lists, counts, what differs, what leads to what.

What holds: an answer is made of the compartments that its reader holds and of no
others; a list is paged and costs the same with a hundred records and fifty thousand;
what contradicts is counted wherever what supports is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, or_, select, tuple_

from witnessbox.base.values import Compartment
from witnessbox.catalogue import records
from witnessbox.catalogue.records import Held, Lead, Record, RecordPage
from witnessbox.catalogue.stated import said_of
from witnessbox.catalogue.stated_schema import SHELVES, Shelf
from witnessbox.model import kinds
from witnessbox.model.kind import Kind
from witnessbox.model.statement import Said

MAX_PAGE = 500
FEW = 2000
"""Up to so many matches are read and sorted; above, the list is walked in order."""

CLAIMS = ("event", "act", "involvement", "identification", "occupancy", "outcome")
"""The kinds that want support, in the order of the line from footage to outcome."""

WEIGHT = {"support": "claim", "ground": "identification"}
"""What speaks for or against a claim, and the field by which it leads there."""

FOR = "supports"
AGAINST = "contradicts"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records of a kind.

    Attributes:
        words: Field and the term that it must hold.
        link: Field and the record to which it must lead, or None.
        text: What its title must contain, in any case; empty for any.
        lacking: Whether only those that nothing supports.
    """

    kind: str
    words: Mapping[str, str] = field(default_factory=dict)
    link: tuple[str, str] | None = None
    text: str = ""
    lacking: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether it leaves any out."""
        return bool(self.words or self.link or self.text or self.lacking)


@dataclass(frozen=True, slots=True)
class Group:
    """Records of one kind that lead somewhere by one field: how many, and some."""

    kind: str
    field: str
    count: int
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """How many records speak for a claim, and how many against it."""

    supports: int = 0
    against: int = 0


def shelves(held: Held) -> list[tuple[Compartment, Shelf]]:
    """The tables that a reader holds."""
    return [(one, SHELVES[one]) for one in held if one in SHELVES]


def readable_kinds(held: Held) -> tuple[Kind, ...]:
    """The kinds of record that a reader holds, in their order."""
    return tuple(kind for kind in kinds.KINDS if kind.compartment in held)


def counts(connection: Connection, held: Held) -> dict[str, int]:
    """How many records of each kind stand."""
    found: dict[str, int] = {}
    for _, shelf in shelves(held):
        r = shelf.record.c
        asked = select(r.kind, func.count()).where(r.withdrawn == 0).group_by(r.kind)
        found.update({row[0]: row[1] for row in connection.execute(asked)})
    return found


def words(connection: Connection, held: Held, kind: str) -> dict[str, dict[str, int]]:
    """The terms that a kind's records hold: by field, with counts."""
    shelf = records.shelf_of(kind, held)
    found: dict[str, dict[str, int]] = {}
    if shelf is None:
        return found
    w = shelf.word.c
    asked = select(w.field, w.term, func.count()).where(w.kind == kind)
    for name, term, count in connection.execute(asked.group_by(w.field, w.term)):
        found.setdefault(name, {})[term] = count
    return found


def listed(
    connection: Connection,
    held: Held,
    wanted: Wanted,
    limit: int,
    before: tuple[str, str] | None = None,
) -> RecordPage:
    """A page of standing records, the newest first; `after` asks for older ones."""
    shelf = records.shelf_of(wanted.kind, held)
    if shelf is None:
        return RecordPage((), None)
    r = shelf.record.c
    limit = min(limit, MAX_PAGE)
    asked = select(r.id).where(r.kind == wanted.kind, r.withdrawn == 0)
    if before is not None:
        asked = asked.where(tuple_(r.first_at, r.id) < tuple_(*before))
    for name, term in wanted.words.items():
        w = shelf.word.c
        having = and_(w.kind == wanted.kind, w.field == name, w.term == term)
        asked = _among(connection, asked, shelf, select(w.record).where(having))
    if wanted.link is not None:
        e = shelf.lead.c
        name, target = wanted.link
        leads = and_(e.target == target, e.kind == wanted.kind, e.field == name)
        asked = _among(connection, asked, shelf, select(e.record).where(leads))
    if wanted.text:
        asked = asked.where(containing(r.title, wanted.text))
    if wanted.lacking:
        asked = asked.where(_lacking(shelf))
    ordered = asked.order_by(r.first_at.desc(), r.id.desc()).limit(limit + 1)
    ids = connection.scalars(ordered).all()
    rows = records.some(connection, held, ids[:limit])
    found = tuple(rows[one] for one in ids[:limit])
    more = len(ids) > limit
    return RecordPage(found, (found[-1].first_at, found[-1].id) if more else None)


def containing(column: Any, text: str) -> Any:
    """Whether a column contains a text, in any case.

    SQLite knows the case of ASCII letters alone: the usual writings are all asked for.
    """
    ways = {text, text.lower(), text.upper(), text.capitalize(), text.title()}
    escaped = [way.replace("^", "^^").replace("%", "^%") for way in sorted(ways)]
    likes = [f"%{way.replace('_', '^_')}%" for way in escaped]
    return or_(*(column.like(like, escape="^") for like in likes))


def newest(
    connection: Connection, held: Held, authors: Iterable[str], limit: int
) -> tuple[Said, ...]:
    """The last statements that these members made, the newest first."""
    handles = sorted(set(authors))
    found: list[tuple[int, Shelf, str, str]] = []
    for _, shelf in shelves(held):
        s = shelf.statement.c
        # By author, for there is an index of those, and members are few.
        for author in handles:
            own = select(s.seq, s.record, s.id).where(s.author == author)
            for row in connection.execute(own.order_by(s.seq.desc()).limit(limit)):
                found.append((row.seq, shelf, row.record, row.id))
    found.sort(key=lambda one: (-one[0], one[3]))
    said: list[Said] = []
    for _, shelf, record, identity in found[:limit]:
        every = said_of(connection, shelf, record)
        said += [one for one in every if one.statement.id == identity]
    return tuple(said)


def differing(connection: Connection, held: Held, limit: int) -> tuple[Record, ...]:
    """Records of which members say different things at once."""
    found: list[Record] = []
    for _, shelf in shelves(held):
        r = shelf.record.c
        asked = select(shelf.record).where(r.heads > 1).limit(limit)
        found += [records.as_record(row) for row in connection.execute(asked)]
    return tuple(found[:limit])


def leading(
    connection: Connection, held: Held, target: str, limit: int
) -> tuple[Group, ...]:
    """What leads to a record, grouped by kind and field: counts, and the newest."""
    groups: list[Group] = []
    for _, shelf in shelves(held):
        e = shelf.lead.c
        asked = select(e.kind, e.field, func.count()).where(e.target == target)
        for kind, name, count in connection.execute(asked.group_by(e.kind, e.field)):
            shown = listed(connection, held, Wanted(kind, link=(name, target)), limit)
            groups.append(Group(kind, name, count, shown.records))
    order = {kind.name: place for place, kind in enumerate(kinds.KINDS)}
    return tuple(sorted(groups, key=lambda one: (order.get(one.kind, 0), one.field)))


def leads(
    connection: Connection,
    held: Held,
    by: tuple[str, str],
    targets: Iterable[str],
) -> tuple[Lead, ...]:
    """The records of a kind that lead by a field to any of some others."""
    kind, name = by
    shelf = records.shelf_of(kind, held)
    if shelf is None:
        return ()
    e = shelf.lead.c
    asked = select(shelf.record).join(shelf.lead, e.record == shelf.record.c.id)
    asked = asked.where(e.target.in_([*targets]), e.kind == kind, e.field == name)
    rows = connection.execute(asked.order_by(shelf.record.c.first_at, e.record))
    return tuple(Lead(name, records.as_record(row)) for row in rows)


def bearing(connection: Connection, held: Held, target: str) -> tuple[Lead, ...]:
    """Every record that speaks for a claim or against it: none is left out."""
    found: list[Lead] = []
    for kind, name in WEIGHT.items():
        leads = records.leading_to(connection, held, target, kind)
        found += [lead for lead in leads if lead.field == name]
    return tuple(found)


def weighed(
    connection: Connection, held: Held, identities: Iterable[str]
) -> dict[str, Weighed]:
    """How many records speak for each of some claims, and how many against."""
    wanted = sorted(set(identities))
    found: dict[str, Weighed] = {}
    for _, shelf in shelves(held):
        e, w = shelf.lead.c, shelf.word.c
        asked = (
            select(e.target, w.term, func.count())
            .join(shelf.word, and_(w.record == e.record, w.field == "how"))
            .where(e.target.in_(wanted), _bears(shelf))
            .group_by(e.target, w.term)
        )
        for target, term, count in connection.execute(asked):
            before = found.get(target, Weighed())
            found[target] = Weighed(
                before.supports + count * (term == FOR),
                before.against + count * (term == AGAINST),
            )
    return found


def _bears(shelf: Shelf) -> Any:
    e = shelf.lead.c
    ways = [and_(e.kind == kind, e.field == name) for kind, name in WEIGHT.items()]
    return or_(*ways)


def _lacking(shelf: Shelf) -> Any:
    e = shelf.lead.c
    return ~exists().where(e.target == shelf.record.c.id, _bears(shelf))


def _among(
    connection: Connection, asked: Select[Any], shelf: Shelf, having: Select[Any]
) -> Select[Any]:
    """Narrow to the records that a table names: by its list where that is short."""
    few = connection.execute(having.limit(FEW + 1)).scalars().all()
    r = shelf.record.c
    if len(few) <= FEW:
        return asked.where(r.id.in_(few))
    here = having.where(having.selected_columns[0] == r.id)
    return asked.where(here.correlate(shelf.record).exists())
