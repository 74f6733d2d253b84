# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Lists, names and counts of records: paged, narrowed, weighed, for this reader."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection

from witnessbox.base.values import Compartment
from witnessbox.pipeline import casework, english, sequel, suggesting
from witnessbox.pipeline.casework import Wanted, Weighed
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating, Wish
from witnessbox.pipeline.titles import Titles

BOTH = (Compartment.EVIDENCE, Compartment.IDENTITIES)
ONE = (Compartment.EVIDENCE,)


@pytest.fixture
def pen(session: Session) -> Stating:
    return Stating(session)


@pytest.fixture
def reading(session: Session) -> Iterator[Any]:
    def open_one() -> Connection:
        opened.append(session.reading())
        return opened[-1]

    opened: list[Connection] = []
    yield open_one
    for one in opened:
        one.close()


def test_a_list_is_paged_to_its_end_and_gives_each_once(
    pen: Stating, reading: Any
) -> None:
    made = {pen.state("place", {"name": f"Room {n}"}) for n in range(7)}
    connection, seen, before = reading(), [], None
    while True:
        page = casework.listed(connection, BOTH, Wanted("place"), 3, before)
        seen += [one.id for one in page.records]
        before = page.after
        if before is None:
            break
    assert len(seen) == 7
    assert set(seen) == made


def test_long_and_short_lists_of_a_term_are_narrowed_alike(
    pen: Stating, reading: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(6):
        sort = "colony" if n % 2 else "cell"
        pen.state("place", {"name": f"Room {n}", "sort": sort})
    wanted = Wanted("place", words={"sort": "colony"})
    connection = reading()
    few = casework.listed(connection, BOTH, wanted, 10)
    monkeypatch.setattr(casework, "FEW", 1)
    many = casework.listed(connection, BOTH, wanted, 10)
    assert few == many
    assert {one.title for one in many.records} == {"Room 1", "Room 3", "Room 5"}


@pytest.mark.parametrize("text", ["ВОРОТА", "ворота", "Ворота"])
def test_titles_are_found_in_any_case(pen: Stating, reading: Any, text: str) -> None:
    made = pen.state("place", {"name": "Северные ворота"})
    pen.state("place", {"name": "Двор 100%"})
    found = casework.listed(reading(), BOTH, Wanted("place", text=text), 9)
    assert [one.id for one in found.records] == [made]
    for sign in ("_", "%%", "^"):
        found = casework.listed(reading(), BOTH, Wanted("place", text=sign), 9)
        assert found.records == ()


def test_what_another_compartment_holds_is_not_counted(
    pen: Stating, reading: Any
) -> None:
    person = pen.state("person", {"label": "The orderly"})
    name = pen.state("name", {"person": person, "name": "Ivan"})
    connection = reading()
    assert casework.counts(connection, BOTH) == {"person": 1, "name": 1}
    assert casework.counts(connection, ONE) == {"person": 1}
    groups = casework.leading(connection, BOTH, person, 5)
    assert [one.records[0].id for one in groups] == [name]
    assert casework.leading(connection, ONE, person, 5) == ()
    assert casework.listed(connection, ONE, Wanted("name"), 5).records == ()


def test_a_claim_is_weighed_for_and_against_and_lacks_support_until_it_has_some(
    pen: Stating, reading: Any
) -> None:
    event = pen.state("event", {"title": "Roll call"})
    lacking = Wanted("event", lacking=True)
    found = casework.listed(reading(), BOTH, lacking, 5).records
    assert [one.id for one in found] == [event]
    for how in ("supports", "contradicts", "contradicts", "neutral"):
        pen.state("support", {"claim": event, "how": how})
    connection = reading()
    assert casework.weighed(connection, BOTH, [event]) == {event: Weighed(1, 2)}
    assert casework.listed(connection, BOTH, lacking, 5).records == ()
    assert len(casework.bearing(connection, BOTH, event)) == 4


def test_a_record_without_a_title_is_called_by_what_it_leads_to(
    pen: Stating, reading: Any
) -> None:
    event = pen.state("event", {"title": "Roll call"})
    person = pen.state("person", {"label": "Third in the row"})
    act = pen.state("act", {"event": event, "victim": person, "sort": "beating"})
    part = {"act": act, "person": pen.state("person", {"label": "Officer"})}
    involvement = pen.state("involvement", {**part, "degree": "present"})
    connection = reading()
    titles = Titles(connection, BOTH, english.word)
    titles.learn((), [involvement, act])
    assert titles.of(act) == "Beating · Third in the row · Roll call"
    assert titles.of(act, event) == "Beating · Third in the row"
    assert titles.of(involvement).endswith(
        " · Officer · Beating · Third in the row · Roll call"
    )
    assert titles.of("ev-" + "0" * 32) == ""
    suggested = suggesting.suggest(connection, BOTH, ["involvement"], "officer")
    assert suggested == [involvement]


def test_what_members_say_differently_is_found(pen: Stating, reading: Any) -> None:
    place = pen.state("place", {"name": "Gate"})
    pen.together([Wish("place", {"name": "Door"}, place, seen=())])
    found = casework.differing(reading(), BOTH, 5)
    assert [one.id for one in found] == [place]
    pen.state("place", {"name": "Gate"}, place)
    assert casework.differing(reading(), BOTH, 5) == ()


def test_the_newest_statements_come_first(
    session: Session, pen: Stating, reading: Any
) -> None:
    made = [pen.state("place", {"name": f"Room {n}"}) for n in range(4)]
    said = casework.newest(reading(), BOTH, [session.member], 3)
    assert [one.statement.record for one in said] == made[:0:-1]
    assert casework.newest(reading(), BOTH, ["nobody"], 3) == ()


def letter(pen: Stating, **more: str) -> str:
    fields = {"title": "Letter", "sort": "letter", "date": "2024-03", **more}
    return pen.state("intervention", fields)


def silent(connection: Connection, today: date) -> dict[str, int]:
    steps = sequel.steps(connection, BOTH)
    return {one.record.id: one.days for one in sequel.silences(steps, today)}


def test_silence_is_counted_from_the_last_day_on_which_it_can_have_been_sent(
    pen: Stating, reading: Any
) -> None:
    asked = letter(pen)
    connection = reading()
    assert silent(connection, date(2024, 5, 30)) == {}
    assert silent(connection, date(2024, 5, 31)) == {asked: 61}


@pytest.mark.parametrize(
    "more", [{"status": "planned"}, {"response": "refused"}, {"response": "receipt"}]
)
def test_what_waits_for_nothing_is_not_silence(
    pen: Stating, reading: Any, more: dict[str, str]
) -> None:
    letter(pen, **more)
    assert silent(reading(), date(2026, 1, 1)) == {}


def test_a_reply_ends_the_silence_and_another_outcome_does_not(
    pen: Stating, reading: Any
) -> None:
    asked = letter(pen)
    after = {"date": "2024-06", "source": "seen", "follows": [asked]}
    pen.state("outcome", {"title": "Visit ban", "sort": "retaliation", **after})
    assert set(silent(reading(), date(2026, 1, 1))) == {asked}
    pen.state("outcome", {"title": "Reply", "sort": "reply", **after})
    assert silent(reading(), date(2026, 1, 1)) == {}
    order = [one.record.title for one in sequel.steps(reading(), BOTH)]
    assert order[0] == "Letter"
