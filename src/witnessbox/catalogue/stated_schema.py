# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The tables of what members say: the same in each compartment that holds records.

What holds: `statement` is the ledger's, row for row; the others follow from it. A
record stands as its latest head says; what is withdrawn leads nowhere and marks
nothing, and keeps its history.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Index, Integer, Table, Text, text

from witnessbox.base.values import Compartment
from witnessbox.catalogue.schema import metadata

HOLDING = (Compartment.EVIDENCE, Compartment.IDENTITIES, Compartment.RESTRICTED)
"""The compartments in which records lie."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The tables of one compartment.

    Attributes:
        statement: Every statement; `standing` where nothing supersedes it.
        record: Every record as it stands; `heads` above 1 where members differ.
        lead: Which record leads to what, by which field.
        mark: Which part of which item a record is about, in microseconds.
        word: The terms that a record holds, and its flags.
    """

    statement: Table
    record: Table
    lead: Table
    mark: Table
    word: Table


def _shelf(compartment: Compartment) -> Shelf:
    schema = compartment.value
    statement = Table(
        "statement",
        metadata,
        Column("id", Text, primary_key=True),
        Column("record", Text, nullable=False, index=True),
        Column("kind", Text, nullable=False),
        Column("body", Text, nullable=False),
        Column("author", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("standing", Integer, nullable=False),
        Column("seq", Integer, nullable=False),
        Index(f"statement_by_author_{schema}", "author", "seq"),
        schema=schema,
    )
    record = Table(
        "record",
        metadata,
        Column("id", Text, primary_key=True),
        Column("kind", Text, nullable=False),
        Column("title", Text, nullable=False),
        Column("fields", Text, nullable=False),
        Column("heads", Integer, nullable=False),
        Column("statements", Integer, nullable=False),
        Column("withdrawn", Integer, nullable=False),
        Column("first_at", Text, nullable=False),
        Column("first_by", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("author", Text, nullable=False),
        # With its title a list is searched without a look at the records themselves.
        Index(
            f"record_by_kind_{schema}", "kind", "withdrawn", "first_at", "id", "title"
        ),
        Index(f"record_differing_{schema}", "heads", sqlite_where=text("heads > 1")),
        schema=schema,
    )
    lead = Table(
        "lead",
        metadata,
        Column("record", Text, primary_key=True),
        Column("field", Text, primary_key=True),
        Column("target", Text, primary_key=True),
        Column("kind", Text, nullable=False),
        Index(f"lead_to_{schema}", "target", "kind", "field"),
        schema=schema,
    )
    mark = Table(
        "mark",
        metadata,
        Column("record", Text, primary_key=True),
        Column("field", Text, primary_key=True),
        Column("number", Integer, primary_key=True),
        Column("kind", Text, nullable=False),
        Column("item", Text, nullable=False),
        Column("stream", Integer),
        Column("start", Integer),
        Column("end", Integer),
        Index(f"mark_on_{schema}", "item", "kind", "start"),
        schema=schema,
    )
    word = Table(
        "word",
        metadata,
        Column("record", Text, primary_key=True),
        Column("field", Text, primary_key=True),
        Column("term", Text, primary_key=True),
        Column("kind", Text, nullable=False),
        Index(f"word_of_{schema}", "kind", "field", "term"),
        schema=schema,
    )
    return Shelf(statement, record, lead, mark, word)


SHELVES = {compartment: _shelf(compartment) for compartment in HOLDING}
