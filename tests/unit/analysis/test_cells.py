# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Tables as rows: encodings, delimiters, quotes, dates, numbers, limits, lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from tests.unit.analysis import papers
from tests.unit.analysis.containers import opened

from witnessbox.analysis import cells, cells_claim, cells_sheet, cells_text
from witnessbox.analysis.cells import MAX_CELL, WHOLE_ROW, Row, Said
from witnessbox.analysis.cells_claim import Claimed
from witnessbox.base import canonical
from witnessbox.media import progress
from witnessbox.media.check import LiedError
from witnessbox.media.formats import CSV, PDF
from witnessbox.media.progress import Progress
from witnessbox.media.reply import Reply

TEXT = "№;кто;что\r\n1;Ёлкин;взяли\r\n2;Щукин;отдали\r\n"
ROWS = [["№", "кто", "что"], ["1", "Ёлкин", "взяли"], ["2", "Щукин", "отдали"]]


def read(data: bytes) -> tuple[list[Row], Said]:
    said = Said()
    return list(cells_text.rows(data, said)), said


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1251", "cp1251"),
        ("koi8-r", "koi8-r"),
    ],
)
def test_the_encoding_is_decided_and_said(encoding: str, said: str) -> None:
    text = TEXT * 4 if encoding == "utf-16-be" else TEXT
    data = text.replace("№", "n").encode(encoding)
    rows, told = read(data)
    assert told.encoding == said
    assert rows[1].cells == ROWS[1]


@pytest.mark.parametrize("delimiter", cells_text.DELIMITERS)
def test_the_delimiter_is_the_one_by_which_rows_are_alike(delimiter: str) -> None:
    text = TEXT.replace(";", delimiter).replace("взяли", "взяли сразу")
    rows, said = read(text.encode())
    assert said.delimiter == delimiter
    assert [len(row.cells) for row in rows] == [3, 3, 3]


def test_a_declared_delimiter_is_no_row() -> None:
    rows, said = read(b"sep=,\r\na,b\r\n1,2\r\n")
    assert (said.delimiter, [row.cells for row in rows]) == (
        ",", [["a", "b"], ["1", "2"]],
    )  # fmt: skip


def test_quoted_cells_hold_breaks_and_delimiters_and_rows_are_numbered() -> None:
    rows, _ = read(b'a;b\r\n"1\r\n;""2""";x\r\n\r\n;\r\n3;"4"')
    assert [(row.number, row.cells) for row in rows] == [
        (1, ["a", "b"]),
        (2, ['1\r\n;"2"', "x"]),
        (5, ["3", "4"]),
    ]


def test_a_mark_that_is_not_closed_swallows_no_row_below_it() -> None:
    rows, _ = read(b'a;b\n1;"open\n2;3\n4;"q"z\n5;6\n')
    assert [(row.number, row.cells, row.faults) for row in rows] == [
        (1, ["a", "b"], []),
        (2, [], [(WHOLE_ROW, "open-quote")]),
        (3, ["2", "3"], []),
        (4, [], [(WHOLE_ROW, "open-quote")]),
        (5, ["5", "6"], []),
    ]


def test_what_a_spreadsheet_would_work_out_is_told() -> None:
    rows, _ = read(b"a;b\n=1+1;-5\n")
    assert rows[1].faults == [(0, "formula")]


def test_cells_that_are_too_long_are_cut_and_say_so() -> None:
    said = Said()
    long = Row(1, ["x" * (MAX_CELL + 1), "y"])
    (row,) = cells.bounded([long], said)
    assert (len(row.cells[0]), row.faults) == (MAX_CELL, [(0, "cut")])
    wide = Row(1, ["x"] * 300)
    (row,) = cells.bounded([wide], said)
    assert (len(row.cells), row.faults) == (256, [(WHOLE_ROW, "many-cells")])
    assert said.notes == set()
    many = (Row(n, ["x"]) for n in range(1, cells.MAX_ROWS + 2))
    assert len(list(cells.bounded(many, said))) == cells.MAX_ROWS
    assert said.notes == {"cut"}


@pytest.mark.parametrize(
    ("value", "style", "shown"),
    [
        ("17", "", "17"),
        ("17", "0000", "0017"),
        ("17", '"K-"0000', "K-0017"),
        ("3.14159", "0.00", "3.14"),
        ("1.2345678901E10", "", "12345678901"),
        ("0.30000000000000004", "", "0.3"),
        ("-5", "000", "-005"),
        ("5", "[Red]0", "5"),
        ("x", "0", "x"),
        ("nan", "0", "nan"),
    ],
)
def test_a_number_is_as_its_cell_shows_it(value: str, style: str, shown: str) -> None:
    assert cells_sheet.number(value, style) == shown


STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="0000"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs>'
)


@pytest.mark.parametrize(
    ("reckoning", "shown"), [("", "2024-03-05"), ('date1904="1"', "2028-03-06")]
)
def test_dates_are_reckoned_as_the_workbook_says(reckoning: str, shown: str) -> None:
    row = (
        '<row r="3"><c r="B3" s="1"><v>45356</v></c><c r="D3" s="2"><v>7</v></c>'
        '<c r="E3" t="b"><v>1</v></c><c r="F3" t="inlineStr"><is><t>a_x000D_b</t></is>'
        "</c></row>"
    )
    data = papers.xlsx(row, styles=STYLES)
    if reckoning:
        data = _with_reckoning(data, reckoning)
    said = Said()
    (found,) = cells_sheet.rows(data, 0, said)
    assert (found.number, found.cells) == (
        3, ["", shown, "", "0007", "TRUE", "a\rb"],
    )  # fmt: skip
    assert (said.sheet, said.sheets) == (1, ["Список", "Hidden"])
    hidden = list(cells_sheet.rows(data, 2, Said()))
    assert hidden[0].cells == ["behind"]
    none = Said()
    assert list(cells_sheet.rows(data, 3, none)) == []
    assert none.notes == {"no-such-sheet"}


def _with_reckoning(data: bytes, reckoning: str) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    book = members["xl/workbook.xml"].decode()
    members["xl/workbook.xml"] = book.replace(
        "<sheets>", f"<workbookPr {reckoning}/><sheets>"
    ).encode()
    return papers.archive({**members})


def answer(data: bytes, sheet: int = 0) -> Claimed:
    """What the parent makes of what the verb says, without a child between."""
    claimed = Claimed()
    page = Progress(progress.make())
    for result, blobs in cells.cells(opened(data), {"sheet": sheet}, page):
        claimed.take(Reply(canonical.decode(canonical.encode(result)), tuple(blobs)))
    return claimed


def test_the_verb_is_believed_where_it_keeps_the_rules() -> None:
    claimed = answer(TEXT.encode() + b"3;;\r\n" * 600)
    assert claimed.said is not None
    assert claimed.said.form == CSV
    assert [row.cells for row in claimed.rows[:3]] == ROWS
    assert len(claimed.rows) == 603
    refused = answer(b"%PDF-1.4")
    assert refused.said is not None
    assert (refused.said.form, refused.said.notes) == (PDF, {"not-a-table"})


GOOD: dict[str, Any] = {"row": 1, "cells": ["a"], "faults": []}


@pytest.mark.parametrize(
    "row",
    [
        {**GOOD, "row": 0},
        {**GOOD, "cells": [1]},
        {**GOOD, "cells": ["x" * (MAX_CELL + 1)]},
        {**GOOD, "cells": ["x"] * 257},
        {**GOOD, "faults": [[0, "odd"]]},
        {**GOOD, "faults": [[1, "cut"]]},
        {**GOOD, "faults": [[0]]},
    ],
)
def test_a_child_that_breaks_a_rule_has_lied(row: Mapping[str, Any]) -> None:
    claimed = Claimed()
    with pytest.raises(LiedError):
        claimed.take(Reply({"rows": 1}, (canonical.encode({"rows": [dict(row)]}),)))


def took(parts: Sequence[tuple[Any, tuple[bytes, ...]]]) -> None:
    claimed = Claimed()
    for result, blobs in parts:
        claimed.take(Reply(result, blobs))


def test_rows_rise_are_as_many_as_declared_and_end_once() -> None:
    blob = canonical.encode({"rows": [GOOD]})
    end = {"end": Said(form=CSV).to_json()}
    for parts in (
        [({"rows": 1}, (blob,)), ({"rows": 1}, (blob,))],
        [({"rows": 2}, (blob,))],
        [({"rows": 1}, ())],
        [({"rows": 1}, (b"{}x",))],
        [(end, ()), (end, ())],
        [({"end": {**Said(form=CSV).to_json(), "sheet": 1}}, ())],
        [({"end": {**Said(form=CSV).to_json(), "notes": ["odd"]}}, ())],
        [({"end": {**Said(form=CSV).to_json(), "delimiter": "x"}}, ())],
    ):
        with pytest.raises(LiedError):
            took(parts)
    assert cells_claim.BOUNDS.parts > cells.MAX_ROWS
