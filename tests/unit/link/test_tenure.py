# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a post was held on a date: surely, possibly, or not."""

from __future__ import annotations

import pytest
from tests.record_world import World

from witnessbox.link import tenure
from witnessbox.model import dating
from witnessbox.model.dating import Overlap
from witnessbox.model.field import UNKNOWN

NO, MAYBE, YES = Overlap.NO, Overlap.POSSIBLE, Overlap.YES


@pytest.mark.parametrize(
    ("begin", "end", "when", "answer"),
    [
        ("2017", "2019-05", "2019-06", NO),
        ("2017", "2019-05", "2019", MAYBE),
        ("2017", "2019-05", "2019-05-20", MAYBE),
        ("2017", "2019-05", "2019-04-30", YES),
        ("2017", "2019-05", "2017-06", MAYBE),
        ("2017", "2019-05", "2016-12-31", NO),
        ("2024-01-01", "2024-03-10", "2024-03-10", YES),
        ("2024-01-01", "2024-03-10", "2024-03-12", NO),
        ("2024-01-01", "2024-03-10", "2024-03-09/2024-03-12", MAYBE),
        ("2024-01-01", None, "2031", YES),
        ("2024-01-01", UNKNOWN, "2031", MAYBE),
        ("2024-01-01", UNKNOWN, "2023", NO),
        (None, "2024-03-10", "2024-03-09", MAYBE),
        (None, "2024-03-10", "2024-03-11", NO),
        (UNKNOWN, None, "2024-03-11", MAYBE),
        ("2017", "2019-05~", "2019-06", MAYBE),
        ("2017", "2019-05~", "2019-08", NO),
        ("2017", "2019-05~", "2018", MAYBE),
        ("2017", None, "2018~", MAYBE),
        ("2017", "2019", None, MAYBE),
        ("0001~", "9999~", "0001-01-01", MAYBE),
    ],
)
def test_a_term_and_a_date(
    begin: object, end: object, when: str | None, answer: Overlap
) -> None:
    told = {"from": begin, "to": end}
    fields = {name: value for name, value in told.items() if value is not None}
    dated = dating.parse(when) if when else None
    assert tenure.term(fields).at(dated) is answer


def test_a_term_that_ends_before_it_begins() -> None:
    assert tenure.backwards({"from": "2024-03-10", "to": "2024-02"})
    assert not tenure.backwards({"from": "2024-03-10", "to": "2024-03"})
    assert not tenure.backwards({"from": "2024-03-10"})


def test_an_act_without_a_date_is_when_its_event_is() -> None:
    world = World()
    event = world.put("event", {"title": "T", "date": "2024-03-12"})
    person = world.put("person", {"label": "A"})
    act = {"event": event, "victim": person, "sort": "theft"}
    told = tenure.date_of_act(world, world.records[world.put("act", act)])
    assert told == dating.parse("2024-03-12")
    act["date"] = "2024-03"
    told = tenure.date_of_act(world, world.records[world.put("act", act)])
    assert told == dating.parse("2024-03")


def there(post: dict[str, object]) -> tuple[World, str]:
    """A world with one post."""
    world = World()
    body = world.put("organisation", {"name": "K"})
    return world, world.put("post", {"name": "P", "organisation": body, **post})


@pytest.mark.parametrize(
    ("post", "when", "answer"),
    [
        ({}, "2024-03-12", YES),
        ({"to": "2021"}, "2024-03-12", NO),
        ({"from": "2024-04"}, "2024-03-12", NO),
        ({"from": "2019", "to": "2024-05"}, "2024-03-12", YES),
        ({"to": "2024-05"}, "2024-03-12", YES),
        ({"to": "2024-03"}, "2024-03-12", MAYBE),
        ({"from": UNKNOWN}, "2024-03-12", MAYBE),
        ({"to": "2019"}, None, NO),
        ({"to": "2021"}, None, MAYBE),
    ],
)
def test_a_post_is_held_while_it_is_there(
    post: dict[str, object], when: str | None, answer: Overlap
) -> None:
    world, made = there(post)
    told = {"post": made, "from": "2020", "to": "2025"}
    dated = dating.parse(when) if when else None
    assert tenure.held(world, told).at(dated) is answer


def test_two_terms_that_only_a_long_date_touches_have_no_day_in_common() -> None:
    """An act of that year lies possibly in each, and surely not in both."""
    world, made = there({"from": "2024-06"})
    told = {"post": made, "from": "2020", "to": "2024-03"}
    assert tenure.held(world, told).at(dating.parse("2024")) is NO
