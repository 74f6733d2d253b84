# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`outcome` and `people`: thin verbs over statements and records."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from witnessbox.base.errors import EXIT_UNUSABLE
from witnessbox.cli.main import run
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.stating import Stating

PASSPHRASE = "only for this test"
Told = Callable[..., Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("case")
    box = Box.create(
        str(made / "box"), PASSPHRASE, name="Anna", title="T", work_factor=4
    )
    session = box.unlock(PASSPHRASE)
    person = Stating(session).state("person", {"label": "Major Tsvetkov"})
    Stating(session).state("person", {"label": "The orderly"})
    session.close()
    (made / "passphrase").write_text(PASSPHRASE)
    (made / "person").write_text(person)
    return made


@pytest.fixture
def told(folder: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    access = ["--box", str(folder / "box")]
    access += ["--passphrase-file", str(folder / "passphrase")]

    def asked(*words: str, status: int = 0) -> Any:
        capsys.readouterr()
        assert run([*words, *access]) == status
        out = capsys.readouterr().out
        return json.loads(out) if "--json" in words else out

    return asked


def test_an_outcome_is_stated_listed_and_led_to(told: Told, folder: Path) -> None:
    person = (folder / "person").read_text()
    options = ("--sort", "reprimand", "--date", "2024-06~", "--source", "Order 7")
    made = told("outcome", "add", "A reprimand", *options, "--person", person, "--json")
    assert made["schema"] == "witnessbox/outcome-add/1"
    listed = told("outcome", "list", "--json")["outcomes"]
    assert [one["record"] for one in listed] == [made["record"]]
    assert listed[0]["date"] == "2024-06~"
    shown = told("people", "show", person, "--json")
    assert shown["person"]["label"] == "Major Tsvetkov"
    assert [one["kind"] for one in shown["leading"]] == ["outcome"]
    assert "A reprimand" in told("outcome", "list")


def test_a_refused_outcome_says_why_and_records_nothing(
    told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    before = len(told("outcome", "list", "--json")["outcomes"])
    options = ("--sort", "reply", "--date", "June", "--source", "x")
    told("outcome", "add", "R", *options, status=EXIT_UNUSABLE)
    assert len(told("outcome", "list", "--json")["outcomes"]) == before


def test_people_are_paged_and_searched(told: Told) -> None:
    first = told("people", "list", "--limit", "1", "--json")
    second = told("people", "list", "--limit", "1", "--after", first["next"], "--json")
    labels = [one["label"] for one in first["people"] + second["people"]]
    assert sorted(labels) == ["Major Tsvetkov", "The orderly"]
    assert second["next"] is None
    found = told("people", "list", "--text", "MAJOR", "--json")["people"]
    assert [one["label"] for one in found] == ["Major Tsvetkov"]
    told("people", "list", "--after", "nonsense", status=EXIT_UNUSABLE)
    told("people", "show", "pe-" + "0" * 32, status=EXIT_UNUSABLE)
