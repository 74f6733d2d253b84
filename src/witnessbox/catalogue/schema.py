# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The tables of the indexes: one encrypted file per compartment.

What holds: an index is a function of the ledger alone. Each compartment's
tables are filled from that compartment's entries and the public ones, so a
member who lacks a compartment's key rebuilds the others equal. Tables marked
`volatile` say how a running job is doing; they are no part of the canonical
dump and may vanish at any time.
"""

from __future__ import annotations

from sqlalchemy import (
    BLOB,
    Column,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from witnessbox.base.values import Compartment

SCHEMA_VERSION = 13
"""An index of another version is emptied when it is opened, and filled again."""

metadata = MetaData()

EVIDENCE = Compartment.EVIDENCE.value
SOURCES = Compartment.SOURCES.value
AUDIT = Compartment.AUDIT.value

_VOLATILE = {"volatile": True}

accession = Table(
    "accession",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("opened_at", Text, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    schema=EVIDENCE,
)

run = Table(
    "run",
    metadata,
    Column("id", Text, primary_key=True),
    Column("accession", Text, nullable=False),
    Column("source", Integer, nullable=False),
    Column("began_at", Text, nullable=False),
    Column("began_by", Text, nullable=False),
    Column("could_be_written", Integer, nullable=False),
    Column("writable_reason", Text, nullable=False),
    Column("ended_at", Text),
    Column("outcome", Text),
    Column("counts", Text),
    Column("seq", Integer, nullable=False),
    schema=EVIDENCE,
)

item = Table(
    "item",
    metadata,
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False, unique=True),
    Column("sha256", Text, nullable=False, unique=True),
    Column("blake3", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("object", Text, nullable=False),
    Column("extents", Text),
    Column("seq", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("duration_num", Integer),
    Column("duration_den", Integer),
    Column("width", Integer),
    Column("height", Integer),
    Column("recorded", Text),
    Column("stills", Integer, nullable=False),
    Index("item_by_size", "size"),
    Index("item_by_kind", "kind", "position"),
    Index("item_by_state", "state", "position"),
    schema=EVIDENCE,
)

origin = Table(
    "origin",
    metadata,
    Column("accession", Text, primary_key=True),
    Column("source", Integer, primary_key=True),
    Column("path", BLOB, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("changed", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("leaf", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("series", Text),
    Column("number", Integer),
    Index("origin_by_item", "item", "seq", "leaf"),
    # A page of one accession's items, in the order of all items.
    Index("origin_by_position", "accession", "position"),
    Index(
        "origin_by_series",
        "accession",
        "source",
        "series",
        "number",
        sqlite_where=text("series IS NOT NULL"),
    ),
    schema=EVIDENCE,
)

noted = Table(
    "noted",
    metadata,
    Column("accession", Text, primary_key=True),
    Column("source", Integer, primary_key=True),
    Column("path", BLOB, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("target", BLOB, nullable=False),
    Column("seq", Integer, nullable=False),
    schema=EVIDENCE,
)

refusal = Table(
    "refusal",
    metadata,
    Column("run", Text, primary_key=True),
    Column("path", BLOB, primary_key=True),
    Column("accession", Text, nullable=False),
    Column("source", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    schema=EVIDENCE,
)

sealed_object = Table(
    "object",
    metadata,
    Column("name", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    schema=EVIDENCE,
)

derivation = Table(
    "derivation",
    metadata,
    Column("item", Text, primary_key=True),
    Column("stage", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("decoder", Text, nullable=False),
    Column("found", Integer, nullable=False),
    Column("result", Text, nullable=False),
    Column("objects", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Index("derivation_by_stage", "stage", "item"),
    schema=EVIDENCE,
)

member = Table(
    "member",
    metadata,
    Column("id", Text, primary_key=True),
    Column("handle", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("compartments", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    schema=EVIDENCE,
)

description = Table(
    "description",
    metadata,
    Column("only", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("demo", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    schema=EVIDENCE,
)

custody = Table(
    "custody",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index("custody_by_item", "item", "seq"),
    schema=EVIDENCE,
)

progress = Table(
    "progress",
    metadata,
    Column("run", Text, primary_key=True),
    Column("accession", Text, nullable=False),
    Column("total_bytes", Integer, nullable=False),
    Column("total_names", Integer, nullable=False),
    Column("done_bytes", Integer, nullable=False),
    Column("done_names", Integer, nullable=False),
    Column("began", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("state", Text, nullable=False),
    schema=EVIDENCE,
    info=_VOLATILE,
)

origin_facts = Table(
    "origin_facts",
    metadata,
    Column("accession", Text, primary_key=True),
    Column("source", Integer, primary_key=True),
    Column("path", BLOB, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("mtime_ns", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    schema=SOURCES,
)

source_standing = Table(
    "source_standing",
    metadata,
    Column("run", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    schema=SOURCES,
)

reading = Table(
    "reading",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("item", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index("reading_by_item", "item", "seq"),
    schema=AUDIT,
)

printed = Table(
    "printed",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("record", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Index("printed_by_record", "record", "seq"),
    schema=Compartment.IDENTITIES.value,
)
"""Whose statements were printed; who tells is known to few."""

watermarks: dict[Compartment, Table] = {
    compartment: Table(
        "watermark",
        metadata,
        Column("only", Integer, primary_key=True),
        Column("seq", Integer, nullable=False),
        UniqueConstraint("only"),
        schema=compartment.value,
        info=_VOLATILE,
    )
    for compartment in Compartment
    if compartment is not Compartment.PUBLIC
}
"""Per compartment: the sequence number of the next entry to project."""

changed: dict[Compartment, Table] = {
    compartment: Table(
        "changed",
        metadata,
        Column("part", Text, primary_key=True),
        Column("seq", Integer, nullable=False),
        schema=compartment.value,
    )
    for compartment in watermarks
}
"""Per compartment: the last entry that changed a part of it (`catalogue.changes`)."""


def tables_of(compartment: Compartment) -> list[Table]:
    """A compartment's tables, in the order in which they are created."""
    return [
        table for table in metadata.sorted_tables if table.schema == compartment.value
    ]
