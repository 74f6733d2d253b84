# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a file says of its own making, in bounded and exact words.

What holds: text is printable and short; a place is in millionths of a degree
and on the globe; a time is written as ISO 8601 with an offset only where the
file states one, for a camera that does not know its zone must not be read as
if it did. Nothing here raises, whatever it is given; what does not read is
None. All of it is the file's own word, and anyone can write such words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction

from witnessbox.base.canonical import JsonDict
from witnessbox.model.finding import Finding

MAX_TEXT = 256
"""Characters of one piece of metadata."""
MILLION = 1_000_000
MAX_ACCURACY = 1_000_000
"""Metres; what says more says nothing."""
YEARS = range(1905, 2101)
"""Zero on the clocks of containers is 1904; zero years and 9999 are no dates."""
MAX_OFFSET_MINUTES = 14 * 60

_DATE = re.compile(r"(\d{4})[-:/.]?(\d{2})[-:/.]?(\d{2})", re.ASCII)
_TIME = re.compile(
    r"[ T/]{0,2}(\d{2}):?(\d{2})(?::?(\d{2}))?(?:[.,](\d{1,9}))?", re.ASCII
)
_ZONE = re.compile(r" ?(?:(Z|UTC|GMT)|([+-])(\d{2})[:']?(\d{2})?'?)", re.ASCII)
_AVI = re.compile(
    r"[A-Za-z]{3} ([A-Za-z]{3}) +(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (\d{4})", re.ASCII
)
_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun",
    "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_PLACE = re.compile(r"([+-])(\d{2,6})(\.\d{1,9})?([+-])(\d{3,7})(\.\d{1,9})?", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,12})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as a file states it.

    Attributes:
        text: ISO 8601, as precise as was stated; an offset only if one was.
        zone: Whether an offset was stated.
    """

    text: str
    zone: bool


@dataclass(frozen=True, slots=True)
class Device:
    """What a file says of the device that made it; empty where it says nothing."""

    make: str = ""
    model: str = ""
    serial: str = ""
    software: str = ""

    def finding(self, field: str) -> Finding | None:
        """The finding, or None if the file names no device at all."""
        if not (self.make or self.model or self.serial):
            return None
        return Finding(
            "device",
            value={
                "field": field,
                "make": self.make,
                "model": self.model,
                "serial": self.serial,
                "software": self.software,
            },
        )


def clean(raw: object) -> str:
    """A short printable text out of whatever a parser gave; else empty.

    Bytes are read as UTF-8, else as cp1251: names in old cameras' fields are.
    """
    if isinstance(raw, bytes | bytearray):
        part = bytes(raw[: 4 * MAX_TEXT]).split(b"\0", 1)[0]
        try:
            text = part.decode("utf-8")
        except UnicodeDecodeError:
            text = part.decode("cp1251", "replace")
    elif isinstance(raw, str):
        text = raw[: 4 * MAX_TEXT].split("\0", 1)[0]
    else:
        return ""
    kept = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(kept.split())[:MAX_TEXT].rstrip()


def moment(raw: object) -> Moment | None:
    """A time out of what containers, cameras and documents write for one.

    EXIF's `2008:05:30 15:56:01`, ISO 8601 with or without an offset, the bare
    digits of PDF and of file names, and the `Tue Mar  4 05:06:07 2021` of AVI.
    """
    text = clean(raw).removeprefix("D:")
    match = _AVI.match(text)
    if match:
        month, day, hour, minute, second, year = match.groups()
        if month.lower() not in _MONTHS:
            return None
        number_of = _MONTHS.index(month.lower()) + 1
        text = f"{year}-{number_of:02}-{int(day):02}T{hour}:{minute}:{second}"
    return _iso(text)


def _iso(text: str) -> Moment | None:
    day = _DATE.match(text)
    if day is None:
        return None
    year, month, number_of = map(int, day.groups())
    if year not in YEARS or not _is_date(year, month, number_of):
        return None
    written_as = f"{year:04}-{month:02}-{number_of:02}"
    clock = _TIME.match(text, day.end())
    if clock is None:
        return Moment(written_as, zone=False)
    hour, minute, second = (int(part or 0) for part in clock.groups()[:3])
    if not _is_time(hour, minute, second):
        return Moment(written_as, zone=False)
    written_as += f"T{hour:02}:{minute:02}"
    if clock[3]:
        written_as += f":{second:02}"
        parts = (clock[4] or "").rstrip("0")
        written_as += f".{parts}" if parts else ""
    offset = _offset(text, clock.end())
    return Moment(written_as + offset, zone=bool(offset))


def _offset(text: str, at: int) -> str:
    match = _ZONE.match(text, at)
    if match is None:
        return ""
    if match[1]:
        return "Z"
    hours, minutes = int(match[3]), int(match[4] or 0)
    if minutes >= 60 or hours * 60 + minutes > MAX_OFFSET_MINUTES:
        return ""
    return f"{match[2]}{hours:02}:{minutes:02}"


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_time(hour: int, minute: int, second: int) -> bool:
    try:
        time(hour, minute, second)
    except ValueError:
        return False
    return True


def written(field: str, stated: Moment | None, nominal: str = "") -> Finding | None:
    """When something was written, by the field that says so.

    Args:
        field: Whose word it is, such as `mvhd` or `DateTimeOriginal`.
        stated: The time.
        nominal: The offset that the format demands, where the file itself states
            none: many cameras write their local time into a field for UTC.
    """
    if stated is None:
        return None
    value: JsonDict = {"field": field, "text": stated.text, "zone": stated.zone}
    if nominal and not stated.zone:
        value["nominal"] = nominal
    return Finding("written", value=value)


def place(
    field: str,
    latitude: Fraction,
    longitude: Fraction,
    accuracy: Fraction | None = None,
) -> Finding | None:
    """A place on the globe; None where it is off it, or is exactly 0, 0.

    A device without a fix writes 0, 0: a point in the sea that misleads.
    """
    lat, lon = round(latitude * MILLION), round(longitude * MILLION)
    if abs(lat) > 90 * MILLION or abs(lon) > 180 * MILLION or (lat, lon) == (0, 0):
        return None
    metres = None
    if accuracy is not None and 0 <= accuracy <= MAX_ACCURACY:
        metres = -(-accuracy.numerator // accuracy.denominator)
    return Finding(
        "place",
        value={"field": field, "lat_e6": lat, "lon_e6": lon, "accuracy": metres},
    )


def iso6709(raw: object) -> tuple[Fraction, Fraction] | None:
    """Latitude and longitude from `+55.7558+037.6173+144/` and its kin.

    Degrees, degrees and minutes, or those and seconds, told by the digits.
    """
    match = _PLACE.match(clean(raw))
    if match is None:
        return None
    latitude = _degrees(match[1], match[2], match[3], 2)
    longitude = _degrees(match[4], match[5], match[6], 3)
    return None if latitude is None or longitude is None else (latitude, longitude)


def _degrees(sign: str, digits: str, rest: str | None, first: int) -> Fraction | None:
    if len(digits) not in (first, first + 2, first + 4):
        return None
    parts = [digits[:first]]
    parts += [digits[at : at + 2] for at in range(first, len(digits), 2)]
    parts[-1] += rest or ""
    total = sum(
        (Fraction(part) / 60**power for power, part in enumerate(parts)), Fraction(0)
    )
    return -total if sign == "-" else total


def number(raw: object) -> Fraction | None:
    """A plain decimal number, such as an accuracy in metres."""
    text = clean(raw)
    return Fraction(text) if _NUMBER.fullmatch(text) else None
