# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Needed space: told before, enough, and watched while the box's disk fills up."""

from __future__ import annotations

import os
import random
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.loopdisk import LoopDisk, impossible, loop_disk
from bench.tracer import Call, Decide, Step, missing
from tests.e2e.ground import Ground, ground

from witnessbox.base.errors import EXIT_DAMAGED, EXIT_DONE
from witnessbox.pipeline.intake_order import FOLDERS
from witnessbox.pipeline.taking import RESERVE

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(bool(missing()), reason=missing()),
]

MB = 1 << 20
UNITS = {"bytes": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}
INCOMING = b"/objects/incoming/"
NO_RESERVE = "from witnessbox.pipeline import taking\ntaking.RESERVE = 0"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[LoopDisk]:
    if why := impossible():
        pytest.skip(why)
    with loop_disk(str(tmp_path)) as made:
        made.detach()
        made.format(600 * MB)  # blocks of 4 KiB, as on a large disk
        made.attach()
        yield made


def films(folder: Path, count: int, size: int) -> str:
    source = folder / "films"
    source.mkdir()
    chance = random.Random(count)
    for number in range(count):
        (source / f"{number:04d}.mp4").write_bytes(chance.randbytes(size))
    return str(source)


def used(disk: LoopDisk) -> int:
    os.sync()
    state = os.statvfs(disk.mount)
    return (state.f_blocks - state.f_bfree) * state.f_frsize


def told_and_used(where: Ground, disk: LoopDisk) -> tuple[float, int]:
    """The bytes that an intake says it needs, and what it took."""
    before = used(disk)
    ran = subprocess.run(where.argv(), capture_output=True, check=True)
    told = re.search(r"; ([0-9.]+) (bytes|kB|MB|GB) needed", ran.stderr.decode())
    assert told is not None
    return float(told[1]) * UNITS[told[2]], used(disk) - before


@pytest.mark.parametrize(("count", "size"), [(1500, 10), (600, 5000), (5, 3 * MB)])
def test_the_needed_space_is_enough_for_many_small_files_and_for_few_large_ones(
    disk: LoopDisk, tmp_path: Path, count: int, size: int
) -> None:
    told, taken = told_and_used(a_box_on(disk, tmp_path, count, size), disk)
    assert told >= taken
    assert told <= 2 * taken + FOLDERS


def test_empty_files_are_all_one_content_and_need_no_block_each(
    disk: LoopDisk, tmp_path: Path
) -> None:
    told, taken = told_and_used(a_box_on(disk, tmp_path, 2000, 0), disk)
    assert taken <= told < 2000 * 4096 + FOLDERS


def test_the_control_who_forgets_the_records_promises_too_little(
    disk: LoopDisk, tmp_path: Path
) -> None:
    where = a_box_on(disk, tmp_path, 2000, 10).without(
        "from witnessbox.pipeline import intake_order as i\ni.RECORD = i.FOLDERS = 0"
    )
    told, taken = told_and_used(where, disk)
    assert told < taken


def filling(disk: LoopDisk, number: int, leave: int) -> Decide:
    """At the Nth object somebody else takes all of the disk but so much."""
    seen = 0

    def decide(call: Call) -> int:
        nonlocal seen
        seen += INCOMING in call.path
        if seen == number and INCOMING in call.path:
            _fill(disk, leave)
        return Step.GO

    return decide


def _ballast(disk: LoopDisk) -> str:
    return os.path.join(disk.mount, "ballast")


def _fill(disk: LoopDisk, leave: int) -> None:
    with open(_ballast(disk), "wb") as file:
        state = os.statvfs(disk.mount)
        # Root may use the blocks that ext4 keeps back: they are filled too.
        free = (state.f_bfree if leave == 0 else state.f_bavail) * state.f_frsize
        size = max(free - leave, 0)
        while size > 0:
            try:
                os.posix_fallocate(file.fileno(), 0, size)
                break
            except OSError:
                size -= MB


def a_box_on(disk: LoopDisk, tmp_path: Path, count: int = 96, size: int = MB) -> Ground:
    source = films(tmp_path, count, size)
    return ground(tmp_path, source, box=os.path.join(disk.mount, "box"))


@pytest.mark.parametrize(
    ("leave", "sentence"),
    [
        (RESERVE + 4 * MB, "nearly full; the intake stopped by itself"),
        (0, "refused a write"),
    ],
)
def test_a_disk_that_fills_up_in_the_middle_stops_the_intake_and_loses_nothing(
    disk: LoopDisk, tmp_path: Path, leave: int, sentence: str
) -> None:
    where = a_box_on(disk, tmp_path)
    ended = where.traced(filling(disk, 30, leave))
    assert ended.status == EXIT_DAMAGED, ended.said
    assert sentence in ended.said
    assert "needed" in ended.said.splitlines()[0]
    os.unlink(_ballast(disk))
    verdict = where.verdict(ended.acks, complete=False)
    assert verdict, str(verdict)
    where.goes_on(ended.acks)


def test_too_little_room_is_said_before_anything_is_stored(
    disk: LoopDisk, tmp_path: Path
) -> None:
    where = a_box_on(disk, tmp_path)
    _fill(disk, RESERVE + 90 * MB)
    ran = where.program.intake(where.source)
    assert ran.status == EXIT_DAMAGED
    assert b"too little room" in ran.err
    assert where.program.items() == []
    os.unlink(_ballast(disk))
    where.goes_on([])


def test_the_control_without_a_reserve_the_disk_is_filled_to_the_brim(
    disk: LoopDisk, tmp_path: Path
) -> None:
    where = a_box_on(disk, tmp_path).without(NO_RESERVE)
    ended = where.traced(filling(disk, 30, RESERVE + 4 * MB))
    assert ended.status == EXIT_DONE, ended.said
