# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""An event's items side by side: what is held of their time, what clashes, who sees."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.unit.web.conftest import Desk

from witnessbox.pipeline.stating import Stating

ONE, TWO, THREE = (f"IMG_000{n}.MP4" for n in (1, 2, 5))


def span(desk: Desk, name: str, start: int, end: int | None) -> dict[str, Any]:
    return {
        "item": desk.items[name],
        "stream": 0,
        "start": [start, 1],
        "end": None if end is None else [end, 1],
        "region": None,
    }


def event(desk: Desk, *names: str) -> str:
    spans = [span(desk, name, 12, 20) for name in names]
    return Stating(desk.session).state("event", {"title": "Seen", "spans": spans})


def reading(desk: Desk, name: str, at: int, true: str, **more: Any) -> str:
    fields = {
        "spans": [span(desk, name, at, None)],
        "true_time": f"2024-03-05 {true}",
        "give_or_take": "2",
        "ground": "signal",
        **more,
    }
    return Stating(desk.session).state("clock-reading", fields)


@pytest.fixture(scope="module")
def made(desk: Desk) -> dict[str, str]:
    reading(desk, ONE, 12, "14:12:22", shown_time="05-03-2024 14:04:42")
    reading(desk, TWO, 12, "14:12:22")
    reading(desk, TWO, 14, "14:13:30")
    return {
        "whole": event(desk, ONE, TWO, THREE),
        "alone": event(desk, ONE),
        "torn": event(desk, ONE, "torn.mp4"),
        "photograph": event(desk, ONE, "p.jpg"),
    }


def page(desk: Desk, record: str, status: int = 200) -> str:
    answer = desk.seated.get(f"/record/{record}/together")
    assert answer.status_code == status
    return answer.text


def sides(text: str) -> list[str]:
    return re.split(r"<section class=\"side\"", text)[1:]


def test_what_is_held_of_each_items_time_is_said(
    desk: Desk, made: dict[str, str]
) -> None:
    first, second, third = sides(page(desk, made["whole"]))
    assert "±2.1\u00a0s, by one reading of Anna" in first
    assert "7\u00a0min 40\u00a0s slow, ±2\u00a0s" in first
    assert 'data-rate="1/1"' in first
    assert "cannot all be right" not in first
    assert "placed nowhere until" in second
    assert 'data-rate=""' in second
    assert "by 2 readings" not in second
    assert "cannot all be right: Anna at 0:12: 14:12:22, ±2\u00a0s; Anna" in second
    # Nobody said the time of the third; it is shown, and not placed.
    assert "Its time is not known" in third
    assert 'data-rate=""' in third


def test_many_clashes_are_counted_beside_the_first_few(
    desk: Desk, made: dict[str, str]
) -> None:
    for minute in range(30, 33):
        reading(desk, TWO, 12, f"14:{minute}:00")
    _, second, _ = sides(page(desk, made["whole"]))
    assert second.count("cannot all be right") == 6
    assert "4 more clashes." in second


def test_the_page_holds_no_picture_and_all_is_covered(
    desk: Desk, made: dict[str, str]
) -> None:
    text = page(desk, made["whole"])
    assert "<img" not in text
    for video in re.findall(r"<video[^>]*>", text):
        assert " muted" in video
        assert " src" not in video
        assert "autoplay" not in video
    for hidden in ("data-clear hidden", "data-lamp hidden"):
        assert text.count(hidden) == 3


def test_an_event_of_one_item_has_no_such_page(
    desk: Desk, made: dict[str, str]
) -> None:
    page(desk, made["alone"], 404)
    assert "/together" not in desk.seated.get(f"/record/{made['alone']}").text
    assert "/together" in desk.seated.get(f"/record/{made['whole']}").text


def test_what_is_no_event_or_was_withdrawn_has_no_such_page(
    desk: Desk, made: dict[str, str]
) -> None:
    gone = event(desk, ONE, TWO)
    page(desk, gone)
    Stating(desk.session).withdraw(gone, "twice")
    page(desk, gone, 404)
    spans = [span(desk, name, 1, 2) for name in (ONE, TWO)]
    seen = {"spans": spans, "observed": "A lamp"}
    page(desk, Stating(desk.session).state("description", seen), 404)
    page(desk, "nothing", 404)


def test_what_cannot_be_shown_is_counted_and_not_named(
    desk: Desk, made: dict[str, str]
) -> None:
    text = page(desk, made["torn"])
    assert len(sides(text)) == 1
    assert "1 item that the event marks cannot be shown here." in text
    assert "torn.mp4" not in text


def test_a_photograph_stands_beside_a_film_and_has_no_time(
    desk: Desk, made: dict[str, str]
) -> None:
    _, photograph = sides(page(desk, made["photograph"]))
    assert "A photograph has no running time" in photograph
    assert 'data-rate=""' in photograph


def test_an_item_held_back_is_a_side_of_nothing(
    desk: Desk, made: dict[str, str]
) -> None:
    both = event(desk, TWO, THREE)
    assert len(sides(page(desk, both))) == 2
    Stating(desk.session).state("quarantine", {"item": desk.items[THREE]})
    text = page(desk, both)
    assert len(sides(text)) == 1
    assert THREE not in text


def test_what_was_described_is_asked_for_first(
    desk: Desk, made: dict[str, str]
) -> None:
    item = desk.items[ONE]
    said = {"item": item, "state": "described"}
    both = event(desk, ONE, "p.jpg")
    place = desk.app.state.place
    fresh = place.seats.open(desk.session, "Anna")
    desk.seated.cookies.set(place.cookie, fresh.token)
    record = Stating(desk.session).state("work", said)
    first, photograph = sides(page(desk, both))
    assert "Somebody described this item." in first
    assert "data-picture" not in first
    assert "data-item" not in first
    assert "data-picture" in photograph
    fresh.looking.add(item)
    first, _ = sides(page(desk, both))
    assert "data-picture" in first
    Stating(desk.session).withdraw(record, "tried")


def test_a_machines_clock_fills_no_time(desk: Desk, made: dict[str, str]) -> None:
    first, *_ = sides(page(desk, made["whole"]))
    # It is offered to the form as a guess; the true time is a person's alone.
    assert 'data-machine="text/0"' in first
    assert "2023-05-06" not in re.sub(r'data-machine-first="[^"]*"', "", first)
