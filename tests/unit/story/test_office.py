# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Office papers: they open in other people's programs and say the story's facts."""

from __future__ import annotations

import io
import re
import zlib

import pytest

from witnessbox.story.office import roster, staff_list
from witnessbox.story.order import ORDER_14, order


def test_the_roster_opens_as_a_workbook() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(io.BytesIO(roster())).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][1] == "Ф.И.О."
    majors = [row for row in rows if row[1] == "Цветков Игорь Юрьевич"]
    assert [(row[4], row[5]) for row in majors] == [
        ("ИК-9", "14.02.2022"),
        ("ИК-4", "10.03.2024"),
    ]


def test_the_list_of_the_eleventh_does_not_name_the_major() -> None:
    text = staff_list().decode("utf-8-sig")
    assert "Щеглов" in text
    assert "Цветков" not in text


def test_the_order_says_its_words_and_has_a_shape_for_each_letter() -> None:
    data = order()
    assert data.startswith(b"%PDF-1.5")
    start = int(re.findall(rb"startxref\n(\d+)\n", data)[0])
    assert data[start:].startswith(b"xref")
    streams = [
        zlib.decompress(part)
        for part in re.findall(rb"stream\n(.*?)\nendstream", data, re.DOTALL)
    ]
    page, _, cmap, shapes = streams
    letters = {
        int(code, 16): chr(int(letter, 16))
        for code, letter in re.findall(
            rb"<(....)> <(....)>", cmap.split(b"beginbfchar")[1]
        )
    }
    lines = []
    for run in re.findall(rb"<([0-9A-F]*)> Tj", page):
        codes = [int(run[at : at + 4], 16) for at in range(0, len(run), 4)]
        lines.append("".join(letters[code] for code in codes))
    assert tuple(lines) == ORDER_14
    numbers = [
        int.from_bytes(shapes[at : at + 2], "big") for at in range(2, len(shapes), 2)
    ]
    assert len(numbers) == len(letters)
    assert 0 not in numbers
    assert len(set(numbers)) == len(numbers)
