# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A statement that is about to be made, and what its rules may look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from witnessbox.catalogue.records import Lead, Record
from witnessbox.model.field import UNKNOWN
from witnessbox.model.kind import Problem
from witnessbox.model.statement import Said


class View(Protocol):
    """The records that a member may read."""

    def record(self, identity: str) -> Record | None:
        """How a record stands; None if it is not there."""

    def leading_to(self, target: str, kind: str = "") -> Sequence[Lead]:
        """The standing records that lead to something."""

    def alike(self, item: str) -> str:
        """A key that an item shares with those of the same pictures, or empty."""

    def accessions(self, item: str) -> Sequence[str]:
        """With which accessions an item came."""

    def said(self, identity: str) -> Sequence[Said]:
        """Every statement of a record, withdrawn ones too."""

    def codings(self, item: str, variable: str, coder: str) -> Sequence[Record]:
        """A coder's standing codes of a variable on spans of an item."""

    def own_term(self, vocabulary: str, code: str) -> Record | None:
        """The group's standing term, retired or not; None if there is none."""

    def roles(self, member: str) -> tuple[str, ...]:
        """The roles of a member."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement that is about to be made.

    Attributes:
        record: Its id, also where it is a new one.
        before: How the record stands now; None if it is new.
        fields: What it says, checked by itself.
        author: Who says so.
        came: Whether it was said before it came here, in a file.
    """

    kind: str
    record: str
    before: Record | None
    fields: Mapping[str, Any]
    author: str
    withdraws: bool = False
    came: bool = False

    def known(self, name: str) -> Any:
        """A field's value; None where it is empty, or nobody knows."""
        value = self.fields.get(name)
        return None if value == UNKNOWN else value

    def moves(self, name: str) -> bool:
        """Whether it gives a field of a record that stands another value."""
        if self.before is None or self.before.withdrawn:
            return False
        return bool(self.before.fields.get(name) != self.fields.get(name))


Rule = Callable[[View, Draft], Iterable[Problem]]
