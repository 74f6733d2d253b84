# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a passage answers a question, by which of its words, and why; pure.

What holds: what the full text found is held against the question word by word, so
that a key that two names share is no answer; the weakest reason of a part is the one
that is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from witnessbox.catalogue import search_words
from witnessbox.catalogue.search import Hit
from witnessbox.catalogue.search_query import How, Question, Sought
from witnessbox.catalogue.search_words import Word
from witnessbox.link import names

MAX_WORDS = 3000
"""Of a long page, so many are held against the question."""
SHOWN = 4
"""Words of a reason that are told."""
TOP = 1000
"""The highest score."""


class Reason(StrEnum):
    """Why something answers."""

    WORD = "word"
    STEM = "stem"
    PHRASE = "phrase"
    NAME = "name"
    DATE = "date"
    PLACE = "place"
    ITEM = "item"
    KIND = "kind"
    LANGUAGE = "language"


_QUALITY = {Reason.PHRASE: 1.0, Reason.WORD: 1.0, Reason.STEM: 0.9, Reason.NAME: 0.8}


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that answers: its words, and which of them (`at`) are the reason."""

    hit: Hit
    words: Sequence[Word]
    at: frozenset[int]
    why: tuple[tuple[Reason, str], ...]
    score: int


def held(hit: Hit, question: Question) -> Found | None:
    """A hit, held against the question word by word; None if it is no answer."""
    every = list(islice(search_words.words(hit.text), MAX_WORDS))
    at: set[int] = set()
    why: dict[tuple[Reason, str], None] = {}
    worth, parts = 0.0, [one for one in question.parts if not one.without]
    for part in parts:
        found = _places(part, every, hit.text)
        if found is None:
            if len(every) < MAX_WORDS:
                return None
            continue
        reason, places, quality = found
        at.update(places)
        shown = _shown(hit.text, [every[n] for n in places], reason)
        why[(reason, shown)] = None
        worth += quality
    why.update(dict.fromkeys(_narrowed(hit, question)))
    share = worth / len(parts) if parts else 1.0
    dense = min(len(at), 6) / 60
    score = round(TOP * min(1.0, share * (0.6 + 0.1 * hit.rank + dense)))
    return Found(hit, every, frozenset(at), tuple(why), score)


def _shown(text: str, words: Sequence[Word], reason: Reason) -> str:
    """The words that are the reason, each form once; a phrase as it stands."""
    if reason is not Reason.PHRASE:
        first: dict[str, Word] = {}
        for one in words:
            first.setdefault(one.text, one)
        words = list(first.values())
    return " ".join(text[one.start : one.end] for one in words[:SHOWN])


def _narrowed(hit: Hit, question: Question) -> Iterator[tuple[Reason, str]]:
    if question.days is not None and hit.within(question.days):
        yield Reason.DATE, ""
    for reason, wanted in (
        (Reason.PLACE, question.places),
        (Reason.ITEM, question.items),
        (Reason.KIND, question.kinds),
        (Reason.LANGUAGE, question.languages),
    ):
        if wanted:
            yield reason, ", ".join(wanted)


_Places = tuple[Reason, list[int], float]


def _places(part: Sought, every: Sequence[Word], text: str) -> _Places | None:
    """Where a part of a question stands in a text, and how it matched."""
    if part.how is How.PHRASE:
        return _phrase(part, every)
    reasons: list[Reason] = []
    places: list[int] = []
    worth = 0.0
    for one, capital in part.words:
        found = _word(one, every, text, name=capital or part.how is How.NAME)
        if found is None:
            return None
        reasons.append(found[0])
        places += found[1]
        worth += found[2]
    # The weakest is the reason that is worth telling.
    reason = min(reasons, key=lambda one: _QUALITY[one])
    return reason, places, worth / len(part.words)


def _phrase(part: Sought, every: Sequence[Word]) -> _Places | None:
    wanted = [one for one, _ in part.words]
    folded = [one.text for one in every]
    for at in range(len(folded) - len(wanted) + 1):
        if folded[at : at + len(wanted)] == wanted:
            places = list(range(at, at + len(wanted)))
            return Reason.PHRASE, places, _QUALITY[Reason.PHRASE]
    return None


def _word(one: str, every: Sequence[Word], text: str, *, name: bool) -> _Places | None:
    exact = [n for n, word in enumerate(every) if word.text == one]
    forms = {one, *search_words.stems(one)}
    stemmed = [
        n
        for n, word in enumerate(every)
        if word.text != one and not forms.isdisjoint(_stems(word.text))
    ]
    if exact:
        return Reason.WORD, sorted(exact + stemmed), _QUALITY[Reason.WORD]
    if stemmed:
        return Reason.STEM, stemmed, _QUALITY[Reason.STEM]
    return _name(one, every, text, name=name)


def _stems(word: str) -> tuple[str, ...]:
    return (word, *search_words.stems(word))


def _name(one: str, every: Sequence[Word], text: str, *, name: bool) -> _Places | None:
    keys = set(search_words.sought(one, name))
    best, places = 0, []
    for n, word in enumerate(every):
        if keys.isdisjoint(search_words.named(word.text, word.capital)):
            continue
        likeness = names.word(one, text[word.start : word.end])
        if likeness.alike:
            best = max(best, likeness.score)
            places.append(n)
    if not places:
        return None
    return Reason.NAME, places, _QUALITY[Reason.NAME] * best / names.WHOLE
