# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whatever members state in whatever order: nobody is asked twice unapproved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.record_world import World

from witnessbox.link import told_before

FIRST = {"account": "Они забрали посылку.", "language": "ru"}
MEMBERS = ("anna", "boris", "clara")
# Few to choose from: what goes wrong takes several acts upon the same.
persons = st.sampled_from((0, 0, 0, 1))
places = st.sampled_from((0, 0, 0, 1))
members = st.sampled_from(MEMBERS)
answers = st.sampled_from((True, True, False))
acts = st.one_of(
    st.tuples(st.just("complaint"), persons, st.none() | places),
    st.tuples(st.just("again"), persons, members),
    st.tuples(st.just("approval"), places, st.tuples(members, answers)),
    st.tuples(st.just("elsewhere"), persons, st.none()),
    st.tuples(st.just("tie"), persons, places),
)


class Interviews:
    """What members state, as far as the rules take it."""

    def __init__(self) -> None:
        self.world = World()
        self.persons = [self.world.stated("person", {"label": n}) for n in "AB"]
        self.taken: list[str] = []
        self.asked: list[str] = []
        self.askers: dict[str, str] = {}
        self.answers: dict[str, list[bool]] = {}

    def act(self, name: str, which: int, more: Any) -> None:
        if name == "complaint":
            fields: dict[str, Any] = {"complainant": self.persons[which]}
            if more is not None and more < len(self.asked):
                fields["again"] = self.asked[more]
            self._take({**FIRST, "receipt": str(len(self.taken)), **fields})
        elif name == "again":
            fields = {"person": self.persons[which], "reason": "More to tell."}
            for one in self._say("again", fields, more):
                self.asked.append(one)
                self.askers[one] = more
        elif name == "approval" and which < len(self.asked):
            (by, yes), one = more, self.asked[which]
            said = self._say("approval", {"of": one, "given": yes}, by)
            # Nobody's word on what they asked for themselves is taken.
            assert bool(said) == (by != self.askers[one])
            self.answers.setdefault(one, []).extend([yes] * len(said))
        elif name == "elsewhere":
            fields = {"person": self.persons[which], "body": "Prosecutor"}
            self._say("elsewhere", fields, "anna")
        elif name == "tie" and more < len(self.taken):
            one = self.taken[more]
            before = self.world.records[one].fields
            tied = {**before, "complainant": self.persons[which]}
            if not self.world.broken("complaint", tied, record=one):
                self.world.put("complaint", tied, record=one)

    def _take(self, fields: dict[str, Any]) -> None:
        if not self.world.broken("complaint", fields):
            self.taken.append(self.world.put("complaint", fields))
            if "again" in fields:
                again = fields["again"]
                said = self.answers.get(again, [])
                assert said
                assert all(said)
                asked = self.world.records[again].fields
                assert asked["person"] == fields["complainant"]

    def _say(self, kind: str, fields: dict[str, Any], by: str) -> list[str]:
        if self.world.broken(kind, fields, by=by):
            return []
        return [self.world.put(kind, fields, by=by)]

    def of(self, person: str) -> list[Mapping[str, Any]]:
        every = [self.world.records[one].fields for one in self.taken]
        return [one for one in every if told_before.teller(one) == person]


@settings(max_examples=300, deadline=None)
@given(st.lists(acts, min_size=4, max_size=24))
def test_every_account_but_the_first_has_an_approval_of_its_own(
    some: list[tuple[str, int, Any]],
) -> None:
    interviews = Interviews()
    for name, which, more in some:
        interviews.act(name, which, more)
    for person in interviews.persons:
        told = interviews.of(person)
        approved = [one["again"] for one in told if "again" in one]
        assert len(told) - len(approved) <= 1
    used = [
        interviews.world.records[one].fields.get("again") for one in interviews.taken
    ]
    by = [one for one in used if one]
    assert len(by) == len(set(by))


def test_the_control_an_approved_one_is_taken_and_another_is_not() -> None:
    interviews = Interviews()
    for act in (
        ("complaint", 0, None),
        ("complaint", 0, None),
        ("again", 0, "anna"),
        ("approval", 0, ("anna", True)),
        ("complaint", 0, 0),
    ):
        interviews.act(*act)
    assert len(interviews.taken) == 1
    interviews.act("approval", 0, ("boris", True))
    interviews.act("complaint", 0, 0)
    interviews.act("complaint", 0, 0)
    assert len(interviews.taken) == 2
