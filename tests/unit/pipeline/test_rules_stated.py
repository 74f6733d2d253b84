# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The rules hold where it counts: in a box, by the members' own keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tests.unit.pipeline.conftest import CHEAP, TakeIn

from witnessbox.base.errors import StatementError
from witnessbox.catalogue import records, schema
from witnessbox.link import corroborate
from witnessbox.link.corroborate import Grade
from witnessbox.pipeline import membership
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.looking import Looking
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating, Wish, new_record

FIRST = {"receipt": "14", "account": "Они забрали посылку.", "language": "ru"}


@pytest.fixture
def pen(session: Session) -> Stating:
    return Stating(session)


@pytest.fixture
def other(session: Session, box: Box) -> Iterator[Session]:
    """A second member, who holds what the first holds."""
    membership.add_member(
        session,
        "Boris",
        "coder",
        session.compartments,
        "his own",
        work_factor=CHEAP,
    )
    opened = box.unlock("his own")
    yield opened
    opened.close()


@pytest.fixture
def item(session: Session, take_in: TakeIn, tmp_path: Path) -> str:
    """The only item of the box."""
    place = tmp_path / "disk"
    place.mkdir()
    (place / "a.bin").write_bytes(b"a film")
    take_in(place)
    with session.reading() as connection:
        found = connection.scalar(select(schema.item.c.id))
    assert isinstance(found, str)
    return found


def refused(pen: Stating, *wishes: Wish) -> set[tuple[str, str]]:
    with pytest.raises(StatementError) as error:
        pen.together(wishes)
    return set(error.value.problems)


def grade(session: Session, identification: str) -> Grade:
    with session.reading() as connection:
        looking = Looking(connection, session.compartments)
        found = looking.record(identification)
        assert found is not None
        return corroborate.effective_grade(looking, found)


def test_two_members_and_two_sources_make_probable(
    session: Session, other: Session, pen: Stating, item: str
) -> None:
    whole: dict[str, Any] = dict.fromkeys(("stream", "start", "end", "region"))
    shown = {"label": "A", "spans": [{"item": item, **whole}]}
    told = {
        "appearance": pen.state("appearance", shown),
        "person": pen.state("person", {"label": "P"}),
    }
    identification = pen.state("identification", {**told, "grade": "candidate"})
    wish = Wish("identification", {**told, "grade": "probable"}, identification)

    def ground(source: str) -> dict[str, Any]:
        fields = {"identification": identification, "how": "supports"}
        more = {"method": "acquaintance", "strength": "strong", "reasoning": "R"}
        return {**fields, **more, "by": source}

    first, second = (pen.state("source", {"label": one}) for one in "ST")
    assert refused(pen, wish) == {("grade", "needs-two-members")}
    pen.state("ground", ground(first))
    pen.state("ground", ground(second))
    assert refused(pen, wish) == {("grade", "needs-two-members")}
    his = Stating(other).state("ground", ground(second))
    borrowed = Wish("ground", ground(first), his)
    assert refused(pen, borrowed) == {("", "not-yours")}
    pen.together([wish])
    assert grade(session, identification) is Grade.PROBABLE
    Stating(other).withdraw(his, "I was mistaken")
    session.committer.catch_up()
    assert grade(session, identification) is Grade.CANDIDATE
    assert refused(pen, wish) == {("grade", "needs-two-members")}


def test_an_account_and_its_list_go_together_and_leave_one_head(
    session: Session, pen: Stating
) -> None:
    complaint = new_record("complaint")
    listed = Wish("complaint", {**FIRST, "methods": "Ночью."}, complaint)
    assert refused(pen, listed) == {("methods", "account-first")}
    pen.together([Wish("complaint", FIRST, complaint), listed])
    with session.reading() as connection:
        found = records.record(connection, session.compartments, complaint)
    assert found is not None
    assert (found.heads, found.statements) == (1, 2)
    other = Wish("complaint", {**FIRST, "account": "Ничего."}, complaint)
    assert refused(pen, other) == {("account", "account-locked")}
    assert pen.undo() == complaint
    assert refused(pen, other) == {("account", "account-locked")}


def test_nothing_stands_of_several_of_which_one_breaks_a_rule(
    session: Session, pen: Stating
) -> None:
    before = session.log.size()
    first, second = new_record("place"), new_record("place")
    wishes = [
        Wish("place", {"name": "A"}, first),
        Wish("place", {"name": "B", "within": first}, second),
        Wish("place", {"name": "A", "within": second}, first),
    ]
    assert refused(pen, *wishes) == {("within", "circle")}
    assert session.log.size() == before
    pen.together(wishes[:2])


def test_undo_cannot_bring_back_what_no_longer_holds(
    session: Session, other: Session, pen: Stating
) -> None:
    """Its author is told, and nothing changes."""
    outer, inner = pen.state("place", {"name": "A"}), new_record("place")
    pen.state("place", {"name": "B", "within": outer}, inner)
    pen.state("place", {"name": "B"}, inner)
    Stating(other).state("place", {"name": "A", "within": inner}, outer)
    before = session.log.size()
    with pytest.raises(StatementError) as error:
        pen.undo()
    assert set(error.value.problems) == {("within", "circle")}
    assert session.log.size() == before


def test_a_unit_is_coded_once_by_each(
    session: Session, other: Session, pen: Stating, item: str
) -> None:
    whole: dict[str, Any] = dict.fromkeys(("stream", "start", "end", "region"))
    coders = f"{session.member}\n{other.member}"
    drawn = {"title": "R", "variables": ["act"], "seed": "1", "items": [item]}
    lot = pen.state("round", {**drawn, "coders": coders, "share": 100})
    code = {"variable": "act", "value": "theft", "round": lot}
    wish = Wish("coding", {**code, "spans": [{"item": item, **whole}]})
    again = {("spans", "coded-already")}
    assert refused(pen, wish, wish) == again, "not even together"
    first = pen.together([wish])[0]
    assert refused(pen, wish) == again
    session.committer.catch_up()
    second = Stating(other).together([wish])[0]
    pen.state("round", {**drawn, "coders": coders, "share": 100, "closed": True}, lot)
    session.committer.catch_up()
    settles = {**wish.fields, "adjudicates": [first, second], "reason": "R"}
    found = refused(pen, Wish("coding", settles))
    assert ("adjudicates", "needs-third-member") in found
