# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""True time: bounds that hold the truth, whatever the order, and clashes named."""

from __future__ import annotations

import random
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from witnessbox.link.truetime import MOST_DRIFT, Reading, derive, possible

TIMES = st.fractions(0, 20_000, max_denominator=25)
PARTS = st.fractions(-1, 1, max_denominator=50)
WIDTHS = st.fractions(Fraction(1, 25), 30, max_denominator=25)
TOLD = st.lists(st.tuples(TIMES, WIDTHS, PARTS), min_size=1, max_size=6)


def made(
    rate: Fraction, offset: Fraction, told: list[tuple[Fraction, Fraction, Fraction]]
) -> list[Reading]:
    """Readings each of which holds the truth, off by a part of its width."""
    return [
        Reading(f"cr-{n}", "anna", at, offset + rate * at + part * within, within)
        for n, (at, within, part) in enumerate(told)
    ]


@given(PARTS, TIMES, TOLD, TIMES)
def test_where_each_reading_holds_the_truth_the_bounds_do(
    part: Fraction,
    offset: Fraction,
    told: list[tuple[Fraction, Fraction, Fraction]],
    time: Fraction,
) -> None:
    rate = 1 + part * MOST_DRIFT
    held = derive(made(rate, offset, told))
    assert held is not None
    assert held.clashes == ()
    low, high = held.bounds(time)
    assert low <= offset + rate * time <= high
    assert low <= held.at(time) <= high
    assert abs(held.at(time) - (offset + rate * time)) <= held.within(time, time)


SAID = st.lists(st.tuples(TIMES, TIMES, WIDTHS), min_size=1, max_size=5)


def claimed(said: list[tuple[Fraction, Fraction, Fraction]]) -> list[Reading]:
    return [
        Reading(f"cr-{n}", "anna", at, true, within)
        for n, (at, true, within) in enumerate(said)
    ]


@given(SAID, st.randoms(use_true_random=False))
def test_the_order_of_readings_changes_nothing(
    said: list[tuple[Fraction, Fraction, Fraction]], draw: random.Random
) -> None:
    some = claimed(said)
    mixed = [*some]
    draw.shuffle(mixed)
    one, other = derive(some), derive(mixed)
    assert one is not None
    assert other is not None
    assert (one.readings, one.rate, one.offset) == (
        other.readings,
        other.rate,
        other.offset,
    )
    assert {*map(frozenset, one.clashes)} == {*map(frozenset, other.clashes)}
    for time in (Fraction(0), Fraction(7), Fraction(20_000)):
        assert one.bounds(time) == other.bounds(time)


@given(SAID, TIMES)
def test_what_clashes_is_named_and_every_reading_stays_within_the_bounds(
    said: list[tuple[Fraction, Fraction, Fraction]], time: Fraction
) -> None:
    some = claimed(said)
    held = derive(some)
    assert held is not None
    assert bool(held.clashes) is (not possible(held.readings))
    for named in held.clashes:
        assert not possible(named)
    if held.clashes:
        low, high = held.bounds(time)
        for one in some:
            alone = derive([one])
            assert alone is not None
            assert low <= alone.bounds(time)[0]
            assert alone.bounds(time)[1] <= high


@given(TIMES, TIMES, WIDTHS, WIDTHS, st.fractions(1, 500, max_denominator=9))
def test_two_readings_too_far_apart_are_always_named(
    first: Fraction, second: Fraction, one: Fraction, two: Fraction, more: Fraction
) -> None:
    far = second - first + abs(second - first) * MOST_DRIFT + one + two + more
    some = [
        Reading("cr-1", "anna", first, Fraction(0), one),
        Reading("cr-2", "boris", second, far, two),
    ]
    held = derive(some)
    assert held is not None
    assert [frozenset(named) for named in held.clashes] == [frozenset(some)]
