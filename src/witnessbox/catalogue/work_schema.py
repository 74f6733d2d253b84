# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The tables by which items are worked through, in the index of the evidence.

What holds: `work` has a row for each item that was looked at or spoken of; it
follows from statements and findings alone. `aside` holds the codes of rounds that
are open: they are in no other table until the round is closed, so that no question
about records can answer with what another coder said.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text, text

from witnessbox.catalogue.schema import EVIDENCE, metadata

UNSEEN, TRIAGED, DESCRIBED, SECOND_LOOK, CLOSED = (
    "unseen", "triaged", "described", "second-look", "closed",
)  # fmt: skip
STATES = (UNSEEN, TRIAGED, DESCRIBED, SECOND_LOOK, CLOSED)
"""In their order; a label makes an item triaged, a description described."""

WORST = 4
"""The highest severity; what has no label counts as it."""

WAITING = (UNSEEN, TRIAGED, SECOND_LOOK)
"""The states in which an item is given out to look at."""

work = Table(
    "work",
    metadata,
    Column("item", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("assignee", Text, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("parts", Text, nullable=False),
    Column("score", Integer, nullable=False),
    Column("alike", Text, nullable=False),
    Column("begun", Integer, nullable=False),
    Column("labelled", Integer, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("categories", Text, nullable=False),
    Column("sound", Text, nullable=False),
    Column("sexual", Text, nullable=False),
    Column("child", Text, nullable=False),
    Column("death", Text, nullable=False),
    Column("quarantined", Integer, nullable=False),
    Column("confided", Integer, nullable=False),
    Column("waits", Integer, nullable=False),
    Column("light", Integer, nullable=False),
    Index(
        "work_to_give",
        text("score DESC"),
        "position",
        sqlite_where=text("waits = 1"),
    ),
    Index(
        "work_lighter",
        text("score DESC"),
        "position",
        sqlite_where=text("light = 1"),
    ),
    Index(
        "work_counted",
        "state",
        "labelled",
        sqlite_where=text("shown = 1 AND quarantined = 0"),
    ),
    Index("work_of", "assignee", "taken", sqlite_where=text("assignee <> ''")),
    Index("work_by_state", "state", "position"),
    Index("work_by_label", "labelled", "severity", "position"),
    Index("work_by_alike", "alike", sqlite_where=text("alike <> ''")),
    Index("work_held_back", "quarantined", sqlite_where=text("quarantined = 1")),
    Index("work_confided", "confided", sqlite_where=text("confided = 1")),
    schema=EVIDENCE,
)
"""One item's work: `by` lists with spaces around each who worked on it or gave it
back; `begun` whether anybody did; `parts` what its score is made of; `waits` whether
it can be given out, `light` whether it is labelled with less than the worst, too."""

aside = Table(
    "aside",
    metadata,
    Column("id", Text, primary_key=True),
    Column("record", Text, nullable=False),
    Column("round", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Index("aside_by_round", "round", "author", "seq"),
    Index("aside_by_record", "record", "seq"),
    schema=EVIDENCE,
)
"""Statements of codes in open rounds, each as the ledger has it."""

own = Table(
    "own",
    metadata,
    Column("member", Text, primary_key=True),
    Column("about", Text, primary_key=True),
    Column("sealed", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    schema=EVIDENCE,
)
"""What a member keeps for themselves, sealed to their own key; the latest of each."""
