# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The chain of command at a date, and what may be said of those in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.record_world import World, item, span

from witnessbox.link import chain, wording
from witnessbox.link.chain import Strength
from witnessbox.model import dating
from witnessbox.model.dating import Overlap

MARCH = dating.parse("2024-03-12")


class Colony:
    """Shift, major, colonel: three posts, each under the next, and an act."""

    def __init__(self) -> None:
        self.world = w = World()
        body = w.put("organisation", {"name": "K-9"})

        def post(name: str, **more: Any) -> str:
            return w.put("post", {"name": name, "organisation": body, **more})

        self.top = post("Head")
        self.middle = post("Deputy", reports_to=self.top, basis="order")
        self.shift = post("Shift", reports_to=self.middle, basis="office")
        self.lieutenant = w.put("person", {"label": "L"})
        self.major = w.put("person", {"label": "M", "official_name": "Ёжиков"})
        self.colonel = w.put("person", {"label": "C"})
        self.on_shift = self.hold(self.lieutenant, self.shift, "2020", "2025")
        self.deputy = self.hold(self.major, self.middle, "2020", "2024-03-10")
        self.head = self.hold(self.colonel, self.top, "2020", None)
        event = w.put("event", {"title": "T", "date": "2024-03-12"})
        victim = w.put("person", {"label": "V"})
        told = {"event": event, "victim": victim, "sort": "theft"}
        self.act = w.put("act", told)

    def hold(self, person: str, post: str, begin: str, end: str | None) -> str:
        """An occupancy."""
        told = {"person": person, "post": post, "from": begin, "to": end}
        fields = {n: v for n, v in told.items() if v is not None}
        return self.world.put("occupancy", fields)

    def support(self, claim: str, number: int, **more: Any) -> str:
        """A support by one paper."""
        told = {"claim": claim, "how": "supports", "by": item(number), **more}
        return self.world.put("support", told)

    def involve(self, person: str, degree: str = "carried-out", **more: Any) -> str:
        """An involvement."""
        told = {"act": self.act, "person": person, "degree": degree, **more}
        return self.world.put("involvement", told)

    def above(self, person: str, when: str = "2024-03-12") -> chain.Chain:
        """The only chain above somebody."""
        (found,) = chain.of_person(self.world, person, dating.parse(when))
        return found


@pytest.fixture
def colony() -> Colony:
    return Colony()


def holders(one: chain.Chain) -> list[list[str]]:
    return [[edge.end for edge in level.held] for level in one.levels]


def test_the_picture_changes_with_the_date(colony: Colony) -> None:
    before = colony.above(colony.lieutenant, "2024-03-09")
    assert [level.post for level in before.levels] == [
        colony.shift,
        colony.middle,
        colony.top,
    ]
    assert holders(before)[1:] == [[colony.major], [colony.colonel]]
    after = colony.above(colony.lieutenant)
    assert holders(after)[1:] == [[], [colony.colonel]]
    month = colony.above(colony.lieutenant, "2024-03")
    assert [edge.when for edge in month.levels[1].held] == [Overlap.POSSIBLE]
    assert month.levels[1].held[0].strength is Strength.POSSIBLE


def test_who_held_a_post_that_was_gone_is_not_in_the_chain(colony: Colony) -> None:
    post = colony.world.records[colony.top].fields
    colony.world.put("post", {**post, "to": "2022"}, record=colony.top)
    assert holders(colony.above(colony.lieutenant))[-1] == []
    assert chain.of_person(colony.world, colony.colonel, MARCH) == ()


def test_who_was_not_in_post_has_no_chain(colony: Colony) -> None:
    assert chain.of_person(colony.world, colony.major, MARCH) == ()
    assert colony.above(colony.major, "2024-03-10").person == colony.major


def test_each_edge_is_as_strong_as_what_supports_it(colony: Colony) -> None:
    def strengths() -> list[Strength]:
        return [edge.strength for edge in colony.above(colony.lieutenant).edges]

    office, possible = Strength.BY_OFFICE, Strength.POSSIBLE
    assert strengths() == [possible, office, office, possible]
    kept = [
        colony.support(one, n)
        for n, one in enumerate(
            [colony.on_shift, colony.shift, colony.middle, colony.head]
        )
    ]
    known = Strength.EVIDENCED
    assert strengths() == [known, office, known, known], "office stays office"
    colony.world.withdraw(kept[2])
    assert strengths() == [known, office, office, known]
    colony.support(colony.head, 9, how="contradicts")
    assert strengths() == [known, office, office, possible]


def test_the_weakest_edge_is_marked_and_what_contradicts_is_shown(
    colony: Colony,
) -> None:
    for n, one in enumerate([colony.on_shift, colony.middle, colony.head]):
        colony.support(one, n)
    against = colony.support(colony.on_shift, 8, how="contradicts")
    found = colony.above(colony.lieutenant)
    assert found.weakest is not None
    assert (found.weakest.sort, found.weakest.record) == ("held", colony.on_shift)
    assert [record for _, record in chain.against(found)] == [against]


def test_the_chain_of_an_act_begins_with_who_was_involved(colony: Colony) -> None:
    colony.involve(colony.lieutenant, spans=[span(1)])
    (found,) = chain.of_act(colony.world, colony.world.records[colony.act])
    assert [edge.sort for edge in found.start] == ["involved", "held"]
    assert found.start[0].strength is Strength.EVIDENCED
    way = found.way(colony.colonel)
    assert [edge.sort for edge in way] == [
        "involved",
        "held",
        "reports-to",
        "reports-to",
        "held",
    ]
    assert found.way(colony.major) == (), "who had left is on no way"


def test_a_stated_post_out_of_its_time_breaks_the_chain(colony: Colony) -> None:
    """As two members may have written without knowing of each other."""
    colony.involve(colony.major, by_post=colony.deputy, spans=[span(1)])
    (found,) = chain.of_act(colony.world, colony.world.records[colony.act])
    assert found.weakest is not None
    assert found.weakest.strength is Strength.NOT_IN_POST


def test_an_act_by_someone_without_a_post_has_a_chain_of_one(colony: Colony) -> None:
    stranger = colony.world.put("person", {"label": "S"})
    colony.involve(stranger)
    (found,) = chain.of_act(colony.world, colony.world.records[colony.act])
    assert (found.levels, len(found.start)) == ((), 1)


def test_a_circle_ends_and_says_so(colony: Colony) -> None:
    fields = dict(colony.world.records[colony.top].fields)
    colony.world.put("post", {**fields, "reports_to": colony.shift}, record=colony.top)
    found = colony.above(colony.lieutenant)
    assert (found.broken, len(found.levels)) == ("circle", 3)


def said(colony: Colony, involvement: str) -> wording.Sentence:
    return wording.of_involvement(colony.world, colony.world.records[involvement])


def test_office_alone_is_never_an_order(colony: Colony) -> None:
    """Whatever speaks for the post, the sentence stays with the post."""
    colony.support(colony.on_shift, 1)
    told = {"by_post": colony.on_shift, "spans": [span(1)]}
    involvement = colony.involve(colony.lieutenant, "gave-orders", **told)
    assert said(colony, involvement).code == "held-post"
    colony.support(involvement, 2)
    assert said(colony, involvement).code == "gave-order"


def test_the_sentence_falls_with_its_source(colony: Colony) -> None:
    post = colony.support(colony.on_shift, 1)
    told = {"by_post": colony.on_shift}
    involvement = colony.involve(colony.lieutenant, **told)
    heard = colony.support(involvement, 2)
    assert said(colony, involvement).code == "carried-out"
    assert said(colony, involvement).evidence == (heard,)
    colony.world.withdraw(heard)
    assert said(colony, involvement).code == "held-post"
    colony.world.withdraw(post)
    assert said(colony, involvement).code == "may-have-held-post"
    colony.world.withdraw(colony.on_shift)
    assert said(colony, involvement).code == "named"


def test_a_post_out_of_its_time_is_said_to_be(colony: Colony) -> None:
    involvement = colony.involve(colony.major, by_post=colony.deputy)
    assert said(colony, involvement).code == "not-in-post"


def test_what_is_contradicted_as_strongly_is_not_said(colony: Colony) -> None:
    involvement = colony.involve(colony.lieutenant)
    colony.support(involvement, 1)
    against = colony.support(involvement, 2, how="contradicts")
    told = said(colony, involvement)
    assert (told.code, told.against) == ("named", (against,))
    colony.support(involvement, 3)
    told = said(colony, involvement)
    assert (told.code, told.against) == ("carried-out", (against,))


def test_a_picture_names_nobody_whom_no_identification_names(colony: Colony) -> None:
    involvement = colony.involve(colony.major, spans=[span(1)])
    assert said(colony, involvement).code == "named"
    seen = colony.world.put("appearance", {"label": "A", "spans": [span(1)]})
    told = {"appearance": seen, "person": colony.major, "grade": "established"}
    identification = colony.world.put("identification", told)
    assert said(colony, involvement).grade == "candidate", "not what was stated"
    ground = {"identification": identification, "how": "supports", "reasoning": "R"}
    for number, who in enumerate(("anna", "boris")):
        more = {"method": "acquaintance", "strength": "strong", "by": item(5 + number)}
        colony.world.put("ground", {**ground, **more}, by=who)
    told_now = said(colony, involvement)
    assert (told_now.code, told_now.grade) == ("carried-out", "established")
    source = colony.world.put("source", {"label": "S"})
    colony.support(involvement, 9, source=source)
    assert said(colony, involvement).grade == "", "a witness names him"


def test_coercion_is_said_wherever_the_rest_is(colony: Colony) -> None:
    assert said(colony, colony.involve(colony.lieutenant, coercion=colony.act)).coerced
    assert not said(colony, colony.involve(colony.lieutenant)).coerced


def test_what_is_said_of_a_superior_is_what_the_way_carries(colony: Colony) -> None:
    def above() -> str:
        way = colony.above(colony.lieutenant).way(colony.colonel)
        return wording.of_way(way, colony.colonel, colony.act).code

    assert above() == "may-have-held-post-above"
    colony.support(colony.on_shift, 1)
    colony.support(colony.head, 2)
    assert above() == "held-post-above"
    colony.support(colony.middle, 3)
    fields = dict(colony.world.records[colony.shift].fields)
    fields["basis"] = "practice"
    colony.world.put("post", fields, record=colony.shift)
    assert above() == "held-post-above"
    kept = colony.support(colony.shift, 4)
    assert above() == "superior"
    colony.world.withdraw(kept)
    assert above() == "held-post-above"
    assert wording.of_way((), colony.colonel, colony.act).code == "named"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_less_evidence_never_says_more(data: st.DataObject) -> None:
    colony = Colony()
    degree = data.draw(st.sampled_from([*wording.SAID, "suspected", "political"]))
    post = data.draw(st.sampled_from([{}, {"by_post": colony.on_shift}]))
    involvement = colony.involve(colony.lieutenant, degree, **post)
    claims = st.sampled_from([involvement, colony.act, colony.on_shift])
    hows = st.sampled_from(["supports", "supports", "contradicts"])
    made = [
        (how, colony.support(data.draw(claims), data.draw(st.integers(1, 4)), how=how))
        for how in data.draw(st.lists(hows, max_size=6))
    ]
    level = said(colony, involvement).level
    for how, support in data.draw(st.permutations(made)):
        if how == "supports":
            colony.world.withdraw(support)
            now = said(colony, involvement).level
            assert now <= level
            level = now
