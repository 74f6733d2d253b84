# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The one-file verifier, run as anybody would run it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.ledger_world import AT, FOUNDER, LOG, new_box, original, said, seal, unseal

from witnessbox.ledger import standalone
from witnessbox.ledger.check import examine
from witnessbox.ledger.log import Log
from witnessbox.ledger.proof import prove

PROGRAM = Path(standalone.__file__)


def run(*arguments: object) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(PROGRAM), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return new_box(tmp_path / "box", [said("second")], [said("third")])


def test_a_whole_box_holds(box: Path) -> None:
    assert run(box) == (0, "faults: 0\n")


@pytest.mark.parametrize(
    ("name", "at", "code"),
    [
        ("keys/mitu/member.age", 2, "key-changed"),
        ("box.toml", 5, "box-digest"),
        (f"ledger/{LOG}/00000000.seg", 1500, "frame-digest"),
        (f"objects/ab/{'ab' * 16}", 300, "object-digest"),
    ],
)
def test_a_flipped_bit_is_named(box: Path, name: str, at: int, code: str) -> None:
    data = bytearray((box / name).read_bytes())
    data[at] ^= 4
    (box / name).write_bytes(data)
    status, text = run(box)
    assert status == 1
    assert f"error {code} {name}" in text


def test_the_header_of_an_object_may_change(box: Path) -> None:
    path = box / "objects/ab" / ("ab" * 16)
    path.write_bytes(path.read_bytes().replace(b"invented", b"rewrapped"))
    assert run(box)[0] == 0


def test_a_roll_back_needs_a_kept_checkpoint(box: Path, tmp_path: Path) -> None:
    shutil.copytree(box, tmp_path / "old")
    log = Log.open(str(box / "ledger" / LOG))
    kept = tmp_path / "kept"
    kept.write_bytes(log.append([said("new")], FOUNDER.author, AT, seal).note())
    assert run(box, "--against", kept)[0] == 0
    assert run(tmp_path / "old")[0] == 0
    status, text = run(tmp_path / "old", "--against", kept)
    assert (status, "against-rollback" in text) == (1, True)
    Log.open(str(tmp_path / "old/ledger" / LOG)).append(
        [said("fork")], FOUNDER.author, AT, seal
    )
    assert "against-fork" in run(tmp_path / "old", "--against", kept)[1]
    kept.write_bytes(b"nothing of the kind")
    assert "against-form" in run(box, "--against", kept)[1]


def test_one_leaf_is_proved_with_its_original(box: Path, tmp_path: Path) -> None:
    log = Log.open(str(box / "ledger" / LOG))
    stored = next(one for one in log.read() if one.record.inner)
    entry = log.open_entry(stored, unseal)
    assert log.checkpoint is not None
    raw = prove(log.leaves(), log.checkpoint, (stored, entry), 3)
    assert str(original(2)["sha256"]).encode() not in raw
    proof, file, kept = (tmp_path / name for name in ("proof", "file", "kept"))
    proof.write_bytes(raw)
    file.write_bytes(b"original 3")
    kept.write_bytes(log.checkpoint.note())
    assert run("--proof", proof, file, "--against", kept)[0] == 0
    file.write_bytes(b"original 4")
    assert "proof-original" in run("--proof", proof, file)[1]
    digest = str(original(3)["sha256"]).encode()
    proof.write_bytes(raw.replace(digest, digest[::-1]))
    assert "proof-leaf" in run("--proof", proof)[1]
    proof.write_bytes(raw.replace(b'"seq":6', b'"seq":5').replace(b"evid", b"evil"))
    assert "proof-path" in run("--proof", proof)[1]
    proof.write_bytes(raw[:-1])
    assert "proof-form" in run("--proof", proof)[1]
    proof.write_bytes(raw)
    kept.write_bytes(
        examine(str(box)).checkpoints[0].note().replace(b"\n8\n", b"\n7\n")
    )
    other = new_box(tmp_path / "other", [said("another")])
    kept.write_bytes(examine(str(other)).checkpoints[0].note())
    assert "proof-checkpoint" in run("--proof", proof, "--against", kept)[1]


def test_a_folder_that_is_no_box_is_said_to_be_none(tmp_path: Path) -> None:
    assert run(tmp_path) == (
        1,
        f"error log-missing {tmp_path}: This is no box.\nfaults: 1\n",
    )
    (tmp_path / "ledger").mkdir()
    assert "log-missing" in run(tmp_path)[1]


def test_without_a_path_the_arguments_are_unusable() -> None:
    assert run()[0] == 2
