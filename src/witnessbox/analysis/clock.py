# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a line of text says if it is a recorder's clock, and how far that is off.

What holds: a line is a clock only if its numbers are a possible date or time and
little else stands on it; nothing is guessed from words. Letters that a reader
confuses with digits (O and 0, З and 3 …) count as digits, but only among real
digits. Where day and month could be exchanged, every possible date is kept and the
reading says that it is ambiguous: dots mean day first, as they do everywhere; a
weekday on the same line decides. All times are local, of an unknown zone.

>>> read("22.11.2026 14:O3:57").text
'2026-11-22T14:03:57'
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from witnessbox.analysis import camera

DAY = 86_400
"""Seconds."""
FIRST_YEAR, LAST_YEAR = 1970, 2069
ZONE_STEP = 900
"""Seconds; all zones in use are multiples of a quarter of an hour."""
WIDEST_ZONE = 14 * 3600
ZONE_SLACK = 300
"""Seconds within which a difference is told as a zone and a rest."""

_DIGITS = {
    "0": "OoОоQD", "1": "Il|!Іі", "2": "Zz", "3": "ЗзЭэ", "4": "Чч", "5": "SsЅ",
    "6": "бG", "8": "BВв", "9": "gq",
}  # fmt: skip
_TO_DIGIT = str.maketrans({c: digit for digit, set_ in _DIGITS.items() for c in set_})
_D = "[0-9" + re.escape("".join(_DIGITS.values())) + "]"
_EDGE, _STOP = r"(?<![^\W_])", r"(?![^\W_])"
_DOT, _DASH, _SLASH = r"\s?[.,·]\s?", r"\s?[-–—]\s?", r"\s?/\s?"
_SEPARATORS = ((".", _DOT), ("-", _DASH), ("/", _SLASH))
# The time may follow the date without a space: readers lose narrow ones.
_AFTER_DATE = rf"(?={_D}{{2}}\s?[:;]|[^\w]|_|T|$)"

_MONTHS = (
    ("jan", "янв"), ("feb", "фев"), ("mar", "мар"), ("apr", "апр"),
    ("may", "май", "мая"), ("jun", "июн"), ("jul", "июл"), ("aug", "авг"),
    ("sep", "сен"), ("oct", "окт"), ("nov", "ноя"), ("dec", "дек"),
)  # fmt: skip
_MONTH_OF = {n: number for number, names in enumerate(_MONTHS, 1) for n in names}
_MONTH = "((?:" + "|".join(_MONTH_OF) + ")[a-zа-я]{0,6})"
_GAP = r"[\s.,\-–/]{1,2}"
_WEEKDAYS = (
    ("mon", "monday", "пн", "пнд", "понедельник"),
    ("tue", "tues", "tuesday", "вт", "втр", "вторник"),
    ("wed", "wednesday", "ср", "срд", "среда"),
    ("thu", "thur", "thursday", "чт", "чтв", "четверг"),
    ("fri", "friday", "пт", "птн", "пятница"),
    ("sat", "saturday", "сб", "сбт", "суббота"),
    ("sun", "sunday", "вс", "вск", "воскресенье"),
)
_WEEKDAY_OF = {name: day for day, names in enumerate(_WEEKDAYS) for name in names}
_WORD = re.compile(r"[^\W\d_]+")

_COLON = r"\s?[:;]\s?"
_ANY = r"\s?[:;.,·\-]\s?"
_PART = r"(?:\s?[.,:](\d{1,3}))?"
_HALF = r"(?:\s?([AaPpРрА])\.?\s?[MmМ]\b\.?)?"
_STRICT_TIME = re.compile(
    rf"{_EDGE}({_D}{{1,2}}){_COLON}({_D}{{2}}){_COLON}({_D}{{2}}){_PART}{_STOP}{_HALF}"
)
# Once a date is known, dots and dashes will do for colons that were misread.
_LOOSE_TIME = re.compile(
    rf"{_EDGE}({_D}{{1,2}}){_ANY}({_D}{{2}}){_ANY}({_D}{{2}}){_PART}{_STOP}{_HALF}"
)
_MINUTES = re.compile(rf"{_EDGE}({_D}{{1,2}}){_COLON}({_D}{{2}})()(){_STOP}{_HALF}")


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock, or the half of one, read off one line.

    Attributes:
        dates: (order, date) for each possible order of day and month, likeliest
            first; empty where the line shows no date.
        time: Of day; None where the line shows no time.
        seconds: Whether the clock shows seconds.
        half_day: Whether it says AM or PM.
        order: Of its numbers as written, such as `DD.MM.YYYY HH:MM:SS`.
    """

    dates: tuple[tuple[str, datetime.date], ...]
    time: datetime.time | None
    seconds: bool
    order: str

    @property
    def whole(self) -> bool:
        """Whether it has both a date and a time."""
        return bool(self.dates) and self.time is not None

    @property
    def ambiguous(self) -> bool:
        """Whether its numbers could be more than one date."""
        return len({date for _, date in self.dates}) > 1

    @property
    def text(self) -> str:
        """ISO 8601, local; without the part that the line does not show."""
        return written(self.dates[0][1] if self.dates else None, self.time)

    def moments(self) -> dict[str, int]:
        """Seconds of each possible order since year 1, or of the day."""
        if self.time is None:
            return {}
        clock = self.time.hour * 3600 + self.time.minute * 60 + self.time.second
        if not self.dates:
            return {"": clock}
        return {order: date.toordinal() * DAY + clock for order, date in self.dates}


def written(date: datetime.date | None, time: datetime.time | None) -> str:
    """ISO 8601, local, of what there is."""
    parts = [one.isoformat() for one in (date, time) if one is not None]
    return "T".join(parts)


def at(moment: int, *, dated: bool) -> str:
    """ISO 8601 of a moment as `Reading.moments` gives it."""
    days, clock = divmod(moment, DAY)
    time = datetime.time(clock // 3600, clock // 60 % 60, clock % 60)
    highest = datetime.date.max.toordinal()
    date = datetime.date.fromordinal(min(max(days, 1), highest)) if dated else None
    return written(date, time)


def read(line: str) -> Reading | None:
    """What a line says as a clock; None where it is ordinary text.

    Args:
        line: As a reader of text gives it, at most a few hundred characters.
    """
    line = line[:200]
    found = _dates(line)
    if found is None:
        return _time_alone(line)
    dates, order, rest = found
    for pattern, shows in (
        (_STRICT_TIME, True),
        (_LOOSE_TIME, True),
        (_MINUTES, False),
    ):
        for match in pattern.finditer(rest):
            time, form = _time_of(match)
            if time is not None:
                rest = rest[: match.start()] + " " + rest[match.end() :]
                # Minutes alone stand in letters and invitations as well.
                if not _little(rest, letters=32 if shows else 3, digits=6):
                    return None
                return Reading(dates, time, shows, f"{order} {form}")
    if not _little(rest, letters=12, digits=0):
        return None
    return Reading(dates, None, False, order)


def combine(date: Reading, time: Reading) -> Reading:
    """One clock of a date and a time that stand on two lines."""
    return Reading(date.dates, time.time, time.seconds, f"{date.order} {time.order}")


def _time_alone(line: str) -> Reading | None:
    for pattern, shows in ((_STRICT_TIME, True), (_MINUTES, False)):
        for match in pattern.finditer(line):
            time, form = _time_of(match)
            rest = line[: match.start()] + " " + line[match.end() :]
            if time is not None and _little(rest, letters=12 * shows, digits=0):
                return Reading((), time, shows, form)
    return None


def _little(rest: str, *, letters: int, digits: int) -> bool:
    """Whether what is left of a line is too little to be ordinary text."""
    rest = camera.without(rest)
    words = [w for w in _WORD.findall(rest) if w.casefold() not in _WEEKDAY_OF]
    numbers = sum(one.isdigit() for one in rest)
    return sum(map(len, words)) <= letters and len(words) <= 4 and numbers <= digits


def _number(text: str) -> int:
    return int(text.translate(_TO_DIGIT))


def _sure(*parts: str) -> bool:
    """Whether most of what stands for digits was read as digits."""
    joined = "".join(parts)
    real = sum(one.isdigit() for one in joined)
    return 3 * real >= 2 * len(joined)


def _time_of(match: re.Match[str]) -> tuple[datetime.time | None, str]:
    hour, minute, second, part, half = match.groups()
    if not _sure(hour, minute, second):
        return None, ""
    hours, minutes = _number(hour), _number(minute)
    seconds = _number(second or "0")
    form = ("HH:MM:SS" if second else "HH:MM") + (".F" if part else "")
    if half:
        if not 1 <= hours <= 12:
            return None, ""
        hours = hours % 12 + (12 if half.upper() in "PР" else 0)
        form += " AM"
    if hours > 23 or minutes > 59 or seconds > 59:
        return None, ""
    return datetime.time(hours, minutes, seconds), form


_Dates = tuple[tuple[tuple[str, datetime.date], ...], str, str]


def _dates(line: str) -> _Dates | None:
    """The possible dates of a line, how they are written, and its rest."""
    days = {
        _WEEKDAY_OF[word.casefold()]
        for word in _WORD.findall(line)
        if word.casefold() in _WEEKDAY_OF
    }
    for match, parts, orders, form in _date_matches(line):
        dates: list[tuple[str, datetime.date]] = []
        for order in orders:
            date = _date_of(parts, order)
            if date is not None and date not in (one for _, one in dates):
                dates.append((order, date))
        fitting = [one for one in dates if one[1].weekday() in days]
        if len(days) == 1 and len(fitting) == 1:
            dates = fitting
        if dates:
            rest = line[: match.start()] + " " + line[match.end() :]
            return tuple(dates), _form(form, dates[0][0], parts), rest
    return None


def _date_matches(
    line: str,
) -> Iterator[tuple[re.Match[str], tuple[str, str, str], Sequence[str], str]]:
    for sign, separator in (*_SEPARATORS, (":", r":")):
        pattern = rf"{_EDGE}({_D}{{4}}){separator}({_D}{{1,2}}){separator}({_D}{{1,2}})"
        for match in re.finditer(pattern + _AFTER_DATE, line):
            yield match, _three(match), ("YMD",), sign
    for sign, separator in _SEPARATORS:
        pattern = rf"{_EDGE}({_D}{{1,2}}){separator}({_D}{{1,2}}){separator}"
        for match in re.finditer(pattern + rf"({_D}{{4}})" + _AFTER_DATE, line):
            yield match, _three(match), _orders(sign, "DMY", "MDY"), sign
    for match in re.finditer(rf"{_EDGE}({_D}{{1,2}}){_GAP}{_MONTH}{_GAP}({_D}{{4}})"
                             rf"{_AFTER_DATE}", line, re.IGNORECASE):  # fmt: skip
        yield match, _three(match), ("DMY",), " "
    for match in re.finditer(rf"{_EDGE}{_MONTH}{_GAP}({_D}{{1,2}}){_GAP}({_D}{{4}})"
                             rf"{_AFTER_DATE}", line, re.IGNORECASE):  # fmt: skip
        yield match, _three(match), ("MDY",), " "
    for sign, separator in _SEPARATORS:
        pattern = rf"{_EDGE}({_D}{{2}}){separator}({_D}{{2}}){separator}({_D}{{2}})"
        for match in re.finditer(pattern + _AFTER_DATE, line):
            yield match, _three(match), _orders(sign, "DMY", "MDY", "YMD"), sign


def _three(match: re.Match[str]) -> tuple[str, str, str]:
    return match[1], match[2], match[3]


def _orders(sign: str, *orders: str) -> Sequence[str]:
    return orders[:1] if sign == "." else orders


def _date_of(parts: tuple[str, str, str], order: str) -> datetime.date | None:
    named = dict(zip(order, parts, strict=True))
    month = _MONTH_OF.get(named["M"][:3].casefold())
    if not _sure(*(p for p in parts if p[:3].casefold() not in _MONTH_OF)):
        return None
    year = _number(named["Y"])
    if len(named["Y"]) == 2:
        year += 1900 if year > LAST_YEAR % 100 else 2000
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return datetime.date(year, month or _number(named["M"]), _number(named["D"]))
    except ValueError:
        return None


def _form(sign: str, order: str, parts: tuple[str, str, str]) -> str:
    names = {"D": "DD", "M": "MM", "Y": "YYYY"}
    written_ = []
    for letter, part in zip(order, parts, strict=True):
        name = names[letter]
        if letter == "Y" and len(part) == 2:
            name = "YY"
        elif letter == "M" and len(part) > 2:
            name = "MMM"
        written_.append(name)
    return sign.join(written_)


@dataclass(frozen=True, slots=True)
class Difference:
    """How far a burned-in clock is from what the file says of the same picture.

    Attributes:
        seconds: Clock minus file; of a clock without a date at most half a day.
        zone: Seconds of the nearest zone if the file's time is UTC and the clock is
            local; None where no zone explains the difference.
        rest: Seconds that the zone does not explain; equals `seconds` without one.
    """

    seconds: int
    zone: int | None
    rest: int


def difference(
    clock: str, stream_time: Fraction, file_time: datetime.datetime
) -> Difference:
    """Compare a clock's reading with the time that the file states.

    Args:
        clock: ISO 8601 as findings carry it, with or without a date.
        stream_time: Seconds from the stream's first picture to the one read.
        file_time: When the file says that its first picture was taken; a zone of
            its own is ignored.

    Raises:
        ValueError: `clock` is no such text.
    """
    start = file_time.replace(tzinfo=None)
    stated = start + datetime.timedelta(seconds=float(stream_time))
    if "T" in clock:
        gap = round((datetime.datetime.fromisoformat(clock) - stated).total_seconds())
    else:
        moment = datetime.datetime.combine(
            stated.date(), datetime.time.fromisoformat(clock)
        )
        gap = round((moment - stated).total_seconds())
        gap = (gap + DAY // 2) % DAY - DAY // 2
    zone = round(Fraction(gap, ZONE_STEP)) * ZONE_STEP
    if abs(zone) <= WIDEST_ZONE and abs(gap - zone) <= ZONE_SLACK:
        return Difference(gap, zone, gap - zone)
    return Difference(gap, None, gap)
