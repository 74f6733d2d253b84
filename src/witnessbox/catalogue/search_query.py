# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A question in words, as somebody types it; pure.

What holds: every text is a question, there are no errors: what is not understood is
sought as words, or left out with a note that says so.

    parcel "night shift" name:Saveliev kind:complaint place:K-9 on:2024-03 -dog

Words are found by stem, phrases as they stand, names across scripts. The words before
the colon may be Russian: имя, вид, место, дата, с, по, язык, материал.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from witnessbox.catalogue import search_facts
from witnessbox.catalogue.search_facts import Days
from witnessbox.catalogue.search_words import words
from witnessbox.model import dating
from witnessbox.model.field import ID, LANGUAGE

MAX_QUESTION = 500
MAX_PARTS = 24
MAX_PHRASE = 16

_PART = re.compile(r'(-)?(?:([^\W\d_]+):)?(?:"([^"]*)"|(\S+))')
_SAID = {
    "name": "name", "имя": "name",
    "kind": "kind", "вид": "kind",
    "place": "place", "место": "place",
    "on": "on", "дата": "on",
    "from": "from", "с": "from",
    "to": "to", "по": "to",
    "lang": "lang", "язык": "lang",
    "item": "item", "материал": "item",
}  # fmt: skip


class How(StrEnum):
    """How a part of a question is sought."""

    WORD = "word"
    PHRASE = "phrase"
    NAME = "name"


class Note(StrEnum):
    """What of a question was left out, and why."""

    NOT_A_DATE = "not-a-date"
    ENDS_FIRST = "ends-first"
    ONLY_WITHOUT = "only-without"
    TOO_LONG = "too-long"
    NO_PLACE = "no-place"
    NO_ITEM = "no-item"


@dataclass(frozen=True, slots=True)
class Sought:
    """One part: folded words, and whether each had a capital.

    Attributes:
        text: As it was typed.
        without: Whether an answer must not have it.
    """

    how: How
    text: str
    words: tuple[tuple[str, bool], ...]
    without: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question, understood.

    Attributes:
        parts: All of which an answer has, or has not.
        kinds: Any of these.
        places: Names of places; `items`: ids or names.
        days: It may lie in these.
        notes: (code, text) of what was left out.
    """

    parts: tuple[Sought, ...] = ()
    kinds: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    days: Days | None = None
    notes: tuple[tuple[Note, str], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether it asks for nothing."""
        wanted = [one for one in self.parts if not one.without]
        narrowed = (self.kinds, self.places, self.items, self.languages)
        return not wanted and not any(narrowed) and self.days is None


@dataclass(slots=True)
class _Reading:
    parts: list[Sought] = field(default_factory=list)
    named: dict[str, list[str]] = field(default_factory=dict)
    notes: list[tuple[Note, str]] = field(default_factory=list)


def parse(text: str) -> Question:
    """The question that a text asks."""
    read = _Reading()
    if len(text) > MAX_QUESTION:
        read.notes.append((Note.TOO_LONG, ""))
    for number, found in enumerate(_PART.finditer(text[:MAX_QUESTION])):
        if number == MAX_PARTS:
            read.notes.append((Note.TOO_LONG, ""))
            break
        _take(read, found)
    days = _days(read)
    if read.parts and all(one.without for one in read.parts):
        named = any(read.named.get(key) for key in ("kind", "place", "item", "lang"))
        if not named and days is None:
            read.notes.append((Note.ONLY_WITHOUT, ""))
    return Question(
        parts=tuple(read.parts),
        kinds=tuple(read.named.get("kind", ())),
        places=tuple(read.named.get("place", ())),
        items=tuple(read.named.get("item", ())),
        languages=tuple(read.named.get("lang", ())),
        days=days,
        notes=tuple(read.notes),
    )


def _take(read: _Reading, found: re.Match[str]) -> None:
    minus, key, quoted, bare = found.groups()
    value = (quoted if quoted is not None else bare).strip()
    said = _SAID.get((key or "").lower(), "")
    if said in ("", "name"):
        if key and not said:
            value = f"{key} {value}"
        how = How.NAME if said else How.WORD if quoted is None else How.PHRASE
        _words(read, how, value, without=bool(minus))
    elif said == "lang" and not LANGUAGE.fullmatch(value.lower()):
        _words(read, How.WORD, value, without=bool(minus))
    elif value:
        read.named.setdefault(said, []).append(value)


def _words(read: _Reading, how: How, value: str, *, without: bool) -> None:
    if how is How.WORD and ID.fullmatch(value.lower()):
        read.named.setdefault("item", []).append(value.lower())
        return
    every = [(one.text, one.capital) for one in words(value)][:MAX_PHRASE]
    if not every:
        return
    if how is How.WORD and len(every) > 1:
        # CAM-03, 12:40 and o'clock are one thing to whoever typed them.
        how = How.PHRASE
    if how is How.PHRASE and len(every) == 1 and not value.isalnum():
        how = How.WORD
    read.parts.append(Sought(how, value.strip('"'), tuple(every), without))


def _days(read: _Reading) -> Days | None:
    first, last = date.min, date.max
    given = False
    for key in ("on", "from", "to"):
        for value in read.named.get(key, ()):
            try:
                one = dating.parse(value.replace("х", "X").replace("x", "X"))
            except ValueError:
                read.notes.append((Note.NOT_A_DATE, value))
                continue
            given = True
            first = max(first, one.first) if key != "to" else first
            last = min(last, one.last) if key != "from" else last
    if not given:
        return None
    if last < first:
        read.notes.append((Note.ENDS_FIRST, ""))
        return None
    return search_facts.day(first), search_facts.day(last)
