# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Search: what answers a question, where it stands, and why it does.

What holds: every answer shows what matched, and how: as it was typed, by its stem,
as a name in another writing (`link.names`), by its date. A key that two names share
is no match: the names themselves are held against each other. What members say stands
before what machines read, and what a machine wrote is told apart. What is asked is
written down nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy import Connection

from witnessbox.catalogue import records, search, search_query
from witnessbox.catalogue.search import Held, Hit
from witnessbox.catalogue.search_facts import Days
from witnessbox.catalogue.search_query import Note
from witnessbox.catalogue.search_schema import Rank
from witnessbox.model import kinds
from witnessbox.pipeline import search_match
from witnessbox.pipeline.search_match import Found, Reason
from witnessbox.pipeline.titles import Titles
from witnessbox.pipeline.titles import Word as Called

AROUND = 9
"""Words on either side of what matched."""
SHOWN = 34


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and whether it matched."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Match:
    """One answer.

    Attributes:
        owner: The record or item that it leads to.
        kind: The kind of record, or one of `search_texts.SORTS`.
        title: What its owner is called.
        start: Seconds of the stream's clock, where it stands in `item`.
        field: In which field of a record it matched first; empty for none.
        why: (reason, the words in the text that are the reason).
        score: From 0 to `search_match.TOP`: for the order of answers, and nothing else.
        machine: Whether a machine wrote it and nobody confirmed it.
    """

    owner: str
    kind: str
    title: str
    item: str
    item_name: str
    start: Fraction | None
    end: Fraction | None
    field: str
    pieces: tuple[Piece, ...]
    why: tuple[tuple[Reason, str], ...]
    score: int
    machine: bool
    days: tuple[Days, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, best first; `more` if some was not looked at."""

    matches: tuple[Match, ...]
    more: bool
    notes: tuple[tuple[Note, str], ...]
    empty: bool


def ask(
    connection: Connection,
    held: Held,
    text: str,
    limit: int,
    *,
    word: Called,
    kind: Callable[[str], str] = lambda name: name,
) -> Answer:
    """What answers a question.

    Args:
        connection: Where the held compartments are attached.
        held: The reader's compartments.
        text: As it was typed.
        limit: At most so many answers.
        word: What a term of a vocabulary is called.
        kind: The kind of record, or sort of passage, that a word stands for.
    """
    question = search_query.parse(text)
    question = replace(question, kinds=tuple(kind(one) for one in question.kinds))
    facts, no_place, no_item = search.narrowing(connection, held, question)
    notes = [*question.notes, *((Note.NO_PLACE, one) for one in no_place)]
    notes += [(Note.NO_ITEM, one) for one in no_item]
    if question.empty:
        return Answer((), more=False, notes=tuple(notes), empty=True)
    hits = search.hits(connection, held, question, facts)
    found = [
        one
        for hit in hits.hits
        if (one := search_match.held(hit, question)) is not None
    ]
    found.sort(key=_order)
    kept = found[:limit]
    more = hits.more or len(found) > limit
    matches = _named(connection, held, kept, word)
    return Answer(tuple(matches), more, tuple(notes), empty=False)


def _order(one: Found) -> tuple[int, int, str, Fraction, str]:
    first = min((days[0] for days in one.hit.days), default=0)
    at = one.hit.start or Fraction(0)
    return -one.score, first, one.hit.owner, at, one.hit.text


def _named(
    connection: Connection, held: Held, kept: Sequence[Found], word: Called
) -> Iterator[Match]:
    titles = Titles(connection, held, word)
    owners = [one.hit.owner for one in kept if kinds.leads_to(one.hit.owner) != "item"]
    known = records.some(connection, held, owners)
    items = {one.hit.item for one in kept if one.hit.item}
    titles.learn(known.values(), items)
    for one in kept:
        hit = one.hit
        first = min(one.at, default=0)
        at = one.words[first].start if one.at else 0
        yield Match(
            owner=hit.owner,
            kind=hit.sort,
            title=titles.of(hit.owner),
            item=hit.item,
            item_name=titles.of(hit.item) if hit.item else "",
            start=hit.start,
            end=hit.end,
            field=_field(hit, at) if one.at else "",
            pieces=tuple(_pieces(one)),
            why=one.why,
            score=one.score,
            machine=hit.draft or hit.rank in (Rank.READ, Rank.PAPER),
            days=hit.days,
        )


def _field(hit: Hit, at: int) -> str:
    found = ""
    for start, name in hit.fields:
        if start > at:
            break
        found = name
    return found


def _pieces(one: Found) -> Iterator[Piece]:
    """The text around what matched, the matched words apart."""
    text, every = one.hit.text, one.words
    if not every:
        return
    begin = max(0, min(one.at, default=0) - AROUND)
    end = min(len(every), begin + SHOWN)
    at = every[begin].start if begin else 0
    if begin:
        yield Piece("… ", marked=False)
    for n in range(begin, end):
        if n in one.at:
            if text[at : every[n].start]:
                yield Piece(_flat(text[at : every[n].start]), marked=False)
            yield Piece(text[every[n].start : every[n].end], marked=True)
            at = every[n].end
    last = every[end - 1].end if end < len(every) else len(text)
    if text[at:last]:
        yield Piece(_flat(text[at:last]), marked=False)
    if end < len(every):
        yield Piece(" …", marked=False)


def _flat(text: str) -> str:
    return text.replace("\n", " · ")
