# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What of a record and of a finding can be found: the text, and what it is about.

What holds: these are pure; a passage depends on its own row and on when its item says
it was recorded, on nothing else. Terms are found by their words in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from witnessbox.catalogue import search_facts
from witnessbox.catalogue.search_facts import Days
from witnessbox.catalogue.search_schema import Rank
from witnessbox.model import dating, terms
from witnessbox.model.field import UNKNOWN, Field, Takes, marked
from witnessbox.model.finding import Finding
from witnessbox.model.kind import Kind

FILE, SPEECH, LINE, PAGE, CAMERA, WORD = (
    "file", "speech", "line", "page", "camera", "metadata",
)  # fmt: skip
SORTS = (FILE, SPEECH, LINE, PAGE, CAMERA, WORD)
"""The sorts of passage that are not kinds of record."""

_FOUND: dict[str, tuple[str, Rank, str]] = {
    "speech": (SPEECH, Rank.READ, "text"),
    "text": (LINE, Rank.READ, "text"),
    "page": (PAGE, Rank.PAPER, "text"),
    "camera": (CAMERA, Rank.READ, "name"),
    "author": (WORD, Rank.READ, "text"),
    "title": (WORD, Rank.READ, "text"),
}
"""Kinds of finding that hold words: sort, rank, and where in the value."""

MAX_TEXT = 60_000
BETWEEN = " / "
"""Between a term's words in its two languages."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One text that can be found.

    Attributes:
        owner: The record or item that it leads to.
        sort: The kind of record, or one of `SORTS`.
        part: What tells it from its owner's others.
        fields: (first letter, name) of each field in the text.
        dates: When it is, as EDTF; the first is the one that counts.
        about: Ids that it is about.
        draft: Whether a machine wrote it and nobody confirmed it.
    """

    owner: str
    sort: str
    rank: Rank
    text: str
    part: str = ""
    stage: str = ""
    item: str = ""
    start: Fraction | None = None
    end: Fraction | None = None
    language: str = ""
    fields: tuple[tuple[int, str], ...] = ()
    dates: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    draft: bool = False


def record_passage(kind: Kind, record: str, fields: Mapping[str, Any]) -> Passage:
    """What of a record can be found."""
    lines: list[str] = []
    places: list[tuple[int, str]] = []
    about: dict[str, None] = {record: None}
    at, span, language = 0, None, ""
    for one, value in _values(kind, fields):
        if one.takes in (Takes.LINK, Takes.LINKS):
            about[str(value)] = None
        elif one.takes in (Takes.SPAN, Takes.SPANS):
            span = span or marked(value)
            about[marked(value).item] = None
        elif one.takes is Takes.LANGUAGE:
            language = str(value)
        elif line := _line(one, value):
            places.append((at, one.name))
            lines.append(line)
            at += len(line) + 1
    return Passage(
        owner=record,
        sort=kind.name,
        rank=Rank.SAID,
        text="\n".join(lines)[:MAX_TEXT],
        item="" if span is None else span.item,
        start=None if span is None else span.start,
        end=None if span is None else span.end,
        language=language,
        fields=tuple(places),
        dates=tuple(record_dates(kind, fields)),
        about=tuple(about),
        draft=kind.name == "transcript" and fields.get("confirmed") is not True,
    )


def record_dates(kind: Kind, fields: Mapping[str, Any]) -> Iterator[str]:
    """The dates of a record; a beginning and an end are one."""
    told = {
        one.name: str(fields[one.name])
        for one in kind.fields
        if one.takes is Takes.DATE and isinstance(fields.get(one.name), str)
    }
    begin, end = told.get("from", dating.OPEN), told.get("to", dating.OPEN)
    if "/" not in begin + end and (begin, end) != (dating.OPEN, dating.OPEN):
        try:
            yield dating.parse(f"{begin}/{end}").text
        except ValueError:
            # It ends before it begins: a rule says so where it is stated.
            yield from (one for one in (begin, end) if one != dating.OPEN)
        told.pop("from", None)
        told.pop("to", None)
    yield from told.values()


def days_of(text: str) -> Days:
    """The first and the last day of a date, as numbers."""
    dated = dating.parse(text)
    return search_facts.day(dated.first), search_facts.day(dated.last)


def recorded_on(recorded: str) -> tuple[str, ...]:
    """The day of a recorded time, if it says one."""
    try:
        return (date.fromisoformat(recorded[:10]).isoformat(),)
    except ValueError:
        return ()


def _values(kind: Kind, fields: Mapping[str, Any]) -> Iterator[tuple[Field, Any]]:
    for one in kind.fields:
        value = fields.get(one.name)
        if value is None or value == UNKNOWN:
            continue
        for each in value if one.many else (value,):
            yield one, each


def _line(one: Field, value: Any) -> str:
    if one.takes in (Takes.TEXT, Takes.LONG, Takes.DATE, Takes.MEMBER):
        return str(value)
    if one.takes in (Takes.TERM, Takes.TERMS):
        vocabulary = terms.vocabulary_of(one)
        term = None if vocabulary is None else vocabulary.term(str(value))
        return f"{term.english}{BETWEEN}{term.russian}" if term else str(value)
    return ""


def finding_passages(
    item: str, stage: str, findings: Sequence[Finding], dates: tuple[str, ...]
) -> Iterator[Passage]:
    """The words among a stage's findings of an item; each is a machine's draft."""
    for number, found in enumerate(findings):
        if found.kind not in _FOUND:
            continue
        sort, rank, name = _FOUND[found.kind]
        value = found.value.get(name)
        if not isinstance(value, str) or not value.strip():
            continue
        yield Passage(
            item, sort, rank, value[:MAX_TEXT], str(number), stage, item, found.start,
            found.end, str(found.value.get("language") or ""), (), dates, (item,),
            draft=True,
        )  # fmt: skip
