# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A kind of record: its fields, where it is sealed, who may write it.

What holds: a kind is data; forms, imports, exports and checks are made from it, so
that none of them knows a field that another does not. A kind's name and its
prefix never change, fields are added and never removed: records are for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from witnessbox.base.canonical import JsonValue
from witnessbox.base.values import Compartment
from witnessbox.model.field import UNKNOWN, Field, Takes, problem


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a record is refused: the field and a code; the field may be empty."""

    field: str
    code: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record.

    Attributes:
        name: In statements, addresses and exports.
        prefix: Of its records' ids.
        fields: In the order of forms.
        compartment: Where its statements are sealed.
        title: The fields by which a list names a record, the first that is there.
        roles: Members' roles that may write it; empty for every member.
        own: Whether only its first author may supersede it.
        blind: Whether members who cannot read it may state it: to seal a record
            takes no secret.
    """

    name: str
    prefix: str
    fields: tuple[Field, ...]
    compartment: Compartment = Compartment.EVIDENCE
    title: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    own: bool = False
    blind: bool = False

    def field(self, name: str) -> Field | None:
        """A field by its name."""
        return next((one for one in self.fields if one.name == name), None)

    @property
    def links(self) -> tuple[Field, ...]:
        """The fields that lead to other records."""
        return tuple(f for f in self.fields if f.takes in (Takes.LINK, Takes.LINKS))

    def problems(self, fields: Mapping[str, Any]) -> tuple[Problem, ...]:
        """What is wrong with the fields of a record, by themselves."""
        found = [
            Problem(name, "no-such-field")
            for name in fields
            if self.field(name) is None
        ]
        for field in self.fields:
            if field.name not in fields:
                if field.required:
                    found.append(Problem(field.name, "missing"))
                continue
            value = fields[field.name]
            if field.required and value == UNKNOWN and field.takes is Takes.LINK:
                found.append(Problem(field.name, "missing"))
            elif code := problem(field, value):
                found.append(Problem(field.name, code))
        return tuple(found)

    def name_of(self, fields: Mapping[str, JsonValue]) -> str:
        """How a list names a record; empty where nothing names it."""
        for name in self.title:
            value = fields.get(name)
            if isinstance(value, str) and value:
                return value.strip().splitlines()[0][:200]
        return ""
