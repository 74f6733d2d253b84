# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Stating on screen: forms of every kind, refusals at their fields, two at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.unit.web.conftest import PORT, Desk

from witnessbox.catalogue import records
from witnessbox.catalogue.records import Record
from witnessbox.model import testimony
from witnessbox.model.kinds import KINDS
from witnessbox.pipeline.stating import Stating
from witnessbox.web import form_page
from witnessbox.web.views.stating import MAX_SEEN

ORIGIN = {"origin": f"http://127.0.0.1:{PORT}", "sec-fetch-site": "same-origin"}
OPEN_TO_ALL = [kind for kind in KINDS if not kind.roles]


def post(desk: Desk, path: str, fields: dict[str, Any]) -> Any:
    data = {"token": desk.token, **fields}
    return desk.seated.post(path, data=data, headers=ORIGIN)


def read(desk: Desk, identity: str) -> Record:
    with desk.session.reading() as connection:
        found = records.record(connection, desk.session.compartments, identity)
    assert found is not None
    return found


def made(answer: Any) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).rpartition("=")[2]


def seen(text: str) -> list[str]:
    return re.findall(r'name="seen" value="(st-[0-9a-f]{32})"', text)


@pytest.mark.parametrize("kind", OPEN_TO_ALL, ids=lambda kind: kind.name)
def test_every_kind_has_a_form_with_all_its_fields(desk: Desk, kind: Any) -> None:
    if kind.compartment not in desk.session.compartments:
        pytest.skip("not held by this member")
    answer = desk.seated.get(f"/records/{kind.name}/new")
    assert answer.status_code == 200
    # No list is offered before a complaint's account is told.
    later = form_page.LATER.get(kind.name, ())
    assert set(testimony.CHECKLIST) <= {*form_page.LATER["complaint"]}
    for one in kind.fields:
        assert (f'id="f-{one.name}"' in answer.text) == (one.name not in later)


def test_an_event_is_stated_and_one_is_where_one_came_from(desk: Desk) -> None:
    fields = {"f.title": "Boxes go", "f.date": "2024-03", "f.time.unknown": "1"}
    answer = post(desk, "/records/event/new", {**fields, "from": "/records/event"})
    assert answer.headers["location"] == "/records/event"
    answer = post(desk, "/records/event/new", fields)
    found = read(desk, made(answer))
    assert found.fields == {
        "title": "Boxes go",
        "date": "2024-03",
        "time": {"unknown": True},
    }
    assert found.author == desk.session.member


@pytest.mark.parametrize(
    "back",
    [
        "https://example.org/",
        "//example.org",
        "/\\example.org",
        "/../x",
        "javascript:1",
    ],
)
def test_one_goes_back_to_pages_of_ours_only(desk: Desk, back: str) -> None:
    answer = post(desk, "/records/place/new", {"f.name": "Gate", "from": back})
    assert answer.headers["location"].startswith("/record/pl-")


def test_a_refused_form_comes_back_as_it_was_typed(desk: Desk) -> None:
    fields = {"f.title": "Letters <b>", "f.date": "spring", "f.observed": "A\nB"}
    before = desk.session.log.size()
    answer = post(desk, "/records/event/new", fields)
    assert answer.status_code == 422
    assert desk.session.log.size() == before
    assert 'value="Letters &lt;b&gt;"' in answer.text
    assert 'value="spring"' in answer.text
    assert ">\nA\nB</textarea>" in answer.text
    assert 'href="#f-date"' in answer.text
    assert re.search(r'id="f-date"[^>]*aria-invalid="true"', answer.text)
    assert not re.search(r'id="f-title"[^>]*aria-invalid', answer.text)


def test_a_form_is_filled_in_by_its_address(desk: Desk) -> None:
    event = Stating(desk.session).state("event", {"title": "At the gate"})
    back = f"/record/{event}"
    text = desk.seated.get(f"/records/act/new?f.event={event}&from={back}").text
    assert f'name="f.event" value="{event}"' in text
    assert "At the gate" in text
    assert f'name="from" value="{back}"' in text


def test_two_who_change_at_once_are_both_kept(desk: Desk) -> None:
    place = Stating(desk.session).state("place", {"name": "Corridor"})
    forms = [desk.seated.get(f"/record/{place}/change").text for _ in range(2)]
    for number, text in enumerate(forms):
        fields = {"f.name": f"Corridor {number}", "seen": seen(text)}
        assert post(desk, f"/record/{place}/change", fields).status_code == 303
    assert read(desk, place).heads == 2
    # One who has seen both, states anew.
    both = seen(desk.seated.get(f"/record/{place}/change").text)
    assert len(both) == 2
    fields = {"f.name": "Corridor 0", "seen": both, "why": "walked it"}
    post(desk, f"/record/{place}/change", fields)
    assert (read(desk, place).heads, read(desk, place).title) == (1, "Corridor 0")


def test_a_record_is_withdrawn_with_a_reason_and_keeps_its_history(desk: Desk) -> None:
    place = Stating(desk.session).state("place", {"name": "Cellar"})
    answer = post(desk, f"/record/{place}/withdraw", {"why": "  "})
    assert answer.status_code == 409
    assert not read(desk, place).withdrawn
    post(desk, f"/record/{place}/withdraw", {"why": "It is a garage"})
    assert read(desk, place).withdrawn
    text = desk.seated.get(f"/record/{place}").text
    assert "It is a garage" in text
    assert "Cellar" in text
    assert place not in desk.seated.get("/records/place").text


def test_one_undoes_ones_last_statement_and_no_other(desk: Desk) -> None:
    pen = Stating(desk.session)
    first = pen.state("place", {"name": "Yard"})
    second = pen.state("place", {"name": "Roof"})
    assert post(desk, f"/record/{first}/undo", {}).status_code == 409
    post(desk, f"/record/{second}/undo", {})
    assert not read(desk, first).withdrawn
    assert read(desk, second).withdrawn


def test_a_person_is_made_on_the_spot_by_a_name(desk: Desk) -> None:
    answer = post(desk, "/records/person/quick", {"title": "Man by the door"})
    assert read(desk, answer.json()["id"]).title == "Man by the door"
    assert post(desk, "/records/person/quick", {"title": " "}).status_code == 422
    assert post(desk, "/records/act/quick", {"title": "x"}).status_code == 404


def test_a_role_that_may_not_state_it_is_told_so(desk: Desk) -> None:
    assert desk.seated.get("/records/opinion/new").status_code == 409
    answer = post(desk, "/records/opinion/new", {"f.opinion": "x"})
    assert answer.status_code == 409
    assert "/records/opinion/new" not in desk.seated.get("/records/opinion").text


def test_nothing_is_stated_without_the_token(desk: Desk) -> None:
    before = desk.session.log.size()
    answer = desk.seated.post(
        "/records/place/new", data={"f.name": "X"}, headers=ORIGIN
    )
    assert answer.status_code == 403
    assert desk.session.log.size() == before


def test_state_it_then_another_keeps_what_it_is_about(desk: Desk) -> None:
    pen = Stating(desk.session)
    event = pen.state("event", {"title": "Roll call"})
    victim = pen.state("person", {"label": "Third in the row"})
    fields = {"f.event": event, "f.victim": victim, "f.sort": "beating", "again": "1"}
    answer = post(desk, "/records/act/new", {**fields, "from": f"/record/{event}"})
    location = answer.headers["location"]
    assert f"f.event={event}" in location
    assert "f.sort" not in location
    assert desk.seated.get(location).status_code == 200


def test_more_heads_than_a_form_may_name_are_cut(desk: Desk) -> None:
    place = Stating(desk.session).state("place", {"name": "Hall"})
    fields = {"f.name": "Hall 2", "seen": ["st-" + "0" * 32] * (MAX_SEEN + 9)}
    assert post(desk, f"/record/{place}/change", fields).status_code == 303
    assert read(desk, place).heads == 2


def test_a_long_account_is_stated_whole_and_more_than_that_is_too_much(
    desk: Desk,
) -> None:
    account = "Они взяли. " * 15_000
    fields = {"f.receipt": "2024-99", "f.account": account, "f.language": "ru"}
    found = read(desk, made(post(desk, "/records/complaint/new", fields)))
    assert found.fields["account"] == account
    answer = post(desk, "/records/event/new", {"f.title": "x" * (3 << 20)})
    assert answer.status_code == 413
    answer = post(desk, "/find", {"text": "x" * (65 << 10)})
    assert answer.status_code == 413


def test_a_stranger_sends_no_large_form(desk: Desk) -> None:
    form = {"token": desk.token, "f.title": "x" * (65 << 10)}
    for path in ("/records/event/new", "/record/ev-1/change"):
        answer = desk.stranger.post(path, data=form, headers=ORIGIN)
        assert answer.status_code == 413
    small = {"token": desk.token, "f.title": "x"}
    answer = desk.stranger.post("/records/event/new", data=small, headers=ORIGIN)
    assert answer.status_code == 403
