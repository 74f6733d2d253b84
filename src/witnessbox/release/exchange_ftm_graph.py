# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Entities in the making: each keeps to the table of `exchange_ftm_facts`.

What holds: an entity is begun once and added to; a value is no longer than its type
takes, and what was cut is told; empty values and those that nobody knows are no values.
"""

from __future__ import annotations

from typing import Any

from witnessbox.model.field import UNKNOWN
from witnessbox.release import exchange_ftm_facts as facts
from witnessbox.release.exchanged import MARK, Given, Renamed
from witnessbox.release.gate import Passed


class Graph:
    """The entities so far."""

    def __init__(self, passed: Passed, renamed: Renamed) -> None:
        self.records = {one.id: one for one in passed.records}
        self.items = set(passed.items)
        self.cut: list[tuple[str, str]] = []
        self.supports: dict[str, list[Given]] = {}
        for one in passed.records:
            claim = one.fields.get("claim")
            if one.kind == "support" and isinstance(claim, str):
                self.supports.setdefault(claim, []).append(one)
        self._renamed = renamed
        self._made: dict[str, dict[str, Any]] = {}

    def all(self) -> list[dict[str, Any]]:
        """Every entity, in the order in which it was begun."""
        made = list(self._made.values())
        return [
            {
                **one,
                "properties": {n: v for n, v in one["properties"].items() if v},
            }
            for one in made
        ]

    def id(self, name: str) -> str:
        """The id of a record, an item or something of one, in this export."""
        return self._renamed.of(name)

    def schema(self, name: str) -> str:
        """Of an entity that was begun."""
        return str(self._made[self.id(name)]["schema"])

    def add(self, name: str, schema: str, /, **told: Any) -> str:
        """An entity with properties; what it was begun with stays."""
        identity = self.id(name)
        properties: dict[str, list[str]] = {}
        if "keywords" in facts.SCHEMATA[schema]:
            properties["keywords"] = [MARK]
        self._made.setdefault(
            identity, {"id": identity, "schema": schema, "properties": properties}
        )
        for key, value in told.items():
            self.put(name, key, value)
        return identity

    def put(self, name: str, key: str, value: Any) -> None:
        """More of an entity, no longer than the property takes."""
        made = self._made[self.id(name)]
        limit = facts.LIMITS.get(facts.SCHEMATA[made["schema"]][key], 1024)
        values = made["properties"].setdefault(key, [])
        for one in value if isinstance(value, list | tuple) else [value]:
            if one is None or one == UNKNOWN or not str(one).strip():
                continue
            text = str(one)
            if len(text) > limit:
                self.cut.append((name.partition("#")[0], key))
                text = text[: limit - 1] + "…"
            if text not in values:
                values.append(text)

    def code(self, record: Given, *names: str) -> None:
        """Fields that the schema has no property for, as `name: value`."""
        schema = self._made[self.id(record.id)]["schema"]
        key = "keywords" if "keywords" in facts.SCHEMATA[schema] else "summary"
        for name in names:
            value = record.fields.get(name)
            if value == UNKNOWN:
                value = "?"
            if value is not None:
                self.put(record.id, key, f"{name}: {value}")

    def date(self, record: Given, name: str, key: str) -> None:
        """A date, and beside it what the property cannot say of it."""
        told = record.fields.get(name)
        if not isinstance(told, str):
            return
        if key == "date" and "/" in told:
            first, _, last = told.partition("/")
            self.put(record.id, "startDate", facts.prefix(first))
            self.put(record.id, "endDate", facts.prefix(last))
        else:
            self.put(record.id, key, facts.prefix(told))
        if not facts.whole(told):
            self.put(record.id, "summary", f"{name}: {told} (EDTF)")

    def target(self, record: Given, name: str) -> Given | None:
        """The record that a field leads to, if it goes out too."""
        value = record.fields.get(name)
        return self.records.get(value) if isinstance(value, str) else None


def text(record: Given, name: str) -> str | None:
    """A field's text; None where there is none, or nobody knows."""
    value = record.fields.get(name)
    return value if isinstance(value, str) else None
