# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Each field of each format, damaged: `verify` names the clause and the file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.damaged.corruptors import Corruption
from tests.damaged.parts import Copy, frames
from tests.damaged.table import CORRUPTIONS

from witnessbox.cli.main import run

GOLDEN = Path(__file__).parent / "golden"
VERSIONS = sorted(path.name for path in GOLDEN.iterdir())
NEWEST = GOLDEN / VERSIONS[-1]
NOTED = {"object-unreferenced", "key-unlisted", "stray-file"}
"""What is not ours to judge: named, and the box is whole."""


def verify(
    folder: Path, capsys: pytest.CaptureFixture[str], *flags: str
) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    secret = NEWEST / "passphrase"
    arguments = ["--json", "--box", str(folder), "--passphrase-file", str(secret)]
    status = run(["verify", *(flags or ("--full",)), *arguments])
    said = capsys.readouterr()
    assert said.out.strip(), (status, said.err)
    return status, json.loads(said.out)


def copy_of(golden: Path, to: Path) -> Copy:
    shutil.copytree(golden / "box", to)
    return Copy(to)


@pytest.mark.parametrize("one", CORRUPTIONS, ids=lambda one: one.name)
def test_a_damaged_field_is_named_with_its_file(
    one: Corruption, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    box = copy_of(NEWEST, tmp_path / "box")
    where = one.corrupt(box)
    status, answer = verify(box.folder, capsys)
    found = {(fault["code"], fault["where"]) for fault in answer["faults"]}
    assert (one.code, where) in found
    bad = {f["where"] for f in answer["faults"] if f["severity"] != "note"}
    if one.code in NOTED:
        assert (status, answer["ok"], bad) == (0, True, set())
        return
    assert (status, answer["ok"]) == (1, False)
    # Nothing that was not touched is blamed, but for the ledger as a whole where
    # what was hit keeps it from being read on.
    whole = where.startswith("ledger/") or one.name == "box-log"
    beside = "ledger" if whole else where
    assert all(other == where or other.startswith(beside) for other in bad)


def test_the_golden_box_has_no_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    box = copy_of(NEWEST, tmp_path / "box")
    status, answer = verify(box.folder, capsys)
    assert (status, answer["ok"], answer["faults"]) == (0, True, [])


def test_taking_a_segment_apart_and_together_changes_nothing() -> None:
    box = Copy(NEWEST / "box")
    frames((box.folder / box.segment).read_bytes())


def test_every_damage_has_a_name_of_its_own() -> None:
    names = [one.name for one in CORRUPTIONS]
    assert len(set(names)) == len(names) >= 40
