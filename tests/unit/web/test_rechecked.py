# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A record that says more than is held now says so on its page."""

from __future__ import annotations

from fractions import Fraction

from tests.unit.web.conftest import Desk

from witnessbox.base.values import Compartment, random_id
from witnessbox.ledger.entry import Act
from witnessbox.model.field import Marked
from witnessbox.model.statement import Statement
from witnessbox.pipeline.stating import Stating, new_record

MARK = "data-fallen"


def page(desk: Desk, identity: str) -> str:
    return desk.seated.get(f"/record/{identity}").text


def test_what_no_longer_holds_is_said_on_its_page(desk: Desk) -> None:
    pen = Stating(desk.session)
    event = pen.state("event", {"title": "Roll-call"})
    sources = [pen.state("source", {"label": one}) for one in "ST"]
    claim = {"claim": event, "how": "supports"}
    supports = [pen.state("support", {**claim, "by": one}) for one in sources]
    status = {"status": "confirmed-violation", "status_reason": "R"}
    pen.state("event", {"title": "Roll-call", **status}, event)
    assert MARK not in page(desk, event)
    pen.withdraw(supports[0], "a mistake")
    text = page(desk, event)
    assert MARK in text
    assert "This says more than what is on record for it now" in text
    assert "two supports that do not come from one source" in text
    assert "It counts as" not in text


def test_a_grade_that_came_from_elsewhere_counts_as_what_is_held(desk: Desk) -> None:
    """As a box that was merged may bring it: no rule of ours was asked."""
    pen = Stating(desk.session)
    span: dict[str, object] = dict.fromkeys(("stream", "start", "end", "region"))
    span["item"] = desk.items["IMG_0001.MP4"]
    told = {
        "appearance": pen.state("appearance", {"label": "A", "spans": [span]}),
        "person": pen.state("person", {"label": "P"}),
        "grade": "established",
    }
    identity = new_record("identification")
    made = Statement(random_id("st"), identity, "identification", told)
    act = Act(Compartment.EVIDENCE, "stated", made.to_json())
    desk.session.committer.commit([act])
    text = page(desk, identity)
    assert "It counts as: Candidate" in text
    assert "needs the grounds of two members" in text


def test_a_line_up_that_was_not_blind_is_marked_wherever_it_counts(desk: Desk) -> None:
    pen = Stating(desk.session)
    item = desk.items["IMG_0001.MP4"]
    spans = [Marked(item, 0, Fraction(n), Fraction(n + 1)).to_json() for n in range(6)]
    told = {
        "appearance": pen.state("appearance", {"label": "A", "spans": spans[:1]}),
        "person": pen.state("person", {"label": "P"}),
        "grade": "candidate",
    }
    claim = pen.state("identification", told)
    mark = "(line-up not blind)"
    for blind in (True, False):
        assert mark not in page(desk, claim)
        lineup = {
            "identification": claim,
            "seed": "1",
            "shown": spans,
            "administrator_blind": blind,
            "instructions": "He may not be among them.",
            "answer": "The third, I think.",
            "confidence": "Fairly sure.",
        }
        ground = {
            "identification": claim,
            "how": "supports",
            "method": "lineup",
            "reasoning": "The witness chose him.",
            "lineup": pen.state("lineup", lineup),
        }
        made = pen.state("ground", ground)
        assert (mark in page(desk, made)) is not blind
    # Among the grounds, and among the line-ups.
    assert page(desk, claim).count(mark) == 2
