# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What evidence does not carry is refused: orders, posts, statuses, coercion."""

from __future__ import annotations

from typing import Any

import pytest
from tests.record_world import World, item, span


class Case:
    """An event on 12 March, a victim, an officer, an orderly, an act."""

    def __init__(self) -> None:
        self.world = w = World()
        self.event = w.stated("event", {"title": "T", "date": "2024-03-12"})
        self.victim = w.stated("person", {"label": "A"})
        self.officer = w.stated("person", {"label": "B", "official_name": "Ёжиков"})
        self.orderly = w.stated("person", {"label": "C"})
        self.act = self.state_act(self.victim)
        body = w.stated("organisation", {"name": "K-9"})
        self.post = w.stated("post", {"name": "Deputy", "organisation": body})

    def state_act(self, victim: str, **more: Any) -> str:
        """One act against somebody."""
        fields = {"event": self.event, "victim": victim, "sort": "theft", **more}
        return self.world.stated("act", fields)

    def involved(self, person: str, **more: Any) -> dict[str, Any]:
        """Fields of an involvement."""
        told = {"act": self.act, "person": person, "degree": "present"}
        return {**told, **more}

    def refused(self, person: str, **more: Any) -> set[tuple[str, str]]:
        """What is wrong with an involvement."""
        return self.world.broken("involvement", self.involved(person, **more))

    def held(self, person: str, begin: str, end: str) -> str:
        """An occupancy."""
        told = {"person": person, "post": self.post, "from": begin, "to": end}
        return self.world.stated("occupancy", told)

    def support(self, claim: str, **more: Any) -> str:
        """A support."""
        told = {"claim": claim, "how": "supports", "by": item(5), **more}
        return self.world.stated("support", told)


@pytest.fixture
def case() -> Case:
    return Case()


def test_a_post_left_before_the_act_ties_nobody_to_it(case: Case) -> None:
    left = case.held(case.officer, "2020", "2024-03-10")
    assert case.refused(case.officer, by_post=left) == {("by_post", "not-in-post")}
    later = case.held(case.officer, "2024-04", "2025")
    assert case.refused(case.officer, by_post=later) == {("by_post", "not-in-post")}


@pytest.mark.parametrize("end", ["2024-03-12", "2024-03", "2024"])
def test_a_post_held_at_the_time_or_possibly_does(case: Case, end: str) -> None:
    held = case.held(case.officer, "2020", end)
    assert case.refused(case.officer, by_post=held) == set()


def test_a_post_that_was_gone_ties_nobody(case: Case) -> None:
    held = case.held(case.officer, "2020", "2025")
    assert case.refused(case.officer, by_post=held) == set()
    gone = {**case.world.records[case.post].fields, "to": "2022"}
    case.world.stated("post", gone, record=case.post)
    assert case.refused(case.officer, by_post=held) == {("by_post", "not-in-post")}


def test_nobody_holds_a_post_that_is_not_there(case: Case) -> None:
    post = {**case.world.records[case.post].fields, "from": "2021", "to": "2022"}
    case.world.stated("post", post, record=case.post)
    told = {"person": case.officer, "post": case.post}
    outside = {("post", "outside-its-post")}
    for begin, end in (("2023", "2024"), ("2019", "2020")):
        found = case.world.broken("occupancy", {**told, "from": begin, "to": end})
        assert found == outside
    for begin, end in (("2019", "2021"), ("2022~", "2024")):
        found = case.world.broken("occupancy", {**told, "from": begin, "to": end})
        assert found == set()


def test_a_post_that_another_held_ties_nobody(case: Case) -> None:
    held = case.held(case.orderly, "2020", "2025")
    assert case.refused(case.officer, by_post=held) == {("by_post", "not-the-holder")}


def test_a_term_that_ends_before_it_begins_is_refused(case: Case) -> None:
    told = {"person": case.officer, "post": case.post}
    wrong = {**told, "from": "2024-03-10", "to": "2024-03-09"}
    assert case.world.broken("occupancy", wrong) == {("to", "ends-before-it-begins")}
    right = {**told, "from": "2024-03-10", "to": "2024-03"}
    assert case.world.broken("occupancy", right) == set()


def test_nobody_gave_orders_by_office_alone(case: Case) -> None:
    needs = {("supports", "needs-support")}
    held = case.held(case.officer, "2020", "2025")
    of_the_post = case.support(held)
    assert case.refused(case.officer, degree="gave-orders", by_post=held) == needs
    told = {"degree": "gave-orders", "supports": [of_the_post]}
    assert case.refused(case.officer, **told) == needs


def test_what_contradicts_or_rests_on_nothing_shows_no_order(case: Case) -> None:
    needs = {("supports", "needs-support")}
    for wrong in (
        case.support(case.act, how="contradicts"),
        case.support(case.act, how="neutral"),
        case.world.put("support", {"claim": case.act, "how": "supports"}),
    ):
        told = {"degree": "gave-orders", "supports": [wrong]}
        assert case.refused(case.officer, **told) == needs


def test_an_order_that_is_heard_is_taken(case: Case) -> None:
    heard = case.support(
        case.act, spans=[span(5, 803, 806)], function=["linkage", "notice"]
    )
    told = {"degree": "gave-orders", "supports": [heard]}
    assert case.refused(case.officer, **told) == set()
    case.world.withdraw(heard)
    assert case.refused(case.officer, **told) == {("supports", "needs-support")}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"function": ["crime-base"]},
        {"function": ["linkage", "lead-only"]},
        {"function": ["linkage"], "reliability": "unreliable"},
    ],
)
def test_evidence_of_the_act_is_none_of_an_order(
    case: Case, more: dict[str, Any]
) -> None:
    for claim in (case.act, case.event):
        told = {"degree": "gave-orders", "supports": [case.support(claim, **more)]}
        found = case.refused(case.officer, **told)
        assert found == {("supports", "needs-support")}


def test_a_support_of_the_very_involvement_shows_an_order(case: Case) -> None:
    made = case.world.stated("involvement", case.involved(case.officer))
    orders = case.involved(case.officer, degree="gave-orders")

    def found() -> set[tuple[str, str]]:
        return case.world.broken("involvement", orders, record=made)

    needs = {("supports", "needs-support")}
    assert found() == needs
    lead = case.support(made, function=["lead-only"])
    assert found() == needs, "a lead is none"
    case.world.withdraw(lead)
    case.support(made)
    assert found() == set()


def test_coercion_is_an_act_against_whom_it_coerced(case: Case) -> None:
    needs = {("coercion", "needs-coercion-act")}
    coerced = {"coerced_by": case.officer}
    assert case.refused(case.orderly, **coerced) == needs
    assert case.refused(case.orderly, **coerced, coercion=case.act) == needs
    forced = case.state_act(case.orderly)
    assert case.refused(case.orderly, **coerced, coercion=forced) == set()
    assert case.refused(case.orderly, coercion=forced) == set()
    assert case.refused(case.victim, coercion=forced) == needs
    own = {"coerced_by": case.orderly, "coercion": forced}
    assert case.refused(case.orderly, **own) == {("coerced_by", "coerced-by-self")}


def test_a_victim_takes_part_only_if_coerced(case: Case) -> None:
    assert case.refused(case.victim) == {("person", "victim-involved")}
    forced = case.state_act(case.victim)
    told = {"coerced_by": case.officer, "coercion": forced}
    assert case.refused(case.victim, **told) == set()


def test_nobody_is_made_a_victim_of_what_they_did(case: Case) -> None:
    case.world.stated("involvement", case.involved(case.orderly))
    told = {"event": case.event, "victim": case.orderly, "sort": "theft"}
    found = case.world.broken("act", told, record=case.act)
    assert found == {("victim", "victim-involved")}
    assert case.world.broken("act", told) == set(), "another act is another matter"


def test_victims_are_not_named_where_everyone_reads(case: Case) -> None:
    for name in ("official_name", "native_name", "aliases"):
        fields = {"label": "A", name: "Тополев"}
        found = case.world.broken("person", fields, record=case.victim)
        assert found == {(name, "name-of-victim")}
        assert case.world.broken("person", fields, record=case.orderly) == set()
    told = {"event": case.event, "victim": case.officer, "sort": "theft"}
    assert case.world.broken("act", told) == {("victim", "name-of-victim")}


def test_a_victim_is_not_named_by_a_record_of_the_same_person(case: Case) -> None:
    w = case.world
    named = {"label": "D", "official_name": "Тополев"}
    victims = {("official_name", "name-of-victim")}
    assert w.broken("person", {**named, "same_as": case.victim}) == victims
    above = w.stated("person", {"label": "E"})
    w.stated("person", {"label": "A", "same_as": above}, record=case.victim)
    assert w.broken("person", named, record=above) == victims
    told = {"label": "A", "same_as": case.officer}
    found = w.broken("person", told, record=case.victim)
    assert found == {("same_as", "name-of-victim")}
    twin = w.stated("person", {"label": "F", "same_as": case.officer})
    act = {"event": case.event, "victim": twin, "sort": "theft"}
    assert w.broken("act", act) == {("victim", "name-of-victim")}
    assert w.broken("person", {**named, "same_as": case.orderly}) == set()


@pytest.mark.parametrize("field", ["victim", "complainant"])
def test_whom_a_complaint_is_of_suffered(case: Case, field: str) -> None:
    told = {"receipt": "1", "account": "Они били.", "language": "ru"}
    complaint = case.world.put("complaint", {**told, field: case.orderly})
    named = {"label": "C", "official_name": "Тополев"}

    def found() -> set[tuple[str, str]]:
        return case.world.broken("person", named, record=case.orderly)

    assert found() == {("official_name", "name-of-victim")}
    case.world.unread.add(complaint)
    assert found() == set(), "who may not read it is told nothing"


@pytest.mark.parametrize("field", ["label", "described", "notes"])
def test_a_name_among_the_identities_is_not_in_the_evidence(
    case: Case, field: str
) -> None:
    w = case.world
    kept = {"person": case.victim, "name": "Тополев Артём Ильич"}
    name = w.stated("name", kept)
    same = w.stated("person", {"label": "D", "same_as": case.victim})

    def found(told: str, record: str) -> set[tuple[str, str]]:
        return w.broken("person", {"label": "X", field: told}, record=record)

    slipped = {(field, "name-on-record")}
    for told in ("Тополев", "Told Topolev to stand", "о Тополеве", "TOPOLYEV"):
        assert found(told, case.victim) == slipped
    assert w.broken(
        "person", {"label": "X", field: "Topolev", "same_as": case.victim}, record=same
    ) == {(field, "name-on-record")}
    for told in ("Man 2", "Topology", "The poplar"):
        assert found(told, case.victim) == set()
    assert found("Topolev", case.orderly) == set(), "another's name is another matter"
    w.unread.add(name)
    assert found("Topolev", case.victim) == set()


def test_an_act_is_at_the_time_of_its_event(case: Case) -> None:
    told = {"event": case.event, "victim": case.victim, "sort": "theft"}
    wrong = {**told, "date": "2024-04"}
    assert case.world.broken("act", wrong) == {("date", "outside-its-event")}
    assert case.world.broken("act", {**told, "date": "2024"}) == set()
    assert case.world.broken("act", {**told, "age": 131}) == {("age", "not-an-age")}


def status(case: Case, code: str, **more: Any) -> set[tuple[str, str]]:
    told = {"title": "T", "status": code, "status_reason": "R", **more}
    return case.world.broken("event", told, record=case.event)


def test_a_status_has_its_reason_and_something_to_rest_on(case: Case) -> None:
    bare = {"title": "T", "status": "likely"}
    found = case.world.broken("event", bare, record=case.event)
    assert found == {("status_reason", "needs-reason"), ("status", "needs-support")}
    assert status(case, "likely") == {("status", "needs-support")}
    assert status(case, "likely", spans=[span(1)]) == set()
    bare["status"] = "unknown"
    assert case.world.broken("event", bare, record=case.event) == set()


CONFIRMED = ("confirmed-violation", "confirmed-similar", "confirmed-no-violation")


@pytest.mark.parametrize("code", CONFIRMED)
def test_what_is_confirmed_rests_on_two_independent_sources(
    case: Case, code: str
) -> None:
    needs = {("status", "needs-independent-supports")}
    assert status(case, code) == needs
    case.support(case.event, by=item(1))
    case.support(case.event, spans=[span(1, 3, 4)], by=item(1))
    assert status(case, code) == needs
    assert status(case, code, spans=[span(1)]) == needs, "one file counts once"
    case.support(case.event, by=item(2), reliability="unreliable")
    case.support(case.event, by=item(3), function=["lead-only"])
    case.support(case.event, by=item(4), how="contradicts")
    assert status(case, code) == needs
    case.support(case.event, by=item(2))
    assert status(case, code) == set()


def test_an_unreliable_source_confirms_nothing(case: Case) -> None:
    told = {"label": "S", "reliability": "highly-unreliable"}
    source = case.world.stated("source", told)
    case.support(case.event, by=item(1))
    case.support(case.event, by=item(2), source=source)
    found = status(case, "confirmed-violation")
    assert found == {("status", "needs-independent-supports")}


def test_an_element_is_found_on_evidence(case: Case) -> None:
    told = {"act": case.act, "element": "intent", "finding": "supported"}
    found = case.world.broken("characterisation", told)
    assert found == {("supports", "needs-support")}
    told["supports"] = [case.support(case.act)]  # type: ignore[assignment]
    assert case.world.broken("characterisation", told) == set()
    open_one = {"act": case.act, "element": "intent", "finding": "open"}
    assert case.world.broken("characterisation", open_one) == set()


def test_nothing_lies_within_itself(case: Case) -> None:
    w = case.world
    colony = w.stated("place", {"name": "Colony"})
    block = w.stated("place", {"name": "Block", "within": colony})
    cell = w.stated("place", {"name": "Cell", "within": block})
    told = {"name": "Colony", "within": cell}
    assert w.broken("place", told, record=colony) == {("within", "circle")}
    own = {"name": "Colony", "within": colony}
    assert w.broken("place", own, record=colony) == {("within", "circle")}
    assert w.broken("place", told) == set()


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("post", "reports_to"),
        ("organisation", "within"),
        ("event", "part_of"),
        ("person", "same_as"),
        ("event", "after"),
    ],
)
def test_no_circle_of_two(case: Case, kind: str, field: str) -> None:
    w = case.world
    body = w.stated("organisation", {"name": "K"})
    bare: dict[str, dict[str, Any]] = {
        "post": {"name": "P", "organisation": body},
        "organisation": {"name": "O"},
        "event": {"title": "E"},
        "person": {"label": "P"},
    }
    first = w.stated(kind, bare[kind])
    up: Any = [first] if field == "after" else first
    second = w.stated(kind, {**bare[kind], field: up})
    back: Any = [second] if field == "after" else second
    found = w.broken(kind, {**bare[kind], field: back}, record=first)
    assert found == {(field, "circle")}


def test_a_group_is_counted_from_the_least_to_the_most(case: Case) -> None:
    group = {"label": "G", "counting": "group", "least": 6, "most": 10}
    assert case.world.broken("person", group) == set()
    wrong = {**group, "most": 5}
    assert case.world.broken("person", wrong) == {("most", "least-above-most")}
    none = {**group, "least": 0}
    assert case.world.broken("person", none) == {("least", "not-a-count")}
    one = {"label": "G", "least": 2}
    assert case.world.broken("person", one) == {("least", "not-a-group")}


@pytest.mark.parametrize("field", ["label", "described", "notes"])
def test_a_name_that_everyone_reads_already_is_not_tied(case: Case, field: str) -> None:
    w = case.world
    read = {"label": "X", field: "Topolev of cell 9"}
    w.put("person", read, record=case.victim)
    same = w.stated("person", {"label": "D", "same_as": case.victim})
    kept = {"name": "Тополев Артём"}
    for person in (case.victim, same):
        told = {**kept, "person": person}
        assert w.broken("name", told) == {("name", "name-read-already")}
    w.put("person", {"label": "X"}, record=case.victim)
    assert w.broken("name", {**kept, "person": case.victim}) == set()
    # Whoever suffered nothing that is on record is nobody's victim to protect.
    w.put("person", read, record=case.orderly)
    assert w.broken("name", {**kept, "person": case.orderly}) == set()
