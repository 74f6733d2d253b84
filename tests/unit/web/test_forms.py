# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Forms made from the schema: what they read, and what they keep as it was typed."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from starlette.datastructures import FormData

from witnessbox.model.field import UNKNOWN, Marked
from witnessbox.model.kinds import BY_NAME
from witnessbox.web import forms

ITEM = "i-" + "0" * 32
PERSON = "pe-" + "1" * 32


def parsed(kind: str, *pairs: tuple[str, str]) -> dict[str, object]:
    return forms.parse(BY_NAME[kind], FormData(list(pairs)))


def problems(kind: str, *pairs: tuple[str, str]) -> set[tuple[str, str]]:
    found = BY_NAME[kind].problems(parsed(kind, *pairs))
    return {(one.field, one.code) for one in found}


def test_each_type_is_read_and_what_is_empty_is_absent() -> None:
    assert parsed(
        "act",
        ("f.event", " ev-1 "),
        ("f.sort", "beating"),
        ("f.methods", "a"),
        ("f.methods", "b"),
        ("f.methods", "a"),
        ("f.observed", "  first\r\nsecond\r\n"),
        ("f.age", "34"),
        ("f.date", "2024-03"),
        ("f.intent", ""),
        ("f.intent.unknown", "1"),
        ("f.place", "   "),
        ("token", "x"),
    ) == {
        "event": "ev-1",
        "sort": "beating",
        "methods": ["a", "b"],
        "observed": "  first\nsecond\n",
        "age": 34,
        "date": "2024-03",
        "intent": UNKNOWN,
    }


def test_a_flag_is_yes_no_or_not_said() -> None:
    for text, value in (("yes", True), ("no", False)):
        assert parsed("publication", ("f.ours", text))["ours"] is value
    assert "ours" not in parsed("publication", ("f.ours", ""))


def test_what_cannot_be_read_stays_and_is_refused_at_its_field() -> None:
    given = [
        ("f.event", "ev-" + "2" * 32),
        ("f.victim", "somebody"),
        ("f.sort", "beating"),
        ("f.age", "about thirty"),
        ("f.date", "spring"),
        ("f.spans", "{not json"),
    ]
    assert parsed("act", *given)["age"] == "about thirty"
    assert problems("act", *given) == {
        ("victim", "not-link"),
        ("age", "not-number"),
        ("date", "not-date"),
        ("spans", "not-spans"),
    }


@pytest.mark.parametrize("text", ["[" * 9000, "null", "1.5", "[null]", '{"item": 1}'])
def test_no_text_of_a_span_is_more_than_refused(text: str) -> None:
    found = problems("appearance", ("f.label", "A"), ("f.spans", text))
    assert found == {("spans", "not-spans")}


def test_a_span_is_typed_as_an_item_and_two_times() -> None:
    spans = parsed(
        "appearance",
        ("f.spans.item", ITEM),
        ("f.spans.start", "1:02:03.25"),
        ("f.spans.end", "1:02:04"),
    )["spans"]
    assert spans == [
        {
            "item": ITEM,
            "stream": 0,
            "start": [14893, 4],
            "end": [3724, 1],
            "region": None,
        }
    ]


def test_a_span_without_times_is_the_whole_item() -> None:
    spans = parsed("appearance", ("f.spans.item", ITEM))["spans"]
    assert spans == [
        {"item": ITEM, "stream": None, "start": None, "end": None, "region": None}
    ]


def test_a_time_that_is_none_is_refused() -> None:
    given = [("f.label", "A"), ("f.spans.item", ITEM), ("f.spans.start", "noon")]
    assert problems("appearance", *given) == {("spans", "not-spans")}


@pytest.mark.parametrize(
    ("text", "time"),
    [("75", 75), ("1:15", 75), ("0:01:15", 75), ("2,5", Fraction(5, 2))],
)
def test_times_are_read_as_people_write_them(text: str, time: Fraction) -> None:
    assert forms.seconds(text) == time


def test_a_list_of_spans_comes_in_one_address() -> None:
    one = Marked(ITEM).to_json()
    given = ("f.spans", json.dumps([one, one]))
    assert parsed("appearance", given)["spans"] == [one, one]
