# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Names that cameras count up, and what is missing between them.

What holds: a gap is a number that no name carries although lower and higher ones
of the same series are there: it may be a file that was deleted, that was never
handed over, or that the camera never wrote, and this says no more than that. A
name with a date, without a counter, or with a counter of one digit is of no
series. The folders in which cameras file by the thousand (`100MEDIA`,
`101MEDIA`) are one series.

    DCIM/100MEDIA/IMG_0007.JPG   series `DCIM/*/IMG_####`, number 7
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from witnessbox.model.evidence import readable

MIN_DIGITS = 2
MAX_DIGITS = 7
MAX_SERIES = 400
MAX_JUMP = 2000
"""A larger step is another count, not a gap: the camera was reset or renamed."""

_CAMERA_FOLDER = re.compile(r"[1-9][0-9]{2}[A-Z0-9_]{5}", re.ASCII | re.IGNORECASE)
_ENDING = re.compile(r"\.[^./]{1,8}\Z")
_COPY = re.compile(r"\A(?:copy of |копия )|(?: ?\([0-9]{1,2}\)| - copy| — копия)\Z")
_COUNTER = re.compile(rf"(?<![0-9])([0-9]{{{MIN_DIGITS},{MAX_DIGITS}}})\Z", re.ASCII)
_CHANNEL = re.compile(
    r"(?:cam|camera|ch|channel|kam|kamera|kanal|dvr|nvr|кам|камера|канал)"
    r"[-_ ]?[0-9]{1,3}[-_ .]{1,2}",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?<![0-9])(?:19|20)[0-9]{2}([-_. ]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12][0-9]|3[01])"
    r"(?=(?:[0-9]{4}|[0-9]{6})?(?![0-9]))",
    re.ASCII,
)
_TIME = re.compile(
    r"(?:19|20)[0-9]{2}([-_. ]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12][0-9]|3[01])"
    r"(?:[-_. Tt]{1,3}|(?: at ))?"
    r"(?:([01][0-9]|2[0-3])([-_.hH: ]?)([0-5][0-9])(?:\3([0-5][0-9]))?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A name that a camera counted.

    Attributes:
        series: What its neighbours share: the folder, the letters, the digits' count.
        number: Where it stands in it.
    """

    series: str
    number: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers that are missing: from `first` to `last`, both missing."""

    first: int
    last: int

    @property
    def count(self) -> int:
        """How many."""
        return self.last - self.first + 1


def numbered(path: bytes) -> Numbered | None:
    """The series and number of a name, or None if it is of none."""
    folder, _, name = readable(path).rpartition("/")
    stem = _stem(name)
    found = _COUNTER.search(stem)
    if found is None or _DATE.search(stem):
        return None
    letters = stem[: found.start()]
    parts = folder.split("/") if folder else []
    if parts and _CAMERA_FOLDER.fullmatch(parts[-1]):
        parts[-1] = "*"
    series = "/".join([*parts, letters + "#" * len(found[1])])
    return Numbered(series, int(found[1])) if len(series) <= MAX_SERIES else None


def pattern(path: bytes) -> str:
    """How a recorder with channels names its files, such as `CAM-03_####`; or empty.

    Other letters say too little: `IMG_####` is every second phone.
    """
    stem = _stem(readable(path).rpartition("/")[2])
    found = _COUNTER.search(stem)
    if found is None or _DATE.search(stem):
        return ""
    letters = stem[: found.start()]
    return letters + "#" * len(found[1]) if _CHANNEL.fullmatch(letters) else ""


def time_in_name(path: bytes) -> str:
    """The time that a name claims, as `2024-03-08T21:14:00` or a day; else empty.

    >>> time_in_name(b"VID_20240308_211400.mp4")
    '2024-03-08T21:14:00'
    """
    name = readable(path).rpartition("/")[2]
    dated = _DATE.search(name)
    found = None if dated is None else _TIME.match(name, dated.start())
    if found is None:
        return ""
    digits = re.sub(r"[^0-9]", "", found[0])
    day = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"
    if found[2] is None:
        return day
    return f"{day}T{found[2]}:{found[4]}:{found[5] or '00'}"


def gaps(numbers: Iterable[int]) -> Iterator[Gap]:
    """What is missing between numbers, which come sorted and may repeat."""
    before: int | None = None
    for number in numbers:
        if before is not None and 1 < number - before <= MAX_JUMP:
            yield Gap(before + 1, number - 1)
        before = number


def _stem(name: str) -> str:
    return _COPY.sub("", _COPY.sub("", _ENDING.sub("", name)))
