# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What rested on something shows it when that is taken away."""

from __future__ import annotations

import pytest

from witnessbox.catalogue import records
from witnessbox.pipeline import rechecking
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating


@pytest.fixture
def pen(session: Session) -> Stating:
    return Stating(session)


def no_longer(session: Session, identity: str) -> set[tuple[str, str]]:
    with session.reading() as connection:
        held = session.compartments
        found = records.record(connection, held, identity)
        assert found is not None
        told = rechecking.no_longer(connection, held, found)
    return {(one.field, one.code) for one in told}


def test_a_post_dated_anew_shows_on_what_it_tied(
    session: Session, pen: Stating
) -> None:
    event = pen.state("event", {"title": "T", "date": "2024-03-12"})
    victim, officer = (pen.state("person", {"label": one}) for one in "VO")
    act = pen.state("act", {"event": event, "victim": victim, "sort": "theft"})
    body = pen.state("organisation", {"name": "K-9"})
    post = pen.state("post", {"name": "Deputy", "organisation": body})
    told = {"person": officer, "post": post, "from": "2020"}
    occupancy = pen.state("occupancy", told)
    tied = {"act": act, "person": officer, "degree": "present", "by_post": occupancy}
    involvement = pen.state("involvement", tied)
    assert no_longer(session, involvement) == set()
    pen.state("occupancy", {**told, "to": "2024-03-10"}, occupancy)
    assert no_longer(session, involvement) == {("by_post", "not-in-post")}
    pen.withdraw(involvement, "he had left")
    assert no_longer(session, involvement) == set()


def test_a_support_taken_back_shows_on_what_it_carried(
    session: Session, pen: Stating
) -> None:
    event = pen.state("event", {"title": "T"})
    supports = [
        pen.state(
            "support",
            {
                "claim": event,
                "how": "supports",
                "by": pen.state("source", {"label": one}),
            },
        )
        for one in "ST"
    ]
    status = {"status": "confirmed-violation", "status_reason": "R"}
    pen.state("event", {"title": "T", **status}, event)
    assert no_longer(session, event) == set()
    pen.withdraw(supports[0], "a mistake")
    assert no_longer(session, event) == {("status", "needs-independent-supports")}


def test_kinds_whose_rules_are_of_the_moment_are_left_out(
    session: Session, pen: Stating
) -> None:
    told = {"receipt": "1", "account": "A", "language": "ru"}
    assert no_longer(session, pen.state("complaint", told)) == set()
