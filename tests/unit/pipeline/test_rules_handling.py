# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Labels, quarantine, own terms, and what follows from what."""

from __future__ import annotations

from typing import Any

import pytest
from tests.record_world import World, item, span


@pytest.fixture
def world() -> World:
    made = World()
    made.roles_of = {"lena": ("legal officer",), "anna": ("coder", "lawyer")}
    return made


def label(severity: int) -> dict[str, Any]:
    return {"item": item(1), "category": ["routine"], "severity": severity}


@pytest.mark.parametrize("severity", [-1, 5, 100])
def test_severity_is_from_none_to_the_worst(world: World, severity: int) -> None:
    assert world.broken("label", label(severity)) == {("severity", "not-severity")}


@pytest.mark.parametrize("severity", [0, 4])
def test_severity_has_both_ends(world: World, severity: int) -> None:
    assert world.broken("label", label(severity)) == set()


WITHHELD = {"sexual": "yes", "child": "unknown"}


def test_what_is_withheld_is_opened_by_the_legal_officer_alone(world: World) -> None:
    made = world.stated("label", {**label(4), **WITHHELD}, by="boris")
    mild = label(0)
    refused = {("child", "needs-legal-officer")}
    assert world.broken("label", mild, by="anna", record=made) == refused
    withdrawn = {("", "needs-legal-officer")}
    assert world.broken_withdrawal(made, "anna") == withdrawn
    # What stays withheld may be said better by anybody.
    told = {**label(4), "sexual": "yes", "child": "yes"}
    assert world.broken("label", told, by="anna", record=made) == set()
    assert world.broken("label", mild, by="lena", record=made) == set()
    assert world.broken_withdrawal(made, "lena") == set()


def test_whoever_alone_said_so_may_have_been_mistaken(world: World) -> None:
    made = world.stated("label", {**label(4), **WITHHELD}, by="boris")
    assert world.broken("label", label(0), by="boris", record=made) == set()
    world.stated("label", {**label(4), **WITHHELD}, by="anna", record=made)
    refused = {("child", "needs-legal-officer")}
    assert world.broken("label", label(0), by="boris", record=made) == refused


def test_the_legal_officer_alone_lifts_a_quarantine(world: World) -> None:
    kept = world.stated("quarantine", {"item": item(1)})
    lifted = {"item": item(1), "lifted": True}
    found = world.broken("quarantine", lifted, record=kept)
    assert found == {("lifted", "needs-legal-officer")}
    assert world.broken_withdrawal(kept) == {("", "needs-legal-officer")}
    moved = world.broken("quarantine", {"item": item(2)}, record=kept)
    assert moved == {("item", "fixed")}
    assert world.broken("quarantine", lifted, record=kept, by="lena") == set()
    assert world.broken_withdrawal(kept, by="lena") == set()
    assert world.broken("quarantine", lifted) == {("lifted", "needs-legal-officer")}


def work(state: str, assignee: str = "") -> dict[str, Any]:
    held = {"assignee": assignee} if assignee else {}
    return {"item": item(1), "state": state, **held}


def test_nobody_has_the_second_look_at_their_own_work(world: World) -> None:
    own = {("state", "own-second-look")}
    made = world.stated("work", work("described"))
    asked = work("second-look", "anna")
    taken = {("assignee", "own-second-look")}
    assert world.broken("work", asked, record=made) == taken
    world.stated("description", {"spans": [span(1)], "observed": "O"}, by="boris")
    world.stated("work", work("second-look"), record=made)
    for who in ("anna", "boris"):
        for state in ("closed", "described"):
            assert world.broken("work", work(state), by=who, record=made) == own
            assert world.broken("work", work(state), by=who) == own, "another record"
        given = work("second-look", who)
        assert world.broken("work", given, by="clara", record=made) == taken
        assert world.broken_withdrawal(made, by=who) == own
    world.stated("work", work("second-look", "clara"), by="clara", record=made)
    assert world.broken("work", work("closed"), by="clara", record=made) == set()


def test_an_item_is_closed_by_a_description_or_a_reason(world: World) -> None:
    bare = {("state", "needs-description")}
    assert world.broken("work", work("closed")) == bare
    assert world.broken("work", work("closed"), why=" ") == bare
    assert world.broken("work", work("closed"), why="An empty wall.") == set()
    world.stated("description", {"spans": [span(1)], "observed": "O"})
    assert world.broken("work", work("closed")) == set()


def test_an_item_is_in_a_members_hands(world: World) -> None:
    strange = {("assignee", "no-such-member")}
    assert world.broken("work", work("triaged", "nobody")) == strange
    assert world.broken("work", work("triaged", "boris")) == set()


def test_a_speaker_alone_confirms_what_is_said(world: World) -> None:
    world.roles_of |= {"rita": ("coder", "speaks:ru"), "eva": ("speaks:en",)}
    draft = {"spans": [span(1)], "text": "Неси сюда.", "language": "ru"}
    confirmed = {**draft, "confirmed": True}
    for who in ("anna", "eva"):
        found = world.broken("transcript", confirmed, by=who)
        assert found == {("confirmed", "not-a-speaker")}
        assert world.broken("transcript", draft, by=who) == set()
    assert world.broken("transcript", confirmed, by="rita") == set()


def own(**more: Any) -> dict[str, Any]:
    told = {"vocabulary": "place-sort", "code": "roll-call", "english": "Square"}
    return {**told, **more}


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"vocabulary": "mood"}, {("vocabulary", "no-such-vocabulary")}),
        ({"vocabulary": "grade"}, {("vocabulary", "closed-vocabulary")}),
        ({"code": "cell"}, {("code", "term-exists")}),
        ({"replaces": "dungeon"}, {("replaces", "no-such-term")}),
        ({"replaces": "yard"}, set()),
        ({}, set()),
    ],
)
def test_own_terms(
    world: World, more: dict[str, Any], found: set[tuple[str, str]]
) -> None:
    assert world.broken("term", own(**more)) == found


def test_a_term_is_not_renamed_nor_there_twice(world: World) -> None:
    term = world.stated("term", own())
    assert world.broken("term", own()) == {("code", "term-exists")}
    renamed = world.broken("term", own(code="square"), record=term)
    assert renamed == {("code", "fixed")}
    assert world.broken("term", own(retired=True), record=term) == set()


@pytest.mark.parametrize("name", ["english", "russian", "huridocs"])
def test_what_an_own_term_means_stays(world: World, name: str) -> None:
    told = own(russian="Плац", huridocs="27")
    term = world.stated("term", told)
    renamed = {(name, "term-renamed")}
    changed = {**told, name: "99"}
    assert world.broken("term", changed, record=term) == renamed
    world.withdraw(term)
    assert world.broken("term", changed, record=term) == renamed
    if name != "english":
        without = {n: v for n, v in told.items() if n != name}
        assert world.broken("term", without, record=term) == renamed
    renaming = {**changed, "code": "square", "replaces": "roll-call"}
    world.stated("term", told, record=term)
    assert world.broken("term", renaming) == set()


def test_a_translation_that_was_left_out_may_be_added(world: World) -> None:
    term = world.stated("term", own())
    assert world.broken("term", own(russian="Плац"), record=term) == set()


def test_an_outcome_has_a_source_and_follows_its_cause(world: World) -> None:
    letter = {"title": "L", "sort": "letter", "date": "2024-04"}
    cause = world.stated("intervention", letter)
    told: dict[str, Any] = {
        "title": "O",
        "sort": "reprimand",
        "date": "2024-05-02",
        "source": "The ministry's page",
        "follows": [cause],
    }
    outcome = world.stated("outcome", told)
    nowhere = {**told, "source": {"unknown": True}}
    assert world.broken("outcome", nowhere) == {("source", "needs-source")}
    early = {**told, "date": "2024-03-31"}
    assert world.broken("outcome", early) == {("date", "before-what-it-follows")}
    assert world.broken("outcome", {**told, "date": "2024-04-01"}) == set()
    own_cause = {**told, "follows": [outcome]}
    found = world.broken("outcome", own_cause, record=outcome)
    assert found == {("follows", "circle")}


def test_an_answer_is_after_its_question(world: World) -> None:
    told = {"title": "L", "sort": "letter", "date": "2024-04-10"}
    wrong = {**told, "response_date": "2024-03"}
    found = world.broken("intervention", wrong)
    assert found == {("response_date", "answered-before-asked")}
    right = {**told, "response_date": "2024-04"}
    assert world.broken("intervention", right) == set()


class Shown:
    """An identification, and a line-up of six pictures for it."""

    def __init__(self, world: World) -> None:
        seen = world.stated("appearance", {"label": "L", "spans": [span(1)]})
        person = world.stated("person", {"label": "A"})
        told = {"appearance": seen, "person": person, "grade": "candidate"}
        self.claim = world.stated("identification", told)
        self.other = world.stated("identification", told)
        self.lineup: dict[str, Any] = {
            "identification": self.claim,
            "seed": "1",
            "shown": [span(number) for number in range(2, 8)],
            "administrator_blind": True,
            "instructions": "I",
            "answer": "A",
            "confidence": "C",
        }


def test_a_witness_chose_among_those_shown(world: World) -> None:
    lineup = Shown(world).lineup
    made = world.stated("lineup", {**lineup, "chosen": 2})
    for wrong in (0, 7):
        found = world.broken("lineup", {**lineup, "chosen": wrong})
        assert found == {("chosen", "not-shown")}
    changed = {**lineup, "shown": [span(2), span(4)]}
    assert world.broken("lineup", changed, record=made) == {("shown", "fixed")}


def test_a_line_up_has_fillers(world: World) -> None:
    lineup = Shown(world).lineup
    few = {("shown", "needs-fillers")}
    assert world.broken("lineup", lineup) == set()
    assert world.broken("lineup", {**lineup, "shown": lineup["shown"][:5]}) == few


def test_a_ground_by_line_up_names_it(world: World) -> None:
    shown = Shown(world)
    told = {"how": "supports", "method": "lineup", "reasoning": "R"}
    ground = {**told, "identification": shown.claim}
    assert world.broken("ground", ground) == {("lineup", "needs-lineup")}
    lineup = world.stated("lineup", shown.lineup)
    assert world.broken("ground", {**ground, "lineup": lineup}) == set()
    elsewhere = {**ground, "identification": shown.other, "lineup": lineup}
    assert world.broken("ground", elsewhere) == {("lineup", "of-another-claim")}
    world.withdraw(lineup)
    found = world.broken("ground", {**ground, "lineup": lineup})
    assert found == {("lineup", "needs-lineup")}
