# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Tables as rows of cells: the verb `cells` of a locked-down child.

What holds: rows come in their order, each with its number as a spreadsheet counts it;
a cell is text as it is shown, never a formula's; what is wrong with a row or a cell
is a code beside it, and the other rows come all the same; a table that does not come
whole says so at its end, in `notes`. Codes of faults:

    cut            longer than any field takes
    formula        worked out by a formula, or text that begins one
    sheet-error    an error of the spreadsheet, such as #REF!
    open-quote     quotation marks that do not close where a cell ends
    many-cells     more cells than a table may have

Notes are those of `analysis.documents`, and `not-a-table`, `no-such-sheet`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from witnessbox.base import canonical
from witnessbox.base.canonical import JsonDict, JsonValue
from witnessbox.media import documents, formats
from witnessbox.media.progress import DECODER, Progress

if TYPE_CHECKING:
    from witnessbox.media.source import SourceFile

VERB = "cells"
MAX_FILE = 64 << 20
MAX_PLAIN = 16 << 20
MAX_ROWS = 20_000
MAX_COLUMNS = 256
MAX_CELL = 200_000
"""Characters of a cell; as a field's longest text."""
MAX_ROW = 1 << 20
MAX_ALL = 32 << 20
MAX_TITLE = 128
BATCH_ROWS = 256
BATCH_TEXT = 1 << 19
WHOLE_ROW = -1
"""Instead of a column, where a fault is the row's."""
FAULTS = ("cut", "formula", "sheet-error", "open-quote", "many-cells")


@dataclass(slots=True)
class Row:
    """One row.

    Attributes:
        number: As a spreadsheet counts it, from 1.
        faults: (column from 0, code); `WHOLE_ROW` for the row's own.
    """

    number: int
    cells: list[str] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)

    def to_json(self) -> JsonDict:
        """As it crosses to the parent."""
        return {
            "row": self.number,
            "cells": list(self.cells),
            "faults": [[column, code] for column, code in self.faults],
        }


@dataclass(slots=True)
class Said:
    """What else was found out of a table.

    Attributes:
        form: Its media type.
        encoding: Of a text; `delimiter` likewise.
        sheets: Titles of a workbook's sheets.
        sheet: Number of the one that was read, from 1.
        notes: Why it is not whole, if so.
    """

    form: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheets: list[str] = field(default_factory=list)
    sheet: int = 0
    notes: set[str] = field(default_factory=set)

    def to_json(self) -> JsonDict:
        """As it crosses to the parent."""
        return {
            "form": self.form,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "sheets": list(self.sheets),
            "sheet": self.sheet,
            "notes": sorted(self.notes),
        }


def bounded(rows: Iterable[Row], said: Said) -> Iterator[Row]:
    """Rows within the limits; a cell that is too long is cut, and says so."""
    total = 0
    for count, row in enumerate(rows):
        if count >= MAX_ROWS:
            said.notes.add("cut")
            return
        if len(row.cells) > MAX_COLUMNS:
            del row.cells[MAX_COLUMNS:]
            row.faults = [one for one in row.faults if one[0] < MAX_COLUMNS]
            row.faults.append((WHOLE_ROW, "many-cells"))
        room = MAX_ROW
        for column, text in enumerate(row.cells):
            most = min(MAX_CELL, room)
            if len(text) > most:
                row.cells[column] = text[:most]
                row.faults.append((column, "cut"))
            room -= len(row.cells[column])
        total += MAX_ROW - room
        if total > MAX_ALL:
            said.notes.add("cut")
            return
        yield row


def read(file: SourceFile, sheet: int, said: Said) -> Iterator[Row]:
    """The rows of a table; what kind it is, is told by its bytes.

    Args:
        file: The original.
        sheet: Number of a workbook's sheet; 0 for the first that has anything.
        said: Takes what else is found out.
    """
    from witnessbox.analysis import cells_sheet, cells_text
    from witnessbox.analysis.document_xml import RefusedError

    first = file.read(1 << 16)
    tail = b""
    if first.startswith(documents.ZIP):
        size = file.seek(0, 2)
        file.seek(max(0, size - documents.TAIL))
        tail = file.read(documents.TAIL)
    said.form = documents.kind(first, tail) or formats.CSV
    limit = {formats.CSV: MAX_PLAIN, formats.XLSX: MAX_FILE}.get(said.form, 0)
    if not limit:
        said.notes.add("not-a-table")
        return
    file.seek(0)
    data = file.read(limit + 1)
    if len(data) > limit:
        said.notes.add("too-large")
        return
    try:
        if said.form == formats.XLSX:
            yield from cells_sheet.rows(data, sheet, said)
        else:
            yield from cells_text.rows(data, said)
    except RefusedError as refused:
        said.notes.add(refused.note)


def cells(
    file: SourceFile, parameters: JsonDict, progress: Progress
) -> Iterator[tuple[JsonValue, list[bytes]]]:
    """The verb: parts with rows, and a last one with what else was found out.

    Its one parameter is `sheet`, see `read`.
    """
    number = parameters.get("sheet")
    said = Said()
    waiting: list[JsonValue] = []
    size = 0
    for row in bounded(read(file, number if type(number) is int else 0, said), said):
        progress.at_work(DECODER)
        waiting.append(row.to_json())
        size += sum(map(len, row.cells))
        if len(waiting) >= BATCH_ROWS or size >= BATCH_TEXT:
            yield {"rows": len(waiting)}, [canonical.encode({"rows": waiting})]
            waiting, size = [], 0
    if waiting:
        yield {"rows": len(waiting)}, [canonical.encode({"rows": waiting})]
    if file.failed:
        raise OSError
    yield {"end": said.to_json()}, []


def prepare() -> None:
    """Load what the verb needs; a locked-down child can load nothing."""
    from witnessbox.analysis import (  # noqa: F401 - loaded for the children
        cells_sheet,
        cells_text,
        document_encoding,
        document_xml,
    )

    document_encoding.prepare()
    document_xml.prepare()
