# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The chain of command at a date, and the line from an outcome to the disk."""

from __future__ import annotations

from typing import Any

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


def marked(text: str, *titles: str) -> list[str]:
    """What is marked as weak in the parts of a page that begin with these titles."""
    found = []
    for title in titles:
        part = text.partition(f"<bdi>{title}</bdi>")[2].partition("</div>")[0]
        found += [title] * part.count("weakest link")
    return found


def test_exactly_the_weakest_of_a_whole_way_is_marked(desk: Desk) -> None:
    pen = Stating(desk.session)
    body = pen.state("organisation", {"name": "Colony K-7"})
    source = pen.state("source", {"label": "WREN"})

    def post(name: str, above: str, **more: Any) -> str:
        told = {"name": name, "organisation": body, **more}
        return pen.state("post", {**told, "reports_to": above} if above else told)

    def holds(label: str, post: str, *, sourced: bool) -> None:
        person = pen.state("person", {"label": label})
        told = {"person": person, "post": post, "from": "2009", "to": "2011"}
        record = pen.state("occupancy", told)
        if sourced:
            told = {"claim": record, "how": "supports", "source": source}
            pen.state("support", {**told, "note": "A list."})

    before = page(desk, "/chain?date=2010-05-05").count("weakest link")
    top = post("Quill top", "")
    middle = post("Quill middle", top)
    low = post("Quill low", middle)
    holds("Tern one", low, sourced=False)
    holds("Tern two", middle, sourced=True)
    holds("Tern three", top, sourced=True)
    text = page(desk, "/chain?date=2010-05-05")
    names = ("Quill top", "Quill middle", "Quill low")
    # By office alone: two steps upward, neither of them the weakest.
    assert marked(text, *names) == ["Quill low"]
    assert text.count("weakest link") == before + 1
    # Of the other way it is the step that both share, and that is said.
    other = post("Quill other", middle)
    holds("Tern four", other, sourced=True)
    text = page(desk, "/chain?date=2010-05-05")
    assert marked(text, *names, "Quill other") == ["Quill low"]
    assert text.count("weakest link") == before + 2
    step = text.partition("<bdi>Quill other</bdi>")[0].rpartition("<li>")[2]
    assert "weakest link" in step
    # The step that two ways share is the weakest of one of them, which is named.
    third = post("Quill third", middle, basis="chart")
    holds("Tern five", third, sourced=True)
    pen.state("support", {"claim": third, "how": "supports", "source": source})
    text = page(desk, "/chain?date=2010-05-05")
    assert text.count("weakest link") == before + 3
    assert text.count("weakest link from Quill third") == 1
    assert marked(text, *names) == ["Quill low"]
