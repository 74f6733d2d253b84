# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Questions about all complaints and all risks at once, without their accounts.

What holds: no account is read to count what surrounds it; a reader who does not hold
the identities is told of nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from witnessbox.base.values import Compartment
from witnessbox.catalogue import records, schema
from witnessbox.catalogue.records import Held, Record, RecordPage, shelf_of
from witnessbox.catalogue.stated_schema import Shelf

NARROWING = ("language", "session")
"""Fields of a complaint by which it is looked for, besides its terms."""
_BRIEF = (
    "language", "session", "status", "received", "referral", "referral_due",
    "referral_done", "feedback_due", "feedback_done", "complainant", "victim",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Brief:
    """A complaint without its account.

    Attributes:
        fields: Those of `_BRIEF` that it has.
    """

    id: str
    first_at: str
    fields: Mapping[str, Any]


def briefs(connection: Connection, held: Held) -> Iterator[Brief]:
    """Every standing complaint, the newest first."""
    shelf = shelf_of("complaint", held)
    if shelf is None:
        return
    r = shelf.record.c
    paths = [f"$.{name}" for name in _BRIEF]
    # Several paths of one text give one list: the text is read once.
    asked = (
        select(r.id, r.first_at, func.json_extract(r.fields, *paths))
        .where(r.kind == "complaint", r.withdrawn == 0)
        .order_by(r.first_at.desc(), r.id.desc())
    )
    for identity, first_at, told in connection.execute(asked):
        values = zip(_BRIEF, json.loads(told), strict=True)
        fields = {name: value for name, value in values if value is not None}
        yield Brief(identity, first_at, fields)


@dataclass(frozen=True, slots=True)
class Sought:
    """Which complaints.

    Attributes:
        terms: Field and the term that it holds; `texts` field and its whole text.
        receipt: What the receipt contains.
    """

    terms: Mapping[str, str]
    texts: Mapping[str, str]
    receipt: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether it leaves any out."""
        return bool(self.terms or self.texts or self.receipt)


def page(
    connection: Connection,
    held: Held,
    sought: Sought,
    limit: int,
    before: tuple[str, str] | None = None,
) -> RecordPage:
    """A page of complaints, the newest first; `after` asks for older ones."""
    shelf = shelf_of("complaint", held)
    if shelf is None:
        return RecordPage((), None)
    r = shelf.record.c
    asked = _narrowed(shelf, sought)
    if before is not None:
        at, identity = before
        older = and_(r.first_at == at, r.id < identity)
        asked = asked.where((r.first_at < at) | older)
    asked = asked.order_by(r.first_at.desc(), r.id.desc()).limit(limit + 1)
    ids = connection.scalars(asked).all()
    rows = records.some(connection, held, ids[:limit])
    found = tuple(rows[one] for one in ids[:limit])
    more = len(ids) > limit
    return RecordPage(found, (found[-1].first_at, found[-1].id) if more else None)


def risks(connection: Connection, held: Held) -> tuple[Record, ...]:
    """Every standing risk."""
    shelf = shelf_of("risk", held)
    if shelf is None:
        return ()
    r = shelf.record.c
    asked = select(shelf.record).where(r.kind == "risk", r.withdrawn == 0)
    return tuple(map(records.as_record, connection.execute(asked)))


@dataclass(frozen=True, slots=True)
class Printing:
    """One printing of a statement: who, when, and why."""

    at: str
    author: str
    reason: str


def printings(
    connection: Connection, held: Held, complaint: str
) -> tuple[Printing, ...]:
    """Every printing of a complaint's statement, the first one first."""
    if Compartment.IDENTITIES not in held:
        return ()
    p = schema.printed.c
    asked = select(p.at, p.author, p.reason).where(p.record == complaint)
    return tuple(Printing(*row) for row in connection.execute(asked.order_by(p.seq)))


def _narrowed(shelf: Shelf, sought: Sought) -> Select[Any]:
    r, w = shelf.record.c, shelf.word.c
    asked = select(r.id).where(r.kind == "complaint", r.withdrawn == 0)
    for name, term in sought.terms.items():
        same = and_(w.kind == "complaint", w.field == name, w.term == term)
        asked = asked.where(r.id.in_(select(w.record).where(same)))
    for name, told in sought.texts.items():
        if name in NARROWING:
            asked = asked.where(func.json_extract(r.fields, f"$.{name}") == told)
    if sought.receipt:
        asked = asked.where(func.instr(r.title, sought.receipt) > 0)
    return asked
