# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Dates in the language of the page, never more exact than they are known.

What holds: a month stays a month and a year a year; "about", an open end and a text
that is no date are said as such; nothing is moved to another time zone.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from babel.dates import format_date, format_skeleton

from witnessbox.model import dating, kinds
from witnessbox.model.dating import OPEN, Dated, Precision
from witnessbox.model.evidence import readable
from witnessbox.web import tongue
from witnessbox.web.tongue import gettext

RUSSIAN = "ru"
SKELETONS = ("y", "yMMMM")
_NOUGHT = re.compile(r"(?<=:[0-9]{2})\.0+(?![0-9])")


def long(day: date) -> str:
    """9 March 2024; in Russian 9 марта 2024 г."""
    return _shaped(tongue.current(), "long", day)


def short(day: date) -> str:
    """9 Mar 2024; in Russian 9 мар. 2024 г."""
    return _shaped(tongue.current(), "medium", day)


def month(day: date) -> str:
    """March 2024; in Russian март 2024 г."""
    return _shaped(tongue.current(), "yMMMM", day)


def year(day: date) -> str:
    """2024."""
    return _shaped(tongue.current(), "y", day)


def said(text: str) -> str:
    """A date as somebody knows it, from its EDTF text; no date shows as itself."""
    try:
        known = dating.parse(text)
    except ValueError:
        return _plain(text)
    if known.precision is not Precision.INTERVAL:
        return _one(known)
    first, _, last = text.partition("/")
    if first == OPEN:
        return gettext("%(day)s or earlier", day=_one(dating.parse(last)))
    if last == OPEN:
        return gettext("%(day)s or later", day=_one(dating.parse(first)))
    begin, end = _one(dating.parse(first)), _one(dating.parse(last))
    return gettext("%(first)s – %(last)s", first=begin, last=end)


def term(text: str) -> str:
    """The time for which something held: since a day, until one, or from one to one."""
    first, separator, last = text.partition("/")
    try:
        if separator and last == OPEN and first != OPEN:
            return gettext("since %(day)s", day=_one(dating.parse(first), since=True))
        if separator and first == OPEN and last != OPEN:
            return gettext("until %(day)s", day=_one(dating.parse(last)))
    except ValueError:
        return _plain(text)
    return said(text)


def of_kind(kind: str, text: str) -> str:
    """A date of a record, by its kind: some last from one day to another."""
    known = kinds.BY_NAME.get(kind)
    return term(text) if known is not None and known.field("from") else said(text)


def claimed(text: str) -> str:
    """A time that a file or a clock gives, as 2023-05-06T23:14:00 or a part of it.

    What follows the day is kept as it is, for its zone is not known or not ours; but
    of a second's fraction that is nought only the second.
    """
    day, separator, rest = text.partition("T" if "T" in text else " ")
    try:
        shown = short(date.fromisoformat(day))
    except ValueError:
        return said(text)
    return f"{shown}, {_plain(_NOUGHT.sub('', rest))}" if separator else shown


def brief(text: str) -> str:
    """A claimed time in figures, to the minute, for where there is no room for words.

    English has two orders of day and month; in figures only the year first is clear.
    """
    day, separator, rest = text[:16].partition("T")
    try:
        known = date.fromisoformat(day)
    except ValueError:
        return said(text)
    shape = "y-MM-dd" if tongue.current() == tongue.ENGLISH else "dd.MM.y"
    shown = format_date(known, shape, locale=tongue.locale())
    return f"{shown} {_plain(rest)}" if separator else shown


def _one(known: Dated, *, since: bool = False) -> str:
    by = {Precision.DAY: long, Precision.MONTH: month, Precision.YEAR: year}
    # An estimate is written with the same words; "about" stands before them.
    text = by[known.precision](known.first)
    if since and known.precision is Precision.MONTH and tongue.current() == RUSSIAN:
        # Since June: the month has another ending than when it stands alone.
        text = _shaped(RUSSIAN, "MMMM y 'г'.", known.first)
    return gettext("about %(day)s", day=text) if known.about else text


@lru_cache(maxsize=8192)
def _shaped(language: str, shape: str, day: date) -> str:
    """A day in one of Unicode's shapes; a page of a month has hundreds of them."""
    locale = tongue.locale_of(language)
    if shape in SKELETONS:
        return format_skeleton(shape, day, locale=locale)
    return format_date(day, shape, locale=locale)


def _plain(text: str) -> str:
    return readable(text.encode("utf-8", "surrogatepass"))
