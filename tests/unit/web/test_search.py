# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The page of answers: nothing of a question in its address, text escaped."""

from __future__ import annotations

import html
import re

from tests.unit.web.conftest import EVIL, PORT, Desk

from witnessbox.pipeline import handling
from witnessbox.pipeline.stating import Stating

HERE = {"origin": f"http://127.0.0.1:{PORT}", "sec-fetch-site": "same-origin"}


def posted(desk: Desk, text: str) -> str:
    """Where a question leads."""
    answer = desk.seated.post(
        "/search", data={"text": text, "token": desk.token}, headers=HERE
    )
    assert answer.status_code == 303
    return str(answer.headers["location"])


def test_a_question_is_in_no_address_and_its_answers_are_there(desk: Desk) -> None:
    address = posted(desk, "стоять")
    assert re.fullmatch(r"/search\?q=[\w-]{12}", address)
    page = desk.seated.get(address)
    assert "<mark>Стой</mark>" in page.text
    assert "/timeline?at=1/1" in page.text
    assert EVIL not in page.text
    assert posted(desk, "стоять") == address
    assert desk.seated.get("/search?q=of-no-seat-at-all").status_code == 200


def test_a_stranger_is_told_nothing_by_an_address(desk: Desk) -> None:
    address = posted(desk, "стоять")
    assert desk.stranger.get(address).headers["location"] == "/sign-in"
    refused = desk.seated.post("/search", data={"text": "стоять"}, headers=HERE)
    assert refused.status_code == 403


def test_ids_and_digests_lead_straight_there(desk: Desk) -> None:
    item = desk.items["IMG_0001.MP4"]
    digest = desk.session.item(item).row.sha256
    assert posted(desk, item) == f"/item/{item}"
    assert posted(desk, digest.upper()) == f"/item/{item}"
    assert posted(desk, "i-" + "0" * 32).startswith("/search?q=")


def test_what_is_left_out_is_said(desk: Desk) -> None:
    page = desk.seated.get(posted(desk, "стоять on:soon place:nowhere"))
    assert "soon is no date" in page.text
    assert "No place of the case is called nowhere" in page.text
    hostile = desk.seated.get(posted(desk, 'on:<b>"'))
    assert "<b>" not in hostile.text.partition("<main")[2]


def test_when_and_where_show_what_is_on_record(desk: Desk) -> None:
    stating = Stating(desk.session)
    place = stating.state("place", {"name": f"Colony {EVIL[:20]}"})
    stating.state("place", {"name": "Hospital", "within": place, "plan_x": 10})
    stating.state("event", {"title": "Seen", "date": "2024-03", "place": place})
    year = desk.seated.get("/when?at=2024").text
    assert "/when?at=2024-03" in year
    month = desk.seated.get("/when?at=2024-03").text
    assert "Seen" in month.partition("May lie here")[2]
    assert desk.seated.get("/when?at=2023-02-30").status_code == 200
    tree = desk.seated.get("/where").text
    assert html.escape("Colony <script>", quote=False) in tree
    assert "Hospital" in desk.seated.get(f"/where/{place}").text
    assert desk.seated.get("/where/pl-" + "0" * 32).status_code == 404


def test_the_digest_of_what_is_held_back_leads_nowhere(desk: Desk) -> None:
    name = next(n for n in desk.items if n != "IMG_0001.MP4")
    item = desk.items[name]
    digest = desk.session.item(item).row.sha256
    assert posted(desk, digest) == f"/item/{item}"
    record = handling.record_of("quarantine", item)
    Stating(desk.session).state("quarantine", {"item": item}, record)
    assert not desk.session.opens_quarantine
    assert posted(desk, digest).startswith("/search?q=")
