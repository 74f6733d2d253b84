# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Tables of complaints, made by script: whole ones, and one with every fault."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

from tests.unit.analysis import papers

HEADER = (
    "№", "дата", "сеанс", "кто", "язык", "текст", "направление", "методы", "передавать",
)  # fmt: skip
MAPPED = (("передавать", "authorised"),)
"""What no guess finds."""
TOLD = "Я написал это сам. Нас было трое, и номер {}."


_PARTS = (
    "бо", "ви", "га", "ду", "же", "зи", "ка", "лу", "ме", "ни", "по", "ру", "са", "ту",
    "фе", "хо", "ца", "че", "ша", "ю",
)  # fmt: skip


def name(number: int) -> str:
    """An invented name; the same for every thousandth only."""
    one, two, three = (_PARTS[number // 20**at % 20] for at in range(3))
    return f"{(one + two + three + 'нц').title()} {(three + one + 'сл').title()}"


def good(number: int) -> list[str]:
    """One good row."""
    return [
        f"Р-{number:04}",
        f"{number % 28 + 1:02}.03.2024",
        f"S-{number % 40:02}",
        name(number),
        "ru",
        TOLD.format(number),
        "legal; медицинская помощь" if number % 3 else "",
        "лишили сна" if number % 2 else "",
        "да",
    ]


def _cell(column: int, text: str) -> Callable[[list[str]], list[str]]:
    def change(row: list[str]) -> list[str]:
        return [*row[:column], text, *row[column + 1 :]]

    return change


WAYS: tuple[tuple[str, Callable[[list[str]], list[str]]], ...] = (
    ("no-receipt", _cell(0, "")),
    ("receipt-twice", _cell(0, "Р-0000")),
    ("no-account", _cell(5, "  ")),
    ("not-a-day", _cell(1, "31.02.2024")),
    ("not-date", _cell(1, "в тот вторник")),
    ("ambiguous-date", _cell(1, "03/04/2024")),
    ("no-such-language", _cell(4, "клингонский-2")),
    ("no-language", _cell(4, "")),
    ("too-long", _cell(3, "И" * 1001)),
    ("cut", _cell(5, "Т" * 200_001)),
    ("wrong-cells", lambda row: row[:-2]),
    ("wrong-cells", lambda row: [*row, "лишнее"]),
    ("no-such-term", _cell(6, "к звёздам")),
    ("formula", _cell(5, '=HYPERLINK("x")')),
    ("control", _cell(5, "до\0после")),
    ("encoding", _cell(5, "до\ud800после")),
    ("none-and-others", _cell(6, "none; legal")),
    ("not-a-day", _cell(1, "2023-02-29")),
    ("no-such-term", _cell(8, "наверное")),
)
"""A code, and what makes a row have it; a half character becomes a bad byte."""


def table(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> bytes:
    """Rows as offices save them, with semicolons, in UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([header, *rows])
    return (
        out.getvalue()
        .encode("utf-8", "surrogatepass")
        .replace("\ud800".encode("utf-8", "surrogatepass"), b"\xff")
    )


def mixed(count: int, bad: int) -> tuple[bytes, dict[int, str]]:
    """A table of `count` rows of which `bad` are malformed; their codes by row."""
    rows = [good(number) for number in range(count)]
    wrong: dict[int, str] = {}
    for n in range(bad):
        at = 1 + (n + 1) * (count - 2) // (bad + 1)
        code, change = WAYS[n % len(WAYS)]
        rows[at] = change(rows[at])
        wrong[at + 2] = code
    data = table(rows)
    if bad > len(WAYS):
        # Once, a mark that nobody closes: no csv module would write it.
        row, code = list(wrong.items())[len(WAYS)]
        lines = data.split(b"\r\n")
        lines[row - 1] = 'Р-9999;01.03.2024;S-1;Кто-то;ru;"не закрыто;;;да'.encode()
        data = b"\r\n".join(lines)
        wrong[row] = "open-quote"
    return data, wrong


def workbook(rows: Sequence[str]) -> bytes:
    """An Excel file; rows as XML, numbered from 1."""
    whole = "".join(f'<row r="{n}">{row}</row>' for n, row in enumerate(rows, 1))
    return papers.xlsx(whole)


def text_cell(place: str, text: str) -> str:
    """An inline text as a cell."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'
