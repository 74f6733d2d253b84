# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Working through items: who is given what, labels, and holding back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.pipeline.handling_world import Group, group

from witnessbox.base.errors import MissingError, StatementError, UnusableError
from witnessbox.base.values import Compartment, MemberId
from witnessbox.catalogue import records, worklist
from witnessbox.catalogue.answers import Filter
from witnessbox.catalogue.stated_schema import SHELVES
from witnessbox.ledger.entry import Act
from witnessbox.model.statement import Statement
from witnessbox.pipeline import giving, handling, passes, registry, stages, stamps
from witnessbox.pipeline.handling import record_of, take_next
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating, Wish
from witnessbox.pipeline.survey import _Line

MILD = {
    "category": ["talk"],
    "severity": 1,
    "sound": "no",
    "sexual": "no",
    "child": "no",
    "death": "no",
}


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Group]:
    with group(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Group]:
    """One group for tests that each take an item of their own."""
    with group(tmp_path_factory.mktemp("handling"), items=12) as found:
        yield found


def fresh(people: Group) -> str:
    """An item of which nobody said anything yet."""
    people["Anna"].committer.catch_up()
    with people["Anna"].reading() as connection:
        works = worklist.some(connection, people.items)
    return next(
        item
        for item in people.items
        if not works[item].label.known and not works[item].quarantined
    )


def work(session: Session, item: str) -> worklist.Work:
    session.committer.catch_up()
    with session.reading() as connection:
        found = worklist.one(connection, item)
    assert found is not None
    return found


def test_at_once_everybody_is_given_another_item(people: Group) -> None:
    names = ["Anna", "Ben", "Carl", "Olga"]
    assert all(people[name] for name in names)
    given: dict[str, str] = {}

    def ask(name: str) -> None:
        choice = take_next(people[name])
        assert choice is not None
        given[name] = choice.work.item

    threads = [threading.Thread(target=ask, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(given.values())) == len(names) == len(given)
    for name, item in given.items():
        assert work(people["Anna"], item).assignee == people[name].member


def test_without_a_shared_process_the_first_in_the_ledger_has_it(
    people: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process takes the same item in the moment before the statement."""
    anna, ben = people["Anna"], people["Ben"]
    first = people.items[0]
    stated = Stating.together

    def late(pen: Stating, wishes: list[Wish]) -> list[str]:
        if pen._session is ben and wishes[0].record == record_of("work", first):
            told = {"item": first, "state": "unseen", "assignee": anna.member}
            Stating(anna).state("work", told, record_of("work", first))
        return stated(pen, wishes)

    monkeypatch.setattr(Stating, "together", late)
    choice = take_next(ben)
    assert choice is not None
    assert choice.work.item != first
    assert work(anna, first).assignee == anna.member


def test_who_began_goes_on_with_it_and_what_is_handed_back_does_not_return(
    people: Group,
) -> None:
    ben = people["Ben"]
    first = take_next(ben)
    assert first is not None
    again = take_next(ben)
    assert again is not None
    assert again.work.item == first.work.item
    handling.give_back(ben, first.work.item)
    later = take_next(ben)
    assert later is not None
    assert later.work.item != first.work.item
    other = take_next(people["Carl"])
    assert other is not None
    assert other.work.item == first.work.item
    with pytest.raises(UnusableError):
        handling.give_back(ben, first.work.item)
    with pytest.raises(UnusableError):
        handling.take(ben, first.work.item)


def test_a_second_look_is_for_somebody_else(people: Group) -> None:
    ben, item = people["Ben"], people.items[3]
    handling.take(ben, item)
    handling.label(ben, item, MILD)
    assert work(ben, item).state == "triaged"
    handling.move(ben, item, "second-look")
    assert work(ben, item).assignee == ""
    mine = take_next(ben)
    theirs = take_next(people["Carl"])
    assert mine is not None
    assert theirs is not None
    assert mine.work.item != item
    assert theirs.work.item == item
    assert theirs.reasons[0].code == "second-look"


def test_what_one_asks_for_comes_first_and_says_who_asked(people: Group) -> None:
    handling.ask(people["Anna"], people.items[4], "urgent")
    choice = take_next(people["Ben"])
    assert choice is not None
    assert choice.work.item == people.items[4]
    assert choice.reasons[0].member == people["Anna"].member


def test_what_one_does_not_want_is_kept_for_oneself(people: Group) -> None:
    ben = people["Ben"]
    wanted = worklist.Spared(("talk",), sexual=True, unlabelled=True)
    handling.spare(ben, wanted)
    assert handling.spared_by(ben) == wanted
    assert handling.spared_by(people["Carl"]) == worklist.Spared()
    assert take_next(ben) is None
    handling.label(people["Anna"], people.items[1], {**MILD, "category": ["search"]})
    handling.label(people["Anna"], people.items[2], MILD)
    choice = take_next(ben)
    assert choice is not None
    assert choice.work.item == people.items[1]
    # Sealed to Ben's own key: what another member reads of it opens for nobody else.
    with people["Anna"].reading() as connection:
        sealed = worklist.kept_by(connection, ben.member, handling.SPARED)
    assert sealed
    assert "talk" not in sealed


def quarantined(people: Group) -> str:
    item = fresh(people)
    handling.quarantine(people["Ben"], item, "It may show a child.")
    for session in people.sessions.values():
        session.committer.catch_up()
    return item


def test_nobody_but_the_legal_officer_opens_what_is_held_back(shelf: Group) -> None:
    open_ = shelf.items[-1]
    item = quarantined(shelf)
    for name in ("Anna", "Olga"):
        assert shelf[name].item(open_).row.item == open_
    for name in ("Anna", "Ben", "Pavel", "Rita"):
        session = shelf[name]
        with pytest.raises(MissingError):
            session.item(item)
        with pytest.raises(MissingError):
            list(giving.give_out(session, item, "why"))
        with pytest.raises(MissingError):
            giving.prove(session, item, "why")
        with pytest.raises(MissingError):
            handling.lift(session, item, "why")
        with pytest.raises(MissingError):
            handling.label(session, item, MILD)
    assert shelf["Olga"].item(item).row.item == item
    assert b"".join(giving.give_out(shelf["Olga"], item, "why"))


def test_no_picture_of_it_is_for_anybody(shelf: Group) -> None:
    item = quarantined(shelf)
    for name in ("Ben", "Olga"):
        session = shelf[name]
        for covered in (True, False):
            with pytest.raises(MissingError):
                session.still(item, 0, covered=covered)
            with pytest.raises(MissingError):
                session.proxy(item, 0, covered=covered)
    view = shelf["Olga"].item(item)
    with pytest.raises(MissingError):
        stamps.second(shelf["Olga"], view, 0)


def test_its_row_says_that_it_is_held_back_and_nothing_else(shelf: Group) -> None:
    item = quarantined(shelf)
    rows = {row.item: row for row in shelf["Carl"].items(Filter(), 100).rows}
    assert rows[item].state == "quarantined"
    assert rows[item].stills == 0
    assert rows[item].traits is None
    assert rows[shelf.items[-1]].state == "looked"


def test_no_job_takes_it_up(shelf: Group) -> None:
    anna = shelf["Anna"]
    every = frozenset({("survey", "1")})
    needed = passes.Needs({"video": every}, {})

    def waiting() -> set[str]:
        with anna.reading() as connection:
            found = [w.item for w in passes.waiting(connection, needed, 0, 100)]
        return {str(one) for one in found}

    with anna.reading() as connection:
        before = passes.waiting(connection, needed, 0, 100)
    open_ = waiting()
    item = quarantined(shelf)
    assert item in open_
    assert waiting() == open_ - {item}
    held = _Line(lambda *_: [], lambda _: pytest.fail("it was taken up"))
    held.held.extend(before)
    with anna.reading() as connection:
        taken = [held.next(connection) for _ in before]
    assert {one.item for one in taken if one} == open_ - {item}
    assert registry.LOOK.name  # The first look asks the same way:
    assert vars(stages)["held_back"] is vars(passes)["held_back"]


def test_what_was_made_to_be_played_goes(shelf: Group) -> None:
    ben = shelf["Ben"]
    ben.proxies._kept.put("a part", b"of some film")
    quarantined(shelf)
    assert ben.proxies._kept.get("a part") is None


def test_its_reason_is_sealed_to_restricted_by_who_cannot_read_it(
    shelf: Group,
) -> None:
    item = quarantined(shelf)
    ben, olga, rita = shelf["Ben"], shelf["Olga"], shelf["Rita"]
    assert handling.reasons(ben, item) == ()
    assert handling.reasons(olga, item) == ("It may show a child.",)
    assert handling.reasons(rita, item) == ("It may show a child.",)
    evidence = SHELVES[Compartment.EVIDENCE]
    with ben.reading() as connection:
        found = connection.execute(evidence.statement.select()).all()
    assert not [row for row in found if "child." in row.body]
    reason = records.leading_to
    with olga.reading() as connection:
        held = olga.compartments
        mine = reason(connection, held, record_of("quarantine", item))[0].record.id
    with pytest.raises(MissingError):
        Stating(ben).together(
            [Wish("quarantine-reason", {"reason": "Nothing."}, mine, withdraws=False)]
        )
    with pytest.raises(MissingError):
        Stating(ben).withdraw(mine, "no")


def test_only_role_and_key_together_lift_it(shelf: Group) -> None:
    item = quarantined(shelf)
    record = record_of("quarantine", item)
    told = {"item": item, "lifted": True}
    for name in ("Anna", "Ben", "Pavel", "Rita"):
        with pytest.raises(StatementError):
            Stating(shelf[name]).state("quarantine", told, record)
        with pytest.raises(StatementError):
            Stating(shelf[name]).withdraw(record, "no")
    with pytest.raises(StatementError):
        Stating(shelf["Ben"]).undo()
    handling.lift(shelf["Olga"], item, "It shows an empty yard.")
    shelf["Ben"].committer.catch_up()
    assert shelf["Ben"].item(item).row.state == "looked"


def test_without_a_reason_nothing_is_held_back_or_lifted(shelf: Group) -> None:
    item = fresh(shelf)
    with pytest.raises(UnusableError):
        handling.quarantine(shelf["Ben"], item, "  ")
    assert shelf["Ben"].item(item)
    item = quarantined(shelf)
    with pytest.raises(UnusableError):
        handling.lift(shelf["Olga"], item, " ")


def test_a_label_of_a_sexual_act_with_a_child_withholds_every_picture(
    shelf: Group,
) -> None:
    ben, item = shelf["Ben"], fresh(shelf)
    assert ben.pictured(item)
    handling.label(ben, item, {**MILD, "sexual": "yes", "child": "unknown"})
    assert ben.item(item)
    with pytest.raises(MissingError):
        ben.pictured(item)
    handling.label(ben, item, {**MILD, "sexual": "yes", "child": "no"})
    assert ben.pictured(item)


def test_a_forged_statement_of_another_takes_nothing(shelf: Group) -> None:
    """The index goes by the ledger's author, whatever a statement says."""
    anna, ben = shelf["Anna"], shelf["Ben"]
    item = fresh(shelf)
    handling.take(anna, item)
    made = Statement(
        "st-" + "0" * 32,
        record_of("work", item),
        "work",
        {"item": item, "state": "closed", "assignee": MemberId(str(ben.member))},
    )
    ben.committer.commit([Act(Compartment.EVIDENCE, "stated", made.to_json())])
    assert work(ben, item).assignee == anna.member
    assert work(ben, item).state == "unseen"
