# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a named member says: superseded, never edited.

What holds: a statement says all of a record (its fields whole, not a change of
them), and names the statements that its author had before them and that it takes the
place of. What nothing supersedes is a head. One head is how the record stands; two
say that two members wrote without knowing of each other, and both are shown. Which
are heads follows from the set of statements alone, in whatever order they arrive.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from witnessbox.base.canonical import JsonDict, JsonValue

PREFIX = "st"
MAX_SUPERSEDED = 64


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, as the ledger holds it.

    Attributes:
        id: Of the statement.
        record: Which record it is of.
        kind: Of the record.
        fields: All that it says of it; empty if it withdraws.
        supersedes: Statements of the same record.
        withdrawn: Whether it takes the record back.
        why: The reason, in its author's words; may be empty.
        terms: Version of the vocabularies that its terms are of.
        undoes: The statement that it undoes, or empty.
    """

    id: str
    record: str
    kind: str
    fields: Mapping[str, JsonValue]
    supersedes: tuple[str, ...] = ()
    withdrawn: bool = False
    why: str = ""
    terms: int = 1
    undoes: str = ""

    def to_json(self) -> JsonDict:
        """The body of its entry."""
        return {
            "statement": self.id,
            "record": self.record,
            "kind": self.kind,
            "fields": dict(self.fields),
            "supersedes": list(self.supersedes),
            "withdrawn": self.withdrawn,
            "why": self.why,
            "terms": self.terms,
            "undoes": self.undoes,
        }


def from_json(body: JsonDict) -> Statement:
    """A statement from the body of its entry."""
    told: Any = body
    return Statement(
        id=told["statement"],
        record=told["record"],
        kind=told["kind"],
        fields=told["fields"],
        supersedes=tuple(told["supersedes"]),
        withdrawn=told["withdrawn"],
        why=told["why"],
        terms=told["terms"],
        undoes=told["undoes"],
    )


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with who said it, and when.

    Attributes:
        at: RFC 3339 in UTC: orders heads, and statements of one instant are
            ordered by their ids.
    """

    statement: Statement
    author: str
    at: str
    seq: int = field(default=0, compare=False)

    @property
    def order(self) -> tuple[str, str]:
        """Its place among others, whatever the order in which they came."""
        return self.at, self.statement.id


def heads(said: Iterable[Said], *, own: bool = False) -> tuple[Said, ...]:
    """Of the statements of one record, those that none supersedes, latest last.

    A statement supersedes only what its own record says: a name of another's is
    passed over, as is a name of what never came.

    Args:
        said: All statements of the record, in any order.
        own: Whether a statement is superseded by its own author only.
    """
    all_of_it = sorted(said, key=lambda one: one.order)
    authors = {one.statement.id: one.author for one in all_of_it}
    gone: set[str] = set()
    for one in all_of_it:
        for name in one.statement.supersedes:
            mine = authors.get(name) == one.author
            if name in authors and name != one.statement.id and (mine or not own):
                gone.add(name)
    standing = tuple(one for one in all_of_it if one.statement.id not in gone)
    # A circle cannot be written (ids are random and come first); a forged one leaves
    # no head, and then all stand.
    return standing or tuple(all_of_it)


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Sequence[str]:
    """The names of fields that differ, in the order of the alphabet."""
    names = {*before, *after}
    return sorted(n for n in names if before.get(n) != after.get(n))


def plain(fields: Mapping[str, Any]) -> dict[str, JsonValue]:
    """Fields without the empty ones: what is empty is absent."""
    empty: tuple[Any, ...] = (None, "", [], {})
    return cast(
        "dict[str, JsonValue]", {n: v for n, v in fields.items() if v not in empty}
    )
