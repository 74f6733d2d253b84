# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Only data of a sparse file are handed on; its digest covers the holes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from witnessbox.intake.contents import Contents


def read(path: Path) -> tuple[int, Contents]:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        contents = Contents(descriptor)
        return sum(len(part) for part in contents.data()), contents
    finally:
        os.close(descriptor)


def test_a_file_of_nothing_but_holes_hands_on_nothing(tmp_path: Path) -> None:
    path = tmp_path / "holes"
    with open(path, "wb") as file:
        file.truncate(64 << 20)
    handed, contents = read(path)
    assert contents.extents == ()
    assert handed == 0


def test_the_digest_of_a_sparse_file_covers_its_holes(tmp_path: Path) -> None:
    path = tmp_path / "island"
    with open(path, "wb") as file:
        file.truncate(4 << 20)
        file.seek(1 << 20)
        file.write(b"an island")
    descriptor = os.open(path, os.O_RDONLY)
    try:
        contents = Contents(descriptor)
        handed = sum(len(part) for part in contents.data())
        found = contents.digests()
    finally:
        os.close(descriptor)
    assert 9 <= handed < 1 << 20
    assert found.size == 4 << 20
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_file_without_holes_is_handed_on_whole(tmp_path: Path) -> None:
    path = tmp_path / "plain"
    path.write_bytes(b"x" * 3000)
    handed, contents = read(path)
    assert contents.extents is None
    assert handed == 3000


def test_a_sparse_file_that_shrinks_while_read_is_what_was_read(
    tmp_path: Path,
) -> None:
    path = tmp_path / "shrinking"
    with open(path, "wb") as file:
        file.truncate(9 << 20)
        for place in (0, 4, 8):
            file.seek(place << 20)
            file.write(os.urandom(1 << 20))
    descriptor = os.open(path, os.O_RDONLY)
    try:
        contents = Contents(descriptor)
        assert contents.extents is not None
        assert len(contents.extents) == 3
        handed = 0
        for part in contents.data():
            handed += len(part)
            os.truncate(path, (4 << 20) + 1000)
        found = contents.digests()
    finally:
        os.close(descriptor)
    assert found.changed
    assert found.extents is not None
    assert sum(length for _, length in found.extents) == handed
    assert found.size == sum(found.extents[-1])
