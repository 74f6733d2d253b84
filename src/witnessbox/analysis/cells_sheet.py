# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One sheet of an Excel (xlsx) file as rows of cells.

What holds: as `document_xml` bounds it. Dates are reckoned from 1900 or 1904 as the
workbook says, and written as dates; a number is as its format shows it where that
adds zeros, decimals or plain words (`K-0017`), and else in its shortest form; a cell
with a formula says so. Rows and columns that are hidden are given like others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from witnessbox.analysis import document_sheet
from witnessbox.analysis.cells import MAX_ALL, MAX_COLUMNS, MAX_TITLE, Row, Said
from witnessbox.analysis.document_pages import Outcome
from witnessbox.analysis.document_sheet import Book, Grid
from witnessbox.analysis.document_xml import Archive, FullError

MAX_DIGITS = 15
"""Of a number, as spreadsheets keep it."""
_FORMAT = re.compile(
    r"""((?:"[^"]*"|\\.|[-\ /])*)(\#?[\#0]*0)(\.0+)?((?:"[^"]*"|\\.|[-\ /])*)""",
    re.VERBOSE,
)
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_SURROGATES = range(0xD800, 0xE000)
_TRUTHS = {"1": "TRUE", "0": "FALSE"}


class _Cells(Grid):
    """The rows of one sheet that have anything in them."""

    def __init__(self, book: Book, strings: list[str]) -> None:
        super().__init__(book, strings)
        self.rows: list[Row] = []
        self._row = Row(0)
        self._size = 0

    def row(self, number: int) -> None:
        last = self.rows[-1].number if self.rows else 0
        # A number that goes back would name two rows alike.
        self._row = Row(max(number, last + 1, self._row.number + 1))

    def cell(self, column: int, text: str) -> None:
        place = min(column, MAX_COLUMNS + 1) - 1
        self._size += len(text)
        if self._size > MAX_ALL:
            raise FullError
        if not text and not self._formula:
            return
        cells = self._row.cells
        cells += [""] * (place + 1 - len(cells))
        cells[place] = unescaped(text)
        if self._kind == "e":
            self._row.faults.append((place, "sheet-error"))
        elif self._formula:
            self._row.faults.append((place, "formula"))

    def row_end(self) -> None:
        if self._row.faults or any(one.strip() for one in self._row.cells):
            self.rows.append(self._row)

    def shown(self, value: str) -> str:
        text = super().shown(value)
        if self._kind == "b":
            return _TRUTHS.get(value, value)
        if self._kind not in ("", "n") or text != value:
            return text
        formats = self._book.formats
        style = formats[self._style] if self._style < len(formats) else ""
        return number(value, style)


def rows(data: bytes, wanted: int, said: Said) -> Iterator[Row]:
    """The rows of the sheet of that number, or of the first that has any."""
    archive, outcome = Archive(data), Outcome()
    book, strings = document_sheet.opened(archive, outcome)
    sheets = document_sheet.sheets_of(archive, book)
    said.sheets = [title[:MAX_TITLE] for title, _ in sheets]
    if wanted > len(sheets) or wanted < 0:
        said.notes.add("no-such-sheet")
        return
    for place, (_, name) in enumerate(sheets, 1):
        if wanted in (0, place):
            read = _Cells(book, strings.all)
            document_sheet.parse_part(archive, name, read, outcome)
            said.sheet = place
            if read.rows or wanted:
                yield from read.rows
                break
    said.notes |= outcome.notes


def number(value: str, style: str = "") -> str:
    """A number as its cell shows it."""
    try:
        amount = float(value)
    except ValueError:
        return value
    if amount != amount or abs(amount) == float("inf"):
        return value
    found = _FORMAT.fullmatch(style)
    if found is None or (amount < 0 and found[1]):
        return _general(amount)
    decimals = max(len(found[3] or ".") - 1, 0)
    digits = f"{abs(amount):.{decimals}f}"
    width = found[2].count("0") + (decimals + 1 if decimals else 0)
    sign = "-" if amount < 0 else ""
    return _plain(found[1]) + sign + digits.rjust(width, "0") + _plain(found[4])


def unescaped(text: str) -> str:
    """Text with the characters that the format writes as `_x000D_`."""

    def character(found: re.Match[str]) -> str:
        code = int(found[1], 16)
        return found[0] if code in _SURROGATES else chr(code)

    return _ESCAPED.sub(character, text)


def _general(amount: float) -> str:
    if amount == int(amount) and abs(amount) < 10**MAX_DIGITS:
        return str(int(amount))
    return f"{amount:.{MAX_DIGITS}g}"


def _plain(written: str) -> str:
    return _LITERAL.sub(lambda found: found[1] or found[2] or "", written)
