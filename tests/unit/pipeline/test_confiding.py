# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Items that name victims: whoever holds no identities reads nothing of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.pipeline.handling_world import Group, group

from witnessbox.base.errors import MissingError, StatementError
from witnessbox.catalogue import outgoing, repeated
from witnessbox.catalogue.answers import Filter
from witnessbox.pipeline import coding, confiding, giving, handling, searching
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating, Wish, new_record

ACCOUNT = {"receipt": "R-1", "account": "They took it.", "language": "en"}
TABLE = {"file": "complaints.csv", "rows": 1, "stated": 0}


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Group]:
    with group(tmp_path, 3) as found:
        yield found


def letter(people: Group, receipt: str = "1") -> str:
    """The first item, which a complaint says is its letter."""
    item, told = people.items[0], {**ACCOUNT, "receipt": receipt}
    Stating(people["Anna"]).state("complaint", {**told, "letter": item})
    return item


def caught_up(session: Session) -> Session:
    session.committer.catch_up()
    return session


def found(session: Session, question: str) -> set[str]:
    with caught_up(session).reading() as connection:
        answer = searching.ask(
            connection, session.compartments, question, 50, word=lambda _v, code: code
        )
    return {one.owner for one in answer.matches}


def test_a_letter_is_for_those_alone_who_hold_the_identities(people: Group) -> None:
    anna, ben = people["Anna"], people["Ben"]
    assert ben.item(people.items[0])
    item = letter(people)
    caught_up(ben)
    for asked in (
        lambda: ben.item(item),
        lambda: ben.pictured(item),
        lambda: list(giving.give_out(ben, item, "why")),
        lambda: giving.prove(ben, item, "why"),
        lambda: ben.still(item, 0, covered=True),
    ):
        with pytest.raises(MissingError):
            asked()
    assert anna.item(item).row.item == item
    assert anna.pictured(item).row.item == item
    assert b"".join(giving.give_out(anna, item, "why"))
    assert ben.item(people.items[1])


def test_its_row_says_that_it_is_held_back_to_those_alone(people: Group) -> None:
    item = letter(people)

    def rows(name: str) -> dict[str, Any]:
        return {row.item: row for row in people[name].items(Filter(), 100).rows}

    told = rows("Ben")[item]
    assert (told.state, told.stills, told.traits) == ("confided", 0, None)
    assert rows("Anna")[item].state == "looked"
    assert rows("Ben")[people.items[1]].state == "looked"


def test_its_words_and_its_names_answer_no_search_of_others(people: Group) -> None:
    anna, ben = people["Anna"], people["Ben"]
    item, other = people.items[:2]
    for one in (item, other):
        span = {"item": one, "stream": None, "start": None, "end": None, "region": None}
        told = {"spans": [span], "observed": "the name Porfiryev stands here"}
        Stating(anna).state("description", told)
    assert len(found(ben, "Porfiryev")) == 2
    assert found(ben, "kind:file 0") == {item}
    letter(people)
    assert len(found(ben, "Porfiryev")) == 1
    assert found(ben, "kind:file 0") == set()
    assert len(found(anna, "Porfiryev")) == 2
    assert found(anna, "kind:file 0") == {item}


def test_an_imported_table_is_held_back_with_its_import_or_not_at_all(
    people: Group,
) -> None:
    anna, item = people["Anna"], people.items[0]
    size = anna.log.size()
    with pytest.raises(StatementError):
        Stating(anna).state("import", {**TABLE, "item": item, "rows": "many"})
    assert anna.log.size() == size
    assert caught_up(people["Ben"]).item(item)
    Stating(anna).state("import", {**TABLE, "item": item})
    with pytest.raises(MissingError):
        caught_up(people["Ben"]).item(item)


def test_an_import_or_complaint_without_an_item_holds_nothing_back(
    people: Group,
) -> None:
    anna = people["Anna"]
    size = anna.log.size()
    Stating(anna).state("complaint", ACCOUNT)
    Stating(anna).state("import", TABLE)
    assert anna.log.size() == size + 2


def test_it_is_said_once_and_what_is_undone_is_the_complaint(people: Group) -> None:
    anna, item = people["Anna"], people.items[0]
    first, second = new_record("complaint"), new_record("complaint")
    told = {**ACCOUNT, "letter": item}
    size = anna.log.size()
    made = Stating(anna).together(
        [
            Wish("complaint", told, first),
            Wish("complaint", {**told, "receipt": "R-2"}, second),
        ]
    )
    assert made == [first, second]
    assert anna.log.size() == size + 3
    Stating(anna).state("complaint", {**told, "receipt": "R-3"})
    assert anna.log.size() == size + 4
    assert Stating(anna).undo().startswith("co-")
    with pytest.raises(MissingError):
        caught_up(people["Ben"]).item(item)


def test_whoever_holds_the_identities_lets_it_out_and_nobody_else(
    people: Group,
) -> None:
    anna, ben = people["Anna"], people["Ben"]
    item = letter(people)
    told = {"item": item, "lifted": True}
    record = confiding.record_of(item)
    caught_up(ben)
    with pytest.raises(StatementError) as refused:
        Stating(ben).state("confided", told, record)
    assert refused.value.problems == (("", "needs-identities"),)
    with pytest.raises(StatementError):
        Stating(ben).withdraw(record, "why")
    Stating(anna).state("confided", told, record, "It names nobody.")
    assert caught_up(ben).item(item)
    letter(people, "2")
    with pytest.raises(MissingError):
        caught_up(ben).item(item)


def test_anybody_marks_an_item_before_it_is_imported(people: Group) -> None:
    ben, item = people["Ben"], people.items[0]
    Stating(ben).state("confided", {"item": item})
    with pytest.raises(MissingError):
        ben.item(item)
    assert caught_up(people["Anna"]).item(item)


def test_it_is_given_to_nobody_and_coded_by_nobody(people: Group) -> None:
    item = letter(people)
    anna = people["Anna"]
    two = [str(people[name].member) for name in ("Ben", "Carl")]
    made = coding.set_up(
        anna, "T", ["officials", "act"], two, state="unseen", share=100
    )
    (one,) = [r for r in coding.every(anna) if r.id == made]
    assert set(one.lot.coders) == set(people.items) - {item}
    given = [handling.take_next(people[name]) for name in ("Ben", "Carl", "Rita")]
    taken = [one.work.item for one in given if one]
    assert sorted(taken) == sorted({*people.items} - {item})


def test_it_goes_out_with_the_identities_alone(people: Group) -> None:
    item, anna = letter(people), people["Anna"]
    with anna.reading() as connection:
        held = anna.compartments
        assert item in outgoing.quarantined(connection, held)
        assert item not in outgoing.quarantined(connection, held, named=True)
        assert people.items[1] not in outgoing.quarantined(connection, held)


def test_neither_it_nor_what_is_in_quarantine_is_among_the_longest(
    people: Group,
) -> None:
    anna = people["Anna"]

    def longest() -> set[str]:
        with anna.reading() as connection:
            return {one.item for one in repeated.longest(connection)}

    assert longest() == set(people.items)
    letter(people)
    assert longest() == {*people.items[1:]}
    handling.quarantine(anna, people.items[1], "why")
    assert longest() == {*people.items[2:]}
