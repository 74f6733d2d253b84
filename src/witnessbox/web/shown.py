# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A record's fields in words: terms by name, dates as exact as they are, links.

What holds: all that a page needs to name is asked for at once; what its reader may
not read is shown as that, and not what it is; texts of members pass as they are and
are escaped by the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection

from witnessbox.catalogue.records import Held, Record
from witnessbox.model import kinds
from witnessbox.model.field import UNKNOWN, Field, Marked, Takes, marked
from witnessbox.model.kind import Kind
from witnessbox.pipeline.titles import Titles
from witnessbox.web import dated, words, words_found, words_records
from witnessbox.web.choices import Terms
from witnessbox.web.tongue import gettext

LINKING = (Takes.LINK, Takes.LINKS)
MARKING = (Takes.SPAN, Takes.SPANS)
TERMING = (Takes.TERM, Takes.TERMS)


@dataclass(frozen=True, slots=True)
class Piece:
    """One value in words, and where it leads; empty for nowhere."""

    text: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One field as a page shows it.

    Attributes:
        unknown: Whether it was asked and nobody knows.
        long: Whether it is text of several lines.
    """

    name: str
    label: str
    pieces: tuple[Piece, ...]
    unknown: bool = False
    long: bool = False


class Showing:
    """What one page needs to name; `learn` first, then ask for lines."""

    def __init__(
        self, connection: Connection, held: Held, members: Mapping[str, str]
    ) -> None:
        self.terms = Terms(connection, held)
        self.titles = Titles(connection, held, self.terms.word)
        self._members = members

    def learn(self, known: Iterable[Record], also: Iterable[str] = ()) -> None:
        """Ask for the names of records, and for other ids, all at once."""
        self.titles.learn(known, also)
        self.titles.learn((), self.titles.led_to("ground", "lineup"))

    def member(self, handle: str) -> str:
        """What a member is called."""
        return words.plain(self._members.get(handle) or handle)

    def title(self, record: Record, without: str = "") -> str:
        """What a record is called; never empty."""
        found = self.titles.of(record.id, without)
        return self._blind(record.id, found or gettext(words_records.UNTITLED))

    def lines(self, kind: Kind, fields: Mapping[str, Any]) -> tuple[Line, ...]:
        """The fields that there are, in the order of forms."""
        return tuple(
            self.line(kind, one, fields[one.name])
            for one in kind.fields
            if one.name in fields
        )

    def line(self, kind: Kind, field: Field, value: Any) -> Line:
        """One field."""
        label = words_records.label(kind.name, field.name)
        if value == UNKNOWN:
            return Line(field.name, label, (), unknown=True)
        values = value if field.many and isinstance(value, list) else [value]
        pieces = tuple(self._piece(field, one) for one in values if one is not None)
        return Line(field.name, label, pieces, long=field.takes is Takes.LONG)

    def linked(self, identity: str) -> Piece:
        """A link, by the title of what it leads to."""
        kind = kinds.leads_to(identity)
        if not kind:
            return Piece(identity)
        title = self.titles.of(identity)
        if kind == "item":
            return Piece(title or identity, f"/item/{identity}")
        if kind == "accession":
            return Piece(title or identity, f"/footage?accession={identity}")
        if self.titles.record(identity) is None:
            # Missing and forbidden read alike, and their kind is in the id anyway.
            what = words.said(words_records.KINDS, kind)
            return Piece(gettext("%(kind)s, not for you to read", kind=what))
        note = words.said(words_records.KINDS, kind)
        text = self._blind(identity, title or gettext(words_records.UNTITLED))
        return Piece(text, f"/record/{identity}", note)

    def _blind(self, identity: str, title: str) -> str:
        """A title; of a line-up that was not blind, and a ground by it, with a mark."""
        held = self.titles.record(identity)
        if held is not None and held.kind == "ground":
            held = self.titles.record(str(held.fields.get("lineup", "")))
        if held is None or held.kind != "lineup" or held.withdrawn:
            return title
        if held.fields.get("administrator_blind") is True:
            return title
        return gettext("%(title)s (line-up not blind)", title=title)

    def span(self, span: Marked) -> Piece:
        """A part of an item, leading to it at that moment."""
        name = self.titles.of(span.item) or span.item
        href = f"/item/{span.item}"
        if span.start is None:
            return Piece(name, href)
        at = f"{span.start.numerator}/{span.start.denominator}"
        href = f"{href}/timeline?{urlencode({'at': at}, safe='/')}"
        return Piece(name, href, stretch(span.start, span.end, span.region is not None))

    def _piece(self, field: Field, value: Any) -> Piece:
        if isinstance(value, bool):
            return Piece(gettext("Yes") if value else gettext("No"))
        if field.takes in MARKING:
            return self.span(marked(value))
        if isinstance(value, int):
            return Piece(words.number(value))
        text = str(value)
        if field.takes in LINKING:
            return self.linked(text)
        if field.takes in TERMING:
            return Piece(self.terms.word(field.of[0] if field.of else "", text))
        if field.takes is Takes.DATE:
            return Piece(dated.said(text))
        if field.takes is Takes.MEMBER:
            return Piece(self.member(text))
        if field.takes is Takes.LANGUAGE:
            return Piece(words_found.language(text))
        return Piece(text)


def ids_in(kind: Kind, fields: Mapping[str, Any]) -> list[str]:
    """Every id that a record's fields hold."""
    found: list[str] = []
    for one in kind.fields:
        value = fields.get(one.name)
        if value is None or value == UNKNOWN:
            continue
        values: Sequence[Any] = value if isinstance(value, list) else [value]
        if one.takes in LINKING:
            found += [each for each in values if isinstance(each, str)]
        elif one.takes in MARKING:
            found += [str(each["item"]) for each in values if _is_span(each)]
    return found


def stretch(start: Fraction, end: Fraction | None, part: bool) -> str:
    """From when to when, and whether a part of the picture is meant."""
    begin = moment(start)
    if end is None:
        text = gettext("at %(time)s", time=begin)
    else:
        text = gettext("%(start)s to %(end)s", start=begin, end=moment(end))
    if part:
        return gettext("%(when)s, a part of the picture", when=text)
    return text


def moment(time: Fraction) -> str:
    """A moment with the tenths that it has: 0:12 or 0:12.4."""
    tenths = int(time * 10)
    whole = words_found.clock(Fraction(tenths // 10))
    return f"{whole}.{tenths % 10}" if tenths % 10 else whole


def _is_span(value: Any) -> bool:
    try:
        return bool(marked(value))
    except ValueError:
        return False
