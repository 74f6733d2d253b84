# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A source that vanishes in the middle, and one that only has bad places."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bench import trees
from bench.loopdisk import LoopDisk, impossible, loop_disk
from bench.tracer import Call, Counts, Decide, Step, missing
from tests.e2e.ground import Ended, Ground, ground

from witnessbox.base.errors import EXIT_DONE, EXIT_FAULTS, EXIT_SOURCE

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

INCOMING = b"/objects/incoming/"
NEVER_ASKS = "from witnessbox.intake import presence as p\n"
UNPROTECTED = NEVER_ASKS + "p.Presence.answers = lambda self: True"
NERVOUS = NEVER_ASKS + "p.Presence.answers = lambda self: False"
READS = ("preadv", "preadv2")


def after(number: int, act: Callable[[], object]) -> Decide:
    """Act when the Nth object is written; by then a group is due for its commit."""
    seen = 0

    def decide(call: Call) -> int:
        nonlocal seen
        seen += INCOMING in call.path
        if INCOMING in call.path and seen in (number // 2, number):
            time.sleep(1.1)
            if seen == number:
                act()
        return Step.GO

    return decide


def stopped_well(where: Ground, ended: Ended) -> None:
    assert ended.status == EXIT_SOURCE, ended.said
    assert "went away" in ended.said or "cannot be read" in ended.said
    assert "repeat the same command" in ended.said
    assert ended.acks
    verdict = where.verdict(ended.acks, complete=False)
    assert verdict, str(verdict)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[LoopDisk]:
    if why := impossible():
        pytest.skip(why)
    with loop_disk(str(tmp_path)) as made:
        yield made


def mounted(disk: LoopDisk, tmp_path: Path) -> Ground:
    """A source on a disk of its own, mounted as a person would: read-only."""
    trees.six_batches(disk.mount, 5)
    subprocess.run(["mount", "-o", "remount,ro", disk.mount], check=True)
    return ground(tmp_path, disk.mount)


@pytest.mark.root
@pytest.mark.parametrize("number", [90, 275])
def test_a_disk_that_is_pulled_out(disk: LoopDisk, tmp_path: Path, number: int) -> None:
    where = mounted(disk, tmp_path)
    ended = where.traced(after(number, disk.cut))
    stopped_well(where, ended)
    disk.detach()
    disk.attach()
    subprocess.run(["mount", "-o", "remount,ro", disk.mount], check=True)
    where.goes_on(ended.acks)


@pytest.mark.root
def test_a_disk_that_is_unmounted_under_the_intake(
    disk: LoopDisk, tmp_path: Path
) -> None:
    where = mounted(disk, tmp_path)

    def unmount() -> None:
        subprocess.run(["umount", "-l", disk.mount], check=True)

    ended = where.traced(after(90, unmount))
    stopped_well(where, ended)
    disk.attach()
    subprocess.run(["mount", "-o", "remount,ro", disk.mount], check=True)
    where.goes_on(ended.acks)


def test_a_folder_that_is_removed(tmp_path: Path) -> None:
    where = ground(tmp_path)
    kept = tmp_path / "kept"
    shutil.copytree(where.source, kept, symlinks=True)
    ended = where.traced(after(90, lambda: shutil.rmtree(where.source)))
    stopped_well(where, ended)
    os.rename(kept, where.source)
    where.goes_on(ended.acks)


def test_a_folder_that_is_renamed(tmp_path: Path) -> None:
    where = ground(tmp_path)
    away = where.source + ".away"
    ended = where.traced(after(90, lambda: os.rename(where.source, away)))
    stopped_well(where, ended)
    os.rename(away, where.source)
    where.goes_on(ended.acks)


def test_the_control_who_never_looks_for_the_folder_ends_as_if_all_were_well(
    tmp_path: Path,
) -> None:
    where = ground(tmp_path).without(UNPROTECTED)
    ended = where.traced(after(90, lambda: shutil.rmtree(where.source)))
    assert ended.status in (EXIT_DONE, EXIT_FAULTS), ended.said


def test_files_that_go_one_by_one_are_refused_and_the_rest_is_taken(
    tmp_path: Path,
) -> None:
    where = ground(tmp_path)
    # By the 60th object this folder was listed, and its last files not yet opened.
    folder = os.path.join(where.source, "DCIM", "103CAM")
    kept = {n: Path(folder, n).read_bytes() for n in sorted(os.listdir(folder))[20:]}

    def remove() -> None:
        for name in kept:
            os.unlink(os.path.join(folder, name))

    ended = where.traced(after(60, remove))
    assert ended.status == EXIT_FAULTS, ended.said
    assert len(ended.refusals) == len(kept) == 40
    assert set(ended.refusals.values()) == {os.strerror(errno.ENOENT)}
    assert len(ended.acks) == 280 - 40
    for name, content in kept.items():
        Path(folder, name).write_bytes(content)
    where.goes_on(ended.acks)


def failing(bad: bytes) -> tuple[Decide, Counts]:
    """Reads of these files fail, always; all else is let go."""

    def decide(_call: Call) -> int:
        return errno.EIO

    def counts(_name: str, path: bytes, _descriptor: int) -> bool:
        return bad in path

    return decide, counts


def test_bad_places_are_refused_and_the_rest_of_the_disk_is_taken(
    tmp_path: Path,
) -> None:
    where = ground(tmp_path)
    decide, counts = failing(b"/102CAM/")
    ended = where.traced(decide, counts=counts, calls=READS)
    assert ended.status == EXIT_FAULTS, ended.said
    assert len(ended.acks) == 280 - 60
    assert len(ended.refusals) == 60
    assert set(ended.refusals.values()) == {os.strerror(errno.EIO)}
    verdict = where.verdict(ended.acks, complete=False)
    assert verdict, str(verdict)
    where.goes_on(ended.acks)


def test_the_control_who_takes_bad_places_for_a_lost_disk_never_gets_past_them(
    tmp_path: Path,
) -> None:
    where = ground(tmp_path).without(NERVOUS)
    decide, counts = failing(b"/102CAM/")
    ended = where.traced(decide, counts=counts, calls=READS)
    assert ended.status == EXIT_SOURCE
    assert len(ended.acks) < 280 - 60


def test_a_file_whose_holes_cannot_be_looked_up_is_refused_with_its_reason(
    tmp_path: Path,
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.bin").write_bytes(os.urandom(5000))
    with open(source / "sparse", "wb") as file:
        file.truncate(8 << 20)
        file.seek(4 << 20)
        file.write(b"an island")
    where = ground(tmp_path, str(source))
    decide, counts = failing(b"/source/sparse")
    ended = where.traced(decide, counts=counts, calls=("lseek",))
    assert ended.status == EXIT_FAULTS, ended.said
    assert [path for path, _ in ended.acks] == [b"a.bin"]
    assert ended.refusals == {b"sparse": os.strerror(errno.EIO)}
    where.goes_on(ended.acks)
