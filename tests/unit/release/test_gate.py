# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The one gate: what goes, what stays, and why; each reason with its opposite."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from witnessbox.base.values import SEALED_COMPARTMENTS, Compartment
from witnessbox.model import kinds
from witnessbox.release.exchanged import Form, Given, Version
from witnessbox.release.gate import Ask, Facts, Passed, passed

OUT = [Form.CSV, Form.FTM, Form.UWAZI]
FILM, OTHER = "i-" + "1" * 32, "i-" + "2" * 32


def identity(kind: str, number: int = 0) -> str:
    return f"{kinds.BY_NAME[kind].prefix}-{number:032x}"


def span(item: str) -> dict[str, Any]:
    whole = {"stream": None, "start": None, "end": None, "region": None}
    return {"item": item, **whole}


def record(kind: str, number: int = 0, **fields: Any) -> Given:
    return Given(identity(kind, number), kind, fields)


def ask(form: Form = Form.CSV, **more: Any) -> Ask:
    return Ask(form, SEALED_COMPARTMENTS, **more)


def let(asked: Ask, *given: Given, facts: Facts = Facts()) -> Passed:  # noqa: B008
    return passed(asked, {one.id: one for one in given}, facts)


def stays(answer: Passed) -> dict[str, str]:
    return dict(answer.excluded)


EVENT = record("event", title="E", spans=[span(FILM), span(OTHER)])
PERSON = record("person", label="P")
ACT = record("act", event=EVENT.id, victim=PERSON.id, sort="theft")
AGAINST = record("support", 1, claim=ACT.id, how="contradicts", note="n")
COMPLAINT = record("complaint", receipt="R", account="a", language="ru")
NAME = record("name", person=PERSON.id, name="N")


@pytest.mark.parametrize("form", Form)
def test_restricted_never_goes(form: Form) -> None:
    why = record("quarantine-reason", quarantine=identity("quarantine"), reason="r")
    assert stays(let(ask(form, identities=True), why)) == {why.id: "restricted"}


@pytest.mark.parametrize("form", Form)
def test_identities_go_only_where_they_are_asked_for(form: Form) -> None:
    agreed = replace(COMPLAINT, fields={**COMPLAINT.fields, "authorised": "yes"})
    facts = Facts(consenting=frozenset({PERSON.id}))
    answer = let(ask(form), PERSON, agreed, NAME, facts=facts)
    assert set(stays(answer).values()) == {"identities-not-asked-for"}
    answer = let(ask(form, identities=True), PERSON, agreed, NAME, facts=facts)
    assert stays(answer) == {}


@pytest.mark.parametrize("form", Form)
def test_what_is_not_held_does_not_go(form: Form) -> None:
    asked = Ask(form, (Compartment.EVIDENCE,), identities=True)
    assert stays(let(asked, PERSON, NAME)) == {NAME.id: "not-held"}


@pytest.mark.parametrize("answer", ["no", "unknown", {"unknown": True}, None])
def test_a_complaint_goes_outside_with_its_authors_leave_alone(answer: Any) -> None:
    told = {**COMPLAINT.fields, "authorised": answer}
    mute = replace(COMPLAINT, fields={k: v for k, v in told.items() if v is not None})
    for form in OUT:
        asked = ask(form, identities=True)
        assert stays(let(asked, mute)) == {mute.id: "not-authorised"}
    assert not stays(let(ask(Form.JSON, identities=True), mute))


def test_a_name_goes_outside_with_consent_alone() -> None:
    for form in OUT:
        asked = ask(form, identities=True)
        assert stays(let(asked, PERSON, NAME)) == {NAME.id: "no-consent"}
    assert not stays(let(ask(Form.JSON, identities=True), PERSON, NAME))


@pytest.mark.parametrize("form", Form)
def test_nothing_of_a_quarantined_item_goes(form: Form) -> None:
    seen = record("description", spans=[span(OTHER)], observed="o")
    label = record("label", item=OTHER, category=["x"], severity=4)
    facts = Facts(quarantined=frozenset({OTHER}))
    answer = let(ask(form), EVENT, seen, label, facts=facts)
    assert stays(answer) == {seen.id: "quarantined", label.id: "quarantined"}
    assert answer.withheld == ((EVENT.id, "spans", "quarantined"),)
    assert answer.items == (FILM,)
    assert let(ask(form), EVENT, seen, label).items == (FILM, OTHER)


@pytest.mark.parametrize("form", Form)
def test_words_that_rest_on_quarantined_items_alone_stay(form: Form) -> None:
    told = {"title": "E", "observed": "seen on it", "time": "at night"}
    alone = record("event", 1, spans=[span(OTHER)], **told)
    both = record("event", 2, spans=[span(FILM), span(OTHER)], **told)
    none = record("event", 3, **told)
    why = record("opinion", act=ACT.id, spans=[span(OTHER)], opinion="seen on it")
    facts = Facts(quarantined=frozenset({OTHER}))
    answer = let(ask(form), alone, both, none, EVENT, PERSON, ACT, why, facts=facts)
    said = {one.id: one.fields for one in answer.records}
    assert said[alone.id] == {"title": "E"}
    assert said[both.id] == {**told, "spans": [span(FILM)]}
    assert said[none.id] == told
    assert (alone.id, "observed", "quarantined") in answer.withheld
    assert stays(answer) == {why.id: "quarantined"}
    every = let(ask(form), alone, EVENT, PERSON, ACT, why)
    assert {one.id: one.fields for one in every.records}[alone.id] == alone.fields
    assert stays(every) == {}


def test_what_was_said_before_on_a_quarantined_item_stays() -> None:
    before = Version("s-1", "a", "t", {"title": "E", "observed": "o"}, False, "", ())
    mute = replace(before, fields={**before.fields, "spans": [span(OTHER)]})
    event = replace(record("event", title="E"), history=(mute, before))
    facts = Facts(quarantined=frozenset({OTHER}))
    (one,) = let(ask(Form.JSON), event, facts=facts).records
    assert [v.fields for v in one.history] == [{"title": "E"}, before.fields]


@pytest.mark.parametrize("form", Form)
def test_codes_of_an_open_round_stay(form: Form) -> None:
    code = record("coding", spans=[span(FILM)], variable="v", value="1", round="ro-1")
    facts = Facts(open_rounds=frozenset({"ro-1"}))
    assert stays(let(ask(form), code, facts=facts)) == {code.id: "round-still-open"}
    assert not stays(let(ask(form), code))


def test_an_unconfirmed_transcript_stays_inside() -> None:
    said = record("transcript", spans=[span(FILM)], text="t", language="ru")
    sure = replace(said, fields={**said.fields, "confirmed": True})
    for form in OUT:
        assert stays(let(ask(form), said)) == {said.id: "not-confirmed"}
        assert not stays(let(ask(form), sure))


@pytest.mark.parametrize("form", Form)
def test_a_claim_brings_what_contradicts_it_and_what_it_needs(form: Form) -> None:
    asked = ask(form, records=frozenset({ACT.id}))
    answer = let(asked, EVENT, PERSON, ACT, AGAINST, record("place", name="X"))
    assert dict(answer.included) == {
        ACT.id: "asked",
        EVENT.id: "needed",
        PERSON.id: "needed",
        AGAINST.id: "travels-with-its-claim",
    }
    everything = let(ask(form), EVENT, PERSON, ACT, AGAINST)
    assert {why for _, why in everything.included} == {"asked"}
    by_kind = ask(form, kinds=frozenset({"act"}))
    assert let(by_kind, EVENT, PERSON, ACT, AGAINST).included == (
        (EVENT.id, "needed"),
        (PERSON.id, "needed"),
        (ACT.id, "asked"),
        (AGAINST.id, "travels-with-its-claim"),
    )


def test_a_claim_stays_where_what_contradicts_it_cannot_go() -> None:
    able = frozenset(kinds.BY_NAME) - {"support"}
    answer = let(ask(able=able), EVENT, PERSON, ACT, AGAINST)
    assert stays(answer) == {
        AGAINST.id: "not-in-this-form",
        ACT.id: "what-contradicts-it-stays",
    }
    mild = replace(AGAINST, fields={**AGAINST.fields, "how": "supports"})
    answer = let(ask(able=able), EVENT, PERSON, ACT, mild)
    assert stays(answer) == {mild.id: "not-in-this-form"}


def test_what_contradicts_goes_without_the_complaint_that_it_rests_on() -> None:
    by = replace(AGAINST, fields={**AGAINST.fields, "by": COMPLAINT.id})
    answer = let(ask(), EVENT, PERSON, ACT, by, COMPLAINT)
    (there,) = [one for one in answer.records if one.id == by.id]
    assert "by" not in there.fields
    assert there.fields["note"] == "n"
    assert (by.id, "by", "identities-not-asked-for") in answer.withheld


def test_what_needs_a_record_that_stays_stays_too() -> None:
    shown = record("translation", of=COMPLAINT.id, language="en", text="t")
    answer = let(ask(identities=True), COMPLAINT, shown)
    assert stays(answer)[shown.id] == "needs-what-stays"


def test_earlier_versions_are_narrowed_like_the_last() -> None:
    earlier = Version("st-1", "a", "t", EVENT.fields)
    told = replace(EVENT, history=(earlier,), others=(earlier,))
    facts = Facts(quarantined=frozenset({OTHER}))
    (one,) = let(ask(Form.JSON), told, facts=facts).records
    for version in (one.fields, one.history[0].fields, one.others[0].fields):
        assert [part["item"] for part in version["spans"]] == [FILM]


def test_what_was_not_asked_for_is_in_no_link() -> None:
    placed = replace(EVENT, fields={**EVENT.fields, "place": identity("place")})
    asked = ask(kinds=frozenset({"event"}))
    answer = let(asked, placed, record("place", name="X"))
    assert [one.id for one in answer.records] == [EVENT.id]
    assert "place" not in answer.records[0].fields
    assert answer.withheld == ((EVENT.id, "place", "not-asked-for"),)


def test_many_that_stay_are_told_in_few_rounds() -> None:
    many = [
        record("complaint", n, receipt=f"R{n}", account="a", language="ru")
        for n in range(3000)
    ]
    more = [
        record("translation", n, of=one.id, language="en", text="t")
        for n, one in enumerate(many)
    ]
    answer = let(ask(identities=True), *many, *more)
    assert len(answer.excluded) == 6000
    assert answer.records == ()
