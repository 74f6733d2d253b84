# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Boxes and members: made, opened, unlocked, refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.pipeline.conftest import CHEAP, PASSPHRASE

from witnessbox.base.errors import (
    BusyError,
    DamagedError,
    LockedError,
    MissingError,
    NewerFormatError,
    UnusableError,
    WrongKeyError,
)
from witnessbox.base.values import Compartment
from witnessbox.pipeline import boxfile, giving, membership
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.session import Session

EVIDENCE = (Compartment.EVIDENCE,)


def test_a_box_is_not_made_where_something_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"somebody's")
    with pytest.raises(UnusableError):
        Box.create(str(tmp_path), PASSPHRASE, work_factor=CHEAP)
    assert (tmp_path / "file").read_bytes() == b"somebody's"


def test_a_wrong_passphrase_opens_nothing(box: Box) -> None:
    with pytest.raises(WrongKeyError):
        box.unlock("not the passphrase")


def test_an_unknown_handle_opens_nothing(box: Box) -> None:
    with pytest.raises(MissingError):
        box.unlock(PASSPHRASE, "no-body")


def test_two_people_are_two_keys(box: Box, session: Session) -> None:
    handle = membership.add_member(
        session, "Oleg", "coder", EVIDENCE, "his own", work_factor=CHEAP
    )
    assert set(box.handles()) == {session.member, handle}
    with pytest.raises(WrongKeyError):
        box.unlock(PASSPHRASE, handle)
    other = box.unlock("his own")
    assert other.member == handle
    assert other.compartments == EVIDENCE
    assert {one.name for one in other.members()} == {"Anna", "Oleg"}
    other.close()


def test_nobody_gives_a_compartment_that_they_do_not_hold(
    box: Box, session: Session
) -> None:
    membership.add_member(
        session, "Oleg", "coder", EVIDENCE, "his own", work_factor=CHEAP
    )
    other = box.unlock("his own")
    with pytest.raises(LockedError):
        membership.add_member(
            other, "X", "", (Compartment.SOURCES,), "x", work_factor=CHEAP
        )
    other.close()


@pytest.mark.parametrize("name", ["sources", "identities", "restricted", "audit"])
def test_only_the_key_of_the_evidence_is_revealed(session: Session, name: str) -> None:
    with pytest.raises(UnusableError):
        giving.reveal_key(session, Compartment(name), "a reason")


def test_revealing_a_key_needs_a_reason_and_is_on_record(session: Session) -> None:
    with pytest.raises(UnusableError):
        giving.reveal_key(session, Compartment.EVIDENCE, " ")
    before = session.log.size()
    text = giving.reveal_key(session, Compartment.EVIDENCE, "the court asked")
    assert text.startswith("AGE-SECRET-KEY-1")
    assert session.log.size() == before + 1


def test_names_stand_nowhere_unsealed(box: Box, session: Session) -> None:
    membership.add_member(
        session, "Олег Гай", "coder", EVIDENCE, "his own", work_factor=CHEAP
    )
    for path in Path(box.folder).rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert "Олег".encode() not in content
            assert b"Anna" not in content


def test_every_refusal_has_the_code_of_its_clause() -> None:
    codes = {
        "newer-format": NewerFormatError,
        "wrong-key": WrongKeyError,
        "missing": MissingError,
        "locked": LockedError,
        "damaged": DamagedError,
        "unusable": UnusableError,
        "busy": BusyError,
    }
    assert {code: error.code for code, error in codes.items()} == {
        code: code for code in codes
    }


def test_a_box_of_a_newer_format_is_refused_and_left_alone(box: Box) -> None:
    path = Path(box.folder, boxfile.BOX_FILE)
    text = path.read_bytes().replace(b"format = 1", b"format = 2")
    path.write_bytes(text)
    with pytest.raises(NewerFormatError):
        Box.open(box.folder)
    assert path.read_bytes() == text


def test_every_flipped_bit_of_box_toml_is_refused_or_seen(box: Box) -> None:
    good = Path(box.folder, boxfile.BOX_FILE).read_bytes()
    for place in range(len(good)):
        flipped = bytearray(good)
        flipped[place] ^= 1
        try:
            read = boxfile.decode(bytes(flipped))
        except (DamagedError, NewerFormatError):
            continue
        assert read != box.file
