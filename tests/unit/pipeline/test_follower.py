# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Several sessions in one process follow one ledger: each entry is projected once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from tests.unit.pipeline.conftest import PASSPHRASE

from witnessbox.base.values import Compartment
from witnessbox.catalogue import index, records
from witnessbox.catalogue.projector import watermarks
from witnessbox.pipeline import commit
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.commit import Follower
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating


@pytest.fixture
def other(box: Box) -> Iterator[Session]:
    opened = box.unlock(PASSPHRASE)
    yield opened
    opened.close()


def opened_by(session: Session) -> list[int]:
    """The numbers of the entries that a session opens from here on."""
    follower: Any = session.committer._follower
    before, seen = follower._opener, []

    def opener(*asked: Any) -> Iterator[Any]:
        for event in before(*asked):
            seen.append(event.seq)
            yield event

    follower._opener = opener
    return seen


def there(session: Session, record: str) -> bool:
    with session.reading() as connection:
        return records.record(connection, session.compartments, record) is not None


def test_what_one_projected_no_other_opens(session: Session, other: Session) -> None:
    seen = opened_by(other)
    record = Stating(session).state("place", {"name": "Hall"})
    other.committer.catch_up()
    assert there(other, record)
    assert seen == []


def test_what_nobody_projected_is_opened(
    session: Session, other: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = opened_by(other)
    with monkeypatch.context() as patched:
        patched.setattr(Follower, "follow", lambda *_, **__: None)
        record = Stating(session).state("place", {"name": "Hall"})
    assert not there(other, record)
    other.committer.catch_up()
    assert there(other, record)
    assert len(seen) == 1


def test_an_index_that_was_emptied_meanwhile_is_filled_from_the_start(
    session: Session,
) -> None:
    first = Stating(session).state("place", {"name": "Hall"})
    evidence = Compartment.EVIDENCE
    with session.index.writer(evidence).begin() as connection:
        index._empty(connection, evidence.value)
    session.index._create(evidence)
    assert watermarks(session.index)[evidence] == 0
    second = Stating(session).state("place", {"name": "Yard"})
    assert there(session, first)
    assert there(session, second)


def test_sessions_may_share_a_log(box: Box, session: Session) -> None:
    sharing = box.unlock(PASSPHRASE, log=session.log)
    record = Stating(session).state("place", {"name": "Hall"})
    sharing.committer.catch_up()
    assert there(sharing, record)
    again = Stating(sharing).state("place", {"name": "Yard"})
    session.committer.catch_up()
    assert there(session, again)
    sharing.close()
    assert Stating(session).state("place", {"name": "Gate"})


def behind_by(session: Session, monkeypatch: pytest.MonkeyPatch, entries: int) -> str:
    """Let entries come that the index has not seen; the record of the last."""
    with monkeypatch.context() as patched:
        patched.setattr(Follower, "follow", lambda *_, **__: None)
        for number in range(entries):
            record = Stating(session).state("place", {"name": f"Hall {number}"})
    return record


def test_a_page_does_not_wait_for_whoever_projects_a_few_entries(
    session: Session, other: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = behind_by(session, monkeypatch, 2)
    turn = commit._turns[session.index.folder]
    with turn:
        other.committer.glance()
        assert not there(other, record)
    other.committer.glance()
    assert there(other, record)


def test_a_page_waits_where_much_is_missing(
    session: Session, other: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commit, "FEW_ENTRIES", 1)
    record = behind_by(session, monkeypatch, 2)
    turn = commit._turns[session.index.folder]
    turn.acquire()
    page = threading.Thread(target=other.committer.glance)
    page.start()
    page.join(0.2)
    assert page.is_alive()
    turn.release()
    page.join(60)
    assert there(other, record)


def test_whoever_states_waits_for_the_turn(
    session: Session, other: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = behind_by(session, monkeypatch, 1)
    turn = commit._turns[session.index.folder]
    turn.acquire()
    stating = threading.Thread(target=other.committer.catch_up)
    stating.start()
    stating.join(0.2)
    assert stating.is_alive()
    turn.release()
    stating.join(60)
    assert there(other, record)
