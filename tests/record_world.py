# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Records in memory, as decisions and rules see them; no ledger and no database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from witnessbox.catalogue.records import Lead, Record
from witnessbox.model import kinds
from witnessbox.model.field import UNKNOWN, Takes
from witnessbox.model.kind import Kind
from witnessbox.model.statement import Said, Statement
from witnessbox.pipeline import rules
from witnessbox.pipeline.draft import Draft

Found = set[tuple[str, str]]


def item(number: int) -> str:
    """An item's id."""
    return f"i-{number:032x}"


def accession(number: int) -> str:
    """An accession's id."""
    return f"a-{number:032x}"


def span(number: int, start: int | None = 0, end: int | None = 1) -> dict[str, Any]:
    """A span of an item, in whole seconds."""
    return {
        "item": item(number),
        "stream": None if start is None else 0,
        "start": None if start is None else [start, 1],
        "end": None if end is None else [end, 1],
        "region": None,
    }


class World:
    """Some records, and members' roles."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.unread: set[str] = set()
        self.copies: dict[str, str] = {}
        self.came_with: dict[str, tuple[str, ...]] = {}
        self.roles_of: dict[str, tuple[str, ...]] = {}
        self._said: dict[str, list[Said]] = {}

    def new(self, kind: str) -> str:
        """An id that no record has yet."""
        number = len(self.records) + 1
        return f"{kinds.BY_NAME[kind].prefix}-{number:032x}"

    def put(
        self, kind: str, fields: dict[str, Any], *, by: str = "anna", record: str = ""
    ) -> str:
        """Let a record stand; its id."""
        known = kinds.BY_NAME[kind]
        assert known.problems(fields) == (), known.problems(fields)
        identity = record or self.new(kind)
        before = self.records.get(identity)
        self._say(identity, known, fields, by)
        self.records[identity] = Record(
            id=identity,
            kind=kind,
            title=known.name_of(fields),
            fields=fields,
            heads=1,
            statements=len(self._said[identity]),
            withdrawn=False,
            first_at="",
            first_by=before.first_by if before else by,
            at="",
            author=by,
        )
        return identity

    def withdraw(self, identity: str, by: str = "anna") -> None:
        """Take a record back."""
        one = self.records[identity]
        self._say(identity, kinds.BY_NAME[one.kind], {}, by, withdrawn=True)
        self.records[identity] = replace(one, withdrawn=True, fields={})

    def broken(
        self, kind: str, fields: dict[str, Any], *, by: str = "anna", record: str = ""
    ) -> Found:
        """What the rules find wrong with a statement."""
        known = kinds.BY_NAME[kind]
        assert known.problems(fields) == (), known.problems(fields)
        return self._broken(kind, fields, by, record or self.new(kind))

    def broken_withdrawal(self, identity: str, by: str = "anna") -> Found:
        """What the rules find wrong with taking a record back."""
        kind = self.records[identity].kind
        return self._broken(kind, {}, by, identity, withdraws=True)

    def stated(
        self, kind: str, fields: dict[str, Any], *, by: str = "anna", record: str = ""
    ) -> str:
        """State a record by the rules; its id."""
        assert self.broken(kind, fields, by=by, record=record) == set()
        return self.put(kind, fields, by=by, record=record)

    # What a rule sees.

    def record(self, identity: str) -> Record | None:
        """How a record stands."""
        return None if identity in self.unread else self.records.get(identity)

    def leading_to(self, target: str, kind: str = "") -> Sequence[Lead]:
        """The standing records that lead to something."""
        return [
            Lead(name, one)
            for one in self.records.values()
            if not one.withdrawn and one.id not in self.unread
            if kind in ("", one.kind)
            for name, to in _leads(one)
            if to == target
        ]

    def alike(self, item: str) -> str:
        """What an item shares with copies of itself."""
        return self.copies.get(item, "")

    def accessions(self, item: str) -> Sequence[str]:
        """With which accessions an item came."""
        return self.came_with.get(item, ())

    def codings(self, item: str, variable: str, coder: str) -> Sequence[Record]:
        """A coder's standing codes of a variable on spans of an item."""
        leads = self.leading_to(item, "coding")
        found = {lead.record.id: lead.record for lead in leads}
        told = (variable, coder)
        return [r for r in found.values() if (r.fields["variable"], r.first_by) == told]

    def own_term(self, vocabulary: str, code: str) -> Record | None:
        """The group's standing term."""
        for one in self.records.values():
            told = (one.kind, one.fields.get("vocabulary"), one.fields.get("code"))
            if told == ("term", vocabulary, code) and not one.withdrawn:
                return one
        return None

    def said(self, identity: str) -> Sequence[Said]:
        """Every statement of a record."""
        return self._said.get(identity, [])

    def roles(self, member: str) -> tuple[str, ...]:
        """A member's roles."""
        return self.roles_of.get(member, ())

    def _broken(
        self,
        kind: str,
        fields: dict[str, Any],
        by: str,
        record: str,
        *,
        withdraws: bool = False,
    ) -> Found:
        before = self.records.get(record)
        draft = Draft(kind, record, before, fields, by, withdraws)
        return {(one.field, one.code) for one in rules.broken(self, draft)}

    def _say(
        self,
        identity: str,
        kind: Kind,
        fields: dict[str, Any],
        by: str,
        *,
        withdrawn: bool = False,
    ) -> None:
        said = self._said.setdefault(identity, [])
        name = f"st-{len(said):032x}"
        made = Statement(name, identity, kind.name, fields, withdrawn=withdrawn)
        said.append(Said(made, by, f"2024-03-{len(said):02}"))


def _leads(record: Record) -> Iterator[tuple[str, str]]:
    for field in kinds.BY_NAME[record.kind].fields:
        value = record.fields.get(field.name)
        if value is None or value == UNKNOWN:
            continue
        for one in value if field.many else [value]:
            if field.takes in (Takes.LINK, Takes.LINKS):
                yield field.name, one
            elif field.takes in (Takes.SPAN, Takes.SPANS):
                yield field.name, one["item"]
