# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`testimony import`: what it would do, why it does not, and what it did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.pipeline import complaint_tables as made

from witnessbox.base.errors import EXIT_FAULTS, EXIT_UNUSABLE
from witnessbox.cli.main import run
from witnessbox.link.table_faults import SENTENCES
from witnessbox.pipeline.box import Box

PASSPHRASE = "only for this test"


def test_a_table_by_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Box.create(str(tmp_path / "box"), PASSPHRASE, name="A", title="T", work_factor=4)
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    file = tmp_path / "table.csv"
    rows = [made.good(1), made.good(2), [*made.good(3)[:1], "31.02.2024"]]
    rows[2] += made.good(3)[2:]
    file.write_bytes(made.table(rows))

    def asked(*words: str, status: int = 0) -> Any:
        access = ["--box", str(tmp_path / "box")]
        access += ["--passphrase-file", str(tmp_path / "passphrase")]
        capsys.readouterr()
        assert run(["testimony", "import", str(file), *words, *access]) == status
        told = capsys.readouterr()
        return json.loads(told.out) if "--json" in words else told.out + told.err

    mapped = ("--map", "передавать=authorised")
    dry = asked("--dry-run", "--json", *mapped, status=EXIT_FAULTS)
    assert dry["schema"] == "witnessbox/testimony-import/1"
    assert dry["counts"] == {"new": 2, "there": 0, "differs": 0, "malformed": 1}
    assert dry["file"]["encoding"] == "utf-8"
    assert dry["mapping"]["found"] == "guessed"
    assert dry["rows"][2] == {
        "row": 4,
        "verdict": "malformed",
        "receipt": "Р-0003",
        "record": None,
        "reasons": [{"column": "дата", "code": "not-a-day"}],
    }
    text = asked(*mapped, status=EXIT_FAULTS)
    assert f"row 4: malformed: дата: {SENTENCES['not-a-day']} (not-a-day)" in text
    assert "Nothing was imported." in text
    assert "передавать: authorised" in text
    done = asked("--without-malformed", "--json", *mapped)
    assert done["done"]
    assert done["import"].startswith("im-")
    again = asked("--json", status=EXIT_FAULTS)
    assert (again["done"], again["counts"]["there"]) == (False, 2)
    assert again["mapping"]["found"] == "remembered"
    assert "COLUMN=field" in asked("--map", "x", status=EXIT_UNUSABLE)
