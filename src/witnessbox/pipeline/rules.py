# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The rules that look beyond a record: one function a kind, each pure over a view.

What holds: a rule sees the statement that is about to be made and the records that
its author may read; it answers with what is wrong, or nothing. What it decides by
lies in `link`; here the kinds are only tied to their rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from witnessbox.catalogue.records import Lead, Record
from witnessbox.model.kind import Problem
from witnessbox.pipeline import speaking


class View(Protocol):
    """The records that a member may read."""

    def record(self, identity: str) -> Record | None:
        """How a record stands; None if it is not there."""

    def leading_to(self, target: str, kind: str = "") -> tuple[Lead, ...]:
        """The standing records that lead to something."""

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
    """

    kind: str
    record: str
    before: Record | None
    fields: Mapping[str, Any]
    author: str
    withdraws: bool = False


Rule = Callable[[View, Draft], tuple[Problem, ...]]

RULES: dict[str, tuple[Rule, ...]] = {
    "transcript": (speaking.confirmed_by_a_speaker,),
}
"""Rules of each kind, beyond its fields."""


def broken(view: View, draft: Draft) -> tuple[Problem, ...]:
    """What is wrong with a draft, of all rules of its kind."""
    return tuple(
        problem for rule in RULES.get(draft.kind, ()) for problem in rule(view, draft)
    )
