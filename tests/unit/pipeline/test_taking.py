# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Taking in: the accounting, the originals back, the same command again."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from blake3 import blake3
from tests.unit.pipeline.conftest import TakeIn

from witnessbox.base.errors import BusyError, StorageError, UnusableError
from witnessbox.base.values import Compartment, ItemId
from witnessbox.catalogue.answers import Filter
from witnessbox.ledger.entry import Pledge
from witnessbox.model.evidence import Original, SightingKind
from witnessbox.pipeline import giving, intake_order, runs
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.group import Group, Place
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.verifying import Depth, outer, verify
from witnessbox.vault.store import Vault


def files_of(source: Path) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    for place, _, names in os.walk(os.fsencode(source)):
        for name in names:
            path = os.path.join(place, name)
            if os.path.isfile(path) and not os.path.islink(path):
                with open(path, "rb") as file:
                    found[os.path.relpath(path, os.fsencode(source))] = file.read()
    return found


def originals(session: Session) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    for row in session.items(Filter(), 500).rows:
        content = b"".join(giving.give_out(session, row.item, "a test"))
        for origin in session.item(row.item).origins:
            found[origin.path] = content
    return found


def test_every_name_is_counted_once_and_every_original_comes_back(
    session: Session, source: Path, take_in: TakeIn
) -> None:
    acks: list[tuple[bytes, str]] = []
    counts = take_in(source, acks=acks)
    expected = files_of(source)
    assert (counts.stored, counts.known, counts.noted, counts.refused) == (5, 1, 3, 0)
    assert counts.seen == 9
    assert originals(session) == expected
    assert dict(acks) == {
        path: hashlib.sha256(content).hexdigest() for path, content in expected.items()
    }


def test_a_box_is_sound_after_an_intake(
    session: Session, source: Path, take_in: TakeIn
) -> None:
    take_in(source, workers=2)
    ring = session.keyring
    for depth in Depth:
        verdict = verify(
            session.premises, outer(session.premises.folder), ring, depth=depth
        )
        assert verdict.faults == ()
        assert verdict.objects == 5


def test_the_same_command_again_stores_and_records_nothing(
    session: Session, source: Path, take_in: TakeIn
) -> None:
    take_in(source)
    objects = list(session.vault.backend.names())
    before = session.overview()
    again = take_in(source)
    assert (again.stored, again.known, again.noted, again.refused) == (0, 6, 3, 0)
    assert list(session.vault.backend.names()) == objects
    assert session.overview() == before


def test_the_same_disk_as_another_accession_is_read_again_and_all_known(
    session: Session, source: Path, take_in: TakeIn
) -> None:
    take_in(source)
    objects = list(session.vault.backend.names())
    again = take_in(source, accession="second")
    assert (again.stored, again.known) == (0, 6)
    assert again.bytes > 0
    assert list(session.vault.backend.names()) == objects
    assert session.overview().originals == 12


def test_a_file_that_changed_between_two_intakes_is_a_second_original(
    session: Session, source: Path, take_in: TakeIn
) -> None:
    take_in(source)
    (source / "empty").write_bytes(b"no longer")
    assert take_in(source).stored == 1
    contents = [
        b"".join(giving.give_out(session, row.item, "a test"))
        for row in session.items(Filter(), 500).rows
    ]
    assert b"" in contents
    assert b"no longer" in contents


def test_times_lie_with_the_sources_and_not_with_the_evidence(
    session: Session, source: Path, take_in: TakeIn
) -> None:
    os.utime(source / "a.bin", (1234567, 1234567))
    take_in(source)
    for entry in session.log.read(0):
        if entry.record.compartment == "evidence" and entry.sealed is not None:
            plain = session.keyring.unseal(entry.record.compartment, entry.sealed)
            assert b"mtime" not in plain
            assert b"1234567" not in plain


def test_two_intakes_of_one_accession_at_once_are_refused(
    session: Session, source: Path, take_in: TakeIn
) -> None:
    take_in(source)
    accession = session.accession_id("first", "HERON")
    with runs.alone(session.premises.folder, accession), pytest.raises(BusyError):
        take_in(source)


def test_a_box_inside_its_source_is_refused(
    session: Session, tmp_path: Path, take_in: TakeIn
) -> None:
    with pytest.raises(UnusableError):
        take_in(tmp_path)


def test_too_little_room_is_said_before_the_first_byte(
    session: Session,
    source: Path,
    take_in: TakeIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(intake_order, "free_bytes", lambda folder: 1000)
    with pytest.raises(StorageError) as refused:
        take_in(source)
    assert "too little room" in refused.value.what
    assert list(session.vault.backend.names()) == []


def test_unreadable_names_are_refused_with_a_reason_and_the_rest_is_taken(
    session: Session, source: Path, take_in: TakeIn
) -> None:
    if os.geteuid() == 0:
        # Root reads everything: a folder that is another file system is refused.
        counts = take_in(Path("/proc/self/fd"), accession="descriptors")
        assert counts.seen == counts.noted + counts.refused + counts.known
        return
    (source / "a.bin").chmod(0)
    counts = take_in(source)
    assert counts.refused == 1
    assert session.refusals()[0].name == "a.bin"


def test_links_folders_and_pipes_are_noted_with_their_kind(
    session: Session, source: Path, take_in: TakeIn
) -> None:
    take_in(source)
    with session.index.reader.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT path, kind FROM evidence.noted ORDER BY path"
        ).all()
    assert {bytes(path): kind for path, kind in rows} == {
        b"fifo": SightingKind.FIFO,
        b"link": SightingKind.LINK,
        "колония".encode(): SightingKind.FOLDER,
    }


def test_another_disk_under_the_same_accession_is_read(
    session: Session, tmp_path: Path, take_in: TakeIn
) -> None:
    disks = [tmp_path / "one", tmp_path / "two"]
    for disk, content in zip(disks, (b"AAAA", b"BBBB"), strict=True):
        disk.mkdir()
        (disk / "x.mp4").write_bytes(content)
        os.utime(disk / "x.mp4", (1000, 1000))
    for disk in disks:
        acks: list[tuple[bytes, str]] = []
        assert take_in(disk, acks=acks).stored == 1
        content = (disk / "x.mp4").read_bytes()
        assert acks == [(b"x.mp4", hashlib.sha256(content).hexdigest())]


def test_a_time_that_was_put_back_hides_no_change(
    session: Session, source: Path, take_in: TakeIn
) -> None:
    take_in(source)
    path = source / "a.bin"
    state = path.stat()
    path.write_bytes(os.urandom(state.st_size))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert take_in(source).stored == 1


def test_copies_that_two_runs_sealed_are_tied_to_one_item(
    box: Box, session: Session, source: Path, take_in: TakeIn
) -> None:
    name = "one"
    accession = session.accession_id(name, "HERON")
    content = os.urandom(500)
    digests = hashlib.sha256(content).hexdigest(), blake3(content).hexdigest()
    group: list[Group] = []
    for item in ("i-first", "i-second"):
        for copy in (b"a", b"b"):
            path = item.encode() + copy
            found = Original(path, 500, *digests, None, changed=False)
            stored = Vault(session.vault.backend).seal_bytes(
                "r-x", content, session.premises.recipients[Compartment.EVIDENCE]
            )
            pledge = Pledge(stored.name, stored.payload_size, stored.payload_sha256)
            one = Group()
            first = copy == b"a"
            one.originals.append((found, ItemId(item), pledge if first else None))
            group.append(one)
    for one in group:
        session.committer.commit(one.acts(Place(accession, "r-x", 0)))
    (row,) = session.items(Filter(), 10).rows
    assert row.item == "i-first"
    assert {o.path for o in session.item(row.item).origins} == {
        b"i-firsta",
        b"i-firstb",
        b"i-seconda",
        b"i-secondb",
    }
