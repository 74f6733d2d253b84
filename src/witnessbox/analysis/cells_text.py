# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Delimited text (CSV) as rows of cells.

What holds: the encoding is that of `document_encoding` and the delimiter the one by
which most rows are as long as the first, and both are said; a cell in quotation marks
may hold delimiters and line breaks. Where quotation marks do not close, or text
follows them in the cell, the row is at fault and reading goes on at the next line: one
forgotten mark does not swallow the rows below it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from witnessbox.analysis import document_encoding
from witnessbox.analysis.cells import MAX_CELL, WHOLE_ROW, Row, Said

DELIMITERS = (";", ",", "\t", "|")
"""Those of offices in the order in which they are tried."""
SAMPLE_ROWS = 100
MAX_SPAN = 2 * MAX_CELL + 2
"""Characters of a quoted cell: beyond it, its mark was never closed."""
_DECLARED = re.compile(r"sep=(.)(?:\r\n|\n|\r)")
_BREAK = re.compile(r"\r\n|\n|\r")
_UNQUOTED = {one: re.compile(f"[^{re.escape(one)}\r\n]*") for one in DELIMITERS}


def rows(data: bytes, said: Said) -> Iterator[Row]:
    """The rows of a text that have anything in them."""
    text, said.encoding = document_encoding.decode(data)
    declared = _DECLARED.match(text)
    if declared and declared[1] in DELIMITERS:
        text, said.delimiter = text[declared.end() :], declared[1]
    else:
        said.delimiter = _delimiter(text)
    for row in _rows(text, said.delimiter):
        if row.faults or any(one.strip() for one in row.cells):
            _mark_formulas(row)
            yield row


def _delimiter(text: str) -> str:
    best, chosen = (0, 0), DELIMITERS[0]
    for one in DELIMITERS:
        sample = list(islice(_rows(text, one), SAMPLE_ROWS))
        lengths = Counter(len(row.cells) for row in sample if row.cells != [""])
        for width, count in lengths.items():
            if width > 1 and (count, width) > best:
                best, chosen = (count, width), one
    return chosen


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    unquoted = _UNQUOTED[delimiter]
    at = number = 0
    while at < len(text):
        number += 1
        row = Row(number)
        after = _cells(text, at, row.cells, unquoted)
        if after < 0:
            # The line as it is typed would be taken for cells: it is not given.
            row.cells.clear()
            row.faults.append((WHOLE_ROW, "open-quote"))
            found = _BREAK.search(text, at)
            after = found.end() if found else len(text)
        at = after
        yield row


def _cells(text: str, at: int, cells: list[str], unquoted: re.Pattern[str]) -> int:
    """Read one row into `cells`; where the next begins, or -1 at a stray mark."""
    while True:
        if text.startswith('"', at):
            end = _closing(text, at + 1)
            if end < 0:
                return -1
            cells.append(text[at + 1 : end].replace('""', '"'))
            at = end + 1
        else:
            found = unquoted.match(text, at)
            cells.append(found[0] if found else "")
            at += len(cells[-1])
        if at >= len(text):
            return at
        if text[at] in "\r\n":
            return at + (2 if text.startswith("\r\n", at) else 1)
        if unquoted.match(text, at, at + 1)[0]:  # type: ignore[index]
            return -1
        at += 1


def _closing(text: str, at: int) -> int:
    limit = at + MAX_SPAN
    while True:
        found = text.find('"', at, limit)
        if found < 0 or not text.startswith('""', found):
            return found
        at = found + 2


def _mark_formulas(row: Row) -> None:
    for column, text in enumerate(row.cells):
        if text.lstrip().startswith("="):
            row.faults.append((column, "formula"))
