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
