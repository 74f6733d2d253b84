# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Records as lists show them: a title, what tells one from the next, who said so.

What holds: what speaks for a claim and against it is counted in every list that the
claim stands in, and no list says more of it than is held now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from witnessbox.catalogue.records import Held, Record
from witnessbox.model import kinds
from witnessbox.model.field import UNKNOWN, Field, Takes
from witnessbox.pipeline import casework, rechecking
from witnessbox.pipeline.casework import WEIGHT, Weighed
from witnessbox.web.shown import MARKING, Piece, Showing, ids_in

MAX_FACTS = 4
TELLING = ("by", "source", "spans")
"""Fields by which a list tells one support from another."""

SAID_ANYWAY = ("sort",)
"""Terms that stand in a title already."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record in a list."""

    id: str
    kind: str
    title: str
    facts: tuple[str, ...]
    who: str
    at: str
    weighed: Weighed
    differs: bool


def rows_of(
    connection: Connection,
    held: Held,
    showing: Showing,
    some: Iterable[Record],
    without: str = "",
) -> list[Row]:
    """Records as lists show them; `showing` has learned them and what facts need.

    Args:
        connection: To the index.
        held: The reader's compartments.
        showing: What names them.
        some: The records.
        without: The record that the list is of: its lines do not repeat it.
    """
    found = [rechecking.as_held(connection, held, one) for one in some]
    weights = casework.weighed(connection, held, [one.id for one in found])
    return [
        Row(
            id=one.id,
            kind=one.kind,
            title=showing.title(one, without),
            facts=_facts(showing, one, without),
            who=showing.member(one.author),
            at=one.at,
            weighed=weights.get(one.id, Weighed()),
            differs=one.heads > 1,
        )
        for one in found
    ]


def facts_need(some: Iterable[Record]) -> list[str]:
    """The ids that the facts of records name."""
    found: list[str] = []
    for one in some:
        fields = {name: one.fields[name] for name in TELLING if name in one.fields}
        found += ids_in(kinds.BY_NAME[one.kind], fields)
    return found


def _facts(showing: Showing, record: Record, without: str) -> tuple[str, ...]:
    """What tells a record from its neighbours: a date, a term, by what, where."""
    kind = kinds.BY_NAME[record.kind]
    found: list[str] = []
    # On the page of a claim, what bears on it stands under its own head.
    anyway = (*SAID_ANYWAY, "how") if _bears_on(record, without) else SAID_ANYWAY
    for wanted in (Takes.DATE, Takes.TERM):
        for one in kind.fields:
            value = record.fields.get(one.name)
            if one.takes is not wanted or one.name in anyway or value is None:
                continue
            untitled = one.name not in kind.title or kind.title[0] != one.name
            if untitled and value != UNKNOWN:
                found += [p.text for p in showing.line(kind, one, value).pieces]
                break
    for name in TELLING:
        field, value = kind.field(name), record.fields.get(name)
        if field is None or value in (None, UNKNOWN, without):
            continue
        pieces = showing.line(kind, field, value).pieces
        found += [_told(field, one) for one in pieces[:1] if one.href]
    found = [one for one in found if not any(_within(one, other) for other in found)]
    return tuple(found[:MAX_FACTS])


def _bears_on(record: Record, target: str) -> bool:
    name = WEIGHT.get(record.kind)
    return name is not None and record.fields.get(name) == target


def _told(field: Field, piece: Piece) -> str:
    """A link by its title, a span with its times."""
    return f"{piece.text} {piece.note}" if field.takes in MARKING else piece.text


def _within(one: str, other: str) -> bool:
    return other != one and other.startswith(one)
