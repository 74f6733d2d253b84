# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Any table: parsed, planned and applied twice, the second time adds nothing."""

from __future__ import annotations

import csv
import io
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from witnessbox.analysis import cells_text
from witnessbox.analysis.cells import Row, Said, bounded
from witnessbox.catalogue.receipts import Here
from witnessbox.link.cell_values import Names
from witnessbox.model import mapping
from witnessbox.model.field import MEMBER
from witnessbox.model.mapping import FIELDS, NONE
from witnessbox.model.testimony import COMPLAINT
from witnessbox.pipeline import complaint_plan
from witnessbox.pipeline.complaint_plan import Judged, Planner, Reading, Verdict

TEXT = st.text(
    st.one_of(st.sampled_from(";,\t\"'=\r\n 01-./ёЁq\0"), st.characters()), max_size=12
)
CELL = st.one_of(
    TEXT,
    st.sampled_from(
        [
            "1",
            "2",
            "2024-03-09",
            "09.03.2024",
            "31.02.2024",
            "ru",
            "да",
            "legal; medical",
        ]
    ),
)
NAMES = Names(
    term=lambda _, text: text if text.isascii() and text.isalpha() else "",
    member=lambda text: text if MEMBER.fullmatch(text) else "",
    records=lambda _kinds, _text: (),
)


@st.composite
def tables(draw: Any) -> tuple[list[list[str]], list[str]]:
    """A header and rows; and what each column is."""
    width = draw(st.integers(2, 6))
    fields = draw(
        st.lists(
            st.sampled_from(FIELDS), min_size=width - 2, max_size=width - 2, unique=True
        )
    )
    fields = [
        "receipt",
        "account",
        *(f for f in fields if f not in ("receipt", "account")),
    ]
    rows = draw(
        st.lists(st.lists(CELL, min_size=1, max_size=len(fields) + 1), max_size=12)
    )
    header = [f"column {n} of {name}" for n, name in enumerate(fields)]
    return [header, *rows], fields


def written(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


def parsed(data: bytes) -> list[Row]:
    said = Said()
    return list(bounded(cells_text.rows(data, said), said))


def applied(judged: list[Judged]) -> list[Here]:
    """What a box holds once the new rows were stated."""
    return [
        Here(f"co-{one.number:032x}", [*complaint_plan.steps(one.fields)])
        for one in judged
        if one.verdict is Verdict.NEW
    ]


@settings(deadline=None, max_examples=60)
@example(([["receipt", "account"], ["0", "\x80"]], ["receipt", "account"]))
@given(tables())
def test_a_table_planned_against_what_it_brought_in_has_nothing_new(
    made: tuple[list[list[str]], list[str]],
) -> None:
    rows, fields = made
    titles, below = complaint_plan.header(parsed(written(rows)))
    columns = mapping.made(titles, (fields + [NONE] * len(titles))[: len(titles)])
    reading = Reading(columns, "item i-1", "ru")
    first = Planner(reading, NAMES).judge(below)
    assert [one.number for one in first] == [row.number for row in below]
    again = Planner(reading, NAMES, applied(first)).judge(below)
    assert [one for one in again if one.verdict is Verdict.NEW] == []
    for one, other in zip(first, again, strict=True):
        expected = {Verdict.NEW: Verdict.THERE}.get(one.verdict, one.verdict)
        assert other.verdict is expected
        assert other.faults == one.faults
    for one in first:
        assert bool(one.faults) == (one.verdict is not Verdict.NEW)
        if one.verdict is Verdict.NEW:
            for step in complaint_plan.steps(one.fields):
                assert COMPLAINT.problems(step) == ()


@settings(deadline=None)
@given(st.lists(st.lists(TEXT, min_size=1, max_size=5), min_size=1, max_size=8))
def test_what_csv_writers_write_is_read_again(rows: list[list[str]]) -> None:
    text = written(rows).decode()
    found = [row.cells for row in cells_text._rows(text, ";")]
    assert found == list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_rows_or_faults_and_end(data: bytes) -> None:
    numbers = [row.number for row in parsed(data)]
    assert numbers == sorted(set(numbers))


@given(st.lists(TEXT, max_size=8))
def test_a_mapping_reads_back_equal(header: list[str]) -> None:
    titles = mapping.titles(header)
    assert len(set(titles)) == len(header)
    columns = mapping.made(titles, [NONE] * len(titles))
    if titles:
        assert mapping.parse(columns.text()) == columns
