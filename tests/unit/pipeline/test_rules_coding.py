# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Coding twice, blind: by lot, while the round is open, settled by a third."""

from __future__ import annotations

from typing import Any

import pytest
from tests.record_world import Found, World, item, span

ROUND: dict[str, Any] = {
    "title": "R",
    "variables": ["act", "severity", "officials"],
    "seed": "1",
    "items": [item(1), item(2)],
    "coders": "anna\nboris",
    "share": 100,
}


class Coded:
    """An open round of two items that two members code."""

    def __init__(self) -> None:
        self.world = World()
        self.round = self.world.stated("round", ROUND, by="clara")

    def code(self, value: str = "theft", **more: Any) -> dict[str, Any]:
        """Fields of a code."""
        told = {"spans": [span(1)], "variable": "act", "value": value}
        return {**told, "round": self.round, **more}

    def refused(self, value: str = "theft", by: str = "anna", **more: Any) -> Found:
        """What is wrong with a new code."""
        return self.world.broken("coding", self.code(value, **more), by=by)

    def stated(self, value: str = "theft", by: str = "anna", **more: Any) -> str:
        """A code that stands."""
        return self.world.stated("coding", self.code(value, **more), by=by)

    def close(self) -> None:
        """Close the round."""
        closed = {**ROUND, "closed": True}
        self.world.stated("round", closed, record=self.round, by="clara")

    def both(self) -> tuple[str, str]:
        """Two codes that differ, of a closed round."""
        made = self.stated(), self.stated("extortion", by="boris")
        self.close()
        return made


@pytest.fixture
def coded() -> Coded:
    return Coded()


def test_a_coder_codes_an_item_once(coded: Coded) -> None:
    mine = coded.stated()
    again = {("spans", "coded-already")}
    assert coded.refused("beating") == again
    assert coded.refused(spans=[span(1, 2, 5)]) == again, "another part of it"
    changed = coded.code("beating")
    assert coded.world.broken("coding", changed, record=mine) == set()
    assert coded.refused(by="boris") == set()
    assert coded.refused(spans=[span(2)]) == set()
    assert coded.refused("2", variable="severity") == set()
    coded.world.withdraw(mine)
    assert coded.refused("beating") == set()


def test_nobody_codes_what_the_lot_did_not_give_them(coded: Coded) -> None:
    strange = {("spans", "not-in-your-lot")}
    assert coded.refused(by="clara") == strange
    assert coded.refused(spans=[span(3)]) == strange
    assert coded.refused(spans=[span(1), span(2)]) == strange


def test_a_code_is_of_a_round_its_variables_and_their_values(coded: Coded) -> None:
    unheld = {("round", "no-such-round")}
    assert coded.refused(round="1") == unheld
    assert coded.refused(round="ro-" + "9" * 32) == unheld
    assert coded.refused(variable="method") == {
        ("variable", "not-of-this-round"),
        ("value", "not-a-value"),
    }
    none = {("value", "not-a-value")}
    assert coded.refused("nonsense") == none
    assert coded.refused("5", variable="severity") == none
    assert coded.refused("theft", variable="officials") == none
    nobody_knows = {**coded.code(), "value": {"unknown": True}}
    assert coded.world.broken("coding", nobody_knows) == none
    coded.world.withdraw(coded.round)
    assert coded.refused() == unheld


def test_an_own_term_is_a_value_until_it_is_retired(coded: Coded) -> None:
    own = {"vocabulary": "act", "code": "sold", "english": "Sold"}
    term = coded.world.stated("term", own)
    assert coded.refused("sold") == set()
    coded.world.stated("term", {**own, "retired": True}, record=term)
    assert coded.refused("sold") == {("value", "not-a-value")}


def test_after_a_round_is_closed_nobody_codes_or_changes_a_code(coded: Coded) -> None:
    mine, _ = coded.both()
    closed = {("round", "round-closed")}
    same = coded.code("extortion")
    assert coded.world.broken("coding", same, record=mine) == closed
    assert coded.refused(spans=[span(2)]) == closed
    assert coded.world.broken_withdrawal(mine) == {("", "round-closed")}
    posed = {**same, "adjudicates": [mine]}
    found = coded.world.broken("coding", posed, record=mine)
    assert ("adjudicates", "fixed") in found


def test_an_open_code_can_be_taken_back(coded: Coded) -> None:
    assert coded.world.broken_withdrawal(coded.stated()) == set()


def test_a_third_member_settles_and_the_first_codes_stay(coded: Coded) -> None:
    world = coded.world
    first, second = coded.stated(), coded.stated("extortion", by="boris")
    told = coded.code(adjudicates=[first, second], reason="R")
    early = {("round", "round-open")}
    assert world.broken("coding", told, by="clara") == early
    coded.close()
    third = {("adjudicates", "needs-third-member")}
    assert third <= world.broken("coding", told, by="anna")
    one = world.broken("coding", coded.code(adjudicates=[first]), by="clara")
    assert one == {("adjudicates", "needs-two-codes")}
    strange = {("adjudicates", "not-of-this-unit")}
    elsewhere = {**told, "spans": [span(2)]}
    assert world.broken("coding", elsewhere, by="clara") == strange
    world.stated("coding", told, by="clara")
    changed = world.broken("coding", coded.code("beating"), record=first)
    assert ("", "adjudicated") in changed
    assert world.broken_withdrawal(first) == {("", "adjudicated")}
    kept = [world.records[one].fields["value"] for one in (first, second)]
    assert kept == ["theft", "extortion"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seed", "2"),
        ("items", [item(1)]),
        ("coders", "anna\nclara"),
        ("share", 50),
        ("variables", ["act"]),
    ],
)
def test_what_the_lot_is_drawn_from_is_stated_once(
    coded: Coded, name: str, value: Any
) -> None:
    changed = {**ROUND, name: value}
    found = coded.world.broken("round", changed, record=coded.round, by="clara")
    assert found == {(name, "fixed")}
    renamed = {**ROUND, "title": "Another"}
    found = coded.world.broken("round", renamed, record=coded.round, by="clara")
    assert found == set()


def test_a_round_is_never_opened_again(coded: Coded) -> None:
    coded.close()
    reopened = {("closed", "round-closed")}
    world = coded.world
    assert world.broken("round", ROUND, record=coded.round, by="clara") == reopened
    world.withdraw(coded.round)
    assert world.broken("round", ROUND, record=coded.round, by="clara") == reopened


def test_a_round_taken_back_showed_its_codes_and_stays_shut(coded: Coded) -> None:
    coded.world.withdraw(coded.round)
    found = coded.world.broken("round", ROUND, record=coded.round, by="clara")
    assert found == {("closed", "round-closed")}


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"share": 101}, {("share", "not-a-share")}),
        ({"share": 10}, set()),
        ({"coders": "anna\nnotamember"}, {("coders", "no-such-member")}),
        ({"coders": "anna"}, {("coders", "needs-coders")}),
        ({"coders": "anna", "share": 0}, set()),
    ],
)
def test_a_round_is_drawn_from_members(
    coded: Coded, more: dict[str, Any], found: Found
) -> None:
    assert coded.world.broken("round", {**ROUND, **more}) == found
