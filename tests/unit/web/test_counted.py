# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Counts are kept while what they count stays, and shared by those who may see them."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from witnessbox.base.canonical import JsonDict
from witnessbox.base.values import Compartment
from witnessbox.ledger.entry import Act
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.membership import add_member
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating
from witnessbox.web import counted

PASSPHRASE = "only for this test"


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box.create(str(tmp_path / "box"), PASSPHRASE, work_factor=4)


def received(session: Session, number: int) -> None:
    """One item comes in."""
    element: JsonDict = {
        "path": "YQ==",
        "item": f"i-{number:032x}",
        "sha256": f"{number:064x}",
        "blake3": "00" * 32,
        "size": 7,
        "object": f"{number:032x}",
    }
    body: JsonDict = {"accession": "a-" + "1" * 32, "source": 0, "originals": [element]}
    act = Act(Compartment.EVIDENCE, "originals-received", body, "originals")
    session.committer.commit([act])


def test_items_are_counted_anew_when_items_come_and_not_when_somebody_states(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counted, "CHEAP", 60.0)
    session, other = box.unlock(PASSPHRASE), box.unlock(PASSPHRASE)
    received(session, 1)
    first = counted.overview(session)
    glance = counted.case(session)
    Stating(session).state("place", {"name": "Hall"})
    assert counted.overview(session) is first
    assert counted.overview(other) is first
    assert counted.case(other).counts == {"place": 1}
    assert glance.counts == {}
    received(other, 2)
    assert (first.items, counted.overview(session).items) == (1, 2)
    session.close()
    other.close()


def test_counts_are_not_shared_with_those_who_hold_less(box: Box) -> None:
    session = box.unlock(PASSPHRASE)
    held = (Compartment.EVIDENCE,)
    handle = add_member(session, "Ben", "coder", held, "another", work_factor=4)
    coder = box.unlock("another", handle)
    told = {"receipt": "C-1", "account": "A", "language": "en"}
    Stating(session).state("complaint", told)
    assert counted.case(session).counts == {"complaint": 1}
    assert counted.case(coder).counts == {}
    session.close()
    coder.close()


def test_counts_go_with_the_last_session(box: Box) -> None:
    session = box.unlock(PASSPHRASE)
    counted.case(session)
    key = (box.folder, session.compartments)
    assert key in counted._shared
    session.close()
    del session
    gc.collect()
    assert key not in counted._shared
