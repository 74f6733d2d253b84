# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""From readings to true time: bounds, drift, and readings that clash."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from tests.record_world import World, item, span

from witnessbox.link import truetime
from witnessbox.link.truetime import MOST_DRIFT, Reading, derive
from witnessbox.model import instant


def said(at: int, true: Fraction | int, within: Fraction | int = 2) -> Reading:
    whole = Fraction(at), Fraction(true), Fraction(within)
    return Reading(f"cr-{at}-{true}", "anna", *whole)


def pair(low: int, high: int) -> tuple[Fraction, Fraction]:
    return Fraction(low), Fraction(high)


def test_nothing_is_known_without_a_reading() -> None:
    assert derive(()) is None


def test_one_reading_gives_the_offset_and_no_drift() -> None:
    held = derive([said(10, 1010)])
    assert held is not None
    assert held.at(Fraction(10)) == 1010
    assert held.bounds(Fraction(10)) == pair(1008, 1012)
    # Away from the picture that was read, a film may have run a little differently.
    assert held.bounds(Fraction(1010)) == pair(2008 - 1, 2012 + 1)
    assert held.within(Fraction(10), Fraction(1010)) == 3
    assert held.drift() is None
    assert held.clashes == ()


def test_two_readings_bound_the_drift() -> None:
    rate = 1 - MOST_DRIFT / 2
    held = derive([said(0, 0, 1), said(100_000, 100_000 * rate, 1)])
    assert held is not None
    low, high = held.drift() or (0, 0)
    assert low <= MOST_DRIFT / 2 <= high
    assert high - low == Fraction(4, 100_000)
    assert held.bounds(Fraction(0)) == pair(-1, 1)
    assert held.clashes == ()


def test_readings_that_clash_are_named_and_not_averaged() -> None:
    first, second, fits = said(10, 1010), said(12, 1040), said(50, 1050)
    held = derive([first, second, fits])
    assert held is not None
    assert held.clashes == ((first, second), (second, fits))
    low, high = held.bounds(Fraction(11))
    assert low < 1009 + 1
    assert high > 1041 - 1
    assert held.within(Fraction(10), Fraction(12)) > 13
    assert held.drift() is None


def test_three_readings_clash_where_no_two_do() -> None:
    # Each two leave some rate; together they would bend the line.
    some = said(0, 0, 1), said(5000, 5004, 1), said(10_000, 10_000, 1)
    assert all(truetime.possible(two) for two in (some[:2], some[1:], some[::2]))
    held = derive(some)
    assert held is not None
    assert held.clashes == (some,)


def test_the_readings_of_an_item_are_read_off_its_records() -> None:
    world = World()
    fields: dict[str, Any] = {
        "spans": [span(1, 14, None)],
        "true_time": "2024-03-05 14:12:24",
        "give_or_take": "1/2",
        "ground": "burned-in",
        "shown_time": "2024-03-05 14:04:44",
    }
    made = [
        world.stated("clock-reading", fields),
        world.stated("clock-reading", {**fields, "spans": [span(2, 14, None)]}),
    ]
    (one,) = truetime.readings([world.records[name] for name in made], item(1))
    assert one.record == made[0]
    assert one.true == instant.seconds_of("2024-03-05 14:12:24")
    assert (one.at, one.within) == (Fraction(14), Fraction(1, 2))
    assert one.slow == Fraction(460)


SHOWN = [
    ("05-03-2024 14:04:44", 460),
    ("2024-03-05 14:12:24", 0),
    ("03/05/2024 14:13:24", -60),
    ("07-06-2024 14:04:44", None),
    ("14:04:44", None),
    ("a lamp", None),
]


@pytest.mark.parametrize(("shown", "slow"), SHOWN)
def test_how_far_a_clock_is_behind_is_said_where_it_can_be_told(
    shown: str, slow: int | None
) -> None:
    fields: dict[str, Any] = {
        "spans": [span(1, 14, None)],
        "true_time": "2024-03-05 14:12:24",
        "give_or_take": "1",
        "ground": "burned-in",
        "shown_time": shown,
    }
    world = World()
    made = world.stated("clock-reading", fields)
    (one,) = truetime.readings([world.records[made]], item(1))
    assert one.slow == slow


@pytest.mark.parametrize("text", ["2024-03-05 14:12:24.04", "1999-12-31T23:59"])
def test_a_moment_reads_back(text: str) -> None:
    shown = instant.moment_of(instant.seconds_of(text)).isoformat(" ")
    assert shown.startswith(text.replace("T", " "))
