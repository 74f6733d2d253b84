# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Coding by lot, blind until the round is closed, settled by a third."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.unit.pipeline.handling_world import Group, group

from witnessbox.base.errors import MissingError, StatementError, UnusableError
from witnessbox.base.values import Compartment, random_id
from witnessbox.catalogue import records
from witnessbox.catalogue.rows import STATED
from witnessbox.ledger.entry import Act
from witnessbox.model import statement
from witnessbox.model.statement import Statement
from witnessbox.pipeline import coding
from witnessbox.pipeline.coding import Round
from witnessbox.pipeline.stating import Stating, new_record

VARIABLES = ("officials", "act")


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Group]:
    with group(tmp_path_factory.mktemp("coding"), items=5) as found:
        yield found


def opened(people: Group) -> Round:
    anna = people["Anna"]
    coders = [people["Ben"].member, people["Carl"].member]
    made = coding.set_up(anna, "First", VARIABLES, coders, state="unseen", share=100)
    people["Ben"].committer.catch_up()
    return coding.one(people["Ben"], made)


def test_two_code_blind_and_a_third_settles(people: Group) -> None:
    anna, ben, carl = people["Anna"], people["Ben"], people["Carl"]
    round_ = opened(people)
    assert set(coding.left(ben, round_)) == set(people.items)
    assert set(coding.left(carl, round_)) == set(people.items)
    assert coding.left(anna, round_) == ()
    for number, item in enumerate(coding.left(ben, round_)):
        value = "yes" if number else "no"
        coding.code(ben, round_, item, {"officials": value, "act": "beating"})
    assert coding.left(ben, round_) == ()

    # What Ben coded is nowhere for Carl, nor for whoever set the round up.
    for session in (carl, anna):
        session.committer.catch_up()
        with session.reading() as connection:
            held = session.compartments
            for item in people.items:
                assert records.marked_on(connection, held, item, "coding") == ()
                assert records.leading_to(connection, held, item, "coding") == ()
        assert coding.own(session, round_, people.items[0]) == {}
        assert coding.report(session, round_) is None
        assert coding.done(session, round_)[ben.member] == (5, 5)

    # Ben's own codes are there for Ben, can be changed and undone by Ben alone.
    item = people.items[0]
    mine = coding.own(ben, round_, item)["officials"]
    before = mine.fields["value"]
    coding.code(ben, round_, item, {"officials": "unknown", "act": "beating"})
    assert coding.own(ben, round_, item)["officials"].fields["value"] == "unknown"
    assert coding.own(ben, round_, item)["officials"].heads == 1
    with pytest.raises(MissingError):
        Stating(carl).withdraw(mine.id, "no")
    coding.code(ben, round_, item, {"officials": str(before), "act": "beating"})
    Stating(ben).undo()
    for item in coding.left(carl, round_):
        coding.code(carl, round_, item, {"officials": "yes", "act": "beating"})
    with pytest.raises(StatementError):
        coding.close(carl, round_)
    coding.close(anna, round_)
    closed = coding.one(anna, round_.id)
    told = coding.report(anna, closed)
    assert told is not None
    assert told.agreed["act"].alpha is None
    assert told.agreed["officials"].units == 5
    differing = [unit for unit in told.differing if unit.variable == "officials"]
    assert len(differing) == 1
    codes = [one.id for one in differing[0].codes]
    with pytest.raises(StatementError):
        coding.settle(ben, codes, "yes", "I was right.")
    coding.settle(anna, codes, "no", "Nobody in uniform is in it.")
    told = coding.report(anna, closed)
    assert told is not None
    [after] = [unit for unit in told.differing if unit.variable == "officials"]
    assert after.settled is not None
    assert after.settled.fields["value"] == "no"
    assert {one.id for one in after.codes} == set(codes)
    with pytest.raises(MissingError):
        coding.code(ben, closed, people.items[0], {})


def test_nobody_codes_what_is_not_theirs_or_half_of_it(people: Group) -> None:
    anna, ben = people["Anna"], people["Ben"]
    round_ = opened(people)
    with pytest.raises(MissingError):
        coding.code(anna, round_, people.items[0], {"officials": "yes", "act": "x"})
    with pytest.raises(UnusableError):
        coding.code(ben, round_, people.items[0], {"officials": "yes"})
    assert set(coding.left(ben, round_)) == set(people.items)


def test_a_round_needs_items_and_two_coders(people: Group) -> None:
    anna = people["Anna"]
    with pytest.raises(UnusableError):
        coding.set_up(anna, "T", VARIABLES, ["a", "b"], state="closed", share=50)
    with pytest.raises(UnusableError):
        coding.set_up(anna, "T", VARIABLES, ["a"], state="unseen", share=50)


def test_figures_are_of_the_first_codes_of_those_who_were_drawn(people: Group) -> None:
    """Nor does what is in the ledger against the rules move them."""
    anna, ben, carl = people["Anna"], people["Ben"], people["Carl"]
    round_ = opened(people)
    for session, value in ((ben, "no"), (carl, "yes")):
        for item in coding.left(session, round_):
            coding.code(session, round_, item, {"officials": value, "act": "beating"})
    changed = people.items[0]
    coding.code(ben, round_, changed, {"officials": "yes", "act": "beating"})
    anna.committer.catch_up()
    coding.close(anna, round_)
    closed = coding.one(anna, round_.id)
    told = coding.report(anna, closed)
    assert told is not None
    assert {unit.item for unit in told.differing} == set(people.items)
    mine = told.differing[0].codes[0]
    assert mine.first_by == ben.member
    with pytest.raises(StatementError) as error:
        Stating(ben).state("coding", {**mine.fields, "value": "yes"}, mine.id)
    assert error.value.problems == (("round", "round-closed"),)
    with pytest.raises(StatementError):
        Stating(ben).withdraw(mine.id, "no")
    with pytest.raises(StatementError):
        Stating(anna).undo()
    with anna.reading() as connection:
        said = records.history(connection, anna.compartments, mine.id)
    first = tuple(one.statement.id for one in said)
    late = {**mine.fields, "value": "yes"}
    for session, record in ((ben, mine.id), (anna, new_record("coding"))):
        name = random_id(statement.PREFIX)
        forged = Statement(name, record, "coding", late, first)
        act = Act(Compartment.EVIDENCE, STATED, forged.to_json())
        session.committer.commit([act])
    anna.committer.catch_up()
    with anna.reading() as connection:
        stands = records.record(connection, anna.compartments, mine.id)
    assert stands is not None
    assert stands.fields["value"] == "yes", "the ledger keeps what was forged"
    assert coding.report(anna, closed) == told
