# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The account first, and locked; nobody is turned away without being asked."""

from __future__ import annotations

from typing import Any

import pytest
from tests.record_world import World, item, span

from witnessbox.model.testimony import CHECKLIST

FIRST = {"receipt": "14", "account": "Они забрали посылку.", "language": "ru"}


@pytest.fixture
def world() -> World:
    return World()


def test_an_account_is_locked_by_its_first_statement(world: World) -> None:
    complaint = world.stated("complaint", FIRST)
    for name, other in (("account", "Они забрали всё."), ("language", "en")):
        found = world.broken("complaint", {**FIRST, name: other}, record=complaint)
        assert found == {(name, "account-locked")}
    assert (
        world.broken("complaint", {**FIRST, "date": "2024"}, record=complaint) == set()
    )


def test_taking_an_account_back_does_not_unlock_it(world: World) -> None:
    complaint = world.stated("complaint", FIRST)
    world.withdraw(complaint)
    other = {**FIRST, "account": "Ничего не было."}
    found = world.broken("complaint", other, record=complaint)
    assert found == {("account", "account-locked")}
    assert world.broken("complaint", FIRST, record=complaint) == set()


@pytest.mark.parametrize("name", CHECKLIST)
def test_the_checklist_opens_after_the_account(world: World, name: str) -> None:
    told = {**FIRST, name: "Ночью."}
    assert world.broken("complaint", told) == {(name, "account-first")}
    complaint = world.stated("complaint", FIRST)
    assert world.broken("complaint", told, record=complaint) == set()


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, {("referral", "needs-referral")}),
        ({"referral": {"unknown": True}}, {("referral", "needs-referral")}),
        ({"referral": ["none"]}, set()),
        ({"referral": ["declined"]}, set()),
        ({"referral": ["medical"]}, {("referral_due", "needs-follow-up")}),
        ({"referral": ["medical"], "referral_due": "2024-05"}, set()),
        ({"referral": ["medical"], "referral_done": "2024-04-02"}, set()),
        (
            {"referral": ["none", "medical"], "referral_due": "2024-05"},
            {("referral", "none-and-others")},
        ),
    ],
)
def test_no_complaint_is_closed_before_its_author_is_asked(
    world: World, more: dict[str, Any], found: set[tuple[str, str]]
) -> None:
    complaint = world.stated("complaint", FIRST)
    told = {**FIRST, "status": "closed", **more}
    assert world.broken("complaint", told, record=complaint) == found


def test_an_open_complaint_may_be_unasked(world: World) -> None:
    complaint = world.stated("complaint", FIRST)
    told = {**FIRST, "status": "checklist"}
    assert world.broken("complaint", told, record=complaint) == set()


def test_a_translation_takes_no_originals_place(world: World) -> None:
    complaint = world.stated("complaint", FIRST)
    other = world.stated("complaint", {**FIRST, "receipt": "15"})
    told = {"of": complaint, "language": "en", "text": "They took the parcel."}
    translation = world.stated("translation", told)
    found = world.broken("translation", {**told, "language": "ru"})
    assert found == {("language", "language-of-original")}
    moved = world.broken("translation", {**told, "of": other}, record=translation)
    assert moved == {("of", "fixed")}
    better = {**told, "text": "They took the parcel away."}
    assert world.broken("translation", better, record=translation) == set()


def test_a_consent_stays_the_consent_that_it_was(world: World) -> None:
    person = world.stated("person", {"label": "A"})
    told = {"person": person, "use": "un", "form": "named", "given": True}
    consent = world.stated("consent", told)
    for wider in ({"use": "web"}, {"item": item(3)}, {"form": "initials"}):
        found = world.broken("consent", {**told, **wider}, record=consent)
        assert {code for _, code in found} == {"fixed"}
    given_back = {**told, "withdrawn": "2024-06-01"}
    assert world.broken("consent", given_back, record=consent) == set()


def test_what_was_shown_is_of_one_complaint(world: World) -> None:
    complaint = world.stated("complaint", FIRST)
    other = world.stated("complaint", {**FIRST, "receipt": "15"})
    told = {
        "complaint": complaint,
        "spans": [span(1)],
        "when": "2024",
        "moment": "before",
    }
    shown = world.stated("shown", told)
    moved = world.broken("shown", {**told, "complaint": other}, record=shown)
    assert moved == {("complaint", "fixed")}


def test_a_mapping_names_each_field_once() -> None:
    world = World()
    told = {"name": "desk", "columns": "receipt = No\n- = Remarks\naccount = Text"}
    assert world.broken("mapping", told) == set()
    for columns, code in (
        ("receipt", "not-a-mapping"),
        ("receipt = No\nreceipt = Number", "mapped-twice"),
        ("odd = No", "no-such-field"),
        ("same_person = Who", "no-such-field"),
    ):
        found = world.broken("mapping", {**told, "columns": columns})
        assert found == {("columns", code)}


def asked_again(world: World, person: str, by: str = "anna") -> str:
    told = {"person": person, "reason": "The dates were not asked."}
    return world.stated("again", told, by=by)


def answered(world: World, again: str, by: str, *, given: bool = True) -> str:
    return world.stated("approval", {"of": again, "given": given}, by=by)


def test_nobody_is_interviewed_twice_without_a_reason_and_a_second_member(
    world: World,
) -> None:
    person = world.stated("person", {"label": "A"})
    world.stated("complaint", {**FIRST, "complainant": person})
    second = {**FIRST, "receipt": "15", "complainant": person}
    assert world.broken("complaint", second) == {("again", "told-before")}
    again = asked_again(world, person)
    told = {**second, "again": again}
    assert world.broken("complaint", told) == {("again", "not-approved")}
    by_self = {"of": again, "given": True}
    found = world.broken("approval", by_self, by="anna")
    assert found == {("of", "needs-second-member")}
    world.put("approval", by_self, by="anna")
    assert world.broken("complaint", told) == {("again", "not-approved")}
    answered(world, again, "boris")
    complaint = world.stated("complaint", told)
    third = {**told, "receipt": "16"}
    assert world.broken("complaint", third) == {("again", "used-already")}
    assert world.broken("complaint", {**told, "date": "2024"}, record=complaint) == (
        set()
    )
    assert world.broken("complaint", second, record=complaint) == {("again", "fixed")}


def test_one_no_outweighs_a_yes(world: World) -> None:
    person = world.stated("person", {"label": "A"})
    world.stated("complaint", {**FIRST, "victim": person})
    again = asked_again(world, person)
    answered(world, again, "boris")
    refusal = answered(world, again, "clara", given=False)
    told = {**FIRST, "receipt": "15", "victim": person, "again": again}
    assert world.broken("complaint", told) == {("again", "not-approved")}
    world.withdraw(refusal, by="clara")
    assert world.broken("complaint", told) == set()


def test_an_approval_is_for_one_person(world: World) -> None:
    one, other = (world.stated("person", {"label": name}) for name in "AB")
    for person in (one, other):
        world.stated("complaint", {**FIRST, "complainant": person})
    again = asked_again(world, one)
    answered(world, again, "boris")
    told = {**FIRST, "receipt": "15", "complainant": other, "again": again}
    assert world.broken("complaint", told) == {("again", "of-somebody-else")}


def test_what_others_took_and_who_is_said_to_be_the_same_count(world: World) -> None:
    one = world.stated("person", {"label": "A"})
    world.stated("elsewhere", {"person": one, "body": "Prosecutor"})
    other = world.stated("person", {"label": "A2", "same_as": one})
    told = {**FIRST, "complainant": other}
    assert world.broken("complaint", told) == {("again", "told-before")}
    first = world.stated("complaint", FIRST)
    alike = {**FIRST, "receipt": "15", "same_person": [first]}
    assert world.broken("complaint", alike) == {("again", "told-before")}
    # The control: a relative speaks of the one who suffered it, for the first time.
    mother = world.stated("person", {"label": "M"})
    hers = {**FIRST, "complainant": mother, "victim": one}
    assert world.broken("complaint", hers) == set()


def test_tying_a_teller_afterwards_is_no_way_around_it(world: World) -> None:
    person = world.stated("person", {"label": "A"})
    first = world.stated("complaint", {**FIRST, "complainant": person})
    second = world.stated("complaint", {**FIRST, "receipt": "15"})
    tied = {**FIRST, "receipt": "15", "complainant": person}
    found = world.broken("complaint", tied, record=second)
    assert found == {("again", "told-before")}
    world.put("complaint", tied, record=second)
    # What stands is still to be changed, the first account too.
    for name, fields in ((second, tied), (first, {**FIRST, "complainant": person})):
        told = {**fields, "referral": ["none"]}
        assert world.broken("complaint", told, record=name) == set()


def test_a_row_of_a_table_was_told_before_it_came_here(world: World) -> None:
    person = world.stated("person", {"label": "A"})
    world.stated("complaint", {**FIRST, "complainant": person})
    row = {**FIRST, "receipt": "15", "source_row": "t:3"}
    imported = world.stated("complaint", row)
    tied = {**row, "complainant": person}
    assert world.broken("complaint", tied, record=imported) == set()


def test_a_second_interview_is_asked_for_somebody(world: World) -> None:
    found = world.broken("again", {"reason": "More to tell."})
    assert found == {("person", "needs-who")}
