# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Complaints as a whole: who waits, who is at risk, who may be asked again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from typing import Any

import pytest
from tests.unit.pipeline.conftest import CHEAP, PASSPHRASE

from witnessbox.base.errors import StatementError
from witnessbox.base.values import Compartment
from witnessbox.catalogue import tellings
from witnessbox.catalogue.tellings import Sought
from witnessbox.pipeline import giving, membership, testimony
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating

BOTH = (Compartment.EVIDENCE, Compartment.IDENTITIES)
EVIDENCE = (Compartment.EVIDENCE,)
TODAY = date(2024, 6, 15)
FIRST = {"account": "Они забрали посылку.", "language": "ru"}
Asking = Callable[..., Any]


@pytest.fixture
def second(box: Box, session: Session) -> Iterator[Stating]:
    """The pen of another member who holds the identities."""
    word = "of the second member"
    handle = membership.add_member(
        session, "Boris", "lawyer", BOTH, word, work_factor=CHEAP
    )
    with closing(box.unlock(word, handle)) as opened:
        yield Stating(opened)


@pytest.fixture
def asking(session: Session) -> Asking:
    def ask(question: Callable[..., Any], *rest: Any, held: Any = BOTH) -> Any:
        session.committer.catch_up()
        with session.reading() as connection:
            return question(connection, held, *rest)

    return ask


def test_an_approved_second_interview_is_taken_once(
    session: Session, second: Stating, asking: Asking
) -> None:
    pen = Stating(session)
    person = pen.state("person", {"label": "K."})
    told: dict[str, Any] = {**FIRST, "complainant": person}
    first = pen.state("complaint", {**told, "receipt": "1"})
    others = pen.state("elsewhere", {"person": person, "body": "Prosecutor"})
    again = pen.state("again", {"person": person, "reason": "She asks to."})
    more = {**told, "receipt": "2", "again": again}
    with pytest.raises(StatementError):
        pen.state("complaint", more)
    with pytest.raises(StatementError):
        pen.state("approval", {"of": again, "given": True})
    assert not asking(testimony.is_approved, again)
    second.state("approval", {"of": again, "given": True})
    assert asking(testimony.is_approved, again)
    made = pen.state("complaint", more)
    found = [one.id for one in asking(testimony.accounts, person)]
    assert sorted(found) == sorted([first, others, made])
    with pytest.raises(StatementError) as refused:
        pen.state("complaint", {**more, "receipt": "3"})
    assert refused.value.problems == (("again", "used-already"),)
    # Who does not hold the identities is told of none of them.
    assert asking(testimony.accounts, person, held=EVIDENCE) == ()


def test_all_complaints_in_numbers(session: Session, asking: Asking) -> None:
    pen = Stating(session)
    late = {"received": "2024-01-05", "referral": ["legal"], "referral_due": "2024-02"}
    later = {"received": "2024-01-01", "referral": ["legal"], "referral_due": "2024-01"}
    one = pen.state("complaint", {**FIRST, "receipt": "1", **late})
    two = pen.state("complaint", {**FIRST, "receipt": "2", **later})
    fine = {"received": "2024-06-10", "referral": ["none"], "language": "en"}
    three = pen.state("complaint", {**FIRST, "receipt": "3", **fine})
    gone = pen.state("complaint", {**FIRST, "receipt": "4", **late})
    pen.withdraw(gone, "Entered twice")
    found = asking(testimony.tally, TODAY)
    assert found.count == 3
    assert found.languages == {"ru": 2, "en": 1}
    assert [name for name, _ in found.overdue] == [two, one]
    assert [name for name, _ in found.silent] == [two, one]
    assert found.unasked == 0
    nothing = asking(testimony.tally, TODAY, held=EVIDENCE)
    assert (nothing.count, nothing.overdue, nothing.silent) == (0, (), ())
    page = asking(tellings.page, Sought({"referral": "none"}, {}), 10)
    assert [each.id for each in page.records] == [three]
    assert asking(tellings.page, Sought({}, {}), 10, held=EVIDENCE).records == ()


def test_a_list_of_complaints_is_paged_to_its_end(
    session: Session, asking: Asking
) -> None:
    pen = Stating(session)
    made = [pen.state("complaint", {**FIRST, "receipt": str(n)}) for n in range(5)]
    seen: list[str] = []
    before = None
    while True:
        page = asking(tellings.page, Sought({}, {"language": "ru"}), 2, before)
        seen += [one.id for one in page.records]
        before = page.after
        if before is None:
            break
    assert sorted(seen) == sorted(made)


def test_who_is_at_risk_stands_once_the_latest_first(
    session: Session, asking: Asking
) -> None:
    pen = Stating(session)
    persons = [pen.state("person", {"label": name}) for name in "ABC"]
    risk = {"situation": "abroad", "assessment": "Known to have written."}
    reviews = (("2024-07-01",), ("2024-06-20", "2024-06-01"), ("2024-06-10",))
    for person, some in zip(persons, reviews, strict=True):
        for review in some:
            pen.state("risk", {**risk, "person": person, "review": review})
    found = asking(testimony.at_risk, TODAY)
    assert [one.person for one in found] == [persons[1], persons[2], persons[0]]
    assert [one.late for one in found] == [14, 5, 0]
    assert [len(one.risks) for one in found] == [2, 1, 1]
    assert found[0].risks[0].fields["review"] == "2024-06-01"
    assert asking(testimony.at_risk, TODAY, held=EVIDENCE) == ()


def test_a_printing_outlives_the_index(box: Box) -> None:
    def printings(opened: Session) -> Any:
        with opened.reading() as connection:
            return tellings.printings(connection, BOTH, complaint)

    with closing(box.unlock(PASSPHRASE)) as opened:
        complaint = Stating(opened).state("complaint", {**FIRST, "receipt": "1"})
        giving.print_statement(opened, complaint, "For her lawyer")
        before = printings(opened)
        folder = opened.premises.folder
        with opened.reading() as connection:
            assert tellings.printings(connection, EVIDENCE, complaint) == ()
    assert [one.reason for one in before] == ["For her lawyer"]
    shutil.rmtree(os.path.join(folder, "index"))
    with closing(box.unlock(PASSPHRASE)) as opened:
        opened.committer.catch_up()
        assert printings(opened) == before
