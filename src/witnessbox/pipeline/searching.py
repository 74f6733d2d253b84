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

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy import Connection, select

from witnessbox.catalogue import records, schema, search, search_query, worklist
from witnessbox.catalogue.search import Held, Hit
from witnessbox.catalogue.search_facts import Days
from witnessbox.catalogue.search_query import Note
from witnessbox.catalogue.search_schema import Rank
from witnessbox.link import resting
from witnessbox.model import kinds
from witnessbox.pipeline import search_match
from witnessbox.pipeline.search_excerpt import ENGLISH, Piece, Tongue, pieces
from witnessbox.pipeline.search_match import Found, Reason
from witnessbox.pipeline.titles import Titles
from witnessbox.pipeline.titles import Word as Called


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
        dates: When it is, as EDTF.
    """

    owner: str
    kind: str
    title: str
    item: str
    item_name: str
    item_kind: str
    start: Fraction | None
    end: Fraction | None
    field: str
    pieces: tuple[Piece, ...]
    why: tuple[tuple[Reason, str], ...]
    score: int
    machine: bool
    dates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, best first.

    Attributes:
        kinds: Of all that was found, commonest first.
        more: Whether some is not here, or was not looked at.
        notes: What of the question was left out.
        empty: Whether nothing was asked.
    """

    matches: tuple[Match, ...]
    kinds: tuple[tuple[str, int], ...]
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
    opens: bool = False,
    tongue: Tongue = ENGLISH,
) -> Answer:
    """What answers a question.

    Args:
        connection: Where the held compartments are attached.
        held: The reader's compartments.
        text: As it was typed.
        limit: At most so many answers.
        word: What a term of a vocabulary is called.
        kind: The kind of record, or sort of passage, that a word stands for.
        opens: Whether the reader may see items that are held back.
        tongue: How terms and dates are shown in excerpts.
    """
    question = search_query.parse(text)
    question = replace(question, kinds=tuple(kind(one) for one in question.kinds))
    facts, no_place, no_item = search.narrowing(connection, held, question)
    notes = [*question.notes, *((Note.NO_PLACE, one) for one in no_place)]
    notes += [(Note.NO_ITEM, one) for one in no_item]
    if question.empty:
        return Answer((), (), more=False, notes=tuple(notes), empty=True)
    hits = search.hits(connection, held, question, facts)
    open_hits = _not_held_back(connection, hits.hits, held, opens=opens)
    found = [
        one
        for hit in open_hits
        if (one := search_match.held(hit, question)) is not None
    ]
    found.sort(key=lambda one: _order(one, question.days))
    counted = Counter(one.hit.sort for one in found).most_common()
    more = hits.more or len(found) > limit
    matches = _named(connection, held, found[:limit], (word, tongue))
    return Answer(tuple(matches), tuple(counted), more, tuple(notes), empty=False)


def _not_held_back(
    connection: Connection, hits: Sequence[Hit], held: Held, *, opens: bool
) -> list[Hit]:
    """Without what machines read of, and members say of, items that are held back."""
    about = {hit: _items(hit) for hit in hits}
    items = {item for every in about.values() for item in every}
    if not items:
        return list(hits)
    back = worklist.not_among(connection, items, held, opens=opens)
    said = [hit for hit in hits if hit.rank is Rank.SAID and about[hit] & back]
    known = records.some(connection, held, [hit.owner for hit in said])
    mute = {
        hit
        for hit in said
        if (one := known.get(hit.owner)) is None
        or resting.silent(kinds.BY_NAME[one.kind], one.fields, back)
    }
    return [
        hit
        for hit in hits
        if (hit not in mute if hit.rank is Rank.SAID else hit.item not in back)
    ]


def _items(hit: Hit) -> set[str]:
    """The items that a passage is of, or is about."""
    if hit.rank is not Rank.SAID:
        return {hit.item} - {""}
    return {one for one in hit.about if kinds.leads_to(one) == "item"}


def _order(one: Found, asked: Days | None) -> tuple[int, int, int, str, Fraction, str]:
    """What lies in the days that are asked for before what only reaches into them."""
    hit, at = one.hit, one.hit.start or Fraction(0)
    beyond = 0 if asked is None else hit.beyond(asked)
    return -one.score, beyond, hit.first, hit.owner, at, hit.text


def _named(
    connection: Connection,
    held: Held,
    kept: Sequence[Found],
    said: tuple[Called, Tongue],
) -> Iterator[Match]:
    word, tongue = said
    titles = Titles(connection, held, word)
    owners = [one.hit.owner for one in kept if kinds.leads_to(one.hit.owner) != "item"]
    known = records.some(connection, held, owners)
    items = {one.hit.item for one in kept if one.hit.item}
    titles.learn(known.values(), items)
    i = schema.item.c
    rows = connection.execute(select(i.id, i.kind).where(i.id.in_(items)))
    item_kinds = {row.id: row.kind for row in rows}
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
            item_kind=item_kinds.get(hit.item, ""),
            start=hit.start,
            end=hit.end,
            field=_field(hit, at) if one.at else "",
            pieces=tuple(pieces(one, tongue)),
            why=one.why,
            score=one.score,
            machine=hit.draft or hit.rank in (Rank.READ, Rank.PAPER),
            dates=hit.dates,
        )


def _field(hit: Hit, at: int) -> str:
    found = ""
    for start, name in hit.fields:
        if start > at:
            break
        found = name
    return found
