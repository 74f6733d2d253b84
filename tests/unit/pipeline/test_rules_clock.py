# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Readings of true time: of one picture, exact, and on a ground that is shown."""

from __future__ import annotations

from typing import Any

import pytest
from tests.record_world import World, span

from witnessbox.model.field import UNKNOWN


def reading(**more: Any) -> dict[str, Any]:
    told = {
        "spans": [span(1, 14, None)],
        "true_time": "2024-03-05 14:12:24.5",
        "give_or_take": "2",
        "ground": "burned-in",
        "shown_time": "05.03.2024 14:04:44",
    }
    return {**told, **more}


BROKEN = [
    ({"spans": [span(1, 14, 15)]}, ("spans", "not-one-picture")),
    ({"spans": [span(1, None, None)]}, ("spans", "not-one-picture")),
    ({"spans": [span(1, 1, None), span(2, 1, None)]}, ("spans", "not-one-picture")),
    ({"spans": UNKNOWN}, ("spans", "not-one-picture")),
    ({"true_time": "14:12:24"}, ("true_time", "not-a-moment")),
    ({"true_time": "2024-03-05"}, ("true_time", "not-a-moment")),
    ({"true_time": "2024-02-30 10:00:00"}, ("true_time", "not-a-moment")),
    ({"true_time": UNKNOWN}, ("true_time", "not-a-moment")),
    ({"give_or_take": "0"}, ("give_or_take", "not-a-length")),
    ({"give_or_take": "0.0"}, ("give_or_take", "not-a-length")),
    ({"give_or_take": "1/0"}, ("give_or_take", "not-a-length")),
    ({"give_or_take": "-2"}, ("give_or_take", "not-a-length")),
    ({"give_or_take": "99999999"}, ("give_or_take", "not-a-length")),
    ({"ground": UNKNOWN}, ("ground", "missing")),
    ({"shown_time": UNKNOWN}, ("shown_time", "needs-shown-time")),
    ({"ground": "other-camera"}, ("seen_too", "needs-other-picture")),
    ({"seen_too": [span(1, 9, None)]}, ("seen_too", "needs-other-picture")),
    ({"seen_too": [span(2, 9, 12)]}, ("seen_too", "not-one-picture")),
]


@pytest.mark.parametrize(("more", "wrong"), BROKEN)
def test_what_a_reading_lacks(more: dict[str, Any], wrong: tuple[str, str]) -> None:
    assert World().broken("clock-reading", reading(**more)) == {wrong}


HELD = [
    {},
    {"true_time": "2024-03-05T14:12"},
    {"give_or_take": "1/25"},
    {"give_or_take": "0,5"},
    {"spans": [span(1, 14, 14)]},
]


@pytest.mark.parametrize("more", HELD)
def test_a_reading_that_holds(more: dict[str, Any]) -> None:
    assert World().broken("clock-reading", reading(**more)) == set()


def by_camera(**more: Any) -> dict[str, Any]:
    return reading(ground="other-camera", seen_too=[span(2, 9, None)], **more)


def test_another_camera_needs_a_time_of_its_own() -> None:
    world = World()
    lacks = {("seen_too", "needs-time-there")}
    assert world.broken("clock-reading", by_camera()) == lacks
    there = reading(spans=[span(2, 9, None)])
    made = world.stated("clock-reading", there)
    assert world.broken("clock-reading", by_camera()) == set()
    # Its own reading, and one of a third item, tell nothing of the other camera.
    world.withdraw(made)
    assert world.broken("clock-reading", by_camera()) == lacks
    world.stated("clock-reading", reading(spans=[span(3, 9, None)]))
    assert world.broken("clock-reading", by_camera()) == lacks


def test_nobody_is_surer_by_another_camera_than_of_it() -> None:
    world = World()
    world.stated("clock-reading", reading(spans=[span(2, 9, None)]))
    surer = {("give_or_take", "surer-than-there")}
    for more in (
        {"give_or_take": "1.9"},
        {"true_time": "2024-03-05 14:12:24.6"},
        {"true_time": "2024-03-05 15:12:24.5"},
        {"seen_too": [span(2, 10, None)]},
    ):
        assert world.broken("clock-reading", {**by_camera(), **more}) == surer
    wider = by_camera(give_or_take="2.1", true_time="2024-03-05 14:12:24.6")
    assert world.broken("clock-reading", wider) == set()
