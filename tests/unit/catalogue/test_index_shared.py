# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Who holds the same keys shares an index; who does not, never does."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from witnessbox.base.errors import WrongKeyError
from witnessbox.base.values import Compartment
from witnessbox.catalogue import schema
from witnessbox.catalogue.index import Index

EVIDENCE, IDENTITIES = Compartment.EVIDENCE, Compartment.IDENTITIES
KEYS = {EVIDENCE: bytes(32), IDENTITIES: b"\1" * 32}


def asks(index: Index) -> int:
    with index.reader.connect() as connection:
        return len(connection.execute(select(schema.item)).all())


def test_the_same_keys_have_one_index_until_the_last_closes_it(tmp_path: Path) -> None:
    folder = str(tmp_path / "index")
    first, second = Index.shared(folder, KEYS), Index.shared(folder, KEYS)
    assert first is second
    first.close()
    assert Index.shared(folder, KEYS) is second
    second.close()
    assert asks(second) == 0
    second.close()
    # Shut: whoever comes now opens it anew.
    later = Index.shared(folder, KEYS)
    assert later is not second
    later.close()


def test_who_holds_less_has_one_of_their_own(tmp_path: Path) -> None:
    folder = str(tmp_path / "index")
    all_of_it = Index.shared(folder, KEYS)
    part = Index.shared(folder, {EVIDENCE: KEYS[EVIDENCE]})
    elsewhere = Index.shared(str(tmp_path / "other"), KEYS)
    assert len({id(all_of_it), id(part), id(elsewhere)}) == 3
    assert part.compartments == (EVIDENCE,)
    with pytest.raises(KeyError):
        part.writer(IDENTITIES)
    for one in (all_of_it, part, elsewhere):
        one.close()


def test_a_wrong_key_opens_nothing_that_a_right_one_has_open(tmp_path: Path) -> None:
    folder = str(tmp_path / "index")
    right = Index.shared(folder, KEYS)
    with pytest.raises(WrongKeyError):
        Index.shared(folder, {**KEYS, EVIDENCE: b"\2" * 32})
    assert asks(right) == 0
    right.close()
