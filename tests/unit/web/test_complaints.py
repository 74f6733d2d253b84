# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Complaints on screen: the account first, gaps, consents, the paper, who may see."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.unit.web.conftest import EVIL, PORT, Desk
from tests.unit.web.test_stating import made, post, read

from witnessbox.base.errors import MissingError, UnusableError
from witnessbox.base.values import Compartment
from witnessbox.model import kinds
from witnessbox.model.testimony import CHECKLIST
from witnessbox.pipeline import giving, membership
from witnessbox.pipeline.stating import Stating, Wish
from witnessbox.web import words_testimony
from witnessbox.web.words_records import label

ACCOUNT = f"Они забрали посылку. {EVIL}"
FIRST = {"receipt": "K-14", "account": ACCOUNT, "language": "ru"}
LONG_AGO = (datetime.now(UTC) - timedelta(days=200)).date().isoformat()


@pytest.fixture(scope="module")
def told(desk: Desk) -> dict[str, str]:
    """A person with a complaint, one of its letters, and what was shown."""
    pen = Stating(desk.session)
    person = pen.state("person", {"label": "K., barrack 4"})
    complaint = pen.state(
        "complaint",
        {**FIRST, "complainant": person, "letter": desk.items["p.jpg"]},
    )
    span = {"item": desk.items["IMG_0001.MP4"], "stream": 0}
    span |= {"start": [1, 1], "end": [4, 1], "region": None}
    pen.state(
        "shown",
        {
            "complaint": complaint,
            "spans": [span],
            "when": "2024-03-09",
            "moment": "before",
        },
    )
    pen.state(
        "translation",
        {
            "of": complaint,
            "language": "en",
            "text": "They took the parcel.",
            "by_machine": True,
        },
    )
    return {"person": person, "complaint": complaint}


@pytest.fixture(scope="module")
def second(desk: Desk) -> TestClient:
    """The seat of a member who does not hold the identities."""
    passphrase = "of the second member"
    held = (Compartment.EVIDENCE,)
    handle = membership.add_member(desk.session, "Boris", "coder", held, passphrase)
    place = desk.app.state.place
    seat = place.seats.open(place.box.unlock(passphrase, handle), "Boris")
    return TestClient(
        desk.app,
        base_url=f"http://127.0.0.1:{PORT}",
        follow_redirects=False,
        cookies={place.cookie: seat.token},
    )


def page(desk: Desk, path: str, status: int = 200) -> str:
    answer = desk.seated.get(path)
    assert answer.status_code == status, answer.text
    return answer.text


def test_no_list_is_offered_before_the_account_is_locked(
    desk: Desk, told: dict[str, str]
) -> None:
    new = page(desk, "/records/complaint/new")
    change = page(desk, f"/record/{told['complaint']}/change")
    for name in CHECKLIST:
        words = html.escape(label("complaint", name))
        assert words not in new
        assert words in change
        assert f'id="f-{name}"' in change
    for head, _ in words_testimony.SECTIONS["complaint"][2:4]:
        assert head not in new
        assert head in change


def test_every_field_has_its_section() -> None:
    for name, sections in words_testimony.SECTIONS.items():
        kind = kinds.BY_NAME[name]
        known = [field for _, some in sections for field in some]
        assert sorted(known) == sorted(one.name for one in kind.fields)


def test_a_locked_account_is_shown_and_not_asked_again(
    desk: Desk, told: dict[str, str]
) -> None:
    text = page(desk, f"/record/{told['complaint']}/change")
    assert 'name="f.account"' not in text
    assert 'name="f.language"' not in text
    assert "Они забрали посылку." in text
    fields = {"f.receipt": "K-14", "f.complainant": told["person"]}
    fields |= {"f.letter": desk.items["p.jpg"], "f.methods": "Били ногами."}
    answer = post(desk, f"/record/{told['complaint']}/change", fields)
    assert made(answer) == told["complaint"]
    assert read(desk, told["complaint"]).fields["account"] == ACCOUNT
    # And who sends another one all the same is refused.
    answer = post(
        desk, f"/record/{told['complaint']}/change", {**fields, "f.account": "Ничего."}
    )
    assert answer.status_code == 422
    assert read(desk, told["complaint"]).fields["account"] == ACCOUNT


def test_the_page_shows_the_account_its_gaps_and_what_was_shown(
    desk: Desk, told: dict[str, str]
) -> None:
    text = page(desk, f"/record/{told['complaint']}")
    assert '<bdi class="said-text" lang="ru">Они забрали посылку.' in text
    gaps = text.partition("data-gaps")[2].partition("</section>")[0]
    assert label("complaint", "sexual") in gaps
    assert "a machine's translation" in text
    shown = text.partition('id="shown-head"')[2].partition("</section>")[0]
    assert "IMG_0001.MP4" in shown
    assert "Before the account" in shown
    # Both sides stand there, even where nothing bears on it yet.
    for side in ("for", "against"):
        assert f'class="card {side}"' in text


def test_consent_is_no_until_it_is_given_with_all_it_needs(
    desk: Desk, told: dict[str, str]
) -> None:
    def answers() -> list[str]:
        text = page(desk, f"/record/{told['complaint']}")
        return re.findall(r'class="answer ([a-z-]+)"', text)

    before = answers()
    assert set(before) == {"not-asked"}
    consent: dict[str, Any] = {
        "person": told["person"],
        "item": told["complaint"],
        "use": "un",
        "form": "pseudonym",
        "given": True,
    }
    pen = Stating(desk.session)
    short = pen.state("consent", consent)
    assert answers().count("incomplete") == 1
    assert "given" not in answers()
    whole: dict[str, Any] = {
        **consent,
        "explained": "What, to whom, for how long.",
        "understood": "In her own words.",
        "voluntary": True,
        "competent": True,
        "explained_by": desk.session.member,
        "language": "ru",
        "date": "2024-04-01",
        "written": "written",
    }
    pen.state("consent", whole, record=short)
    assert answers().count("given") == 1
    assert answers().count("not-asked") == len(before) - 1
    # Where members differ, the no is shown.
    seen = tuple(re.findall(r"st-[0-9a-f]{32}", page(desk, f"/record/{short}/change")))
    for fields in (whole, {**whole, "given": False}):
        pen.together([Wish("consent", fields, short, seen=seen)])
    assert read(desk, short).heads == 2
    assert "given" not in answers()


def test_the_letter_is_covered_and_by_the_usual_ways_alone(
    desk: Desk, told: dict[str, str]
) -> None:
    item = desk.items["p.jpg"]
    for path in ("", "/change"):
        text = page(desk, f"/record/{told['complaint']}{path}")
        letter = text.partition("data-letter")[2].partition("</section>")[0]
        assert f'href="/item/{item}"' in letter
        sources = set(re.findall(r'src="([^"]+)"', letter))
        assert all(re.fullmatch(rf"/item/{item}/still/\d+", one) for one in sources)


def test_nothing_is_printed_without_a_reason_on_record(
    desk: Desk, told: dict[str, str]
) -> None:
    path = f"/record/{told['complaint']}/print"
    before = page(desk, path)
    assert "Они забрали" not in before
    size = desk.session.log.size()
    answer = post(desk, path, {"reason": "  "})
    assert answer.status_code == 422
    assert "Они забрали" not in answer.text
    assert desk.session.log.size() == size
    answer = post(desk, path, {"reason": "For her lawyer <b>"})
    assert answer.status_code == 200
    assert desk.session.log.size() == size + 1
    paper = answer.text.partition("data-paper")[2]
    assert "NOT FOR RELEASE" in paper
    assert "Они забрали" in paper
    shown = paper.partition("Material shown before the account")[2].partition("<h2>")[0]
    assert "IMG_0001.MP4" in shown
    assert "For her lawyer &lt;b&gt;" in paper
    assert "<script>alert" not in answer.text
    record = page(desk, f"/record/{told['complaint']}")
    assert "For her lawyer &lt;b&gt;" in record


def test_the_printing_is_sealed_to_the_identities(
    desk: Desk, told: dict[str, str]
) -> None:
    acts = []
    commit = desk.session.committer.commit

    def watched(some: Any, *rest: Any, **more: Any) -> Any:
        acts.extend(some)
        return commit(some, *rest, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desk.session.committer, "commit", watched)
        giving.print_statement(desk.session, told["complaint"], "Her copy")
    assert [(one.compartment, one.kind) for one in acts] == [
        (Compartment.IDENTITIES, "statement-printed")
    ]
    assert acts[0].body["reason"] == "Her copy"
    assert len(acts[0].body["shown"]) == 1


def test_paper_says_that_nothing_was_shown(desk: Desk) -> None:
    other = Stating(desk.session).state("complaint", {**FIRST, "receipt": "K-15"})
    paper = post(desk, f"/record/{other}/print", {"reason": "Her copy"}).text
    shown = paper.partition("Material shown before the account")[2].partition("<h2>")[0]
    assert "Nothing, as far as is on record." in shown


def test_what_is_no_complaint_or_was_withdrawn_is_not_printed(
    desk: Desk, told: dict[str, str]
) -> None:
    for other in (told["person"], "co-" + "0" * 32):
        assert desk.seated.get(f"/record/{other}/print").status_code == 404
        with pytest.raises(MissingError):
            giving.print_statement(desk.session, other, "Why")
    pen = Stating(desk.session)
    gone = pen.state("complaint", {**FIRST, "receipt": "K-16"})
    pen.withdraw(gone, "Entered twice")
    with pytest.raises(UnusableError):
        giving.print_statement(desk.session, gone, "Why")


def test_the_list_shows_who_waits_first(desk: Desk, told: dict[str, str]) -> None:
    pen = Stating(desk.session)
    late: dict[str, Any] = {**FIRST, "receipt": "K-20", "received": LONG_AGO}
    late |= {"referral": ["medical"], "referral_due": LONG_AGO}
    waits = pen.state("complaint", late)
    text = page(desk, "/complaints")
    for head in ("overdue-head", "silent-head"):
        part = text.partition(f'id="{head}"')[2].partition("</section>")[0]
        assert f"/record/{waits}" in part
        assert told["complaint"] not in part
    for which in ("help", "word"):
        rows = page(desk, f"/complaints?late={which}").partition("data-rows")[2]
        assert waits in rows
        assert told["complaint"] not in rows
    # Help that is arranged and a word that was given end the waiting.
    today = datetime.now(UTC).date().isoformat()
    done = {**late, "referral_done": today, "feedback_done": today}
    pen.state("complaint", done, record=waits)
    assert "overdue-head" not in page(desk, "/complaints")
    assert "silent-head" not in page(desk, "/complaints")


def test_the_list_is_narrowed(desk: Desk, told: dict[str, str]) -> None:
    pen = Stating(desk.session)
    fields = {**FIRST, "receipt": "Z-1", "language": "ky", "session": "Osh"}
    other = pen.state("complaint", fields)
    for query in ("receipt=Z-", "language=ky", "session=Osh"):
        rows = page(desk, f"/complaints?{query}").partition("data-rows")[2]
        assert other in rows, query
        assert told["complaint"] not in rows, query
    assert "Nothing here matches" in page(desk, "/complaints?language=uz")
    # What has not the form of an answer narrows nothing.
    rows = page(desk, "/complaints?language='&status=%22&late=x&after=~")
    assert told["complaint"] in rows


def test_there_is_one_list_of_complaints(desk: Desk, told: dict[str, str]) -> None:
    for kind, path in (("complaint", "/complaints"), ("risk", "/risks")):
        answer = desk.seated.get(f"/records/{kind}")
        assert (answer.status_code, answer.headers["location"]) == (303, path)
    narrowed = f"/records/complaint?to=complainant~{told['person']}"
    assert told["complaint"] in page(desk, narrowed)
    assert 'href="/complaints"' in page(desk, "/case")


def test_nobody_is_asked_twice_without_an_approval(
    desk: Desk, told: dict[str, str], second: TestClient
) -> None:
    person = page(desk, f"/record/{told['person']}")
    assert told["complaint"] in person.partition("data-accounts")[2]
    fields = {"f.receipt": "K-30", "f.account": "Ещё раз.", "f.language": "ru"}
    fields["f.complainant"] = told["person"]
    answer = post(desk, "/records/complaint/new", fields)
    assert answer.status_code == 422
    assert f"/records/again/new?f.person={told['person']}" in answer.text
    asked = Stating(desk.session).state(
        "again", {"person": told["person"], "reason": "She asks to tell more."}
    )
    text = page(desk, f"/record/{asked}")
    assert "No second member has approved it" in text
    assert "Take the account" not in text
    # Nor does it help to say yes to oneself.
    answer = post(desk, "/records/approval/new", {"f.of": asked, "f.given": "yes"})
    assert answer.status_code == 422
    answer = post(desk, "/records/complaint/new", {**fields, "f.again": asked})
    assert answer.status_code == 422
    # Nor to say by hand that it came out of a table.
    row = {**fields, "f.source_row": "item row 3"}
    assert post(desk, "/records/complaint/new", row).status_code == 422
    # The control: somebody else may be asked.
    del fields["f.complainant"]
    assert post(desk, "/records/complaint/new", fields).status_code == 303


def test_who_does_not_hold_the_identities_sees_nothing(
    desk: Desk, told: dict[str, str], second: TestClient
) -> None:
    missing = second.get("/records/nothing").text
    for path in (
        "/complaints",
        "/complaints?late=help",
        "/risks",
        "/complaints/import",
        f"/record/{told['complaint']}",
        f"/record/{told['complaint']}/print",
    ):
        answer = second.get(path)
        assert answer.status_code == 404, path
        assert "K-14" not in answer.text
    assert second.get("/complaints").text == missing.replace(
        "/records/nothing", "/complaints"
    )
    seen = second.get(f"/record/{told['person']}").text
    assert "data-accounts" not in seen
    assert told["complaint"] not in seen
    assert "/complaints" not in second.get("/case").text


def test_everybody_at_risk_stands_once_the_latest_first(
    desk: Desk, told: dict[str, str]
) -> None:
    pen = Stating(desk.session)
    other = pen.state("person", {"label": "M., abroad"})
    risk = {"assessment": "He is known to have filmed.", "situation": "abroad"}
    pen.state("risk", {**risk, "person": other, "review": "2099-01-01"})
    for review, situation in ((LONG_AGO, "in-custody"), ("2099-02-01", "abroad")):
        fields = {**risk, "person": told["person"], "review": review}
        pen.state("risk", {**fields, "situation": situation})
    text = page(desk, "/risks")
    rows = text.partition("data-rows")[2]
    assert rows.count(f'href="/record/{told["person"]}"') == 1
    assert rows.index(told["person"]) < rows.index(other)
    assert "200 days late" in rows
