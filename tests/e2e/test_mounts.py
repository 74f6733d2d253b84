# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A mounted disk is taken read-only, or with a reason; a link's target then shows."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from witnessbox.cli.main import run
from witnessbox.pipeline.box import Box

PASSPHRASE = "only for this test"

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(os.geteuid() != 0, reason="mounting a disk needs root"),
]


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(place)], check=False
    )
    if made.returncode != 0:
        pytest.skip("this machine lets nobody mount")
    (place / "film.bin").write_bytes(os.urandom(5000))
    (place / "link").symlink_to("film.bin")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Box:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(PASSPHRASE)
    monkeypatch.setenv("WITNESSBOX_PASSPHRASE_FILE", str(passphrase))
    monkeypatch.setenv("WITNESSBOX_BOX", str(tmp_path / "box"))
    return Box.create(str(tmp_path / "box"), PASSPHRASE, work_factor=4)


def intake(source: Path, *more: str) -> int:
    names = ("--accession", "one", "--from", "HERON", "--no-survey", "--json")
    return run(["intake", str(source), *names, *more])


def targets(box: Box) -> list[bytes]:
    session = box.unlock(PASSPHRASE)
    with session.index.reader.connect() as connection:
        rows = connection.exec_driver_sql("SELECT target FROM evidence.noted").all()
    session.close()
    return [bytes(row[0]) for row in rows]


def test_a_writable_mount_is_refused_until_somebody_says_why(
    mounted: Path, box: Box, capfd: pytest.CaptureFixture[str]
) -> None:
    assert intake(mounted) == 2
    assert "mounted writable" in capfd.readouterr().err
    session = box.unlock(PASSPHRASE)
    assert session.accessions() == ()
    session.close()
    assert intake(mounted, "--writable-ok", "the card has no lock") == 0
    session = box.unlock(PASSPHRASE)
    (accession,) = session.accessions()
    session.close()
    assert accession.could_be_written
    assert accession.writable_reason == "the card has no lock"
    # Reading a link would have changed its access time: its target is left out.
    assert targets(box) == [b""]


def test_a_read_only_mount_is_taken_with_its_links_targets(
    mounted: Path, box: Box, capfd: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(mounted)], check=True)
    assert intake(mounted) == 0
    answer = json.loads(capfd.readouterr().out)
    assert (answer["stored"], answer["noted"], answer["refused"]) == (1, 1, 0)
    assert targets(box) == [b"film.bin"]
