# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`export` and `import` at the command line: what they print and how they end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from witnessbox.base.errors import EXIT_FAULTS, EXIT_UNUSABLE
from witnessbox.cli.main import run
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.stating import Stating

PASSPHRASE = "only for this test"
Told = Callable[..., str]
SHEET = b"title,date\r\nBeating in cell 12,2024-03\r\n"


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    box = Box.create(
        str(tmp_path / "box"), PASSPHRASE, name="Anna", title="T", work_factor=4
    )
    session = box.unlock(PASSPHRASE)
    person = Stating(session).state("person", {"label": "Person 7"})
    Stating(session).state("name", {"person": person, "name": "Invented Secretov"})
    session.close()
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    access = ["--box", str(tmp_path / "box")]
    access += ["--passphrase-file", str(tmp_path / "passphrase")]

    def asked(*words: str, status: int = 0) -> str:
        capsys.readouterr()
        assert run([*words, *access]) == status
        answer = capsys.readouterr()
        return answer.out if status == 0 else answer.out + answer.err

    return asked


def test_a_sheet_comes_in_once_and_goes_out(told: Told, tmp_path: Path) -> None:
    sheet = tmp_path / "event.csv"
    sheet.write_bytes(SHEET)
    words = ["import", str(sheet), "--format", "csv", "--kind", "event"]
    words += ["--source", "Another group"]
    assert "New: 1." in told(*words, "--dry-run")
    assert json.loads(told(*words, "--json"))["done"] is True
    assert "Known already, nothing added: 1." in told(*words)
    out = tmp_path / "out"
    out.mkdir()
    answer = json.loads(
        told(
            "export", "--format", "json", "--reason", "a test", "--json",
            "--out", str(out),
        )
    )  # fmt: skip
    assert answer["schema"] == "witnessbox/export/1"
    assert answer["marking"] == "NOT FOR RELEASE"
    assert {one["why"] for one in answer["excluded"]} == {"identities-not-asked-for"}
    assert len(answer["included"]) == 4  # A person, the event, its source, a support.
    assert "Secretov" not in Path(answer["file"]).read_text()


def test_a_refused_row_is_named_and_ends_with_a_fault(
    told: Told, tmp_path: Path
) -> None:
    sheet = tmp_path / "event.csv"
    sheet.write_bytes(SHEET + b"Theft,2024-02-30\r\n")
    words = ("import", str(sheet), "--format", "csv", "--kind", "event")
    answer = told(*words, "--source", "Another group", status=EXIT_FAULTS)
    assert "event.csv, line 3: refused: date: not-date" in answer
    assert "Nothing was imported." in answer


def test_identities_want_a_second_word(told: Told, tmp_path: Path) -> None:
    words = ("export", "--format", "json", "--reason", "r", "--with-identities")
    answer = told(*words, "--out", str(tmp_path / "x"), status=EXIT_UNUSABLE)
    assert "identities leave the box" in answer
    told(*words, "--out", str(tmp_path / "x"), "--confirm", "identities leave the box")
    (made,) = tmp_path.glob("x*")
    assert made.name == "x.NOT-FOR-RELEASE.json"
    assert "Secretov" in made.read_text()


def test_a_file_that_is_not_there_is_a_sentence(told: Told, tmp_path: Path) -> None:
    missing = str(tmp_path / "none")
    words = ("import", missing, "--format", "json", "--source", "X")
    assert "cannot be read" in told(*words, status=EXIT_UNUSABLE)
