# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How statements are made: checked, all or none, superseded, undone, kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from witnessbox.base.errors import MissingError, StatementError, UnusableError
from witnessbox.base.values import Compartment
from witnessbox.catalogue import records
from witnessbox.catalogue.records import Record
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating, Wish, new_record

EVENT: dict[str, Any] = {"title": "Parcels are carried away", "date": "2024-03-09"}


@pytest.fixture
def pen(session: Session) -> Stating:
    return Stating(session)


@pytest.fixture
def record(session: Session) -> Callable[[str], Record]:
    def read(identity: str) -> Record:
        with session.reading() as connection:
            found = records.record(connection, session.compartments, identity)
        assert found is not None
        return found

    return read


def problems(refused: pytest.ExceptionInfo[StatementError]) -> set[tuple[str, str]]:
    return set(refused.value.problems)


def test_what_is_stated_stands_with_its_author(
    session: Session, pen: Stating, record: Callable[[str], Record]
) -> None:
    event = pen.state("event", {**EVENT, "observed": "", "after": []})
    found = record(event)
    assert found.fields == EVENT
    assert (found.author, found.heads, found.statements) == (session.member, 1, 1)
    assert found.title == "Parcels are carried away"


def test_a_second_statement_takes_the_place_of_the_first_which_is_kept(
    session: Session, pen: Stating, record: Callable[[str], Record]
) -> None:
    event = pen.state("event", EVENT)
    pen.state("event", {**EVENT, "date": "2024-03"}, event, "the day is not sure")
    assert record(event).fields["date"] == "2024-03"
    with session.reading() as connection:
        every = records.history(connection, session.compartments, event)
    assert [one.statement.fields["date"] for one in every] == ["2024-03-09", "2024-03"]
    assert every[1].statement.supersedes == (every[0].statement.id,)
    assert every[1].statement.why == "the day is not sure"


def test_two_who_write_at_once_are_both_kept(
    session: Session, pen: Stating, record: Callable[[str], Record]
) -> None:
    event = pen.state("event", EVENT)
    with session.reading() as connection:
        first = records.history(connection, session.compartments, event)[0]
    seen = (first.statement.id,)
    for date in ("2024-03-10", "2024-03-11"):
        pen.together([Wish("event", {**EVENT, "date": date}, event, seen=seen)])
    assert record(event).heads == 2
    pen.state("event", {**EVENT, "date": "2024-03-10"}, event, "agreed")
    assert record(event).heads == 1


def test_links_lead_to_what_is_there_and_of_the_right_kind(pen: Stating) -> None:
    person = pen.state("person", {"label": "Man with the parcels"})
    with pytest.raises(StatementError) as refused:
        pen.state("act", {"event": person, "victim": person, "sort": "theft"})
    assert problems(refused) == {("event", "wrong-kind")}
    with pytest.raises(StatementError) as refused:
        pen.state(
            "act", {"event": new_record("event"), "victim": person, "sort": "theft"}
        )
    assert problems(refused) == {("event", "not-there")}


def test_several_go_together_or_not_at_all(
    session: Session, pen: Stating, record: Callable[[str], Record]
) -> None:
    event, before = new_record("event"), session.log.size()
    with pytest.raises(StatementError):
        pen.together(
            [Wish("event", EVENT, event), Wish("place", {}), Wish("event", EVENT)]
        )
    assert session.log.size() == before
    made = pen.together(
        [Wish("event", EVENT, event), Wish("event", {**EVENT, "part_of": event})]
    )
    assert record(made[1]).fields["part_of"] == event


def test_a_later_of_several_takes_the_place_of_an_earlier(
    pen: Stating, record: Callable[[str], Record]
) -> None:
    event = new_record("event")
    later = Wish("event", {**EVENT, "date": "2024-03"}, event)
    pen.together([Wish("event", EVENT, event), later])
    found = record(event)
    assert (found.fields["date"], found.heads, found.statements) == ("2024-03", 1, 2)


def test_several_can_be_tried_and_nothing_is_recorded(
    session: Session, pen: Stating
) -> None:
    event, before = new_record("event"), session.log.size()
    told = pen.tried(
        [
            Wish("event", EVENT, event),
            Wish("place", {}),
            Wish("event", {**EVENT, "part_of": event}),
            Wish("mood", {}),
        ]
    )
    codes = [[one.code for one in problems] for problems in told]
    assert codes == [[], ["missing"], [], ["not-there"]]
    assert session.log.size() == before


def test_what_is_missing_or_wrong_is_named(pen: Stating) -> None:
    with pytest.raises(StatementError) as refused:
        pen.state("event", {"date": "2024-02-30", "place": "nowhere", "mood": "x"})
    assert problems(refused) == {
        ("title", "missing"),
        ("date", "not-date"),
        ("place", "not-link"),
        ("mood", "no-such-field"),
    }


def test_a_role_is_asked_for(pen: Stating) -> None:
    event = pen.state("event", EVENT)
    person = pen.state("person", {"label": "A"})
    act = pen.state("act", {"event": event, "victim": person, "sort": "theft"})
    with pytest.raises(StatementError) as refused:
        pen.state("opinion", {"act": act, "consistency": "typical", "opinion": "x"})
    assert problems(refused) == {("", "not-your-role")}


def test_undo_goes_back_one_step_and_no_further(
    pen: Stating, record: Callable[[str], Record]
) -> None:
    event = pen.state("event", EVENT)
    pen.state("event", {**EVENT, "title": "Other"}, event)
    assert pen.undo() == event
    assert record(event).fields == EVENT
    with pytest.raises(UnusableError):
        pen.undo()
    pen.state("event", {**EVENT, "title": "Third"}, event)
    pen.undo()
    assert record(event).fields == EVENT


def test_undoing_the_first_statement_withdraws(
    session: Session, pen: Stating, record: Callable[[str], Record]
) -> None:
    place = pen.state("place", {"name": "Store room"})
    event = pen.state("event", {**EVENT, "place": place})
    pen.undo()
    assert record(event).withdrawn
    with session.reading() as connection:
        held = session.compartments
        assert records.leading_to(connection, held, place) == ()
        assert records.of_kind(connection, held, "event").records == ()


def test_names_of_victims_lie_with_the_identities(
    session: Session, pen: Stating
) -> None:
    person = pen.state("person", {"label": "A"})
    name = pen.state("name", {"person": person, "name": "Ёлкин"})
    with session.reading() as connection:
        held = session.compartments
        leads = records.leading_to(connection, held, person)
        assert [lead.record.id for lead in leads] == [name]
        without = [one for one in held if one is not Compartment.IDENTITIES]
        assert records.record(connection, without, name) is None
        assert records.leading_to(connection, without, person) == ()


def test_a_rebuilt_index_has_the_same_records(session: Session, pen: Stating) -> None:
    event = pen.state("event", EVENT)
    pen.state("event", {**EVENT, "title": "Other"}, event)
    person = pen.state("person", {"label": "A"})
    pen.state("act", {"event": event, "victim": person, "sort": "theft"})
    before = session.index.dump(Compartment.EVIDENCE)
    import os

    from witnessbox.catalogue.index import Index
    from witnessbox.pipeline import entries
    from witnessbox.pipeline.commit import Follower

    fresh = Index(
        os.path.join(session.premises.folder, "again"), session.keyring.index_keys()
    )
    Follower(
        fresh,
        lambda start, wanted: entries.events(
            session.log, session.keyring, start, wanted, session.vault
        ),
    ).follow(session.log.size())
    assert fresh.dump(Compartment.EVIDENCE) == before
    fresh.close()


def test_a_record_that_is_not_there_cannot_be_changed(pen: Stating) -> None:
    with pytest.raises(MissingError):
        pen.withdraw(new_record("event"), "a mistake")
