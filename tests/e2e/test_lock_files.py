# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The small files that say who is at work: a disk that refuses them stops nothing
worse than this intake, with a sentence."""

from __future__ import annotations

import errno
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.tracer import Call, Decide, Step, missing
from tests.e2e.ground import ground

from witnessbox.base.errors import EXIT_DAMAGED, EXIT_DONE, EXIT_INTERNAL

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

LOCKS = b"/locks/"

BUFFERED = """
import json
from witnessbox.pipeline.runs import Run, _refused
def announce(self, names, size):
    json.dump({"from": size, "names": list(names)}, self._file)
    try:
        self._file.flush()
    except OSError as error:
        raise _refused(error) from error
Run.announce = announce
"""
"""The protection away: what was refused waits in a buffer, and is tried again."""

STRICT = """
import os
from witnessbox.pipeline import runs
runs._forget = lambda folder, name: os.unlink(runs._path(folder, name))
"""


def refusing(name: str, error: int) -> Decide:
    """Every such call on the file of a lock fails."""

    def decide(call: Call) -> int:
        return error if call.name == name and LOCKS in call.path else Step.GO

    return decide


def test_a_full_disk_at_the_announcement_is_a_storage_error(tmp_path: Path) -> None:
    where = ground(tmp_path)
    ended = where.traced(refusing("write", errno.ENOSPC))
    assert ended.status == EXIT_DAMAGED, ended.said
    assert "No space left on device" in ended.said
    where.goes_on(ended.acks)


def test_the_control_a_buffered_announcement_fails_twice(tmp_path: Path) -> None:
    where = ground(tmp_path).without(BUFFERED)
    ended = where.traced(refusing("write", errno.ENOSPC))
    assert ended.status == EXIT_INTERNAL


def test_a_lock_that_cannot_be_removed_spoils_no_intake(tmp_path: Path) -> None:
    where = ground(tmp_path)
    ended = where.traced(refusing("unlink", errno.EIO))
    assert ended.status == EXIT_DONE, ended.said
    assert len(ended.acks) == 280
    where.goes_on(ended.acks)


def test_the_control_a_lock_that_must_be_removed_does_spoil_it(tmp_path: Path) -> None:
    where = ground(tmp_path).without(STRICT)
    assert where.traced(refusing("unlink", errno.EIO)).status == EXIT_INTERNAL


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder that shows another one, and lets nobody write."""
    held = tmp_path / "held"
    shown = tmp_path / "shown"
    held.mkdir()
    shown.mkdir()
    for argv in (
        ["mount", "--bind", str(held), str(shown)],
        ["mount", "-o", "remount,bind,ro", str(shown)],
    ):
        if subprocess.run(argv, check=False, capture_output=True).returncode:
            pytest.skip("this machine lets nobody mount")
    yield shown
    subprocess.run(["umount", str(shown)], check=True)


@pytest.mark.root
def test_a_box_on_a_disk_that_is_read_only_is_told_as_such(
    tmp_path: Path, read_only: Path
) -> None:
    where = ground(tmp_path, box=str(tmp_path / "held" / "box"))
    where.program.box = str(read_only / "box")
    ran = where.program.intake(where.source)
    said = ran.err.decode()
    assert ran.status == EXIT_DAMAGED, said
    assert "Read-only file system" in said
    where.program.box = str(tmp_path / "held" / "box")
    where.goes_on([])
