# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is told before any picture, and what no route gives of what is held back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.unit.pipeline.handling_world import Group, group
from tests.unit.web.conftest import PORT
from tests.unit.web.test_routes import ALL, filled_in

from witnessbox.catalogue import worklist
from witnessbox.link.order import TOLD, Reason
from witnessbox.pipeline import handling
from witnessbox.release.disclosure import Show
from witnessbox.web import labelled, moments, words_work
from witnessbox.web.app import create_app
from witnessbox.web.views.film import _decided

ADDRESS = f"http://127.0.0.1:{PORT}"
OWN = {"origin": ADDRESS, "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}
MILD = {
    "category": "talk",
    "severity": "1",
    "sound": "no",
    "sexual": "no",
    "child": "no",
    "death": "no",
}
PICTURE = re.compile(r'<(?:img|video)\b|data-viewer|src="/item/')


class Client:
    """One member's browser."""

    def __init__(self, people: Group, name: str) -> None:
        app = create_app(people.box, port=PORT)
        place = app.state.place
        seat = place.seats.open(people[name], name)
        self.token = seat.csrf
        self.http = TestClient(
            app,
            base_url=ADDRESS,
            follow_redirects=False,
            cookies={place.cookie: seat.token},
        )

    def get(self, path: str) -> str:
        answer = self.http.get(path)
        assert answer.status_code == 200, path
        return answer.text

    def post(self, path: str, **fields: str) -> int:
        return self.post_from(path, {}, fields)

    def post_from(
        self, path: str, headers: Mapping[str, str], fields: Mapping[str, str]
    ) -> int:
        told = {"token": self.token, **fields}
        answer = self.http.post(path, data=told, headers={**OWN, **headers})
        return answer.status_code


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Group]:
    with group(tmp_path_factory.mktemp("work"), items=8) as found:
        yield found


@pytest.fixture(scope="module")
def ben(people: Group) -> Client:
    return Client(people, "Ben")


def test_the_next_item_is_told_before_anything_of_it_is_asked_for(
    ben: Client,
) -> None:
    answer = ben.http.post("/next", data={"token": ben.token}, headers=OWN)
    where = answer.headers["location"]
    page = ben.get(where)
    assert "Not labelled: expect the worst" in page
    assert not PICTURE.search(page)
    item = where.partition("item=")[2]
    assert f'href="/item/{item}/timeline" data-timeline' in page
    # The negative control: the pattern finds what the item's own page shows.
    assert PICTURE.search(ben.get(f"/item/{item}"))
    assert ben.post(f"/item/{item}/label", **MILD) == 303
    assert "Severity 1 of 4" in ben.get(f"/item/{item}")
    assert "Severity 1 of 4" in ben.get("/footage")
    assert ben.post(f"/item/{item}/label", **{**MILD, "peaks": "soon"}) == 422


def test_what_was_described_is_read_before_it_is_looked_at_again(
    people: Group, ben: Client
) -> None:
    item = people.items[3]
    assert "still need from it" not in ben.get(f"/item/{item}")
    assert ben.post(f"/item/{item}/work", move="described") == 303
    page = ben.get(f"/item/{item}")
    assert "still need from it" in page
    assert not PICTURE.search(page)
    assert ben.post(f"/item/{item}/again", needed=" ") == 303
    assert ben.post(f"/item/{item}/again", needed="The colour of the gate") == 303
    assert "still need from it" not in ben.get(f"/item/{item}")


def test_no_way_to_a_described_item_passes_by_the_question(
    people: Group, ben: Client
) -> None:
    item = people.items[6]
    assert ben.post(f"/item/{item}/label", **MILD) == 303
    clear, at = f"/item/{item}/still/0", "?at=3/1"
    # The negative control: there is no still of it, and nothing is asked first.
    assert ben.post(clear) == 404
    handling.move(people["Rita"], item, "described")
    assert (ben.post(clear), ben.post(f"/item/{item}/part/0")) == (412, 412)
    led = ben.http.get(f"/item/{item}/timeline{at}", follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, f"/item/{item}{at}")
    assert 'name="at" value="3/1"' in ben.get(f"/item/{item}{at}")
    assert ben.post(f"/item/{item}/again", needed="The gate", at="3/1") == 303
    assert ben.post(clear) == 404
    there = ben.http.get(f"/item/{item}/timeline{at}", follow_redirects=False)
    assert there.status_code == 200


def test_who_has_it_open_is_not_asked_when_it_is_described(
    people: Group, ben: Client
) -> None:
    item = people.items[7]
    assert ben.post(f"/item/{item}/label", **MILD) == 303
    ben.get(f"/item/{item}")
    handling.move(people["Rita"], item, "described")
    assert ben.post(f"/item/{item}/still/0") == 404


def test_the_highest_severity_is_confirmed_before_it_is_revealed(
    people: Group, ben: Client
) -> None:
    item = people.items[4]
    clear = f"/item/{item}/still/0"
    # What nobody labelled counts as the worst.
    assert ben.post(clear) == 428
    assert ben.post_from(clear, {"x-witnessbox-sure": "1"}, {}) == 404
    assert ben.post(f"/item/{item}/label", **{**MILD, "severity": "4"}) == 303
    assert ben.post(clear) == 428
    assert ben.post(f"/item/{item}/part/0") == 428
    assert ben.post_from(clear, {"x-witnessbox-sure": "1"}, {}) == 404
    assert ben.post(f"/item/{item}/label", **{**MILD, "severity": "3"}) == 303
    assert ben.post(clear) == 404


def test_no_route_gives_anything_of_what_is_held_back(people: Group) -> None:
    rita, olga = Client(people, "Rita"), Client(people, "Olga")
    item = people.items[5]
    about = [(m, p) for m, p, closed in ALL if closed and "{item_id}" in p]
    assert rita.http.get(f"/item/{item}").status_code == 200
    wish = {"deliberate": True, "sure": True}
    assert _decided(people["Rita"], item, **wish) == Show()
    handling.quarantine(people["Rita"], item, "A name is in it")
    for client, name in ((rita, "Rita"), (olga, "Olga")):
        people[name].committer.catch_up()
        for method, path in about:
            if (name, method) == ("Olga", "POST") and "/still" not in path:
                continue
            more: Any = (
                {"data": {"token": client.token}, "headers": OWN}
                if method == "POST"
                else {}
            )
            answer = client.http.request(method, filled_in(path, item), **more)
            text = answer.text
            assert not answer.headers["content-type"].startswith(("image", "video"))
            if name == "Rita" and path != "/item/{item_id}":
                assert answer.status_code == 404, (method, path)
            assert not PICTURE.search(text) or path.endswith("/timeline"), path
    assert "Quarantined: legal officer only" in rita.get(f"/item/{item}")
    assert "A name is in it" not in rita.get(f"/item/{item}")
    assert "A name is in it" in olga.get(f"/item/{item}")
    footage = rita.get("/footage")
    assert f'data-item="{item}" data-state="quarantined"' in footage
    assert olga.post(f"/item/{item}/lift", why="It is an empty yard") == 303
    people["Rita"].committer.catch_up()
    assert "Quarantined" not in rita.get(f"/item/{item}")


def test_the_board_counts_items_and_no_time(people: Group, ben: Client) -> None:
    page = ben.get("/work")
    assert "Ben" in page
    assert ben.post("/work/spared", sexual="1", category="death") == 303
    page = ben.get("/work")
    assert page.count(" checked") == 2
    assert Client(people, "Carl").get("/work").count(" checked") == 0


def test_a_round_is_coded_on_its_page(people: Group) -> None:
    anna, carl = Client(people, "Anna"), Client(people, "Carl")
    labelled_too = {people.items[n] for n in (3, 6, 7)}
    for item in labelled_too:
        assert anna.post(f"/item/{item}/label", **MILD) == 303
        handling.move(people["Rita"], item, "described")
    told = {
        "title": "First",
        "variable": "officials",
        "state": "described",
        "share": "0",
        "coder": str(people["Carl"].member),
    }
    answer = anna.http.post("/coding", data={"token": anna.token, **told}, headers=OWN)
    where = answer.headers["location"]
    people["Carl"].committer.catch_up()
    one = re.compile(r'name="item" value="(i-[0-9a-f]{32})"')
    coded = []
    # Labelled items are among them: what they are labelled as stands on the page.
    while found := one.search(carl.get(where)):
        coded.append(found[1])
        fields = {"item": found[1], "value-officials": "yes"}
        assert carl.post(where, **fields) == 303
    assert len(coded) == len(set(coded))
    assert labelled_too <= set(coded)
    assert carl.post(f"{where}/close") == 409
    assert anna.post(f"{where}/close") == 303
    assert "alpha" in anna.get(where)


def test_a_second_look_begins_on_the_items_page(people: Group, ben: Client) -> None:
    item = people.items[4]
    assert Client(people, "Carl").post(f"/item/{item}/work", move="second-look") == 303
    handling.take(people["Ben"], item)
    told = ben.get(f"/next?item={item}")
    # There one says what is needed of it; the way past that is not offered.
    assert f'href="/item/{item}" data-go' in told
    assert "data-timeline" not in told


def test_every_reason_has_words() -> None:
    codes = [*TOLD, "asked", "second-look", "rare"]
    said = [words_work.reason(Reason(code, 2, "ru", "anna"), {}) for code in codes]
    assert not set(said) & set(codes)
    assert len(set(said)) == len(codes)


def test_a_no_is_not_told_and_an_unknown_is() -> None:
    label = worklist.Label(True, 0, ("talk",), "no", "unknown", "no", "yes")
    told = [chip.text for chip in labelled.chips(label)]
    assert told == [
        "Severity 0 of 4",
        "Talk or questioning",
        "Nobody has said whether it is sexual",
        "Death",
    ]


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("1:20-1:45", "1:20-1:45"),
        ("1:00:02.5, 0:03", "1:00:02.500, 0:03"),
        ("", ""),
        ("0:02; 0:05–0:09", "0:02, 0:05-0:09"),
    ],
)
def test_typed_moments_read_back(text: str, back: str) -> None:
    item, begins = "i-" + "0" * 32, Fraction(7, 5)
    spans = moments.spans(text, item, begins)
    assert ", ".join(moments.said({"peaks": spans}, begins)) == back


@pytest.mark.parametrize("text", ["soon", "5", "0:10-0:05", "1:2"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        moments.spans(text, "i-" + "0" * 32, Fraction())


def test_the_work_page_gives_an_item_to_another_member(
    people: Group, ben: Client
) -> None:
    carl, item = people["Carl"].member, people.items[5]
    handling.take(people["Ben"], item)
    page = ben.get("/work")
    assert f'action="/item/{item}/work"' in page
    assert f'<option value="{carl}">' in page
    given = {"assign": "1", "to": "work"}
    assert ben.post(f"/item/{item}/work", **given, member="notamember") == 409
    assert ben.post(f"/item/{item}/work", **given, member=carl) == 303
    assert handling.work_on(people["Ben"], item).assignee == carl


def test_closing_what_nobody_described_asks_for_a_reason(
    people: Group, ben: Client
) -> None:
    item = people.items[5]
    assert ben.post(f"/item/{item}/work", move="closed") == 409
    assert ben.post(f"/item/{item}/work", move="closed", why="An empty wall") == 303
    assert handling.work_on(people["Ben"], item).state == "closed"


@pytest.mark.parametrize("digits", ["²", "³⁴", "٢", "9" * 5000])
def test_a_number_that_is_none_is_no_error_of_ours(
    people: Group, ben: Client, digits: str
) -> None:
    item = people.items[4]
    label = ben.post(f"/item/{item}/label", **{**MILD, "severity": digits[:2]})
    assert label in (303, 409)
    both = [people["Ben"].member, people["Carl"].member]
    told = {"title": "R", "variable": "act", "coder": both, "state": "unseen"}
    fields = {"token": ben.token, **told, "share": digits}
    assert ben.http.post("/coding", data=fields, headers=OWN).status_code in (303, 409)
    for path in ("/risks", "/complaints?late=overdue"):
        sep = "&" if "?" in path else "?"
        assert ben.http.get(f"{path}{sep}after={digits}").status_code < 500
