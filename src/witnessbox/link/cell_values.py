# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a cell's text says in a field: the value, or the code of what is wrong.

What holds: nothing is guessed and nothing completed: a month stays a month, a day
that does not exist is refused, and a date whose day and month cannot be told apart is
refused unless its author said which comes first. The account and the answers stay
word for word, but for the ends of lines. Pure; who is called what, `Names` knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from babel import Locale

from witnessbox.model import dating
from witnessbox.model.field import (
    CODE,
    ID,
    LANGUAGE,
    MAX_LONG,
    MAX_TEXT,
    Field,
    Takes,
    visible,
)

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_LOST = "\ufffd"
_BREAKS = re.compile("\r\n?")
_PARTS = re.compile(r"[;,|\n]")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:\s*г\.?)?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_TURNED = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})")
_MONTH = re.compile(r"(\d{1,2})[./](\d{4})")
_WORDED = re.compile(
    r"(?:(\d{1,2})(?:-?го|st|nd|rd|th)?\s+)?([^\W\d_]+)\.?,?\s+(\d{4})"
)
_AMERICAN = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_YEAR_MARK = re.compile(r"\s*(?:г\.?|года)$")
_TIME = re.compile(r"(.*\d)[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z)?")
_SPELLED = """
jan january янв январь января
feb february фев февраль февраля
mar march мар март марта
apr april апр апрель апреля
may май мая
jun june июн июнь июня
jul july июл июль июля
aug august авг август августа
sep sept september сен сент сентябрь сентября
oct october окт октябрь октября
nov november ноя нояб ноябрь ноября
dec december дек декабрь декабря
"""
_MONTHS = {
    word: number
    for number, line in enumerate(_SPELLED.split("\n"))
    for word in line.split()
}

Find = Callable[[Sequence[str], str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Names:
    """Who and what is called what in a box.

    Attributes:
        term: The code of a word of a vocabulary; empty for none.
        member: The handle of a member; empty for none.
        records: The ids of records of some kinds that are called so.
    """

    term: Callable[[str, str], str]
    member: Callable[[str], str]
    records: Find


class WrongError(ValueError):
    """A cell does not say what its field takes; the argument is the code."""


def value(field: Field, text: str, names: Names, *, month_first: bool | None) -> Any:
    """The value of a field; None where the cell is empty.

    Args:
        field: Of the record.
        text: Of the cell.
        names: Who is called what.
        month_first: Whether 03/04/2024 is in March; None if nobody said.

    Raises:
        WrongError: It is none.
    """
    if not text.strip():
        return None
    if _LOST in text:
        raise WrongError("encoding")
    # What cannot be seen is neither a text nor nothing.
    if _CONTROL.search(text) or not visible(text):
        raise WrongError("control")
    if field.takes is Takes.LONG:
        return _within(_BREAKS.sub("\n", text), MAX_LONG)
    line = " ".join(text.split())
    if field.takes is Takes.TEXT:
        return _within(line, MAX_TEXT)
    if field.takes is Takes.DATE:
        return day(line, month_first=month_first)
    if field.takes is Takes.LANGUAGE:
        return language(line)
    if field.takes is Takes.MEMBER:
        return _known(names.member(line), "no-such-member")
    if field.takes is Takes.TERM:
        return _term(field, line, names)
    if field.takes is Takes.TERMS:
        parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
        return list(dict.fromkeys(_term(field, part, names) for part in parts))
    if field.takes is Takes.LINK:
        return _record(field, line, names)
    raise WrongError("no-such-field")


def _within(text: str, most: int) -> str:
    if len(text) > most:
        raise WrongError("too-long")
    return text


def _known(found: str, code: str) -> str:
    if not found:
        raise WrongError(code)
    return found


def _term(field: Field, text: str, names: Names) -> str:
    vocabulary = field.of[0] if field.of else ""
    found = names.term(vocabulary, text)
    # A code of the group's own is held against its list when it is stated.
    return _known(found or (text if CODE.fullmatch(text) else ""), "no-such-term")


def _record(field: Field, text: str, names: Names) -> str:
    if ID.fullmatch(text):
        return text
    found = names.records(field.of, text)
    if len(found) > 1:
        raise WrongError("several-such-records")
    return _known(found[0] if found else "", "no-such-record")


def day(text: str, *, month_first: bool | None = None) -> str:
    """A date as records have it; a time of day behind it is left off.

    Raises:
        WrongError: It is no date, or there is no such day.
    """
    timed = _TIME.fullmatch(text)
    text = _YEAR_MARK.sub("", (timed[1] if timed else text).strip())
    if found := _DOTTED.fullmatch(text):
        return _whole(found[3], found[2], found[1])
    if found := _TURNED.fullmatch(text):
        return _whole(found[1], found[2], found[3])
    if found := _SLASHED.fullmatch(text):
        return _slashed(found, month_first)
    if found := _MONTH.fullmatch(text):
        return _real(f"{found[2]}-{int(found[1]):02}")
    if found := _WORDED.fullmatch(text):
        return _worded(found[3], found[2], found[1])
    if found := _AMERICAN.fullmatch(text):
        return _worded(found[3], found[1], found[2])
    return _real(text)


def _slashed(found: re.Match[str], month_first: bool | None) -> str:
    one, other, year = int(found[1]), int(found[2]), found[3]
    if month_first is None and one != other:
        if one <= 12 and other <= 12:
            raise WrongError("ambiguous-date")
        month_first = other > 12
    month, of_month = (one, other) if month_first else (other, one)
    return _whole(year, str(month), str(of_month))


def _worded(year: str, month: str, of_month: str | None) -> str:
    number = _MONTHS.get(month.casefold())
    if number is None:
        raise WrongError("not-date")
    if of_month is None:
        return _real(f"{year}-{number:02}")
    return _whole(year, str(number), of_month)


def _whole(year: str, month: str, of_month: str) -> str:
    try:
        return date(int(year), int(month), int(of_month)).isoformat()
    except ValueError as error:
        raise WrongError("not-a-day") from error


def _real(text: str) -> str:
    try:
        dating.parse(text)
    except (ValueError, OverflowError) as error:
        looks = re.fullmatch(r"\d{4}-\d{2}(?:-\d{2})?~?", text)
        raise WrongError("not-a-day" if looks else "not-date") from error
    return text


def language(text: str) -> str:
    """The code of a language, by its code or its name in English or Russian.

    Raises:
        WrongError: There is no such language.
    """
    codes, called = _languages()
    head = text.partition("-")[0]
    if LANGUAGE.fullmatch(text) and head in codes:
        return text
    small = text.casefold().replace("ё", "е")
    if small in codes:
        return small
    return _known(called.get(small, ""), "no-such-language")


@lru_cache(maxsize=1)
def _languages() -> tuple[frozenset[str], dict[str, str]]:
    english, russian = Locale("en").languages, Locale("ru").languages
    every = (str(code) for code in english)
    codes = frozenset(code for code in every if code.isalpha() and len(code) < 4)
    called: dict[str, str] = {}
    for tongue in (russian, english):
        for code, name in tongue.items():
            if code in codes:
                called[str(name).casefold().replace("ё", "е")] = str(code)
    return codes, called
