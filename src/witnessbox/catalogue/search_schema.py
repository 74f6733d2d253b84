# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The tables of search, in each compartment that holds records.

What holds: `passage` is one text that can be found, and where it stands; the
full-text table beside it holds its words only, under the same number. What members
say has the highest numbers and what machines read lower ones (`Rank`), so that a list
that is cut off is cut off among the machines'. Neither is in the canonical dump:
both follow from rows that are.
"""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import Column, Index, Integer, Table, Text, text

from witnessbox.base.values import Compartment
from witnessbox.catalogue.schema import metadata
from witnessbox.catalogue.stated_schema import HOLDING

WORDS = "passage_word"
"""The full-text table's name."""


class Rank(IntEnum):
    """Who says it, the last word first."""

    NAMES = 0
    """Names of files and folders."""
    READ = 1
    """Lines in pictures, speech as a machine heard it, what a file says of itself."""
    PAPER = 2
    """Pages of documents."""
    SAID = 3
    """What members say."""


SPACE = 1 << 40
"""Numbers that one rank has."""

DATED = f"first IS NOT NULL AND id > {Rank.SAID * SPACE}"
"""What members say that has a date."""


def _passage(compartment: Compartment) -> Table:
    schema = compartment.value
    return Table(
        "passage",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("owner", Text, nullable=False),
        Column("sort", Text, nullable=False),
        Column("part", Text, nullable=False),
        Column("stage", Text, nullable=False),
        Column("item", Text, nullable=False),
        Column("start_num", Integer),
        Column("start_den", Integer),
        Column("end_num", Integer),
        Column("end_den", Integer),
        Column("first", Integer),
        Column("last", Integer),
        Column("least", Integer),
        Column("most", Integer),
        Column("language", Text, nullable=False),
        Column("text", Text, nullable=False),
        Column("fields", Text, nullable=False),
        Column("facts", Text, nullable=False),
        Column("draft", Integer, nullable=False),
        # By part: a file may lie under a million names.
        Index(f"passage_of_{schema}", "owner", "part", "stage"),
        # With its sort, years and months are counted without a look at the passages.
        Index(
            f"passage_when_{schema}",
            "first",
            "last",
            "sort",
            sqlite_where=text(DATED),
        ),
        schema=schema,
        info={"volatile": True},
    )


PASSAGES = {compartment: _passage(compartment) for compartment in HOLDING}


def made_by_hand(compartment: Compartment) -> tuple[str, ...]:
    """The statements that make what no `Table` describes."""
    if compartment not in PASSAGES:
        return ()
    # Our own code cuts and folds the words; the tokenizer only parts them.
    columns = "text, stems, names, facts, content='', contentless_delete=1"
    table = f"{compartment.value}.{WORDS}"
    split = "tokenize='unicode61 remove_diacritics 0'"
    return (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {table} USING fts5({columns}, {split})",
    )
