# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What goes out comes back equal, whatever the kind and whatever is in it."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.property import case_records

from witnessbox.model.kind import Kind
from witnessbox.model.kinds import KINDS
from witnessbox.release import exchange_csv, exchange_json
from witnessbox.release.exchange_cells import unguarded

FEW = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@KIND
@FEW
@given(data=st.data())
def test_json_and_csv_give_every_field_back(kind: Kind, data: st.DataObject) -> None:
    made = data.draw(st.lists(case_records.records(kind), min_size=1, max_size=4))
    assert not [one for one in made if kind.problems(one.fields)]
    passed = case_records.let_pass(*made)
    for file in (
        exchange_json.read(exchange_json.written(passed, {})),
        exchange_csv.read(exchange_csv.written(passed)),
    ):
        assert [row.wrong for row in file.rows] == [()] * len(made)
        told = [(row.kind, row.theirs, row.fields) for row in file.rows]
        assert told == [(one.kind, one.id, one.fields) for one in made]


@settings(FEW, max_examples=40)
@given(data=st.data())
def test_no_cell_is_a_formula(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    made = data.draw(case_records.records(kind))
    packed = exchange_csv.written(case_records.let_pass(made))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        text = archive.read(f"{kind.name}.csv").decode("utf-8-sig")
    for line in csv.reader(io.StringIO(text, newline="")):
        for cell in line:
            assert not cell.lstrip().startswith(("=", "+", "-", "@"))
            assert not cell.startswith(("\t", "\r"))


def test_a_formula_is_seen_where_the_guard_is_taken_off() -> None:
    assert unguarded("'=1+1").startswith("=")
