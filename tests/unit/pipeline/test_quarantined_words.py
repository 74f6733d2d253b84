# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What members say of an item in quarantine: found by the legal officer alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.pipeline.handling_world import Group, group

from witnessbox.base.errors import StatementError
from witnessbox.pipeline import handling, searching
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Group]:
    with group(tmp_path, 2) as found:
        yield found


def on(item: str) -> dict[str, Any]:
    return {"item": item, "stream": None, "start": None, "end": None, "region": None}


def found(session: Session, question: str) -> set[str]:
    session.committer.catch_up()
    opens = session.opens_quarantine
    with session.reading() as connection:
        held = session.compartments
        answer = searching.ask(
            connection, held, question, 50, word=lambda _v, code: code, opens=opens
        )
    return {one.owner for one in answer.matches}


def test_members_words_on_it_answer_the_legal_officer_alone(shelf: Group) -> None:
    ben, item = shelf["Ben"], shelf.items[0]
    open_ = shelf.items[1]
    alone = Stating(ben).state("event", {"title": "Quern", "spans": [on(item)]})
    both = [on(item), on(open_)]
    also = Stating(ben).state("event", {"title": "Quern", "spans": both})
    bare = Stating(ben).state("event", {"title": "Quern"})
    assert found(ben, "Quern") == {alone, also, bare}
    handling.quarantine(ben, item, "It may show a child.")
    assert found(ben, "Quern") == {also, bare}
    assert found(shelf["Rita"], "Quern") == {also, bare}
    assert found(shelf["Olga"], "Quern") == {alone, also, bare}


def test_nobody_else_marks_new_spans_on_it(shelf: Group) -> None:
    ben, item = shelf["Ben"], shelf.items[0]
    told = {"title": "E", "spans": [on(item)]}
    before = Stating(ben).state("event", told)
    handling.quarantine(ben, item, "It may show a child.")
    with pytest.raises(StatementError) as refused:
        Stating(ben).state("event", told)
    assert refused.value.problems == (("spans", "not-there"),)
    # What was marked before can be corrected around it.
    assert Stating(ben).state("event", {**told, "title": "F"}, before) == before
    # So can what was changed be brought back by undoing.
    Stating(ben).state("event", {"title": "G"}, before)
    assert Stating(ben).undo() == before
    shelf["Olga"].committer.catch_up()
    assert Stating(shelf["Olga"]).state("event", told)
