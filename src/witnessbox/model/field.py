# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What one field of a record takes, and whether a value is one of those.

What holds: a value is JSON without floating-point numbers; every field may also
hold `UNKNOWN` ("we asked, and nobody knows"), which is not the same as being empty;
an empty field is absent. A span lies in exact rational time and in
ten-thousandths of the picture, as findings do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from witnessbox.base.canonical import JsonValue
from witnessbox.model import dating
from witnessbox.model.finding import Region

UNKNOWN: Mapping[str, JsonValue] = {"unknown": True}
_EMPTY = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols that are drawn as nothing."""
MAX_TEXT = 1000
MAX_LONG = 200_000
MAX_MANY = 500
MAX_NUMBER = 1 << 40
ID = re.compile(r"[a-z]{1,2}-[0-9a-f]{32}")
MEMBER = re.compile(r"[a-z0-9-]{1,64}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
CODE = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")


class Takes(StrEnum):
    """What a field takes."""

    TEXT = "text"
    LONG = "long"
    """Text of several lines; verbatim where the record says so."""
    TERM = "term"
    TERMS = "terms"
    DATE = "date"
    NUMBER = "number"
    FLAG = "flag"
    LINK = "link"
    LINKS = "links"
    SPAN = "span"
    SPANS = "spans"
    MEMBER = "member"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Attributes:
        name: In records, forms and exports.
        takes: What it takes.
        of: The vocabulary of a term, or the kinds of record a link leads to.
        required: Whether a record without it is refused.
    """

    name: str
    takes: Takes
    of: tuple[str, ...] = ()
    required: bool = False

    @property
    def many(self) -> bool:
        """Whether its value is a list."""
        return self.takes in (Takes.TERMS, Takes.LINKS, Takes.SPANS)


@dataclass(frozen=True, slots=True)
class Marked:
    """A part of an item that somebody marked.

    Attributes:
        item: Which.
        stream: Number of the stream; None for the whole item.
        start: Seconds of the stream's clock; None for the whole item.
        end: Up to, not including; None for one picture.
        region: Part of the picture; None for all of it.
    """

    item: str
    stream: int | None = None
    start: Fraction | None = None
    end: Fraction | None = None
    region: Region | None = None

    def to_json(self) -> dict[str, JsonValue]:
        """As records hold it."""
        return {
            "item": self.item,
            "stream": self.stream,
            "start": _pair(self.start),
            "end": _pair(self.end),
            "region": None if self.region is None else self.region.to_json(),
        }


def marked(value: Any) -> Marked:
    """A span from its JSON.

    Raises:
        ValueError: It is none.
    """
    try:
        if set(value) != {"item", "stream", "start", "end", "region"}:
            raise ValueError("not the parts of a span")
        start, end = _fraction(value["start"]), _fraction(value["end"])
        region = None if value["region"] is None else Region(*value["region"])
        stream = value["stream"]
        holds = isinstance(value["item"], str) and ID.fullmatch(value["item"])
    except (TypeError, KeyError, ZeroDivisionError) as error:
        raise ValueError("not a span") from error
    if not holds or not (stream is None or (type(stream) is int and stream >= 0)):
        raise ValueError("not a span of an item")
    if start is None and end is not None:
        raise ValueError("an end without a start")
    if start is not None and end is not None and end < start:
        raise ValueError("a span that ends before it begins")
    if region is not None and (
        any(type(part) is not int for part in region.to_json()) or not region.holds
    ):
        raise ValueError("a region outside the picture")
    return Marked(value["item"], stream, start, end, region)


def problem(field: Field, value: Any) -> str:
    """What is wrong with a value, as a code; empty if nothing."""
    if value == UNKNOWN:
        return ""
    if field.many:
        if not isinstance(value, list) or not value or len(value) > MAX_MANY:
            return f"not-{field.takes}"
        if len({str(one) for one in value}) != len(value):
            return "twice"
        return next((bad for one in value if (bad := _single(field, one))), "")
    return _single(field, value)


def _single(field: Field, value: Any) -> str:
    check = _CHECKS[field.takes]
    try:
        holds = check(value)
    except (ValueError, OverflowError):
        holds = False
    return "" if holds else f"not-{field.takes}"


def _text(limit: int, *, lines: bool) -> Callable[[Any], bool]:
    def check(value: Any) -> bool:
        if not isinstance(value, str) or len(value) > limit or not visible(value):
            return False
        return lines or not set(value) & set("\n\r\0")

    return check


def visible(text: str) -> bool:
    """Whether anything of it can be seen: no blank, direction or joiner alone."""
    return any(
        unicodedata.category(one)[0] in "LNPS" and one not in _EMPTY for one in text
    )


def _matches(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and bool(pattern.fullmatch(value))


def _number(value: Any) -> bool:
    return type(value) is int and abs(value) <= MAX_NUMBER


def _date(value: Any) -> bool:
    return isinstance(value, str) and bool(dating.parse(value))


def _span(value: Any) -> bool:
    return bool(marked(value))


_CHECKS: dict[Takes, Callable[[Any], bool]] = {
    Takes.TEXT: _text(MAX_TEXT, lines=False),
    Takes.LONG: _text(MAX_LONG, lines=True),
    Takes.TERM: _matches(CODE),
    Takes.TERMS: _matches(CODE),
    Takes.DATE: _date,
    Takes.NUMBER: _number,
    Takes.FLAG: lambda value: isinstance(value, bool),
    Takes.LINK: _matches(ID),
    Takes.LINKS: _matches(ID),
    Takes.SPAN: _span,
    Takes.SPANS: _span,
    Takes.MEMBER: _matches(MEMBER),
    Takes.LANGUAGE: _matches(LANGUAGE),
}


def _pair(value: Fraction | None) -> list[int] | None:
    return None if value is None else [value.numerator, value.denominator]


def _fraction(value: Any) -> Fraction | None:
    if value is None:
        return None
    numerator, denominator = value
    if type(numerator) is not int or type(denominator) is not int:
        raise ValueError("not a fraction")
    if denominator < 1 or max(abs(numerator), denominator) > MAX_NUMBER:
        raise ValueError("not a fraction of seconds")
    return Fraction(numerator, denominator)
