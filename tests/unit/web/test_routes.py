# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Every route there is: closed to a stranger, dressed, and never without a token."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from tests.unit.web.conftest import EVIL, PORT, Desk

from witnessbox.web.app import CLOSED_VIEWS
from witnessbox.web.guard import HEADERS
from witnessbox.web.views import entry, language

OPEN = {"/sign-in", "/blank", "/back", "/language"}
OUTSIDE = {"/away", "/here", "/lock"}
"""Of `entry`: they ask for the seat themselves."""

PAGES = {
    "/": 200,
    "/contents": 200,
    "/contents/devices": 200,
    "/footage": 200,
    "/tiles": 200,
    "/progress": 200,
    "/accessions": 200,
    "/refused": 200,
    "/add": 200,
    "/members": 200,
    "/box": 200,
    "/item/{item_id}": 200,
    "/item/{item_id}/still/{number}": 404,
    "/item/{item_id}/part/{part}": 404,
    "/item/{item_id}/timeline": 200,
    "/item/{item_id}/lanes": 200,
    "/item/{item_id}/second/{part}": 404,
    "/item/{item_id}/quote/{part}": 404,
    "/intake/{number}": 404,
    "/case": 200,
    "/records/{kind_name}": 200,
    "/records/{kind_name}/new": 200,
    "/record/{record_id}": 404,
    "/record/{record_id}/change": 404,
    "/record/{record_id}/together": 404,
    "/record/{record_id}/print": 404,
    "/complaints": 200,
    "/risks": 200,
    "/suggest": 200,
    "/dated": 200,
    "/outcomes": 200,
    "/chain": 200,
    "/search": 200,
    "/when": 200,
    "/where": 200,
    "/where/{place}": 404,
    "/trail/{thing}": 404,
    "/next": 200,
    "/work": 200,
    "/coding": 200,
    "/complaints/import": 200,
    "/complaints/imported/{record_id}": 404,
    "/coding/{round_id}": 404,
}
"""Every page behind the door, and what it answers to an address of nothing there."""


def routes() -> Iterator[tuple[str, str, bool]]:
    for view in (entry, language, *CLOSED_VIEWS):
        for route in view.router.routes:
            if isinstance(route, APIRoute):
                for method in route.methods or ():
                    yield method, route.path, view not in (entry, language)


def filled_in(path: str, item: str) -> str:
    return (
        path.replace("{item_id}", item)
        .replace("{number}", "999999")
        .replace("{part}", "x")
        .replace("{kind_name}", "event")
        .replace("{thing}", "ev-" + "0" * 32)
        .replace("{round_id}", "ro-" + "0" * 32)
        .replace("{place}", "pl-" + "0" * 32)
        .replace("{record_id}", "ev-" + "0" * 32)
    )


ALL = sorted(set(routes()))


def test_the_table_names_every_page() -> None:
    assert {path for method, path, closed in ALL if closed and method == "GET"} == set(
        PAGES
    )


@pytest.mark.parametrize(("method", "path", "closed"), ALL)
def test_a_stranger_passes_no_closed_route(
    desk: Desk, method: str, path: str, closed: bool
) -> None:
    address = filled_in(path, desk.items["p.jpg"])
    answer = desk.stranger.request(
        method,
        address,
        headers={
            "origin": f"http://127.0.0.1:{PORT}",
            "sec-fetch-site": "same-origin",
        },
    )
    if closed and method == "GET":
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    elif method == "POST":
        assert answer.status_code == 403
    else:
        assert path in OPEN
    for name, value in HEADERS.items():
        assert answer.headers[name] == value


@pytest.mark.parametrize("path", sorted(PAGES))
def test_every_page_opens_for_its_member_and_nothing_of_a_file_is_markup(
    desk: Desk, path: str
) -> None:
    item = desk.items["IMG_0001.MP4"]
    answer = desk.seated.get(filled_in(path, item))
    assert answer.status_code == PAGES[path]
    if answer.headers["content-type"].startswith("text/html"):
        assert "<script>alert" not in answer.text
        assert "style=" not in answer.text
    else:
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert "\u202e" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path", sorted(path for method, path, _ in ALL if method == "POST")
)
def test_without_a_token_nothing_is_done(desk: Desk, path: str) -> None:
    answer = desk.seated.post(
        filled_in(path, desk.items["p.jpg"]),
        headers={
            "origin": f"http://127.0.0.1:{PORT}",
            "sec-fetch-site": "same-origin",
        },
    )
    assert answer.status_code == 403


def test_what_a_file_says_is_on_the_page_as_text(desk: Desk) -> None:
    page = desk.seated.get(f"/item/{desk.items['IMG_0001.MP4']}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert EVIL not in page
