# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A death is told of, or said to be untold; no name slips into what is told."""

from __future__ import annotations

import pytest
from tests.record_world import World

from witnessbox.model.field import UNKNOWN

DEAD = {"label": "A", "alive": "dead"}
UNTOLD = {("alive", "death-untold")}


@pytest.fixture
def world() -> World:
    return World()


def test_who_is_dead_has_a_record_of_the_death(world: World) -> None:
    person = world.stated("person", {"label": "A"})
    assert world.broken("person", DEAD, record=person) == UNTOLD
    death = world.stated("death", {"person": person})
    assert world.broken("person", DEAD, record=person) == set()
    world.withdraw(death)
    assert world.broken("person", DEAD, record=person) == UNTOLD


def test_or_a_member_says_that_nothing_is_known(world: World) -> None:
    assert world.broken("person", DEAD) == UNTOLD
    assert world.broken("person", {**DEAD, "death_untold": True}) == set()
    assert world.broken("person", {**DEAD, "death_untold": False}) == UNTOLD
    for other in ("alive", "missing"):
        assert world.broken("person", {**DEAD, "alive": other}) == set()


def test_a_death_of_another_does_not_count(world: World) -> None:
    person, other = (world.stated("person", {"label": name}) for name in "AB")
    world.stated("death", {"person": other, "family": [person]})
    assert world.broken("person", DEAD, record=person) == UNTOLD


def test_nobody_is_seen_alive_after_they_died(world: World) -> None:
    told = {"person": world.stated("person", {"label": "A"}), "date": "2024-03-05"}
    late = {("last_seen", "seen-after-death")}
    assert world.broken("death", {**told, "last_seen": "2024-03-06"}) == late
    # As inexact as the dates are: in the same month it may have been before.
    for seen in ("2024-03-05", "2024-03", UNKNOWN):
        assert world.broken("death", {**told, "last_seen": seen}) == set()


def test_no_name_is_told_with_a_death(world: World) -> None:
    person, sister = (world.stated("person", {"label": name}) for name in "AB")
    world.stated("name", {"person": person, "name": "Савельев Пётр"})
    world.stated("name", {"person": sister, "name": "Ёлкина Дарья"})
    told = {"person": person, "family": [sister]}
    for field in ("family_told", "cause_given", "notes"):
        slipped = {**told, field: "They told elkina on the phone"}
        assert world.broken("death", slipped) == {(field, "name-on-record")}
    slipped = {**told, "body_where": "Buried as Saveliev"}
    assert world.broken("death", slipped) == {("body_where", "name-on-record")}
    calm = {**told, "family_told": "They told his sister that it was his heart"}
    assert world.broken("death", calm) == set()
