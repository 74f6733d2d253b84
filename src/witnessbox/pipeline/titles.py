# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What records are called: by their own title, else by what they are and lead to.

What holds: many are named with a few questions, however many there are; what its
reader may not read lends no word to a name; a name is never stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from witnessbox.catalogue import records, schema
from witnessbox.catalogue.records import Held, Record
from witnessbox.model import kinds
from witnessbox.model.evidence import readable
from witnessbox.model.field import Takes
from witnessbox.model.kind import Kind
from witnessbox.pipeline import rechecking

DEEP = 3
"""How many links a name follows: an involvement leads to an act, that to persons."""

GRADED = ("identification",)
"""Kinds whose names say how far something is held."""
PARTED = " · "
Word = Callable[[str, str], str]
"""What a term of a vocabulary is called."""


class Titles:
    """Names of records and items, each asked for once."""

    def __init__(self, connection: Connection, held: Held, word: Word) -> None:
        self._connection = connection
        self._held = held
        self._word = word
        self._records: dict[str, Record | None] = {}
        self._others: dict[str, str] = {}

    def learn(self, known: Iterable[Record], also: Iterable[str] = ()) -> None:
        """Ask for all that the names of these need, and for some ids besides."""
        self._records.update({one.id: self._read(one) for one in known})
        wanted = {*also}
        for one in self._records.values():
            wanted.update(() if one is None else _named_by(one))
        for _ in range(DEEP):
            wanted -= self._records.keys() | self._others.keys()
            if not wanted:
                return
            found = records.some(self._connection, self._held, wanted)
            self._others.update(_outside(self._connection, wanted))
            for identity in wanted - self._others.keys():
                one = found.get(identity)
                self._records[identity] = None if one is None else self._read(one)
            wanted = {to for one in found.values() for to in _named_by(one)}

    def record(self, identity: str) -> Record | None:
        """One of those that were learned; None if it is not for this reader."""
        return self._records.get(identity)

    def of(self, identity: str, without: str = "") -> str:
        """What an id names; empty if it is not there or not for this reader.

        Args:
            identity: Of a record, an item or an accession.
            without: What a list is of anyway: its lines need not repeat it.
        """
        return self._of(identity, DEEP, without)

    def of_fields(self, kind: Kind, fields: Mapping[str, Any]) -> str:
        """What a record with these fields is called, whether it stands or not."""
        return self._called(kind, fields, DEEP, "")

    def _read(self, one: Record) -> Record:
        """A grade that is a name is the one that is held now."""
        if one.kind not in GRADED:
            return one
        return rechecking.as_held(self._connection, self._held, one)

    def _of(self, identity: str, deep: int, without: str) -> str:
        if identity in self._others:
            return self._others[identity]
        found = self._records.get(identity)
        if found is None:
            return ""
        return self._called(kinds.BY_NAME[found.kind], found.fields, deep, without)

    def _called(
        self, kind: Kind, fields: Mapping[str, Any], deep: int, without: str
    ) -> str:
        for name in kind.title:
            one, value = kind.field(name), fields.get(name)
            if one is None or not isinstance(value, str) or not value:
                continue
            if one.takes in (Takes.TEXT, Takes.LONG):
                return value.strip().splitlines()[0][:200]
        parts = []
        for name in kind.title:
            one, value = kind.field(name), fields.get(name)
            if one is not None and one.takes is Takes.TERM and isinstance(value, str):
                parts.append(self._word(one.of[0] if one.of else "", value))
        if deep > 0:
            named = [to for to in naming(kind, fields) if to != without]
            parts += [self._of(to, deep - 1, without) for to in named]
        return PARTED.join(part for part in parts if part)


def naming(kind: Kind, fields: Mapping[str, Any]) -> list[str]:
    """The ids by which a record without a title is named, persons first."""
    found = []
    for one in kind.fields:
        needed = one.required or (kind.name == "support" and one.name == "by")
        if one.takes is Takes.LINK and needed:
            value = fields.get(one.name)
            if isinstance(value, str):
                found.append((one.of != ("person",), value))
    return [value for _, value in sorted(found, key=lambda pair: pair[0])]


def titled(kind: Kind) -> bool:
    """Whether a kind's records have titles in somebody's own words."""
    fields = [kind.field(name) for name in kind.title]
    return any(one and one.takes in (Takes.TEXT, Takes.LONG) for one in fields)


def _named_by(record: Record) -> list[str]:
    kind = kinds.BY_NAME[record.kind]
    if kind.name != "support" and titled(kind):
        return []
    return naming(kind, record.fields)


def _outside(connection: Connection, wanted: Iterable[str]) -> dict[str, str]:
    """Names of items and accessions."""
    by: dict[str, list[str]] = {}
    for identity in wanted:
        by.setdefault(kinds.leads_to(identity), []).append(identity)
    found: dict[str, str] = {}
    if "item" in by:
        o = schema.origin.c
        # SQLite takes the other column from the row of the minimum.
        asked = select(o.item, o.path, func.min(o.seq * 1000000 + o.leaf))
        asked = asked.where(o.item.in_(by["item"])).group_by(o.item)
        for item, path, _ in connection.execute(asked):
            found[item] = readable(path.rsplit(b"/", 1)[-1])
    if "accession" in by:
        a = schema.accession.c
        named = select(a.id, a.name).where(a.id.in_(by["accession"]))
        found.update({row.id: row.name for row in connection.execute(named)})
    return found
