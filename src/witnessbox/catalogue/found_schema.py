# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The tables of what machines found, in the index of the evidence.

What holds: `finding` repeats the findings of the ledger, exact times as
fractions; `at` is the same start in whole microseconds, to sort by. `trait` and
`device` are drawn from them for filters and counts: claims, never facts.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text, text

from witnessbox.catalogue.schema import EVIDENCE, metadata

finding = Table(
    "finding",
    metadata,
    Column("item", Text, primary_key=True),
    Column("stage", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("stream", Integer),
    Column("pts", Integer),
    Column("at", Integer),
    Column("start_num", Integer),
    Column("start_den", Integer),
    Column("end_num", Integer),
    Column("end_den", Integer),
    Column("region", Text),
    Column("score", Integer),
    Column("value", Text, nullable=False),
    Index("finding_by_time", "item", "at"),
    Index("finding_by_kind", "kind", "item"),
    schema=EVIDENCE,
    # One tree instead of two: the key is most of a row.
    sqlite_with_rowid=False,
)

device = Table(
    "device",
    metadata,
    Column("id", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("origin", Text, nullable=False),
    schema=EVIDENCE,
)
"""A device by its key; `origin` is a source of `traits.Said`."""

tally = Table(
    "tally",
    metadata,
    Column("stage", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("status", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("held", Integer, nullable=False),
    schema=EVIDENCE,
)
"""How many derivations there are of each kind: counting a million takes 0.6 s."""

cell = Table(
    "cell",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("state", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("flags", Integer, primary_key=True),
    Column("shape", Text, primary_key=True),
    Column("held", Integer, nullable=False),
    Column("seconds", Integer, nullable=False),
    schema=EVIDENCE,
    sqlite_with_rowid=False,
)
"""Every combination of an item's words, with how many items have it: there are far
fewer than items, and every page of tiles asks for the counts."""

asked = Table(
    "asked",
    metadata,
    Column("item", Text, primary_key=True),
    Column("depth", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    schema=EVIDENCE,
)
"""Passes that a person asked for, such as a close look."""

trait = Table(
    "trait",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("item", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("shape", Text, nullable=False),
    Column("accession", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("recorded", Text, nullable=False),
    Column("recorded_from", Text, nullable=False),
    Column("month", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("camera", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("flags", Integer, nullable=False),
    Column("faces", Integer, nullable=False),
    Column("voice", Integer, nullable=False),
    Column("shots", Integer, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("cover", Integer, nullable=False),
    Column("alike", Text, nullable=False),
    Column("claims", Text, nullable=False),
    Index("trait_by_month", "month"),
    Index("trait_by_device", "device"),
    Index("trait_by_place", "accession", "folder", "seconds"),
    Index("trait_by_alike", "alike", "seconds", sqlite_where=text("alike <> ''")),
    Index("trait_by_length", "seconds", "state"),
    schema=EVIDENCE,
)
"""One row for each item that was looked at; `claims` is what `traits` keeps."""
