# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Moments of true time and lengths of time, as a person writes them, exactly.

What holds: a moment is local time of the place, as its wall clocks show it, with a
day; it is read as an exact fraction of seconds since the year 2000 began there, and
never as a float. A length is a decimal or a fraction of seconds above nothing: nobody
knows a moment without any give or take.

>>> seconds_of("2024-03-05T14:12:24.04") - seconds_of("2024-03-05 14:12")
Fraction(601, 25)
>>> length_of("1/25"), length_of("0.5")
(Fraction(1, 25), Fraction(1, 2))
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from fractions import Fraction

EPOCH = datetime(2000, 1, 1)
DAY = 86_400
MAX_LENGTH = 366 * DAY
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?", re.ASCII
)
_LENGTH = re.compile(r"(\d{1,9})(?:[.,](\d{1,9})|/(\d{1,9}))?", re.ASCII)


def seconds_of(text: str) -> Fraction:
    """A moment as seconds since the year 2000 began there.

    Raises:
        ValueError: It is no moment.
    """
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise ValueError("not a moment")
    day, minute, second, part = match.groups()
    whole = datetime.fromisoformat(f"{day}T{minute}:{second or '00'}")
    below = Fraction(int(part), 10 ** len(part)) if part else Fraction()
    return (whole - EPOCH) // timedelta(seconds=1) + below


def length_of(text: str) -> Fraction:
    """A length of time in seconds.

    Raises:
        ValueError: It is none, or nothing, or more than a year.
    """
    match = _LENGTH.fullmatch(text.strip())
    if match is None:
        raise ValueError("not a length of time")
    whole, part, under = match.groups()
    if under is not None and not int(under):
        raise ValueError("not a length of time")
    length = Fraction(int(whole), int(under or 1))
    length += Fraction(int(part), 10 ** len(part)) if part else 0
    if not 0 < length <= MAX_LENGTH:
        raise ValueError("not a length of time")
    return length


def moment_of(seconds: Fraction) -> datetime:
    """The moment so many seconds after the year 2000 began, to the microsecond below.

    Raises:
        OverflowError: It lies before the year 1 or behind the year 9999.
    """
    return EPOCH + timedelta(microseconds=int(seconds * 1_000_000 // 1))
