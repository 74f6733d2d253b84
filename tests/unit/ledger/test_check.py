# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What `verify` says of whole, torn, damaged and rolled-back boxes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ledger_world import AT, FOUNDER, LOG, OTHER, new_box, said, seal

from witnessbox.base.values import Fault, Severity
from witnessbox.ledger.check import examine, verify
from witnessbox.ledger.log import Log

SEGMENT = f"ledger/{LOG}/00000000.seg"
HEAD = f"ledger/{LOG}/head"
KEY = "keys/mitu/member.age"


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return new_box(tmp_path, [said("second")], [said("third")])


def codes(faults: list[Fault], *, notes: bool = False) -> set[tuple[str, str]]:
    return {
        (fault.code, fault.where)
        for fault in faults
        if notes or fault.severity is not Severity.NOTE
    }


def log_of(box: Path) -> Log:
    return Log.open(str(box / "ledger" / LOG))


def test_a_whole_box_has_no_fault(box: Path) -> None:
    found = examine(str(box))
    assert found.faults == ()
    assert (found.entries, found.objects) == (8, 1)
    assert [kept.size for kept in found.checkpoints] == [8]


Change = Callable[[Path], object]


def cut(name: str, count: int) -> Change:
    return lambda box: (box / name).write_bytes((box / name).read_bytes()[:-count])


def flip(name: str, at: int) -> Change:
    def change(box: Path) -> None:
        data = bytearray((box / name).read_bytes())
        data[at] ^= 1
        (box / name).write_bytes(data)

    return change


def replace(name: str, old: bytes, new: bytes) -> Change:
    return lambda box: (box / name).write_bytes(
        (box / name).read_bytes().replace(old, new)
    )


DAMAGE: dict[str, tuple[Change, str, str]] = {
    "key flipped": (flip(KEY, 3), "key-changed", KEY),
    "key gone": (lambda box: (box / KEY).unlink(), "key-missing", KEY),
    "box.toml gone": (lambda box: (box / "box.toml").unlink(), "box-form", "box.toml"),
    "box.toml says other": (
        replace("box.toml", b"age1evidence", b"age1evidencf"),
        "box-differs",
        "box.toml",
    ),
    "box.toml respelled": (
        replace("box.toml", b"format = 1", b"format  = 1"),
        "box-digest",
        "box.toml",
    ),
    "magic": (flip(SEGMENT, 2), "segment-header", SEGMENT),
    "segment header": (flip(SEGMENT, 40), "segment-header", SEGMENT),
    "an entry": (flip(SEGMENT, 1500), "frame-digest", SEGMENT),
    "the last byte": (flip(SEGMENT, -1), "frame-digest", SEGMENT),
    "the end is cut": (cut(SEGMENT, 10), "frame-form", SEGMENT),
    "segment gone": (
        lambda box: (box / SEGMENT).unlink(),
        "segment-missing",
        SEGMENT,
    ),
    "log gone": (
        lambda box: shutil.rmtree(box / "ledger" / LOG),
        "log-missing",
        f"ledger/{LOG}",
    ),
    "head flipped": (flip(HEAD, 5), "head-form", HEAD),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_named_with_its_place(box: Path, name: str) -> None:
    change, code, where = DAMAGE[name]
    change(box)
    assert (code, where) in codes(verify(str(box)))


def test_a_log_cut_at_a_group_is_behind_its_head(box: Path) -> None:
    first = (box / SEGMENT).read_bytes()
    log_of(box).append([said("late")], FOUNDER.author, AT, seal)
    assert verify(str(box)) == []
    (box / SEGMENT).write_bytes(first)
    assert codes(verify(str(box))) == {("head-ahead", HEAD)}


def test_a_torn_tail_is_a_note_and_stays_one_when_it_was_set_aside(box: Path) -> None:
    with (box / SEGMENT).open("ab") as file:
        file.write(b"\0" * 700)
    found = verify(str(box))
    assert {fault.code for fault in found} == {"tail-torn"}
    assert codes(found) == set()
    log_of(box).append([said("next")], OTHER.author, AT, seal)
    assert {fault.code for fault in verify(str(box))} == {"torn-kept"}
    (torn,) = (box / "ledger" / LOG).glob("torn-*")
    torn.write_bytes(b"other")
    assert {fault.code for fault in verify(str(box))} == {"torn-changed"}


def test_files_that_do_not_belong_are_noted(box: Path) -> None:
    (box / "ledger" / LOG / "notes.txt").write_text("mine")
    (box / "keys" / "other.age").write_text("mine")
    found = codes(verify(str(box)), notes=True)
    assert found == {
        ("stray-file", f"ledger/{LOG}/notes.txt"),
        ("key-unlisted", "keys/other.age"),
    }


def test_a_box_that_was_rolled_back_is_seen_with_a_kept_checkpoint(
    box: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    old = tmp_path_factory.mktemp("old") / "box"
    shutil.copytree(box, old)
    kept = log_of(box).append([said("new")], FOUNDER.author, AT, seal)
    assert verify(str(box), kept.note()) == []
    assert verify(str(old)) == []
    assert codes(verify(str(old), kept.note())) == {
        ("against-rollback", f"ledger/{LOG}")
    }
    other = log_of(old).append([said("fork")], FOUNDER.author, AT, seal)
    assert codes(verify(str(old), kept.note())) == {("against-fork", f"ledger/{LOG}")}
    both = kept.note() + b"\n" + other.note()
    assert codes(verify(str(box), both)) == {("against-fork", f"ledger/{LOG}")}


def test_a_kept_checkpoint_must_be_whole_and_a_members(box: Path) -> None:
    note = examine(str(box)).checkpoints[0].note()
    assert codes(verify(str(box), note[:-9])) == {("against-form", "ledger")}
    forged = note.replace(b"m-bako", b"m-sela")
    assert codes(verify(str(box), forged)) == {("against-signature", f"ledger/{LOG}")}
