# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Crashes at every byte, and several processes at once: no group is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.ledger_world import AT, FOUNDER, LOG, new_log, said, seal, unseal

from witnessbox.base.errors import StorageError
from witnessbox.ledger.clause import LedgerError
from witnessbox.ledger.log import Log

PROJECT = Path(__file__).parents[2]
WRITER = """
import sys
from tests.ledger_world import AT, FOUNDER, said, seal
from witnessbox.ledger.log import Log
log = Log.open(sys.argv[1], segment_bytes=9000)
for turn in range(int(sys.argv[3])):
    log.append([said(f"{sys.argv[2]} {turn} {n}") for n in range(3)],
               FOUNDER.author, AT, seal)
"""


def words(log: Log) -> list[str]:
    entries = [log.open_entry(stored, unseal) for stored in log.read()]
    return [str(entry.body["words"]) for entry in entries if entry.act == "described"]


def test_an_append_cut_at_every_byte_loses_nothing_before_it(tmp_path: Path) -> None:
    log = new_log(tmp_path / "whole", said("kept"))
    segment, head = (tmp_path / "whole" / LOG / n for n in ("00000000.seg", "head"))
    before, hint = segment.stat().st_size, head.read_bytes()
    log.append([said("cut"), said("off")], FOUNDER.author, AT, seal)
    data = segment.read_bytes()
    for cut in range(before, len(data)):
        crashed = tmp_path / "crashed" / LOG
        crashed.mkdir(parents=True)
        (crashed / "00000000.seg").write_bytes(data[:cut])
        (crashed / "head").write_bytes(hint)
        again = Log.open(str(crashed))
        assert words(again) == ["kept"], cut
        if cut % 16 == 0:
            again.append([said("next")], FOUNDER.author, AT, seal)
            assert words(Log.open(str(crashed))) == ["kept", "next"]
            assert len(list(crashed.glob("torn-*"))) == (cut > before)
        shutil.rmtree(crashed)


@pytest.mark.parametrize("hole", [4096, 100_000])
def test_a_hole_after_a_power_cut_is_set_aside(tmp_path: Path, hole: int) -> None:
    new_log(tmp_path, said("kept"))
    segment = tmp_path / LOG / "00000000.seg"
    with segment.open("ab") as file:
        file.truncate(segment.stat().st_size + hole)
    log = Log.open(str(tmp_path / LOG))
    log.append([said("next")], FOUNDER.author, AT, seal)
    assert words(log) == ["kept", "next"]


def test_damage_is_never_set_aside_where_head_knows_the_group(tmp_path: Path) -> None:
    new_log(tmp_path, said("kept"))
    segment, head = tmp_path / LOG / "00000000.seg", tmp_path / LOG / "head"
    data, hint = segment.read_bytes(), head.read_bytes()
    for at in range(400, len(data), 13):
        changed = bytearray(data)
        changed[at] ^= 0x10
        segment.write_bytes(changed)
        with pytest.raises(LedgerError):
            Log.open(str(tmp_path / LOG))
    # The negative control: a head that does not know the group, and a torn end.
    segment.write_bytes(data[:-1])
    head.unlink()
    assert Log.open(str(tmp_path / LOG)).size() == 1
    head.write_bytes(hint)


def test_processes_append_in_turn_and_lose_nothing(tmp_path: Path) -> None:
    new_log(tmp_path, segment_bytes=9000)
    where, turns = str(tmp_path / LOG), 12
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, where, name, str(turns)], cwd=PROJECT
        )
        for name in ("a", "b", "c")
    ]
    assert [writer.wait(120) for writer in writers] == [0, 0, 0]
    said_words = words(Log.open(where))
    assert len(said_words) == 3 * 3 * turns
    for name in "abc":
        own = [one for one in said_words if one.startswith(name)]
        assert own == [f"{name} {turn} {n}" for turn in range(turns) for n in range(3)]
    triples = [said_words[at : at + 3] for at in range(0, len(said_words), 3)]
    assert all(len({one[:-2] for one in triple}) == 1 for triple in triples)


def test_after_a_failed_fsync_nothing_is_appended_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = new_log(tmp_path, said("kept"))
    size = (tmp_path / LOG / "00000000.seg").stat().st_size

    def failing(fd: int) -> None:
        raise OSError(5, "input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing)
        with pytest.raises(StorageError):
            log.append([said("lost")], FOUNDER.author, AT, seal)
    assert (tmp_path / LOG / "00000000.seg").stat().st_size == size
    for one in (log, Log.open(str(tmp_path / LOG))):
        with pytest.raises(StorageError):
            one.append([said("never")], FOUNDER.author, AT, seal)
    assert words(log) == ["kept"]


def test_a_full_disk_leaves_the_log_usable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = new_log(tmp_path, said("kept"))
    write = os.pwrite

    def full(fd: int, data: bytes, offset: int) -> int:
        if len(data) < 300:
            raise OSError(28, "no space left on device")
        return write(fd, data[:200], offset)

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", full)
        with pytest.raises(StorageError):
            log.append([said("lost")], FOUNDER.author, AT, seal)
    log.append([said("next")], FOUNDER.author, AT, seal)
    assert words(Log.open(str(tmp_path / LOG))) == ["kept", "next"]
