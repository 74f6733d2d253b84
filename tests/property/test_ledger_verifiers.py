# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Two verifiers that share no code agree on whole and on damaged boxes."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from tests.ledger_world import LOG, new_box, said

from witnessbox.base.values import Severity
from witnessbox.ledger import standalone
from witnessbox.ledger.check import verify

ROUNDS = 150


def mutate(box: Path, chance: random.Random) -> str:
    """Change one file of a box in one way; what was done."""
    files = sorted(path for path in box.rglob("*") if path.is_file())
    path = chance.choice([one for one in files if one.name != "lock"])
    data = bytearray(path.read_bytes())
    at = chance.randrange(len(data))
    kind = chance.choice(["flip", "cut", "insert", "repeat", "zero", "whole"])
    if kind == "flip":
        data[at] ^= 1 << chance.randrange(8)
    elif kind == "cut":
        del data[at:]
    elif kind == "insert":
        data[at:at] = b"\0"
    elif kind == "repeat":
        data += data[at:]
    elif kind == "zero":
        data[at : at + 40] = bytes(len(data[at : at + 40]))
    path.write_bytes(data)
    return f"{kind} {path.relative_to(box)} {at}"


@pytest.fixture(scope="module", params=[1 << 20, 2500])
def whole(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    groups = [[said(f"{n} {m}") for m in range(n + 1)] for n in range(3)]
    folder = tmp_path_factory.mktemp("whole") / "box"
    return new_box(folder, *groups, segment_bytes=request.param)


def test_both_verifiers_agree_on_mutated_boxes(whole: Path, tmp_path: Path) -> None:
    chance = random.Random(20310506)
    differing = []
    for number in range(ROUNDS):
        box = tmp_path / str(number)
        shutil.copytree(whole, box)
        done = mutate(box, chance)
        if "objects/" in done:
            continue  # the ledger's audit leaves objects to the vault's
        ours = [one for one in verify(str(box)) if one.severity is not Severity.NOTE]
        theirs = list(standalone.check_box(str(box), []))
        only_hint = {one.code for one in ours} <= {"head-form", "head-fork"}
        if bool(ours) != bool(theirs) and not only_hint:
            differing.append((done, ours, theirs))
        shutil.rmtree(box)
    assert differing == []


def test_every_flipped_byte_of_a_segment_is_found(whole: Path, tmp_path: Path) -> None:
    box = tmp_path / "box"
    shutil.copytree(whole, box)
    segment = box / "ledger" / LOG / "00000000.seg"
    data = segment.read_bytes()
    for at in range(0, len(data), 7):
        changed = bytearray(data)
        changed[at] ^= 1 << at % 8
        segment.write_bytes(changed)
        faults = verify(str(box))
        errors = [one for one in faults if one.severity is Severity.ERROR]
        assert errors, at
        assert errors[0].where.startswith(f"ledger/{LOG}/"), at
    segment.write_bytes(data)
    assert verify(str(box)) == []
