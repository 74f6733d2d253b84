# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Text out of Excel (xlsx) files: a page for each sheet, a line for each row.

What holds: as `document_xml` bounds it. Cells are parted by tabs; a number whose
format is a date is written as one, for lists of people have dates in them.
Hidden sheets are given like the others: formulas are not, their last values are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from witnessbox.analysis.document_office import properties
from witnessbox.analysis.document_pages import MAX_TEXT, Outcome, Page
from witnessbox.analysis.document_xml import Archive, FullError, RefusedError, attribute
from witnessbox.analysis.making import clean

MAX_STRINGS = 500_000
MAX_SHEETS = 256
MAX_SKIPPED = 64
"""Empty cells between two that are written as tabs."""
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""Numbers of formats that are dates or times by the standard."""
_CODE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_COLUMN = re.compile(r"[A-Z]{1,3}")
_SHEET = re.compile(r"xl/worksheets/sheet(\d{1,4})\.xml")


class _Strings:
    """The table of shared strings."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._parts: list[str] = []
        self._in_text = 0
        self._aside = 0

    def start(self, name: str, _: Mapping[str, str]) -> None:
        self._in_text += name == "t"
        # How a word is pronounced stands beside it.
        self._aside += name == "rPh"

    def end(self, name: str) -> None:
        self._in_text -= name == "t"
        self._aside -= name == "rPh"
        if name == "si":
            if len(self.all) >= MAX_STRINGS:
                raise FullError
            self.all.append("".join(self._parts))
            self._parts = []

    def text(self, text: str) -> None:
        if self._in_text > 0 and not self._aside:
            self._parts.append(text)


class _Book:
    """Names of sheets, the reckoning of dates, and which styles are dates."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.places: dict[str, str] = {}
        self.dates: list[bool] = []
        self.from_1904 = False
        self._codes: dict[int, bool] = {}
        self._in_styles = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet" and len(self.sheets) < MAX_SHEETS:
            title = clean(attribute(attributes, "name"))
            # `id` is the relation's, `sheetId` another thing.
            self.sheets.append((title, attribute(attributes, "id")))
        elif name == "workbookPr":
            self.from_1904 = attribute(attributes, "date1904") in ("1", "true")
        elif name == "Relationship" and len(self.places) < 4 * MAX_SHEETS:
            target = attribute(attributes, "Target").removeprefix("/xl/")
            self.places[attribute(attributes, "Id")] = f"xl/{target}"
        elif name == "numFmt" and len(self._codes) < 4096:
            code = _CODE.sub("", attribute(attributes, "formatCode").lower())
            self._codes[_int(attribute(attributes, "numFmtId"))] = bool(
                re.search("[ymdhs]", code)
            )
        elif name == "cellXfs":
            self._in_styles = True
        elif name == "xf" and self._in_styles and len(self.dates) < 65_536:
            number = _int(attribute(attributes, "numFmtId"))
            self.dates.append(self._codes.get(number, number in _DATES))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_styles = False

    def text(self, _: str) -> None:
        return


class _Rows:
    """The rows of one sheet."""

    def __init__(self, book: _Book, strings: list[str]) -> None:
        self.parts: list[str] = []
        self._book = book
        self._strings = strings
        self._kind = ""
        self._style = 0
        self._column = 0
        self._value: list[str] = []
        self._takes = 0
        self._size = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            self._column = 0
        elif name == "c":
            self._kind = attribute(attributes, "t")
            self._style = _int(attribute(attributes, "s"))
            column = _number_of(attribute(attributes, "r")) or self._column + 1
            gap = max(1, min(column - self._column, MAX_SKIPPED))
            self._add("\t" * (gap if self._column else gap - 1))
            self._column = column
        self._takes += name in ("v", "t")

    def end(self, name: str) -> None:
        self._takes -= name in ("v", "t")
        if name == "c":
            self._add(self._shown("".join(self._value)))
            self._value = []
        elif name == "row":
            self._add("\n")

    def text(self, text: str) -> None:
        if self._takes > 0:
            self._value.append(text)

    def _shown(self, value: str) -> str:
        if self._kind == "s":
            number = _int(value, -1)
            return self._strings[number] if 0 <= number < len(self._strings) else ""
        dated = (
            0 < self._style < len(self._book.dates) and self._book.dates[self._style]
        )
        if dated and self._kind in ("", "n"):
            return _date(value, self._book.from_1904)
        return value

    def _add(self, text: str) -> None:
        self._size += len(text)
        if self._size > MAX_TEXT:
            raise FullError
        self.parts.append(text)


def read(data: bytes, outcome: Outcome) -> Iterator[Page]:
    """The sheets in their order, hidden ones too."""
    archive = Archive(data)
    properties(archive, ("docProps/core.xml", "docProps/app.xml"), outcome)
    book, strings = _Book(), _Strings()
    for name, into in (
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", book),
        ("xl/styles.xml", book),
        ("xl/sharedStrings.xml", strings),
    ):
        _parse(archive, name, into, outcome)
    for number, (title, name) in enumerate(_sheets(archive, book), 1):
        rows = _Rows(book, strings.all)
        _parse(archive, name, rows, outcome)
        lines = "".join(rows.parts).split("\n")
        yield Page(number, "\n".join(line.rstrip("\t") for line in lines), title)


def _sheets(archive: Archive, book: _Book) -> list[tuple[str, str]]:
    """Title and member of each sheet; by the members' names where nothing says."""
    stated = [
        (title, book.places[place])
        for title, place in book.sheets
        if place in book.places
    ]
    if stated:
        return stated
    names = sorted(filter(_SHEET.fullmatch, archive.names()), key=lambda n: (len(n), n))
    return [("", name) for name in names[:MAX_SHEETS]]


def _parse(
    archive: Archive, name: str, into: _Strings | _Book | _Rows, outcome: Outcome
) -> None:
    try:
        archive.parse(name, into.start, into.end, into.text)
    except FullError:
        outcome.notes.add("cut")
    except RefusedError as refused:
        outcome.notes.add(refused.note)


def _int(text: str, otherwise: int = 0) -> int:
    return (
        int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
    )


def _number_of(reference: str) -> int:
    match = _COLUMN.match(reference)
    number = 0
    for letter in match[0] if match else "":
        number = number * 26 + ord(letter) - 64
    return number


def _date(value: str, from_1904: bool) -> str:
    """A serial number of days as a date, and as a time where it has one."""
    try:
        days = float(value)
    except ValueError:
        return value
    if not 0 < days < 2_958_466:
        return value
    # Lotus took 1900 for a leap year; so day 60 never was.
    zero = (
        datetime(1904, 1, 1, tzinfo=UTC)
        if from_1904
        else (datetime(1899, 12, 30 if days >= 60 else 31, tzinfo=UTC))
    )
    moment = zero + timedelta(seconds=round(days * 86_400))
    if days < 1:
        return moment.strftime("%H:%M:%S")
    form = "%Y-%m-%d" if days == int(days) else "%Y-%m-%d %H:%M:%S"
    return moment.strftime(form)
