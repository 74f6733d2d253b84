# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Counts beside choices: what one would see after choosing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from witnessbox.catalogue.answers import UNKNOWN, Filter
from witnessbox.catalogue.cells import WITH, Cell, Table, chosen
from witnessbox.catalogue.traits import FLAGS

CELLS = st.lists(
    st.builds(
        Cell,
        kind=st.sampled_from(["video", "sound"]),
        state=st.just("looked"),
        month=st.sampled_from(["", "2023-01", "2023-02"]),
        device=st.sampled_from(["", "a", "b"]),
        language=st.sampled_from(["", "ru"]),
        flags=st.integers(0, 255),
        shape=st.sampled_from(["", "640x480"]),
        items=st.integers(1, 9),
        seconds=st.integers(0, 99),
    ),
    max_size=20,
)
FILTERS = st.builds(
    Filter,
    kind=st.sampled_from(["", "video"]),
    month=st.sampled_from(["", "2023-01", UNKNOWN]),
    device=st.sampled_from(["", "a", UNKNOWN]),
    having=st.sampled_from([(), ("faces",), ("faces", "night")]),
    lacking=st.sampled_from([(), ("voice",)]),
)


def count(table: list[Cell], narrowed: Filter) -> int:
    return sum(cell.items for cell in table if chosen(cell, narrowed))


@given(CELLS, FILTERS, st.sampled_from(["kind", "month", "device", "language"]))
def test_a_count_is_what_one_sees_after_choosing_it(
    table: list[Cell], narrowed: Filter, facet: str
) -> None:
    for choice in Table(table).choices(narrowed, facet):
        after = replace(narrowed, **{facet: choice.value})  # type: ignore[arg-type]
        assert count(table, after) == choice.items


@given(CELLS, FILTERS)
def test_a_feature_counts_what_has_it_and_passes(
    table: list[Cell], narrowed: Filter
) -> None:
    counts = {choice.value: choice.items for choice in Table(table).features(narrowed)}
    for name in WITH:
        after = replace(narrowed, having=(*narrowed.having, name))
        assert count(table, after) == counts.get(name, 0)


def test_every_feature_has_a_bit() -> None:
    assert set(WITH) == set(FLAGS)
