# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What one member may read while they state something.

What holds: what is about to be stated is seen as if it stood, for what goes with it;
what lies in a compartment that is not held is not seen.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, and_, select

from witnessbox.base.values import Compartment
from witnessbox.catalogue import query, receipts, records, rounds, schema, worklist
from witnessbox.catalogue.found_schema import trait
from witnessbox.catalogue.records import Held, Lead, Record
from witnessbox.catalogue.stated_schema import SHELVES
from witnessbox.model import kinds
from witnessbox.model.field import UNKNOWN, Takes
from witnessbox.model.kind import Kind
from witnessbox.model.statement import Said, Statement
from witnessbox.pipeline import registry
from witnessbox.pipeline.session import LEGAL

MANY = 100_000
"""More than ever lead to one record: a rule that counts leaves none out."""
LATER = "9999-12-31T23:59:59Z {:08}"


class Looking:
    """What one member may read, on one connection; also what is about to be stated."""

    def __init__(self, connection: Connection, held: Held, member: str = "") -> None:
        self.connection = connection
        self.held = held
        self._member = member
        self._fresh: dict[str, Record] = {}
        self._said: dict[str, list[Said]] = {}
        self._leads: dict[str, dict[tuple[str, str], None]] = {}

    def record(self, identity: str) -> Record | None:
        """How a record stands, those that are stated together with it included."""
        if identity in self._fresh:
            return self._fresh[identity]
        found = records.record(self.connection, self.held, identity)
        return found or rounds.own_record(self.connection, identity, self._member)

    def leading_to(self, target: str, kind: str = "") -> tuple[Lead, ...]:
        """The standing records that lead to something."""
        found = records.leading_to(self.connection, self.held, target, kind, MANY)
        kept = [lead for lead in found if lead.record.id not in self._fresh]
        for identity, name in self._leads.get(target, ()):
            one = self._fresh[identity]
            if kind in ("", one.kind):
                kept.append(Lead(name, one))
        return tuple(kept)

    def alike(self, item: str) -> str:
        """A key that an item shares with those of the same pictures, or empty."""
        t = trait.c
        return self.connection.scalar(select(t.alike).where(t.item == item)) or ""

    def accessions(self, item: str) -> tuple[str, ...]:
        """With which accessions an item came."""
        return query.accessions(self.connection, item)

    def codings(self, item: str, variable: str, coder: str) -> tuple[Record, ...]:
        """A coder's standing codes of a variable on spans of an item."""
        kind = kinds.BY_NAME["coding"]
        found: list[Record] = []
        if kind.compartment in self.held:
            shelf = SHELVES[kind.compartment]
            m, r, w = shelf.mark.c, shelf.record.c, shelf.word.c
            same = and_(w.record == m.record, w.field == "variable")
            wanted = select(m.record).join(shelf.word, same).distinct()
            wanted = wanted.join(shelf.record, r.id == m.record)
            wanted = wanted.where(m.item == item, m.kind == kind.name)
            wanted = wanted.where(w.term == variable, r.first_by == coder)
            rows = self.connection.scalars(wanted).all()
            known = records.some(self.connection, self.held, rows)
            found = [known[one] for one in sorted(known) if one not in self._fresh]
            mine = rounds.own_codes(self.connection, self._member, item)
            found += [one for one in mine if one.id not in self._fresh]
        there = {one for one, _ in self._leads.get(item, ())}
        found += [self._fresh[one] for one in sorted(there)]
        return tuple(
            one
            for one in found
            if (one.kind, one.first_by) == (kind.name, coder)
            and one.fields.get("variable") == variable
        )

    def own_term(self, vocabulary: str, code: str) -> Record | None:
        """The group's own term of a vocabulary, retired or not; None if none is."""
        for one in self._fresh.values():
            told = (one.kind, one.fields.get("vocabulary"), one.fields.get("code"))
            if told == ("term", vocabulary, code):
                return one
        words = {"vocabulary": vocabulary, "code": code}
        page = records.of_kind(self.connection, self.held, "term", 1, words=words)
        found = page.records
        return found[0] if found and found[0].id not in self._fresh else None

    def complaints_under(self, receipt: str) -> tuple[Record, ...]:
        """The standing complaints with a number of receipt."""
        found = receipts.under(self.connection, self.held, receipt)
        kept = [one for one in found if one.id not in self._fresh]
        kept += [one for one in self._fresh.values() if one.kind == "complaint"]
        return tuple(
            one
            for one in kept
            if not one.withdrawn and one.fields.get("receipt") == receipt
        )

    def said(self, identity: str) -> tuple[Said, ...]:
        """Every statement of a record, withdrawn ones too, the latest last."""
        before = records.history(self.connection, self.held, identity)
        before = before or rounds.own_said(self.connection, identity, self._member)
        return (*before, *self._said.get(identity, ()))

    def roles(self, member: str) -> tuple[str, ...]:
        """A member's roles."""
        m = schema.member.c
        told = self.connection.scalar(select(m.role).where(m.id == member)) or ""
        return tuple(one.strip() for one in told.split(",") if one.strip())

    def is_member(self, member: str) -> bool:
        """Whether that is a member's handle."""
        m = schema.member.c
        wanted = select(m.id).where(m.id == member)
        return self.connection.scalar(wanted) is not None

    def sorts(self, items: Iterable[str]) -> dict[str, str]:
        """What each item is: a film, a document; those that are there."""
        i = schema.item.c
        rows = self.connection.execute(select(i.id, i.kind).where(i.id.in_(items)))
        return {row[0]: row[1] for row in rows}

    def look(self, item: str) -> dict[str, Any]:
        """What the first look at an item found; empty if nothing did yet."""
        d = schema.derivation.c
        wanted = select(d.result).where(d.item == item, d.stage == registry.LOOK.name)
        told = self.connection.scalar(wanted.order_by(d.seq.desc()).limit(1))
        return dict(json.loads(told)) if told else {}

    def held_back(self, items: Collection[str], member: str) -> set[str]:
        """Those of some items that are held back from this member."""
        if not items:
            return set()
        legal = LEGAL in self.roles(member) and Compartment.RESTRICTED in self.held
        return worklist.not_among(self.connection, items, self.held, opens=legal)

    def there(self, identity: str) -> bool:
        """Whether what a link leads to is there, as far as this member can know."""
        kind = kinds.leads_to(identity)
        if kind == "item":
            return self._has(schema.item, identity)
        if kind == "accession":
            return self._has(schema.accession, identity)
        known = kinds.BY_NAME.get(kind)
        if known is not None and known.compartment not in self.held:
            return True
        found = self.record(identity)
        return found is not None and not found.withdrawn

    def add(
        self, kind: Kind, made: Statement, author: str, before: Record | None
    ) -> None:
        """What is about to be stated, for what follows it."""
        if made.record in self._fresh:
            for leads in self._leads.values():
                for lead in [one for one in leads if one[0] == made.record]:
                    del leads[lead]
        said = self._said.setdefault(made.record, [])
        said.append(Said(made, author, LATER.format(len(said))))
        self._fresh[made.record] = Record(
            id=made.record,
            kind=kind.name,
            title=kind.name_of(made.fields),
            fields=made.fields,
            heads=1,
            statements=(before.statements if before else 0) + 1,
            withdrawn=made.withdrawn,
            first_at=before.first_at if before else "",
            first_by=before.first_by if before else author,
            at="",
            author=author,
        )
        for name, target in () if made.withdrawn else _leads(kind, made):
            self._leads.setdefault(target, {})[made.record, name] = None

    def _has(self, table: Any, identity: str) -> bool:
        wanted = select(table.c.id).where(table.c.id == identity)
        return self.connection.scalar(wanted) is not None


def _leads(kind: Kind, made: Statement) -> Iterator[tuple[str, str]]:
    for field in kind.fields:
        value: Any = made.fields.get(field.name)
        if value is None or value == UNKNOWN:
            continue
        for one in value if field.many else [value]:
            if field.takes in (Takes.LINK, Takes.LINKS):
                yield field.name, one
            elif field.takes in (Takes.SPAN, Takes.SPANS):
                yield field.name, one["item"]
