# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Nothing above 'candidate' without two members' grounds on independent sources."""

from __future__ import annotations

from typing import Any

import pytest
from tests.record_world import World, item, span

from witnessbox.link import corroborate
from witnessbox.link.corroborate import Grade

NEEDS_TWO = {("grade", "needs-two-members")}
NEEDS_SOURCES = {("grade", "needs-independent-grounds")}


class Case:
    """One appearance, one person, one identification that is a candidate."""

    def __init__(self) -> None:
        self.world = w = World()
        spans = {"label": "Man with the parcels", "spans": [span(1)]}
        self.appearance = w.put("appearance", spans)
        self.person = w.put("person", {"label": "P"})
        self.id = w.stated("identification", self.fields("candidate"))

    def fields(self, grade: str) -> dict[str, Any]:
        """Of the identification."""
        told = {"appearance": self.appearance, "person": self.person}
        return {**told, "grade": grade}

    def ground(self, member: str, **more: Any) -> str:
        """State one."""
        told = {"identification": self.id, "how": "supports", "method": "acquaintance"}
        fields = {**told, "reasoning": "R", "strength": "strong", **more}
        return self.world.stated("ground", fields, by=member)

    def source(self, label: str = "S", **more: Any) -> str:
        """A source of information."""
        return self.world.put("source", {"label": label, **more})

    def refused(self, grade: str) -> set[tuple[str, str]]:
        """What is wrong with a grade."""
        return self.world.broken("identification", self.fields(grade), record=self.id)

    def effective(self) -> Grade:
        """The grade as it is read."""
        return corroborate.effective_grade(self.world, self.world.records[self.id])


@pytest.fixture
def case() -> Case:
    return Case()


def test_a_candidate_needs_nothing(case: Case) -> None:
    assert case.refused("candidate") == set()


@pytest.mark.parametrize("grade", ["probable", "established"])
def test_one_member_alone_is_refused_however_many_grounds(
    case: Case, grade: str
) -> None:
    assert case.refused(grade) == NEEDS_TWO
    case.ground("anna", by=item(5))
    case.ground("anna", by=item(6))
    assert case.refused(grade) == NEEDS_TWO


@pytest.mark.parametrize("grade", ["probable", "established"])
def test_two_members_on_independent_sources_are_enough(case: Case, grade: str) -> None:
    case.ground("anna", by=item(5))
    case.ground("boris", by=case.source())
    assert case.refused(grade) == set()
    case.world.put("identification", case.fields(grade), record=case.id)
    assert case.effective().code == grade


def test_a_machine_counts_for_nothing(case: Case) -> None:
    case.ground("anna", by=item(5), method="machine")
    case.ground("boris", by=item(6), method="machine")
    assert case.refused("probable") == NEEDS_TWO
    case.ground("boris", by=item(6))
    assert case.refused("probable") == NEEDS_TWO
    case.ground("anna", by=item(7))
    assert case.refused("probable") == set()


def test_one_file_twice_is_one_source(case: Case) -> None:
    case.ground("anna", by=item(5))
    case.ground("boris", by=item(5))
    assert case.refused("probable") == NEEDS_SOURCES
    case.ground("boris", spans=[span(5, 7, 8)], method="voice")
    assert case.refused("probable") == NEEDS_SOURCES


def test_a_copy_in_another_coding_is_the_same_source(case: Case) -> None:
    case.ground("anna", by=item(5))
    case.ground("boris", by=item(6))
    assert case.refused("probable") == set()
    case.world.copies = {item(5): "k", item(6): "k"}
    assert case.refused("probable") == NEEDS_SOURCES


def test_two_looks_at_the_picture_in_question_are_one_source(case: Case) -> None:
    case.ground("anna", spans=[span(1)])
    case.ground("boris", spans=[span(1, 0, 2)])
    assert case.refused("probable") == NEEDS_SOURCES


def test_a_copy_of_the_picture_in_question_is_no_second_look(case: Case) -> None:
    case.world.copies = {item(1): "k", item(6): "k"}
    case.ground("anna", spans=[span(1)])
    case.ground("boris", spans=[span(6)])
    assert case.refused("probable") == NEEDS_SOURCES
    case.ground("boris", spans=[span(6), span(7)])
    assert case.refused("probable") == set()


def test_the_picture_in_question_does_not_bind_what_is_compared_with_it(
    case: Case,
) -> None:
    case.ground("anna", spans=[span(1), span(5)])
    case.ground("boris", spans=[span(1)], by=case.source())
    assert case.refused("probable") == set()


def complaint(case: Case, receipt: str, **more: Any) -> str:
    told = {"receipt": receipt, "account": "A", "language": "ru", **more}
    return case.world.put("complaint", told)


def test_complaints_of_one_session_are_one_source(case: Case) -> None:
    first = complaint(case, "1", session="Block 2, 9 March")
    second = complaint(case, "2", session="block 2,  9 March")
    case.ground("anna", by=first)
    case.ground("boris", by=second)
    assert case.refused("probable") == NEEDS_SOURCES
    case.ground("boris", by=complaint(case, "3", session="another"))
    assert case.refused("probable") == set()


def test_a_session_on_the_ground_is_the_same_session(case: Case) -> None:
    case.ground("anna", by=complaint(case, "1", session="S"))
    case.ground("boris", by=item(6), session="S")
    assert case.refused("probable") == NEEDS_SOURCES


def test_complaints_of_one_person_are_one_source(case: Case) -> None:
    first = complaint(case, "1")
    second = complaint(case, "2", same_person=[first])
    third = complaint(case, "3", same_person=[second])
    case.ground("anna", by=first)
    case.ground("boris", by=third)
    assert case.refused("probable") == NEEDS_SOURCES
    told = complaint(case, "4", complainant=case.person)
    case.ground("anna", by=told)
    again = case.world.put("source", {"label": "S", "person": case.person})
    case.ground("boris", by=again)
    assert case.refused("probable") == set(), "the fourth and the first are two"


def test_a_person_is_one_source_in_every_guise(case: Case) -> None:
    case.ground("anna", by=complaint(case, "1", complainant=case.person))
    case.ground("boris", by=case.source(person=case.person))
    assert case.refused("probable") == NEEDS_SOURCES


def test_complaints_that_one_may_not_read_may_be_one_source(case: Case) -> None:
    first, second = complaint(case, "1"), complaint(case, "2")
    case.ground("anna", by=first)
    case.ground("boris", by=second)
    assert case.refused("probable") == set()
    case.world.unread |= {first, second}
    assert case.refused("probable") == NEEDS_SOURCES


def test_a_publication_is_the_file_that_it_shows(case: Case) -> None:
    shown = {"title": "T", "by": "P", "date": "2024", "spans": [span(5)]}
    case.ground("anna", by=item(5))
    case.ground("boris", by=case.world.put("publication", shown))
    assert case.refused("probable") == NEEDS_SOURCES


def test_a_ground_without_a_source_counts_for_nothing(case: Case) -> None:
    case.ground("anna")
    case.ground("boris", by=item(6))
    assert case.refused("probable") == NEEDS_TWO


def test_little_weight_makes_probable_and_no_more(case: Case) -> None:
    case.ground("anna", by=item(5), strength="limited")
    case.ground("boris", by=item(6))
    assert case.refused("probable") == set()
    assert case.refused("established") == {("grade", "needs-strong-grounds")}
    case.ground("clara", by=item(7), strength="none")
    assert case.refused("established") == {("grade", "needs-strong-grounds")}


def test_what_contradicts_bars_established_then_probable(case: Case) -> None:
    case.ground("anna", by=item(5))
    case.ground("boris", by=item(6))
    against = case.ground("clara", by=item(7), how="contradicts")
    assert case.refused("established") == {("grade", "contradicted")}
    assert case.refused("probable") == set()
    verdict = corroborate.verdict(case.world, case.id, case.appearance)
    assert verdict.against == (against,)
    told = {"claim": case.id, "how": "contradicts", "by": item(8)}
    case.world.put("support", told)
    assert case.refused("probable") == {("grade", "contradicted")}
    case.ground("clara", by=item(9))
    assert case.refused("probable") == set()


def test_a_ground_withdrawn_later_lowers_what_is_read(case: Case) -> None:
    case.ground("anna", by=item(5))
    second = case.ground("boris", by=item(6))
    case.world.put("identification", case.fields("probable"), record=case.id)
    assert case.effective() is Grade.PROBABLE
    case.world.withdraw(second, by="boris")
    assert case.effective() is Grade.CANDIDATE
    assert case.world.records[case.id].fields["grade"] == "probable"


def test_what_a_ground_rests_on_can_be_withdrawn_under_it(case: Case) -> None:
    source = case.source()
    case.ground("anna", by=item(5))
    case.ground("boris", by=source)
    assert case.refused("probable") == set()
    case.world.withdraw(source)
    assert case.refused("probable") == NEEDS_TWO


def test_a_ground_written_over_by_another_is_none(case: Case) -> None:
    case.ground("anna", by=item(5))
    second = case.ground("boris", by=item(6))
    assert case.refused("probable") == set()
    fields = dict(case.world.records[second].fields)
    case.world.put("ground", fields, record=second, by="anna")
    assert case.refused("probable") == NEEDS_TWO


def test_grounds_are_not_carried_to_another_person(case: Case) -> None:
    case.ground("anna", by=item(5))
    case.ground("boris", by=item(6))
    other = case.world.put("person", {"label": "Q"})
    fields = {**case.fields("candidate"), "person": other}
    found = case.world.broken("identification", fields, record=case.id)
    assert found == {("person", "fixed")}
    case.world.withdraw(case.id)
    found = case.world.broken("identification", fields, record=case.id)
    assert ("person", "fixed") in found, "withdrawing is no way around it"


def test_a_session_alone_is_no_source(case: Case) -> None:
    case.ground("anna", spans=[span(1)])
    case.ground("boris", spans=[span(1)], session="b")
    assert case.refused("probable") == NEEDS_SOURCES


def test_two_sessions_without_anything_told_in_them_are_no_source(case: Case) -> None:
    case.ground("anna", session="a")
    case.ground("boris", session="b")
    assert case.refused("probable") != set()


def test_supports_that_hold_a_session_alone_make_no_source() -> None:
    w = World()
    event = w.put("event", {"title": "E"})
    for name in ("a", "b"):
        w.put("support", {"claim": event, "how": "supports", "session": name})
    assert corroborate.weight(w, event, {}).sources == 0


def test_a_copy_that_a_member_knows_is_its_original(case: Case) -> None:
    case.ground("anna", by=item(5))
    case.ground("boris", by=item(6))
    assert case.refused("probable") == set()
    same = case.world.stated("recording", {"items": [item(5), item(6)]})
    assert case.refused("probable") == NEEDS_SOURCES
    case.world.withdraw(same)
    assert case.refused("probable") == set()


def test_copies_of_a_copy_are_one_recording(case: Case) -> None:
    case.ground("anna", by=item(5))
    case.ground("boris", by=item(7))
    case.world.stated("recording", {"items": [item(5), item(6)]})
    case.world.stated("recording", {"items": [item(6), item(7)]})
    assert case.refused("probable") == NEEDS_SOURCES


def test_one_item_is_no_recording_of_two() -> None:
    told = {"items": [item(5)]}
    assert World().broken("recording", told) == {("items", "needs-two-items")}


@pytest.mark.parametrize("ours", [True, False])
def test_a_publication_about_a_file_is_that_file(case: Case, ours: bool) -> None:
    told = {"title": "T", "by": "B", "date": "2024", "about": [item(5)]}
    shown = case.world.put("publication", {**told, "ours": ours})
    case.ground("anna", by=item(5))
    case.ground("boris", by=shown)
    assert case.refused("probable") == NEEDS_SOURCES


def test_a_publication_of_our_own_is_no_source(case: Case) -> None:
    told = {"title": "T", "by": "B", "date": "2024"}
    ours = case.world.put("publication", {**told, "ours": True})
    theirs = case.world.put("publication", told)
    case.ground("anna", by=item(5))
    ground = case.ground("boris", by=ours)
    assert case.refused("probable") != set()
    case.world.withdraw(ground)
    case.ground("boris", by=theirs)
    assert case.refused("probable") == set()


def test_who_brought_a_disk_is_no_second_source_for_its_files(case: Case) -> None:
    disk = "a-" + "1" * 32
    case.ground("anna", by=item(5))
    case.ground("boris", by=case.source(accession=disk))
    assert case.refused("probable") == set()
    case.world.came_with[item(5)] = (disk,)
    assert case.refused("probable") == NEEDS_SOURCES


def test_two_files_of_one_disk_are_two_sources(case: Case) -> None:
    disk = "a-" + "1" * 32
    case.world.came_with = {item(5): (disk,), item(6): (disk,)}
    case.ground("anna", by=item(5))
    case.ground("boris", by=item(6))
    assert case.refused("probable") == set()
