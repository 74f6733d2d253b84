# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The chain of command at a date, and the line from an outcome to the disk."""

from __future__ import annotations

import pytest
from tests.unit.web.conftest import Desk

from witnessbox.pipeline.stating import Stating


@pytest.fixture(scope="module")
def made(desk: Desk) -> dict[str, str]:
    pen = Stating(desk.session)
    colony = pen.state("organisation", {"name": "Colony K-9"})
    head = pen.state("post", {"name": "Head", "organisation": colony})
    deputy = pen.state(
        "post", {"name": "Deputy", "organisation": colony, "reports_to": head}
    )
    major = pen.state("person", {"label": "Major Tsvetkov"})
    term = {"person": major, "post": deputy, "from": "2023-05-01", "to": "2024-03-10"}
    pen.state("occupancy", term)
    span = {
        "item": desk.items["IMG_0001.MP4"],
        "stream": 0,
        "start": [12, 1],
        "end": [20, 1],
        "region": None,
    }
    event = pen.state("event", {"title": "Parcels go", "spans": [span]})
    bearing = {"claim": event, "how": "contradicts", "note": "They were empty"}
    pen.state("support", bearing)
    told = {"sort": "reply", "date": "2024-06", "source": "letter 3"}
    outcome = pen.state("outcome", {"title": "Reply", "about": [event], **told})
    bare = pen.state("outcome", {"title": "Rumour", **told})
    return {"outcome": outcome, "event": event, "bare": bare}


def page(desk: Desk, path: str) -> str:
    answer = desk.seated.get(path)
    assert answer.status_code == 200, path
    return answer.text


def test_a_post_is_shown_as_held_at_its_time_only(
    desk: Desk, made: dict[str, str]
) -> None:
    held = page(desk, "/chain?date=2024-03-09")
    assert "Major Tsvetkov" in held
    assert "weakest link" in held
    after = page(desk, "/chain?date=2024-03-12")
    assert "Major Tsvetkov" not in after
    assert "Nobody on record held it then." in after


def test_a_text_that_is_no_date_is_said_to_be_none(
    desk: Desk, made: dict[str, str]
) -> None:
    text = page(desk, "/chain?date=spring")
    assert "Not a date" in text
    assert 'href="/chain?date=2024-03-10"' in text


def test_the_line_goes_from_an_outcome_to_the_disk_and_says_what_contradicts(
    desk: Desk, made: dict[str, str]
) -> None:
    text = page(desk, f"/trail/{made['outcome']}")
    order = [text.index(one) for one in ("Reply", "Parcels go", "IMG_0001.MP4")]
    assert order == sorted(order)
    assert "First disk" in text
    assert "SHA-256" in text
    assert "They were empty" in text
    assert f"/item/{desk.items['IMG_0001.MP4']}/timeline?at=12/1" in text


def test_the_line_is_walked_from_the_item_too(desk: Desk, made: dict[str, str]) -> None:
    item = desk.items["IMG_0001.MP4"]
    assert f"/trail/{made['outcome']}?item={item}" in page(desk, f"/trail/{item}")
    assert "No outcome on record" in page(desk, f"/trail/{desk.items['p.jpg']}")


def test_a_line_that_reaches_no_disk_says_so(desk: Desk, made: dict[str, str]) -> None:
    assert "No step on record leads" in page(desk, f"/trail/{made['bare']}")


@pytest.mark.parametrize("thing", ["ou-" + "0" * 32, "i-" + "0" * 32, "x", "zz-1"])
def test_no_line_begins_at_nothing(desk: Desk, thing: str) -> None:
    assert desk.seated.get(f"/trail/{thing}").status_code == 404
