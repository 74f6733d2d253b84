# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Who and what is called what in a box, for the cells of a table.

What holds: a term goes by its code and its words in English and Russian, the group's
own too; a member by handle and name; a record by its whole name, in small letters.
Only what the reader holds is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import Connection, select

from witnessbox.catalogue import outgoing, receipts, schema
from witnessbox.catalogue.records import Held
from witnessbox.link.cell_values import Names
from witnessbox.model import terms


def names(connection: Connection, held: Held) -> Names:
    """What is called what, as far as this reader knows."""
    words = _terms(connection, held)
    m = schema.member.c
    members: dict[str, str] = {}
    for row in connection.execute(select(m.id, m.name).order_by(m.id)):
        members.setdefault(_small(row.name), row.id)
        members[row.id] = row.id

    @lru_cache
    def called(kinds: tuple[str, ...]) -> dict[str, list[str]]:
        return receipts.called(connection, held, kinds)

    def records(kinds: Sequence[str], text: str) -> Sequence[str]:
        return called(tuple(kinds)).get(_small(text), ())

    return Names(
        term=lambda vocabulary, text: words.get((vocabulary, _small(text)), ""),
        member=lambda text: members.get(text, members.get(_small(text), "")),
        records=records,
    )


def _terms(connection: Connection, held: Held) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for one in outgoing.standing(connection, held, "term"):
        told = one.fields
        for word in (told.get("code"), told.get("english"), told.get("russian")):
            if isinstance(word, str):
                found[str(told["vocabulary"]), _small(word)] = str(told["code"])
    for vocabulary in terms.BY_NAME.values():
        for term in vocabulary.terms:
            for word in (term.russian, term.english, term.code):
                found[vocabulary.name, _small(word)] = term.code
    for code, given in (("yes", ("true", "1", "+")), ("no", ("false", "0", "-"))):
        found |= {("yes-no", word): code for word in given}
    return found


def _small(text: str) -> str:
    return " ".join(text.casefold().split())
