# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""True time in words: how far it may be off, by whom, and what clashes.

What holds: no sentence says more than what is held; what may be off is rounded up,
never down; a clock in the picture is called right only within what its reading may
be off; each reading that clashes with another is named.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from witnessbox.link.truetime import Reading, TrueTime
from witnessbox.model import instant
from witnessbox.web import words
from witnessbox.web.shown import moment
from witnessbox.web.tongue import decimal, gettext, ngettext

HOUR = 3600


def within(length: Fraction) -> str:
    """How far something may be off, in tenths of a second, rounded up."""
    tenths = math.ceil(length * 10)
    digits = 1 if tenths % 10 else 0
    if tenths < 1200:
        return gettext("±%(count)s\u00a0s", count=decimal(tenths / 10, digits))
    return gettext("±%(count)s\u00a0min", count=words.number(math.ceil(length / 60)))


def clock_time(seconds: Fraction) -> str:
    """The time of day of a moment, with the tenths that it has."""
    shown = instant.moment_of(seconds)
    tenth = shown.microsecond // 100_000
    return f"{shown:%H:%M:%S}.{tenth}" if tenth else f"{shown:%H:%M:%S}"


def held(known: TrueTime, names: Mapping[str, str], off: Fraction) -> str:
    """How far the true time may be off, and by whom it is known."""
    count = len(known.readings)
    return ngettext(
        "%(within)s, by one reading of %(who)s",
        "%(within)s, by %(num)s readings of %(who)s",
        count,
        within=within(off),
        who=_who(known.readings, names),
    )


def reading(one: Reading, names: Mapping[str, str], begins: Fraction) -> str:
    """One reading, as it was stated."""
    return gettext(
        "%(who)s at %(at)s: %(time)s, %(within)s",
        who=names.get(one.author, one.author),
        at=moment(one.at - begins),
        time=clock_time(one.true),
        within=within(one.within),
    )


def clash(some: Sequence[Reading], names: Mapping[str, str], begins: Fraction) -> str:
    """Readings that cannot all be right."""
    told = "; ".join(reading(one, names, begins) for one in some)
    return gettext("These readings cannot all be right: %(readings)s.", readings=told)


def drift(known: TrueTime) -> str:
    """How the film's time goes against true time; empty where nothing is known."""
    found = known.drift()
    if found is None:
        return ""
    low, high = (one * HOUR for one in found)
    tell = gettext("Its film's time gains between %(low)s and %(high)s\u00a0s an hour.")
    return tell % {"low": _signed(low, math.floor), "high": _signed(high, math.ceil)}


def slow(one: Reading) -> str:
    """How the clock in the picture goes, by one reading; empty if it was not read."""
    if one.slow is None:
        return ""
    off = within(one.within)
    if abs(one.slow) <= one.within:
        return gettext("The clock in the picture is right, %(within)s.", within=off)
    far = _long(abs(one.slow))
    if one.slow > 0:
        tell = gettext("The clock in the picture is %(far)s slow, %(within)s.")
    else:
        tell = gettext("The clock in the picture is %(far)s fast, %(within)s.")
    return tell % {"far": far, "within": off}


def _who(readings: Sequence[Reading], names: Mapping[str, str]) -> str:
    authors = dict.fromkeys(one.author for one in readings)
    return ", ".join(names.get(author, author) for author in authors)


def _signed(value: Fraction, rounded: object) -> str:
    assert callable(rounded)  # noqa: S101
    tenths = rounded(value * 10)
    text = decimal(abs(tenths) / 10, 1)
    return f"−{text}" if tenths < 0 else text


def _long(length: Fraction) -> str:
    """A length in seconds, minutes, hours and days."""
    whole = round(length)
    days, rest = divmod(whole, instant.DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, seconds = divmod(rest, 60)
    parts = []
    if days:
        parts.append(ngettext("%(num)s\u00a0day", "%(num)s\u00a0days", days))
    if hours:
        parts.append(gettext("%(count)s\u00a0h", count=hours))
    if minutes:
        parts.append(gettext("%(count)s\u00a0min", count=minutes))
    if seconds or not parts:
        parts.append(gettext("%(count)s\u00a0s", count=seconds))
    return " ".join(parts)
