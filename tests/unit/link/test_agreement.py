# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Agreement: the published examples, what is not defined, intervals by a seed."""

from __future__ import annotations

import pytest

from witnessbox.link import agreement


def units(**coders: str) -> list[dict[str, str]]:
    """Units from one row for each coder; a point where the coder has none."""
    rows = {name: row.split() for name, row in coders.items()}
    size = {len(row) for row in rows.values()}
    assert len(size) == 1
    return [
        {name: row[i] for name, row in rows.items() if row[i] != "."}
        for i in range(size.pop())
    ]


CANONICAL = units(
    a="1 2 3 3 2 1 4 1 2 . . .",
    b="1 2 3 3 2 2 4 1 2 5 . 3",
    c=". 3 3 3 2 3 4 2 2 5 1 .",
    d="1 2 3 3 2 4 4 1 2 5 1 .",
)
"""Krippendorff 2011, section D: four coders, twelve units, some left out."""

BINARY = units(a="0 1 0 0 0 0 0 0 1 0", b="1 1 1 0 0 1 0 0 0 0")
"""The same, section A: two coders, two values."""

NOMINAL = units(a="a a b b d c c c e d d a", b="b a b b b c c c e d d d")
"""The same, section B: two coders, five values."""


@pytest.mark.parametrize(
    ("data", "published"), [(CANONICAL, 0.743), (BINARY, 0.095), (NOMINAL, 0.692)]
)
def test_the_published_alphas(data: list[dict[str, str]], published: float) -> None:
    told = agreement.alpha(data)
    assert told is not None
    assert round(told, 3) == published


def test_the_published_kappa() -> None:
    """Two readers of fifty requests: 20 both yes, 15 both no, 5 and 10 apart."""
    data = [{"a": "y", "b": "y"}] * 20 + [{"a": "y", "b": "n"}] * 5
    data += [{"a": "n", "b": "y"}] * 10 + [{"a": "n", "b": "n"}] * 15
    assert agreement.kappa(data, "a", "b") == pytest.approx(0.4)
    assert agreement.kappa(data, "a", "c") is None
    assert agreement.kappa([{"a": "y", "b": "y"}], "a", "b") is None


def test_the_order_of_coders_and_units_says_nothing() -> None:
    turned = [dict(reversed(unit.items())) for unit in reversed(CANONICAL)]
    told, other = agreement.alpha(turned), agreement.alpha(CANONICAL)
    assert told == pytest.approx(other)


def test_full_agreement_is_one_and_one_value_is_not_defined() -> None:
    assert agreement.alpha(units(a="1 2 1", b="1 2 1")) == 1
    assert agreement.alpha(units(a="1 1 1", b="1 1 1")) is None
    assert agreement.alpha(units(a="1 . 1", b=". 2 .")) is None
    assert agreement.alpha([]) is None


def test_what_one_coder_alone_coded_says_nothing_of_agreement() -> None:
    more = [*CANONICAL, {"a": "5"}, {"c": "4"}]
    assert agreement.alpha(more) == agreement.alpha(CANONICAL)
    told = agreement.agreement(more, "1", 10)
    assert (told.units, told.all_units, told.coders) == (11, 14, 4)


def test_an_interval_follows_from_its_seed_and_holds_the_figure() -> None:
    told = agreement.agreement(CANONICAL, "White Brook")
    assert told == agreement.agreement(CANONICAL, "White Brook")
    assert told.interval is not None
    assert told.alpha is not None
    assert told.interval.low < told.alpha <= told.interval.high
    other = agreement.interval(CANONICAL, "another")
    assert other != told.interval
    many = agreement.interval(CANONICAL * 20, "White Brook", 100)
    assert many is not None
    wide = told.interval.high - told.interval.low
    assert many.high - many.low < wide / 2, "more units, a narrower interval"
    assert agreement.interval([], "1") is None


def test_prevalence_is_of_all_values_given() -> None:
    told = agreement.prevalence(units(a="1 1 2 .", b="1 2 2 2"))
    assert told == {"1": 3 / 7, "2": 4 / 7}


def test_three_against_five_acts_found() -> None:
    found = [("i", n * 10, n * 10 + 5) for n in range(5)]
    told = agreement.detection(found[:3], found)
    assert (told.both, told.first, told.second, told.f1) == (3, 0, 2, 0.75)
    same = [{"a": "theft", "b": "theft"}, {"a": "beating", "b": "beating"}]
    assert agreement.kappa(same, "a", "b") == 1, "and yet of those found all agree"


def test_stretches_are_the_same_by_their_overlap_and_once_only() -> None:
    one = [("i", 0, 10)]
    assert agreement.detection(one, [("i", 5, 15)]).both == 0
    assert agreement.detection(one, [("i", 3, 11)]).both == 1
    assert agreement.detection(one, [("j", 0, 10)]).both == 0
    told = agreement.detection(one, [("i", 0, 9), ("i", 0, 10)])
    assert (told.pairs, told.second) == (((0, 1),), 1)
    assert agreement.detection([("i", 4, 4)], [("i", 4, 4)]).f1 == 1
    assert agreement.detection([], []).f1 is None
