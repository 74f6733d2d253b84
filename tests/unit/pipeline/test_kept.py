# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is kept is sealed, named by no name, bounded, and never needed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from witnessbox.pipeline.kept import Kept
from witnessbox.vault.format import X25519Identity

KEY = b"k" * 32
LABEL = "proxy/1 i-00 4 covered"


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(str(tmp_path / "kept"), X25519Identity.generate(), KEY, 4000)


def files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "kept").iterdir())


def test_what_was_put_is_got_back(kept: Kept) -> None:
    kept.put(LABEL, b"grey cells")
    assert kept.get(LABEL) == b"grey cells"
    assert kept.get(LABEL + "x") is None


def test_a_file_tells_neither_its_label_nor_its_content(
    kept: Kept, tmp_path: Path
) -> None:
    kept.put(LABEL, b"grey cells" * 9)
    (only,) = files(tmp_path)
    assert b"grey" not in only.read_bytes()
    assert len(only.name) == 64
    assert not set(only.name) - set("0123456789abcdef")


def test_what_was_damaged_is_not_there(kept: Kept, tmp_path: Path) -> None:
    kept.put(LABEL, b"grey cells")
    (only,) = files(tmp_path)
    only.write_bytes(only.read_bytes()[:-1] + b"\0")
    assert kept.get(LABEL) is None


def test_the_oldest_go_when_it_is_too_much(kept: Kept, tmp_path: Path) -> None:
    for number in range(9):
        kept.put(f"{number}", bytes(900))
        for path in files(tmp_path):
            if path.stat().st_mtime > 10_000:
                os.utime(path, (number, number))
    kept.sweep()
    left = [number for number in range(9) if kept.get(f"{number}") is not None]
    assert left == [6, 7, 8]


def test_a_folder_that_went_away_costs_nothing(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "kept").rmdir()
    kept.put(LABEL, b"grey cells")
    assert kept.get(LABEL) is None
