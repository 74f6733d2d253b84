# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is written as a table reads back equal; another file is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from witnessbox.base.errors import DamagedError
from witnessbox.model.finding import WHOLE, Finding, Region
from witnessbox.pipeline import table

times = st.fractions(min_value=-100, max_value=10**6, max_denominator=90_000)
regions = st.builds(
    lambda x, y: Region(x, y, WHOLE - x, WHOLE - y),
    st.integers(0, WHOLE - 1),
    st.integers(0, WHOLE - 1),
)
json_values = st.dictionaries(
    st.from_regex(r"[a-z_]{1,8}", fullmatch=True),
    st.none() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=9),
    max_size=3,
)
findings = st.builds(
    Finding,
    kind=st.sampled_from(["shot", "face", "text"]),
    stream=st.none() | st.integers(0, 9),
    pts=st.none() | st.integers(-(2**53) + 1, 2**53 - 1),
    start=st.none() | times,
    region=st.none() | regions,
    score=st.none() | st.integers(0, 1000),
    value=json_values,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(findings, max_size=20))
def test_a_table_reads_back_equal_and_in_order(found: list[Finding]) -> None:
    assert table.unpack(table.pack(found)) == found


def test_a_span_keeps_both_its_ends() -> None:
    found = [Finding("shot", 0, 5, Fraction(1, 3), Fraction(2, 3))]
    assert table.unpack(table.pack(found)) == found


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" * 100])
def test_what_is_no_table_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedError):
        table.unpack(data)


def test_a_table_that_was_cut_or_changed_is_damaged() -> None:
    whole = table.pack([Finding("shot", value={"a": 1})])
    with pytest.raises(DamagedError):
        table.unpack(whole[: len(whole) // 2])
