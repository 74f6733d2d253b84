# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a search is narrowed by, as tokens beside the words: kind, language, date.

What holds: a narrowing is one more word that must be there, so that it costs what a
word costs and not a look at each answer. A date's tokens find every date that may
overlap it and some that do not: whoever asks holds the days against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

Days = tuple[int, int]
"""The first and the last possible day, such as 20240309."""

EARLIEST, LATEST = 1900, 2100
MONTHS = 36
"""A date of more months is found by its years."""


def day(one: date) -> int:
    """A day as a number that sorts."""
    return one.year * 10_000 + one.month * 100 + one.day


def kind(name: str) -> str:
    """Of a kind of record, or a sort of passage."""
    return "k" + _plain(name)


def language(code: str) -> str:
    """Of the language alone: `ru` of `ru-RU`."""
    return "l" + _plain(code.partition("-")[0])


def about(identity: str) -> str:
    """Of an item, a place or another record that a passage is about."""
    return "i" + _plain(identity)


def dated(days: Iterable[Days]) -> list[str]:
    """The tokens of a passage's dates."""
    found: dict[str, None] = {}
    for first, last in days:
        found.update({f"y{year}": None for year in _years(first, last)})
        months = list(_months(first, last))
        if len(months) <= MONTHS:
            found.update({f"m{month}": None for month in months})
        else:
            found.update({f"w{year}": None for year in _years(first, last)})
    return list(found)


def asked(days: Days) -> list[str]:
    """Tokens of which a passage has one, if it may lie in these days."""
    months = list(_months(*days))
    years = list(_years(*days))
    if len(months) > MONTHS:
        return [f"y{year}" for year in years]
    return [f"m{month}" for month in months] + [f"w{year}" for year in years]


def overlap(one: Days, other: Days) -> bool:
    """Whether two dates may be the same day."""
    return one[0] <= other[1] and other[0] <= one[1]


def _years(first: int, last: int) -> Iterator[int]:
    yield from range(_year(first), _year(last) + 1)


def _months(first: int, last: int) -> Iterator[int]:
    begin = _year(first) * 12 + first // 100 % 100 - 1
    end = _year(last) * 12 + last // 100 % 100 - 1
    for number in range(begin, max(begin, end) + 1):
        if number > begin + MONTHS:
            # One more than is asked for says that there are too many.
            return
        yield number // 12 * 100 + number % 12 + 1


def _year(number: int) -> int:
    return min(max(number // 10_000, EARLIEST), LATEST)


def _plain(text: str) -> str:
    bare = text.lower().replace("-", "")
    if bare.isascii() and bare.isalnum():
        return bare
    return "".join(one for one in bare if one.isascii() and one.isalnum())
