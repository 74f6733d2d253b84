# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Questions of the full text: what may answer, from the compartments that are held.

What holds: an answer is made of the reader's compartments and of no others; what is
narrowed by is checked exactly (a date's days, a place's id); an answer may share no
more with a name than its key, which `pipeline.searching` then looks at; the work is
bounded: of each rank so many passages are looked at, the newest first, and whether
there are more is said.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, select, text

from witnessbox.base.values import Compartment
from witnessbox.catalogue import schema, search_facts, search_words
from witnessbox.catalogue.search_facts import Days
from witnessbox.catalogue.search_query import How, Question, Sought
from witnessbox.catalogue.search_schema import PASSAGES, SPACE, WORDS, Rank
from witnessbox.catalogue.search_texts import FILE, days_of
from witnessbox.catalogue.stated_schema import SHELVES
from witnessbox.model import dating
from witnessbox.model.field import ID

Held = Sequence[Compartment]

EACH = {Rank.SAID: 120, Rank.PAPER: 20, Rank.READ: 80, Rank.NAMES: 40}
"""Passages of one rank and compartment that are looked at."""
MAX_PLACES = 200
MAX_ITEMS = 50
DEEP = 6
"""Places within places."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that may answer.

    Attributes:
        owner: The record or item that it leads to.
        sort: The kind of record, or one of `search_texts.SORTS`.
        start: Seconds of the stream's clock, where it stands in an item.
        first: The first day, such as 20240309, or 0.
        draft: Whether a machine wrote it and nobody confirmed it.
        kept: The rest, as it is stored: read when it is asked for.
    """

    owner: str
    sort: str
    rank: Rank
    item: str
    start: Fraction | None
    end: Fraction | None
    language: str
    text: str
    first: int
    draft: bool
    kept: str

    @property
    def fields(self) -> tuple[tuple[int, str], ...]:
        """(first letter, name) of each field in the text."""
        return tuple((at, name) for at, name in json.loads(self.kept)["fields"])

    @property
    def about(self) -> tuple[str, ...]:
        """Ids that it is about."""
        return tuple(json.loads(self.kept)["about"])

    @property
    def dates(self) -> tuple[str, ...]:
        """When it is, as EDTF."""
        return tuple(json.loads(self.kept)["dates"])

    def beyond(self, days: Days) -> int:
        """How many days of the date that fits best lie outside these days."""
        first, last = (date(n // 10_000, n // 100 % 100, n % 100) for n in days)
        found = [dating.parse(one) for one in self.dates]
        return min(
            (
                max(0, (first - one.first).days) + max(0, (one.last - last).days)
                for one in found
                if one.first <= last and first <= one.last
            ),
            default=0,
        )

    def within(self, days: Days) -> bool:
        """Whether one of its dates may lie in these days."""
        return any(search_facts.overlap(days_of(one), days) for one in self.dates)


@dataclass(frozen=True, slots=True)
class Hits:
    """What may answer, and whether more was left out."""

    hits: tuple[Hit, ...]
    more: bool


def hits(
    connection: Connection, held: Held, question: Question, facts: Sequence[str] = ()
) -> Hits:
    """What may answer a question.

    Args:
        connection: Where the held compartments are attached.
        held: The reader's compartments.
        question: What is asked.
        facts: Tokens one of each of which an answer must have, with spaces between
            those of which one will do: what `narrowing` made of places and items.
    """
    wanted = expression(question, facts)
    if not wanted:
        return Hits((), more=False)
    found: list[Hit] = []
    more = False
    for compartment in held:
        if compartment not in PASSAGES:
            continue
        for rank in _ranks(compartment):
            some = _some(connection, compartment, rank, wanted, question.days)
            more = more or len(some) > EACH[rank]
            found += some[: EACH[rank]]
    if question.days is not None:
        found = [hit for hit in found if hit.within(question.days)]
    return Hits(tuple(found), more)


def narrowing(
    connection: Connection, held: Held, question: Question
) -> tuple[list[str], list[str], list[str]]:
    """What a question's places and items stand for.

    Returns:
        Tokens for `hits`; the names of places that are not there; and of items.
    """
    facts, no_place, no_item = [], [], []
    for name in question.places:
        ids = places_named(connection, held, name)
        facts.append(" ".join(search_facts.about(one) for one in ids) or "none")
        no_place += [] if ids else [name]
    for name in question.items:
        ids = items_named(connection, held, name)
        facts.append(" ".join(search_facts.about(one) for one in ids) or "none")
        no_item += [] if ids else [name]
    return facts, no_place, no_item


def places_named(connection: Connection, held: Held, name: str) -> list[str]:
    """Places whose words these are, and all that lie within them."""
    if Compartment.EVIDENCE not in held:
        return []
    found = dict.fromkeys(_owners(connection, "place", name, MAX_PLACES))
    lead = SHELVES[Compartment.EVIDENCE].lead.c
    level = list(found)
    for _ in range(DEEP):
        if not level or len(found) > MAX_PLACES:
            break
        inner = select(lead.record).where(lead.target.in_(level))
        inner = inner.where(lead.kind == "place", lead.field == "within")
        level = [
            i for i in connection.scalars(inner.limit(MAX_PLACES)) if i not in found
        ]
        found.update(dict.fromkeys(level))
    return list(found)


def items_named(connection: Connection, held: Held, name: str) -> list[str]:
    """The item or record of an id, or the items whose names have these words."""
    if ID.fullmatch(name.lower()):
        return [name.lower()]
    if Compartment.EVIDENCE not in held:
        return []
    if len(name) == 64:
        i = schema.item.c
        wanted = select(i.id).where(i.sha256 == name.lower())
        return list(connection.scalars(wanted))
    return _owners(connection, FILE, name, MAX_ITEMS)


def _owners(connection: Connection, sort: str, name: str, most: int) -> list[str]:
    every = [one.text for one in search_words.words(name)]
    if not every:
        return []
    words = " AND ".join(_any("{text stems}", _forms(one)) for one in every)
    wanted = f"{words} AND {_any('{facts}', [search_facts.kind(sort)])}"
    asked = text(
        f"SELECT p.owner FROM evidence.{WORDS} AS w "  # noqa: S608
        f"JOIN evidence.passage AS p ON p.id = w.rowid "
        f"WHERE w.{WORDS} MATCH :q ORDER BY w.rowid LIMIT :n"
    )
    found = connection.execute(asked, {"q": wanted, "n": most})
    return list(dict.fromkeys(row.owner for row in found))


def expression(question: Question, facts: Iterable[str] = ()) -> str:
    """A question in the full-text table's own language; empty if it asks nothing."""
    wanted = [_of(one) for one in question.parts if not one.without]
    for tokens in (
        [search_facts.kind(one) for one in question.kinds],
        [search_facts.language(one) for one in question.languages],
        [] if question.days is None else search_facts.asked(question.days),
        *(one.split() for one in facts),
    ):
        if tokens:
            wanted.append(_any("{facts}", tokens))
    if not wanted:
        return ""
    joined = " AND ".join(wanted)
    for one in question.parts:
        if one.without:
            # Without a word means without that word, not without what sounds alike.
            joined = f"({joined}) NOT {_of(one, keys=False)}"
    return joined


def _of(sought: Sought, *, keys: bool = True) -> str:
    if sought.how is How.PHRASE:
        # What belongs together stands together, as it was typed.
        return '{text} : "' + " ".join(word for word, _ in sought.words) + '"'
    every = []
    for word, capital in sought.words:
        forms = _any("{text stems}", _forms(word))
        found = search_words.sought(word, capital or sought.how is How.NAME)
        by_key = f"({forms} OR {_any('{names}', found)})"
        every.append(by_key if keys and found else forms)
    return "(" + " AND ".join(every) + ")"


def _forms(word: str) -> list[str]:
    return list(dict.fromkeys((word, *search_words.stems(word))))


def _any(columns: str, tokens: Iterable[str]) -> str:
    return f"{columns} : (" + " OR ".join(f'"{one}"' for one in tokens) + ")"


def _ranks(compartment: Compartment) -> tuple[Rank, ...]:
    # Only the evidence holds what machines read.
    if compartment is Compartment.EVIDENCE:
        return tuple(sorted(Rank, reverse=True))
    return (Rank.SAID,)


def _some(
    connection: Connection,
    compartment: Compartment,
    rank: Rank,
    wanted: str,
    days: Days | None,
) -> list[Hit]:
    name = compartment.value
    # A month's token finds all of the month; these are the days.
    within = "AND p.least <= :last AND p.most >= :first " if days else ""
    asked = text(
        f"SELECT p.* FROM {name}.{WORDS} AS w "  # noqa: S608
        f"JOIN {name}.passage AS p ON p.id = w.rowid "
        f"WHERE w.{WORDS} MATCH :q AND w.rowid BETWEEN :a AND :b "
        f"{within}ORDER BY w.rowid DESC LIMIT :n"
    )
    bounds = {"a": rank * SPACE, "b": (rank + 1) * SPACE - 1}
    if days is not None:
        bounds |= {"first": days[0], "last": days[1]}
    rows = connection.execute(asked, {"q": wanted, "n": EACH[rank] + 1, **bounds})
    return [_hit(row, rank) for row in rows]


def _hit(row: Any, rank: Rank) -> Hit:
    return Hit(
        owner=row.owner,
        sort=row.sort,
        rank=rank,
        item=row.item,
        start=None if row.start_num is None else Fraction(row.start_num, row.start_den),
        end=None if row.end_num is None else Fraction(row.end_num, row.end_den),
        language=row.language,
        text=row.text,
        first=row.first or 0,
        draft=bool(row.draft),
        kept=row.fields,
    )
