# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A log on disk, one process."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ledger_world import (
    AT,
    FOUNDER,
    LOG,
    OTHER,
    STRANGER,
    added,
    founding,
    new_log,
    said,
    seal,
    unseal,
)

from witnessbox.base.errors import MissingError, UnusableError
from witnessbox.base.values import Compartment
from witnessbox.ledger.clause import Clause, LedgerError
from witnessbox.ledger.entry import Act, Pledge
from witnessbox.ledger.log import Log


def words(log: Log, start: int = 0) -> list[object]:
    """What the sealed entries say, in order."""
    entries = [log.open_entry(stored, unseal) for stored in log.read(start)]
    return [entry.body["words"] for entry in entries if entry.act == "described"]


def test_what_is_appended_is_read_back_in_order(tmp_path: Path) -> None:
    log = new_log(tmp_path)
    checkpoint = log.append([said("one"), said("two")], FOUNDER.author, AT, seal)
    log.append([said("three")], FOUNDER.author, AT, seal)
    assert checkpoint.size == 3
    assert words(log) == words(Log.open(str(tmp_path / LOG))) == ["one", "two", "three"]
    assert words(log, 2) == ["two", "three"]
    assert words(log, 4) == []
    assert log.size() == 4


def test_an_entry_carries_author_time_list_and_pledges(tmp_path: Path) -> None:
    pledge = Pledge("ab" * 16, 123, "cd" * 32)
    act = Act(
        Compartment.EVIDENCE,
        "received",
        {"originals": ["a", "b"]},
        "originals",
        (pledge,),
    )
    log = new_log(tmp_path, act)
    entry = log.open_entry(list(log.read())[1], unseal)
    assert (entry.author, entry.at, entry.act) == (FOUNDER.id, AT, "received")
    assert entry.elements() == ["a", "b"]
    assert entry.pledges == (pledge,)


def test_a_second_log_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    new_log(tmp_path)
    with pytest.raises(UnusableError):
        Log.create(str(tmp_path / LOG), LOG)


def test_opening_what_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(MissingError):
        Log.open(str(tmp_path / "nothing"))


def test_a_stranger_cannot_commit(tmp_path: Path) -> None:
    log = new_log(tmp_path)
    with pytest.raises(ValueError, match="member"):
        log.append([said("one")], STRANGER.author, AT, seal)
    assert log.size() == 1


def test_nobody_lets_themselves_in(tmp_path: Path) -> None:
    log = new_log(tmp_path)
    with pytest.raises(ValueError, match="member"):
        log.append([added(OTHER)], OTHER.author, AT, seal)
    log.append([added(OTHER)], FOUNDER.author, AT, seal)
    log.append([said("one")], OTHER.author, AT, seal)
    assert words(log) == ["one"]


def test_a_log_that_does_not_found_a_box_takes_nothing(tmp_path: Path) -> None:
    log = Log.create(str(tmp_path / LOG), LOG)
    with pytest.raises(ValueError, match="member"):
        log.append([said("one")], FOUNDER.author, AT, seal)
    log.append([founding()], FOUNDER.author, AT, seal)


def test_two_logs_on_one_folder_see_each_other(tmp_path: Path) -> None:
    first = new_log(tmp_path)
    second = Log.open(str(tmp_path / LOG))
    for turn in range(5):
        first.append([said(f"first {turn}")], FOUNDER.author, AT, seal)
        second.append([said(f"second {turn}")], FOUNDER.author, AT, seal)
    assert words(first) == words(second)
    assert len(words(first)) == 10


def test_a_full_segment_is_followed_by_another(tmp_path: Path) -> None:
    log = new_log(tmp_path, segment_bytes=2000)
    other = Log.open(str(tmp_path / LOG))
    for turn in range(10):
        log.append([said(f"{turn}")], FOUNDER.author, AT, seal)
    assert len(list((tmp_path / LOG).glob("*.seg"))) > 2
    assert words(log) == words(other) == [f"{turn}" for turn in range(10)]
    assert words(Log.open(str(tmp_path / LOG))) == words(log)


def test_a_torn_tail_is_set_aside_and_the_log_goes_on(tmp_path: Path) -> None:
    log = new_log(tmp_path, said("one"))
    segment = tmp_path / LOG / "00000000.seg"
    whole = segment.read_bytes()
    segment.write_bytes(whole + whole[-500:-300])
    again = Log.open(str(tmp_path / LOG))
    assert words(again) == ["one"]
    again.append([said("two")], FOUNDER.author, AT, seal)
    assert words(log) == words(again) == ["one", "two"]
    (torn,) = (tmp_path / LOG).glob("torn-*")
    assert torn.read_bytes() == whole[-500:-300]


def test_damage_in_an_acknowledged_group_is_not_taken_for_a_torn_tail(
    tmp_path: Path,
) -> None:
    log = new_log(tmp_path, said("one"))
    segment = tmp_path / LOG / "00000000.seg"
    whole = bytearray(segment.read_bytes())
    whole[-500] ^= 1
    segment.write_bytes(whole)
    with pytest.raises(LedgerError) as caught:
        Log.open(str(tmp_path / LOG))
    assert caught.value.clause is Clause.FRAME_DIGEST
    # The negative control: without `head`, and with the closing cut, it is torn.
    (tmp_path / LOG / "head").unlink()
    segment.write_bytes(whole[:-10])
    assert Log.open(str(tmp_path / LOG)).size() == 1
    assert log.checkpoint is not None
