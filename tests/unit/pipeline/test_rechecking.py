# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What rested on something shows it when that is taken away."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from tests.unit.pipeline import exchanged_case

from witnessbox.catalogue import records
from witnessbox.catalogue.answers import Filter
from witnessbox.catalogue.records import Record
from witnessbox.model.field import Marked
from witnessbox.pipeline import exchanging, rechecking, rules
from witnessbox.pipeline.exchanging import Order
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating
from witnessbox.pipeline.titles import Titles
from witnessbox.release.exchanged import Form


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


def as_held(session: Session, identity: str) -> Record:
    with session.reading() as connection:
        held = session.compartments
        found = records.record(connection, held, identity)
        assert found is not None
        return rechecking.as_held(connection, held, found)


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
    assert "by_post" not in as_held(session, involvement).fields
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
    assert as_held(session, event).fields["status"] == "confirmed-violation"
    pen.withdraw(supports[0], "a mistake")
    assert as_held(session, event).fields["status"] == "unknown"
    assert no_longer(session, event) == {("status", "needs-independent-supports")}


def test_kinds_whose_rules_are_of_the_moment_are_left_out(
    session: Session, pen: Stating
) -> None:
    told = {"receipt": "1", "account": "A", "language": "ru"}
    assert no_longer(session, pen.state("complaint", told)) == set()


def test_a_grade_without_its_grounds_is_nowhere_above_candidate(
    session: Session, pen: Stating, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source/one").write_text("an invented film")
    exchanged_case.take_in(session, tmp_path / "source")
    (row,) = session.items(Filter(), 2).rows
    spans = [Marked(row.item).to_json()]
    person = pen.state("person", {"label": "P"})
    seen = pen.state("appearance", {"label": "A", "spans": spans})
    with monkeypatch.context() as patched:
        # As a box may hold it whose second member took their ground back.
        patched.setattr(rules, "broken", lambda *_: ())
        told = {"appearance": seen, "person": person, "grade": "established"}
        made = pen.state("identification", told)
    with session.reading() as connection:
        held = session.compartments
        titles = Titles(connection, held, lambda _, term: term)
        found = records.record(connection, held, made)
        assert found is not None
        titles.learn([found])
        assert titles.of(made).startswith("candidate")
    out = str(tmp_path / "out")
    sent = exchanging.export(session, Order(Form.CSV, "a test", out))
    with zipfile.ZipFile(sent.path) as packed:
        texts = [packed.read(name).decode() for name in packed.namelist()]
    assert any("candidate" in text for text in texts)
    assert not any("established" in text for text in texts)
