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
