# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is shown of a passage that answers: the words around the reason; pure.

What holds: an excerpt of a record stays within the field that matched, or tells the
fields in their order where none did. A term is shown in the reader's language alone,
though it is found in both; a date as the reader's page says dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from witnessbox.catalogue.search_texts import BETWEEN
from witnessbox.model import kinds
from witnessbox.model.field import Takes
from witnessbox.pipeline.search_match import Found

AROUND = 9
"""Words on either side of what matched."""
SHOWN = 34
LINE = " · "
"""Between what stood on lines of its own."""
_TERMS = (Takes.TERM, Takes.TERMS)
_BLANK = re.compile(r"[^\S\n]+")
"""Tabs and other blanks: a cell's border says nothing to who reads an excerpt."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and whether it matched."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Tongue:
    """How a reader is shown what no member wrote as a text.

    Attributes:
        second: Whether terms are shown in the second of their two languages.
        day: A date in words, from its EDTF text.
    """

    second: bool = False
    day: Callable[[str], str] = str


ENGLISH = Tongue()


@dataclass(frozen=True, slots=True)
class _Line:
    """One value of a record as it stands in the passage's text."""

    start: int
    end: int
    takes: Takes


def pieces(one: Found, tongue: Tongue = ENGLISH) -> Iterator[Piece]:
    """The text around what matched, the matched words apart."""
    if not one.words:
        return
    lines = _lines(one)
    if not lines:
        yield from _words(one, 0, len(one.words))
        return
    if one.at:
        at = one.words[min(one.at)].start
        line = max((each for each in lines if each.start <= at), key=lambda n: n.start)
        yield from _line(one, line, tongue)
        return
    shown = 0
    for number, line in enumerate(lines):
        if shown >= SHOWN:
            yield Piece(" …", marked=False)
            return
        if number:
            yield Piece(LINE, marked=False)
        for piece in _line(one, line, tongue):
            shown += len(piece.text.split())
            yield piece


def _lines(one: Found) -> list[_Line]:
    """The values of a record; none for what is no record's."""
    hit = one.hit
    kind = kinds.BY_NAME.get(hit.sort)
    if kind is None or not hit.fields:
        return []
    ends = [at - 1 for at, _ in hit.fields[1:]]
    found = []
    for (at, name), end in zip(hit.fields, [*ends, len(hit.text)], strict=True):
        field = kind.field(name)
        if at < len(hit.text):
            found.append(_Line(at, end, field.takes if field else Takes.TEXT))
    return found


def _line(one: Found, line: _Line, tongue: Tongue) -> Iterator[Piece]:
    inside = [n for n, w in enumerate(one.words) if line.start <= w.start < line.end]
    text = one.hit.text[line.start : line.end]
    matched = any(n in one.at for n in inside)
    if line.takes is Takes.DATE:
        yield Piece(tongue.day(text), marked=matched)
    elif line.takes in _TERMS and BETWEEN in text:
        first, _, second = text.partition(BETWEEN)
        border = line.start + len(first) + len(BETWEEN)
        mine = [n for n in inside if (one.words[n].start >= border) is tongue.second]
        if matched and not any(n in one.at for n in mine):
            # Found by its word in the other language.
            yield Piece(second if tongue.second else first, marked=True)
        elif mine:
            yield from _words(one, mine[0], mine[-1] + 1)
    elif inside:
        yield from _words(one, inside[0], inside[-1] + 1)


def _words(one: Found, least: int, most: int) -> Iterator[Piece]:
    """Some words around the first that matched, among these."""
    text, every = one.hit.text, one.words
    marked = [n for n in range(least, most) if n in one.at]
    begin = max(least, min(marked, default=least) - AROUND)
    end = min(most, begin + SHOWN)
    at = every[begin].start
    if begin > least:
        yield Piece("… ", marked=False)
    for n in range(begin, end):
        if n in one.at:
            if text[at : every[n].start]:
                yield Piece(_flat(text[at : every[n].start]), marked=False)
            yield Piece(text[every[n].start : every[n].end], marked=True)
            at = every[n].end
    last = every[end - 1].end
    if end == most:
        # What follows the last word up to the next: a full stop, a bracket.
        after = every[most].start if most < len(every) else len(text)
        last += len(text[last:after].partition("\n")[0].partition(BETWEEN)[0])
    if rest := _flat(text[at:last].rstrip()):
        yield Piece(rest, marked=False)
    if end < most:
        yield Piece(" …", marked=False)


def _flat(text: str) -> str:
    return _BLANK.sub(" ", text).replace("\n", LINE)
