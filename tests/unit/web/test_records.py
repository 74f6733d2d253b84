# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The case on screen: lists, records, who said so, and what may not be read."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.unit.web.conftest import EVIL, PORT, Desk

from witnessbox.base.values import Compartment
from witnessbox.catalogue import records
from witnessbox.pipeline import membership
from witnessbox.pipeline.stating import Stating, Wish

PASSPHRASE = "of the second member"
ADDRESS = f"http://127.0.0.1:{PORT}"
SAME = {"origin": ADDRESS, "sec-fetch-site": "same-origin"}


@pytest.fixture(scope="module")
def case(desk: Desk) -> dict[str, str]:
    """One line of the story, from a span to an outcome."""
    pen = Stating(desk.session)
    span = {
        "item": desk.items["IMG_0001.MP4"],
        "stream": 0,
        "start": [25, 2],
        "end": [47, 1],
        "region": None,
    }
    made = {"person": pen.state("person", {"label": f"Orderly {EVIL}"})}
    made["officer"] = pen.state("person", {"label": "Khmelyov"})
    made["event"] = pen.state(
        "event", {"title": "Parcels go", "date": "2024-03~", "spans": [span]}
    )
    made["act"] = pen.state(
        "act",
        {"event": made["event"], "victim": made["person"], "sort": "beating"},
    )
    made["involvement"] = pen.state(
        "involvement",
        {"act": made["act"], "person": made["officer"], "degree": "present"},
    )
    for how in ("supports", "contradicts"):
        fields = {"claim": made["act"], "how": how, "note": f"It {how} it"}
        made[how] = pen.state("support", {**fields, "spans": [span]})
    made["complaint"] = pen.state(
        "complaint", {"receipt": "2024-17", "account": "Они взяли", "language": "ru"}
    )
    return made


@pytest.fixture(scope="module")
def second(desk: Desk) -> TestClient:
    """The seat of a member who holds the evidence alone."""
    held = (Compartment.EVIDENCE,)
    handle = membership.add_member(desk.session, "Bela", "coder", held, PASSPHRASE)
    place = desk.app.state.place
    session = place.box.unlock(PASSPHRASE, handle)
    seat = place.seats.open(session, "Bela")
    return TestClient(
        desk.app,
        base_url=ADDRESS,
        follow_redirects=False,
        cookies={place.cookie: seat.token},
        headers={"x-witnessbox-token": seat.csrf},
    )


def page(desk: Desk, path: str, status: int = 200) -> str:
    answer = desk.seated.get(path)
    assert answer.status_code == status, path
    return answer.text


def post(desk: Desk, path: str, **fields: Any) -> Any:
    data = {"token": desk.token, **fields}
    return desk.seated.post(path, data=data, headers=SAME)


def heads(desk: Desk, identity: str) -> list[str]:
    with desk.session.reading() as connection:
        held = desk.session.compartments
        found = records.standing(connection, held, identity)
    return [one.statement.id for one in found]


def test_the_case_counts_and_leads_on(desk: Desk, case: dict[str, str]) -> None:
    text = page(desk, "/case")
    assert 'href="/records/event"' in text
    assert f'href="/record/{case["act"]}"' in text
    assert "Nothing supports these yet" in text
    assert "<script>alert" not in text


def test_a_record_names_its_terms_dates_and_spans(
    desk: Desk, case: dict[str, str]
) -> None:
    text = page(desk, f"/record/{case['event']}")
    assert "about March 2024" in text
    film = desk.items["IMG_0001.MP4"]
    assert f'href="/item/{film}/timeline?at=25/2"' in text
    assert "0:12.5 to 0:47" in text
    assert "Said by Anna" in text


def test_hostile_text_is_only_text(desk: Desk, case: dict[str, str]) -> None:
    for path in (f"/record/{case['person']}", "/records/person", "/case"):
        text = page(desk, path)
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_what_speaks_against_stands_beside_what_speaks_for(
    desk: Desk, case: dict[str, str]
) -> None:
    text = page(desk, f"/record/{case['act']}")
    before, _, after = text.partition("Speaks against it")
    assert "It supports it" in before
    assert "It contradicts it" in after


def test_a_contradiction_is_counted_wherever_the_claim_is_listed(
    desk: Desk, case: dict[str, str]
) -> None:
    for path in ("/records/act", f"/record/{case['person']}"):
        assert re.search(r"1.against", page(desk, path)), path


def test_lists_are_narrowed_by_term_link_title_and_lack(
    desk: Desk, case: dict[str, str]
) -> None:
    def listed(query: str) -> set[str]:
        text = page(desk, f"/records/{query}").partition("data-rows")[2]
        return set(re.findall(r'href="/record/([a-z]+-[0-9a-f]{32})"', text))

    assert listed("support?t.how=contradicts") == {case["contradicts"]}
    assert listed(f"act?to=victim~{case['person']}") == {case["act"]}
    assert listed(f"act?to=victim~{case['officer']}") == set()
    assert listed("person?text=khmel") == {case["officer"]}
    assert listed("act?lacking=1") == set()
    assert listed("involvement?lacking=1") == {case["involvement"]}


def test_two_heads_stand_side_by_side_until_a_member_settles_it(
    desk: Desk,
) -> None:
    pen = Stating(desk.session)
    made = pen.state("place", {"name": "Gate"})
    seen = tuple(heads(desk, made))
    for name in ("North gate", "South gate"):
        pen.together([Wish("place", {"name": name}, made, seen=seen)])
    text = page(desk, f"/record/{made}")
    assert "North gate" in text
    assert "South gate" in text
    assert made in page(desk, "/case").partition("Members say differently")[2]
    standing = heads(desk, made)
    post(desk, f"/record/{made}/settle", take=standing[0], seen=standing, why="seen")
    assert len(heads(desk, made)) == 1
    text = page(desk, f"/record/{made}")
    assert "side by side" not in text
    assert "seen" in text


def test_settling_takes_nothing_that_does_not_stand(
    desk: Desk, case: dict[str, str]
) -> None:
    old = heads(desk, case["officer"])
    answer = post(
        desk, f"/record/{case['officer']}/settle", take="st-" + "0" * 32, seen=old
    )
    assert answer.status_code == 409
    assert heads(desk, case["officer"]) == old


def test_what_one_may_not_read_is_not_there(
    desk: Desk, case: dict[str, str], second: TestClient
) -> None:
    answer = second.get(f"/record/{case['complaint']}")
    other = "co-" + "0" * 32
    nothing = second.get(f"/record/{other}").text
    assert answer.status_code == 404
    assert answer.text == nothing.replace(other, case["complaint"])
    assert second.get("/records/complaint").status_code == 404
    assert second.get("/records/complaint/new").status_code == 404
    assert "/records/complaint" not in second.get("/case").text
    found = second.get("/suggest?of=complaint,person&text=").json()
    assert {one["id"] for one in found} == {case["person"], case["officer"]}
    # And whoever holds it does read it.
    assert "Они взяли" in page(desk, f"/record/{case['complaint']}")


def test_suggestions_are_found_by_what_a_record_leads_to(
    desk: Desk, case: dict[str, str]
) -> None:
    def ids(query: str) -> list[str]:
        return [one["id"] for one in desk.seated.get(f"/suggest?{query}").json()]

    assert ids("of=person&text=KHMEL") == [case["officer"]]
    assert ids("of=act&text=orderly") == [case["act"]]
    assert ids("of=item&text=0001") == [desk.items["IMG_0001.MP4"]]
    assert ids(f"of=event&text={case['event']}") == [case["event"]]
    assert ids(f"of=person&text={case['event']}") == []
    assert ids("of=nothing&text=") == []


def test_a_date_is_read_back_as_exactly_as_it_is_written(desk: Desk) -> None:
    told = desk.seated.get("/dated?text=2024-03~").json()
    assert told == {"holds": True, "said": "about March 2024"}
    assert desk.seated.get("/dated?text=March").json()["holds"] is False


@pytest.mark.parametrize(
    "path",
    [
        "/records/nothing",
        "/record/xx-1",
        "/record/ev-" + "0" * 32,
        "/records/nothing/new",
    ],
)
def test_what_is_not_there_is_missing(desk: Desk, path: str) -> None:
    page(desk, path, 404)


def test_the_line_of_outcomes_lists_silence_above_it(desk: Desk) -> None:
    pen = Stating(desk.session)
    letter = {"title": "Letter", "sort": "letter", "date": "2024-03"}
    asked = pen.state("intervention", letter)
    text = page(desk, "/outcomes")
    assert "No answer for more than 60 days" in text
    assert asked in text
    reply = {"title": "R", "sort": "reply", "date": "2024-06", "source": "letter 3"}
    pen.state("outcome", {**reply, "follows": [asked]})
    text = page(desk, "/outcomes")
    assert "No answer for more than 60 days" not in text
    assert "June 2024" in text
