# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""An object that is damaged on the disk: the survey says so, and goes on."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from bench.program import Item
from PIL import Image
from tests.e2e.ground import Ground, ground

from witnessbox.base.errors import EXIT_DONE, EXIT_FAULTS

PICTURES = 3


@pytest.fixture
def where(tmp_path: Path) -> Ground:
    """Photographs in a box, not looked at yet."""
    source = tmp_path / "pictures"
    source.mkdir()
    for number in range(PICTURES):
        data = io.BytesIO()
        noise = os.urandom(400 * 300 * 3)
        Image.frombytes("RGB", (400, 300), noise).save(data, "PNG")
        (source / f"{number}.png").write_bytes(data.getvalue())
    made = ground(tmp_path, str(source))
    made.program.intake(made.source).must()
    return made


def listed(where: Ground) -> dict[str, dict[str, Any]]:
    ran = where.program.run("list", "--json").must()
    return {one["item"]: one for one in ran.json()["items"]}


def turn_a_bit(where: Ground, item: Item, back: int) -> None:
    """Turn the lowest bit of a byte that lies so far before the object's end."""
    path = os.path.join(where.program.box, item.objects[0])
    os.chmod(path, 0o600)
    with open(path, "r+b") as file:
        file.seek(-back, os.SEEK_END)
        byte = file.read(1)[0]
        file.seek(-back, os.SEEK_END)
        file.write(bytes([byte ^ 1]))


def size_of(where: Ground, item: Item) -> int:
    return os.path.getsize(os.path.join(where.program.box, item.objects[0]))


@pytest.mark.parametrize("place", ["header", "last chunk"])
def test_a_damaged_object_has_its_reason_and_the_rest_is_looked_at(
    where: Ground, place: str
) -> None:
    bad = where.program.items()[1]
    size = size_of(where, bad)
    back = {"header": size - 30, "last chunk": 20}[place]
    turn_a_bit(where, bad, back)
    answer = where.program.run("survey", "--json").must(EXIT_DONE).json()
    assert answer["refused"] >= 1
    found = listed(where)
    assert found[bad.item]["state"] == "not-shown"
    assert found[bad.item]["reason"] == "source-unreadable"
    others = [one["state"] for name, one in found.items() if name != bad.item]
    assert others == ["looked"] * (PICTURES - 1)
    faults = where.program.run("verify", "--full", "--json").must(EXIT_FAULTS)
    named = {fault["where"] for fault in json.loads(faults.out)["faults"]}
    assert bad.objects[0] in named
    turn_a_bit(where, bad, back)
    where.program.run("verify", "--full").must(EXIT_DONE)


def test_an_object_that_was_put_right_is_looked_at_by_the_next_survey(
    where: Ground,
) -> None:
    bad = where.program.items()[1]
    turn_a_bit(where, bad, 20)
    for _ in range(2):  # for as long as it is damaged, each survey ends all the same
        where.program.run("survey").must(EXIT_DONE)
        assert listed(where)[bad.item]["state"] == "not-shown"
    turn_a_bit(where, bad, 20)
    where.program.run("survey").must(EXIT_DONE)
    found = listed(where)[bad.item]
    assert found["state"] == "looked"
    assert not found["reason"]
    assert all(one["state"] == "looked" for one in listed(where).values())
    where.program.run("verify", "--full").must(EXIT_DONE)


def test_the_control_an_object_that_is_whole_is_looked_at(where: Ground) -> None:
    where.program.run("survey").must(EXIT_DONE)
    assert {one["state"] for one in listed(where).values()} == {"looked"}
