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
_BUILT_IN = {1: "0", 2: "0.00"}
MAX_FORMAT = 64
_CODE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_COLUMN = re.compile(r"[A-Z]{1,3}")
_SHEET = re.compile(r"xl/worksheets/sheet(\d{1,4})\.xml")


class Strings:
    """The table of shared strings."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._parts: list[str] = []
        self._in_text = 0
        self._aside = 0

    def start(self, name: str, _: Mapping[str, str]) -> None:
        """An element begins."""
        self._in_text += name == "t"
        # How a word is pronounced stands beside it.
        self._aside += name == "rPh"

    def end(self, name: str) -> None:
        """An element ends."""
        self._in_text -= name == "t"
        self._aside -= name == "rPh"
        if name == "si":
            if len(self.all) >= MAX_STRINGS:
                raise FullError
            self.all.append("".join(self._parts))
            self._parts = []

    def text(self, text: str) -> None:
        """Text, in pieces."""
        if self._in_text > 0 and not self._aside:
            self._parts.append(text)


class Book:
    """Names of sheets, the reckoning of dates, and which styles are dates."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.places: dict[str, str] = {}
        self.dates: list[bool] = []
        self.formats: list[str] = []
        self.from_1904 = False
        self._codes: dict[int, bool] = {}
        self._texts: dict[int, str] = {}
        self._in_styles = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
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
            written = attribute(attributes, "formatCode")
            code = _CODE.sub("", written.lower())
            number = _int(attribute(attributes, "numFmtId"))
            self._codes[number] = bool(re.search("[ymdhs]", code))
            self._texts[number] = written[:MAX_FORMAT]
        elif name == "cellXfs":
            self._in_styles = True
        elif name == "xf" and self._in_styles and len(self.dates) < 65_536:
            number = _int(attribute(attributes, "numFmtId"))
            self.dates.append(self._codes.get(number, number in _DATES))
            self.formats.append(self._texts.get(number, _BUILT_IN.get(number, "")))

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "cellXfs":
            self._in_styles = False

    def text(self, _: str) -> None:
        """Nothing is said in text."""


class Grid:
    """The cells of one sheet as they come; what becomes of them, says who derives.

    What holds: a cell's text is its last value; a number whose format is a date is
    written as one.
    """

    def __init__(self, book: Book, strings: list[str]) -> None:
        self._book = book
        self._strings = strings
        self._kind = ""
        self._style = 0
        self._column = 0
        self._value: list[str] = []
        self._takes = 0
        self._formula = False

    def row(self, number: int) -> None:
        """A row begins; 0 where it does not say which."""

    def cell(self, column: int, text: str) -> None:
        """A cell has ended; columns are counted from 1."""

    def row_end(self) -> None:
        """A row has ended."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if name == "row":
            self._column = 0
            self.row(_int(attribute(attributes, "r")))
        elif name == "c":
            self._kind = attribute(attributes, "t")
            self._style = _int(attribute(attributes, "s"))
            self._formula = False
            named = _number_of(attribute(attributes, "r"))
            self._column = named or self._column + 1
        self._takes += name in ("v", "t")
        self._formula = self._formula or name == "f"

    def end(self, name: str) -> None:
        """An element ends."""
        self._takes -= name in ("v", "t")
        if name == "c":
            self.cell(self._column, self.shown("".join(self._value)))
            self._value = []
        elif name == "row":
            self.row_end()

    def text(self, text: str) -> None:
        """Text, in pieces."""
        if self._takes > 0:
            self._value.append(text)

    def shown(self, value: str) -> str:
        """A cell's value as text."""
        if self._kind == "s":
            number = _int(value, -1)
            return self._strings[number] if 0 <= number < len(self._strings) else ""
        styled = 0 < self._style < len(self._book.dates)
        if styled and self._book.dates[self._style] and self._kind in ("", "n"):
            return dated(value, self._book.from_1904)
        return value


class _Rows(Grid):
    """The rows of one sheet as lines."""

    def __init__(self, book: Book, strings: list[str]) -> None:
        super().__init__(book, strings)
        self.parts: list[str] = []
        self._last = 0
        self._size = 0

    def row(self, number: int) -> None:
        del number
        self._last = 0

    def cell(self, column: int, text: str) -> None:
        gap = max(1, min(column - self._last, MAX_SKIPPED))
        self._add("\t" * (gap if self._last else gap - 1) + text)
        self._last = column

    def row_end(self) -> None:
        self._add("\n")

    def _add(self, text: str) -> None:
        self._size += len(text)
        if self._size > MAX_TEXT:
            raise FullError
        self.parts.append(text)


def read(data: bytes, outcome: Outcome) -> Iterator[Page]:
    """The sheets in their order, hidden ones too."""
    archive = Archive(data)
    properties(archive, ("docProps/core.xml", "docProps/app.xml"), outcome)
    book, strings = opened(archive, outcome)
    for number, (title, name) in enumerate(sheets_of(archive, book), 1):
        rows = _Rows(book, strings.all)
        parse_part(archive, name, rows, outcome)
        lines = "".join(rows.parts).split("\n")
        yield Page(number, "\n".join(line.rstrip("\t") for line in lines), title)


def opened(archive: Archive, outcome: Outcome) -> tuple[Book, Strings]:
    """What all sheets share."""
    book, strings = Book(), Strings()
    for name, into in (
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", book),
        ("xl/styles.xml", book),
        ("xl/sharedStrings.xml", strings),
    ):
        parse_part(archive, name, into, outcome)
    return book, strings


def sheets_of(archive: Archive, book: Book) -> list[tuple[str, str]]:
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


def parse_part(
    archive: Archive, name: str, into: Strings | Book | Grid, outcome: Outcome
) -> None:
    """Read one member into what takes it; what is wrong with it becomes a note."""
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


def dated(value: str, from_1904: bool) -> str:
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
