# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A term is of its vocabulary, built in or added by the group, and not retired."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from witnessbox.base.errors import StatementError
from witnessbox.model import terms
from witnessbox.model.field import UNKNOWN
from witnessbox.model.vocabulary import vocabulary
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating, Wish, new_record


@pytest.fixture
def pen(session: Session) -> Stating:
    return Stating(session)


def own(code: str = "roll-call", **more: object) -> dict[str, object]:
    told = {"vocabulary": "place-sort", "code": code, "english": "Roll-call square"}
    return {**told, **more}


def refused(
    pen: Stating, kind: str, fields: Mapping[str, object], record: str = ""
) -> str:
    with pytest.raises(StatementError) as error:
        pen.state(kind, fields, record)
    return ",".join(code for _, code in error.value.problems)


def test_a_code_that_nobody_defined_is_refused(pen: Stating) -> None:
    assert refused(pen, "place", {"name": "A", "sort": "dungeon"}) == "no-such-term"
    assert refused(
        pen, "post", {"name": "A", "organisation": "og-" + "0" * 32, "powers": ["fly"]}
    ).startswith("no-such-term")


def test_built_in_terms_and_the_unknown_are_taken(pen: Stating) -> None:
    pen.state("place", {"name": "A", "sort": "cell"})
    pen.state("place", {"name": "A", "sort": dict(UNKNOWN)})


def test_the_groups_own_term_is_taken_for_its_own_vocabulary(pen: Stating) -> None:
    pen.state("term", own())
    pen.state("place", {"name": "A", "sort": "roll-call"})
    person = {"label": "A", "standing": "roll-call"}
    assert refused(pen, "person", person) == "no-such-term"


def test_a_term_and_its_first_use_go_together(pen: Stating) -> None:
    place = Wish("place", {"name": "A", "sort": "roll-call"})
    pen.together([Wish("term", own(), new_record("term")), place])


def test_a_retired_term_stays_where_it_is_and_is_taken_nowhere_new(
    pen: Stating,
) -> None:
    term = pen.state("term", own())
    place = pen.state("place", {"name": "A", "sort": "roll-call"})
    pen.state("term", own(retired=True), term)
    pen.state("place", {"name": "B", "sort": "roll-call"}, place)
    again = {"name": "C", "sort": "roll-call"}
    assert refused(pen, "place", again) == "retired-term"
    with pytest.raises(StatementError) as broken:
        pen.withdraw(term, "never wanted")
    assert broken.value.problems == (("", "term-stays"),)


def test_a_retired_built_in_term_is_refused(
    pen: Stating, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = vocabulary("sex", "male | Male | Мужской\ngone | Gone | Было | | retired")
    monkeypatch.setitem(terms.BY_NAME, "sex", old)
    assert refused(pen, "person", {"label": "A", "sex": "gone"}) == "retired-term"
    pen.state("person", {"label": "A", "sex": "male"})
