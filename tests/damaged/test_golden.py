# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A box that was once written opens for ever: every golden box, every member."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bench.program import Program, stock_age

GOLDEN = Path(__file__).parent / "golden"
VERSIONS = sorted(path.name for path in GOLDEN.iterdir())
STANDALONE = Path(__file__).parents[2] / "src/witnessbox/ledger/standalone.py"

pytestmark = pytest.mark.parametrize("version", VERSIONS)


class Golden:
    """A copy of one golden box, used through the command line."""

    def __init__(self, version: str, to: Path) -> None:
        self.home = GOLDEN / version
        self.box = to / "box"
        shutil.copytree(self.home / "box", self.box)
        self.expected: dict[str, Any] = json.loads(
            (self.home / "expected.json").read_text("ascii")
        )

    def run(self, verb: str, *arguments: str, who: str = "") -> bytes:
        """Run one verb as a member, to a good end; its output."""
        secret = self.home / (f"{who}.passphrase" if who else "passphrase")
        program = Program(str(self.box), str(secret))
        return program.run(verb, *arguments).must().out


@pytest.fixture
def golden(version: str, tmp_path: Path) -> Golden:
    return Golden(version, tmp_path)


@pytest.mark.parametrize("who", ["", "coder", "keeper"])
@pytest.mark.parametrize("depth", ["--full", "--sealed"])
def test_every_member_finds_it_whole(golden: Golden, who: str, depth: str) -> None:
    answer = json.loads(golden.run("verify", depth, "--json", who=who))
    assert (answer["ok"], answer["faults"]) == (True, [])
    for name in ("entries", "objects"):
        assert answer[name] == golden.expected[name]


def test_it_lists_what_it_listed_when_it_was_made(golden: Golden) -> None:
    lines = golden.run("list", "--jsonl").splitlines()
    listed = sorted(map(json.loads, lines), key=lambda item: item["item"])
    assert [
        {
            **{name: item[name] for name in ("item", "sha256", "size", "objects")},
            "origins": [[o["accession"], o["path_b64"]] for o in item["origins"]],
        }
        for item in listed
    ] == golden.expected["items"]


def test_every_original_comes_back(golden: Golden) -> None:
    for item in golden.expected["items"]:
        out = golden.run("cat", item["item"], "--reason", "golden box")
        assert len(out) == item["size"]
        assert hashlib.sha256(out).hexdigest() == item["sha256"]


def test_the_stock_tool_opens_every_plain_original(
    golden: Golden, tmp_path: Path
) -> None:
    if not shutil.which("age"):
        pytest.skip("the Debian package age is missing")
    key = tmp_path / "key"
    key.write_bytes(golden.run("key reveal", "evidence", "--reason", "golden box"))
    for item in golden.expected["items"]:
        if any(b"holes" in base64.b64decode(path) for _, path in item["origins"]):
            continue
        (sealed,) = item["objects"]
        original = stock_age(str(key), str(golden.box / sealed), item["size"])
        assert hashlib.sha256(original).hexdigest() == item["sha256"]


def test_the_stand_alone_verifier_finds_it_whole(golden: Golden) -> None:
    done = subprocess.run(
        [sys.executable, "-I", STANDALONE, golden.box], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_takes_more_in(golden: Golden, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "new.txt").write_text("later")
    golden.run("intake", str(source), "--accession", "third", "--from", "KITE")
    answer = json.loads(golden.run("verify", "--full", "--json"))
    assert answer["faults"] == []
