# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Indexes are thrown away and made again, equal."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.unit.pipeline.conftest import CHEAP, TakeIn

from witnessbox.base.errors import BusyError
from witnessbox.base.values import Compartment
from witnessbox.pipeline import membership
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.rebuilding import rebuild
from witnessbox.pipeline.session import Session


def dumps(session: Session) -> dict[Compartment, str]:
    return {one: session.index.dump(one) for one in session.compartments}


def test_a_rebuilt_index_is_equal_by_its_canonical_dump(
    box: Box, session: Session, source: Path, take_in: TakeIn
) -> None:
    take_in(source)
    before = dumps(session)
    session.close()
    shutil.rmtree(Path(box.folder, "index"))
    answer = rebuild(box, session.keyring)
    assert {one: after for one, (_, after) in answer.items()} == before


def test_a_damaged_index_is_rebuilt(
    box: Box, session: Session, source: Path, take_in: TakeIn
) -> None:
    take_in(source)
    before = dumps(session)
    session.close()
    Path(box.folder, "index", "evidence.db").write_bytes(b"not a database" * 1000)
    answer = rebuild(box, session.keyring)
    assert answer[Compartment.EVIDENCE] == ("", before[Compartment.EVIDENCE])


def test_a_member_without_a_key_rebuilds_without_it(
    box: Box, session: Session, source: Path, take_in: TakeIn
) -> None:
    take_in(source)
    evidence = (Compartment.EVIDENCE,)
    membership.add_member(
        session, "Oleg", "coder", evidence, "his own", work_factor=CHEAP
    )
    before = dumps(session)
    session.close()
    shutil.rmtree(Path(box.folder, "index"))
    answer = rebuild(box, box.ring("his own"))
    assert set(answer) == set(evidence)
    assert answer[Compartment.EVIDENCE][1] == before[Compartment.EVIDENCE]
    assert not Path(box.folder, "index", "sources.db").exists()


def test_an_index_catches_up_with_what_others_wrote(
    box: Box, session: Session, source: Path, take_in: TakeIn
) -> None:
    other = box.unlock("only for this test")
    take_in(source)
    assert other.overview().originals == 6
    other.close()


def test_an_index_in_use_is_not_rebuilt(box: Box, session: Session) -> None:
    with pytest.raises(BusyError):
        rebuild(box, session.keyring)
    session.close()
    assert rebuild(box, session.keyring)
