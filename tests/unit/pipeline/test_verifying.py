# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What verify finds, and where it says it lies."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest
from tests.unit.pipeline.conftest import TakeIn

from witnessbox.base.values import Compartment, Severity
from witnessbox.pipeline import post, verifying
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.verifying import Depth, Verdict, outer, verify
from witnessbox.vault.store import Vault


def verdict(session: Session, depth: Depth) -> Verdict:
    found = outer(session.premises.folder)
    return verify(session.premises, found, session.keyring, depth=depth)


@pytest.mark.parametrize("depth", list(Depth))
def test_a_missing_object_is_named(
    session: Session, source: Path, take_in: TakeIn, depth: Depth
) -> None:
    take_in(source)
    name = next(iter(session.vault.backend.names()))
    session.vault.backend.remove(name)
    answer = verdict(session, depth)
    assert not answer.ok
    assert {fault.where for fault in answer.faults} == {session.object_path(name)}


@pytest.mark.parametrize("depth", [Depth.SEALED, Depth.PLAIN, Depth.FULL])
def test_a_flipped_bit_is_named_and_the_rest_still_checked(
    session: Session, source: Path, take_in: TakeIn, depth: Depth
) -> None:
    take_in(source)
    names = sorted(session.vault.backend.names())
    for name in names[:2]:
        path = Path(session.premises.folder, session.object_path(name))
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(content)
    answer = verdict(session, depth)
    places = {fault.where for fault in answer.faults}
    assert places == {session.object_path(name) for name in names[:2]}


def test_a_changed_header_is_seen_with_the_key_alone(
    session: Session, source: Path, take_in: TakeIn
) -> None:
    take_in(source)
    name = next(iter(session.vault.backend.names()))
    path = Path(session.premises.folder, session.object_path(name))
    content = path.read_bytes()
    first = content.index(b"\n", content.index(b"X25519")) + 1
    other = b"A" if content[first : first + 1] != b"A" else b"B"
    path.write_bytes(content[:first] + other + content[first + 1 :])
    assert verdict(session, Depth.SEALED).ok
    for depth in (Depth.PLAIN, Depth.FULL):
        answer = verdict(session, depth)
        assert {f.where for f in answer.faults} == {session.object_path(name)}


def test_an_object_that_nobody_pledged_is_a_note(
    session: Session, source: Path, take_in: TakeIn
) -> None:
    take_in(source)
    vault = Vault(session.vault.backend)
    stored = vault.seal_bytes(
        "r-x", b"stray", session.premises.recipients[Compartment.EVIDENCE]
    )
    session.vault.backend.publish("r-x", [stored.name])
    answer = verdict(session, Depth.QUICK)
    assert answer.ok
    assert [fault.severity for fault in answer.faults] == [Severity.NOTE]


def test_a_key_file_of_another_member_is_checked_without_opening_it(
    session: Session,
) -> None:
    folder = Path(session.premises.folder, "keys", session.member)
    path = folder / "audit.age"
    content = bytearray(path.read_bytes())
    content[60] ^= 4
    path.write_bytes(content)
    answer = verdict(session, Depth.QUICK)
    assert not answer.ok
    assert f"keys/{session.member}/audit.age" in {f.where for f in answer.faults}


def test_a_check_that_could_not_be_made_is_a_fault(
    session: Session, source: Path, take_in: TakeIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(source)
    start = post.start

    def ended(module: str) -> tuple[subprocess.Popen[bytes], socket.socket]:
        """One that ended, as one does that was killed, before it is spoken to."""
        process, channel = start(module)
        process.wait()
        return process, channel

    monkeypatch.setattr(verifying, "CHECKER", "this")
    monkeypatch.setattr(post, "start", ended)
    answer = verdict(session, Depth.FULL)
    assert not answer.ok
    assert {fault.code for fault in answer.faults} == {"check-died"}
    assert len(answer.faults) == answer.objects == 5


def test_a_ledger_that_is_gone_is_faults_and_no_crash(session: Session) -> None:
    ledger = Path(session.premises.folder, "ledger", session.premises.file.log)
    for name in os.listdir(ledger):
        (ledger / name).unlink()
    answer = verdict(session, Depth.FULL)
    assert not answer.ok
    assert answer.entries == 0
    assert "ledger-unreadable" in {fault.code for fault in answer.faults}
