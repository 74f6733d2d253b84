# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A disk that cannot say where a file's holes are: refused, never stored wrongly."""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from bench.tracer import Call, Step, missing, trace

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

MIB = 1 << 20
ISLANDS = (1, 4, 8)
LOOKUPS = 2 * len(ISLANDS) + 1
"""Where data begin and end, for each island, and that nothing comes after them."""

READ = """
import os, sys
from witnessbox.intake import contents
{unprotected}
descriptor = os.open(sys.argv[1], os.O_RDONLY)
try:
    one = contents.Contents(descriptor)
    for part in one.data():
        pass
    print("read", one.digests().sha256)
except contents.ReadError as error:
    print("refused", error.errno)
"""

SWALLOW = """
def swallow(self, at):
    try:
        return os.lseek(self._descriptor, at, os.SEEK_DATA)
    except OSError:
        return None
contents.Contents._next_data = swallow
"""
"""The protection away: any failure is taken for 'nothing but a hole from here'."""


@dataclass(frozen=True, slots=True)
class Sparse:
    path: Path
    sha256: str


@pytest.fixture
def sparse(tmp_path: Path) -> Sparse:
    path = tmp_path / "sparse"
    with open(path, "wb") as file:
        file.truncate(12 * MIB)
        for island in ISLANDS:
            file.seek(island * MIB)
            file.write(os.urandom(MIB))
    if path.stat().st_blocks * 512 >= 12 * MIB:
        pytest.skip("this file system keeps no holes")
    return Sparse(path, hashlib.sha256(path.read_bytes()).hexdigest())


def read(sparse: Sparse, failing: int, error: int, unprotected: str = "") -> str:
    """What the reader says where the Nth lookup fails (0: none)."""
    out = sparse.path.with_suffix(".out")
    out.unlink(missing_ok=True)

    def decide(call: Call) -> int:
        return error if call.number == failing else Step.GO

    def counts(_name: str, path: bytes, _descriptor: int) -> bool:
        return path == os.fsencode(sparse.path)

    code = READ.format(unprotected=unprotected)
    argv = [sys.executable, "-c", code, str(sparse.path)]
    ending = trace(argv, decide=decide, counts=counts, calls=("lseek",), out=str(out))
    assert ending.status == 0
    assert ending.calls >= max(failing, 1)
    return out.read_text().strip()


def test_without_a_fault_it_is_read_as_it_is(sparse: Sparse) -> None:
    assert read(sparse, 0, 0) == f"read {sparse.sha256}"


@pytest.mark.parametrize("number", range(1, LOOKUPS + 1))
def test_a_lookup_that_fails_refuses_the_file(sparse: Sparse, number: int) -> None:
    assert read(sparse, number, errno.EIO) == f"refused {errno.EIO}"


def test_a_disk_that_tells_no_holes_apart_is_read_whole(sparse: Sparse) -> None:
    for number in (1, 2, LOOKUPS):
        said = read(sparse, number, errno.EOPNOTSUPP)
        assert said == f"read {sparse.sha256}"


def test_the_control_a_failure_taken_for_a_hole_is_stored_wrongly(
    sparse: Sparse,
) -> None:
    said = read(sparse, 1, errno.EIO, SWALLOW)
    assert said.startswith("read ")
    assert said != f"read {sparse.sha256}"
