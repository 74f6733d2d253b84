# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Dates that say how exact they are, written as EDTF (ISO 8601-2:2019, levels 0 and 1).

What holds: a date is a first and a last possible day; its text reads back equal and is
never completed: `2024-06` stays a month and is nowhere the 1st of June. Taken are a
day, a month, a year, `XX` for a day or month that nobody knows, `~` for about, and an
interval of two of them, open at either end with `..`. All else is refused.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_ONE = re.compile(r"(\d{4})(?:-(\d{2}|XX))?(?:-(\d{2}|XX))?(~?)")
OPEN = ".."


class Precision(StrEnum):
    """How exact a date is."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    INTERVAL = "interval"


class Overlap(StrEnum):
    """Whether one date lies in another."""

    YES = "yes"
    POSSIBLE = "possible"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as somebody knows it.

    Attributes:
        text: As it was written.
        first: The first day it can be; `last` the last.
        precision: Of what it says.
        about: Whether even that is an estimate.
    """

    text: str
    first: date
    last: date
    precision: Precision
    about: bool

    def during(self, other: Dated) -> Overlap:
        """Whether this lies within the other: surely, possibly or not.

        An estimate is never sure, and never ruled out by less than its own length.
        """
        if self.last < other.first or other.last < self.first:
            near = self.about or other.about
            gap = max(other.first - self.last, self.first - other.last)
            slack = (self.last - self.first) + (other.last - other.first) * other.about
            return Overlap.POSSIBLE if near and gap <= slack else Overlap.NO
        inside = other.first <= self.first and self.last <= other.last
        sure = inside and not self.about and not other.about
        return Overlap.YES if sure else Overlap.POSSIBLE


def parse(text: str) -> Dated:
    """A date from its text.

    Raises:
        ValueError: It is none, or an interval that ends before it begins.
    """
    first, slash, last = text.partition("/")
    if not slash:
        return _one(text)
    if (first, last) == (OPEN, OPEN):
        raise ValueError("a date needs an end")
    begin = None if first == OPEN else _one(first)
    end = None if last == OPEN else _one(last)
    about = bool((begin and begin.about) or (end and end.about))
    dated = Dated(
        text,
        begin.first if begin else date.min,
        end.last if end else date.max,
        Precision.INTERVAL,
        about,
    )
    if dated.last < dated.first:
        raise ValueError("the interval ends before it begins")
    return dated


def _one(text: str) -> Dated:
    match = _ONE.fullmatch(text)
    if match is None:
        raise ValueError("not a date")
    year, month, day = int(match[1]), match[2], match[3]
    about = bool(match[4])
    if month in (None, "XX"):
        if day not in (None, "XX"):
            raise ValueError("a day without a month")
        first, last = date(year, 1, 1), date(year, 12, 31)
        return Dated(text, first, last, Precision.YEAR, about)
    if day in (None, "XX"):
        first = date(year, int(month), 1)
        last = first.replace(day=calendar.monthrange(year, int(month))[1])
        return Dated(text, first, last, Precision.MONTH, about)
    whole = date(year, int(month), int(day))
    return Dated(text, whole, whole, Precision.DAY, about)
