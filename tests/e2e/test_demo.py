# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The demo, whole: drawn, taken in, surveyed, entered by each member, tampered with."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from witnessbox.catalogue.answers import Filter
from witnessbox.pipeline.box import Box

pytestmark = pytest.mark.timeout(900)


def the_story_is_in_the_box_and_can_be_looked_at(
    place: Path, answer: dict[str, Any]
) -> None:
    founder = answer["members"][0]
    passphrase = Path(founder["passphrase_file"]).read_text().strip()
    session = Box.open(str(place / "box")).unlock(passphrase, founder["handle"])
    try:
        seen = session.overview()
        facts = session.box_facts()
        films = session.items(Filter(kind="video", state="looked"), 200).rows
        sources = {one.source for one in session.accessions()}
    finally:
        session.close()
    assert facts.demo
    assert facts.title == "White Brook"
    assert sources == {"HERON", "KITE"}
    assert len(films) >= 30
    assert seen.waiting == 0
    assert seen.seconds > 15 * 60
    assert dict(seen.not_shown)  # a truncated file, a playlist that poses as video


def each_member_enters_with_a_passphrase_of_their_own(
    place: Path, answer: dict[str, Any]
) -> None:
    box = Box.open(str(place / "box"))
    roles = set()
    for member in answer["members"]:
        path = Path(member["passphrase_file"])
        assert path.stat().st_mode & 0o077 == 0
        ring = box.ring(path.read_text().strip(), member["handle"])
        roles.add(member["role"])
        assert ("sources" in ring.compartments) == (
            member["role"] in ("founder", "source keeper")
        )
    assert roles == {"founder", "analyst", "coder", "lawyer", "editor", "source keeper"}


def verify_names_the_object_that_was_tampered_with(
    place: Path, answer: dict[str, Any]
) -> None:
    for folder, expected in (("box", set()), ("tampered", {answer["tampered"]})):
        command = [sys.executable, "-m", "witnessbox", "verify", "--sealed", "--json"]
        done = subprocess.run(
            [*command, "--box", str(place / folder)],
            capture_output=True,
            check=False,
            text=True,
        )
        found = json.loads(done.stdout)
        assert {fault["where"] for fault in found["faults"]} == expected
        assert found["ok"] is (not expected)


def test_the_demo_is_whole_entered_by_each_and_shows_tampering(tmp_path: Path) -> None:
    """One test, because the demo is drawn once: it takes a minute and a half."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "witnessbox",
            "demo",
            str(tmp_path),
            "--tamper",
            "--json",
        ],
        capture_output=True,
        check=True,
        text=True,
    )
    answer = dict(json.loads(done.stdout))
    the_story_is_in_the_box_and_can_be_looked_at(tmp_path, answer)
    each_member_enters_with_a_passphrase_of_their_own(tmp_path, answer)
    verify_names_the_object_that_was_tampered_with(tmp_path, answer)
