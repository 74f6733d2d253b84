# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Each file that we wrote says whose it is and under which licence, in two lines."""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).parents[1]
OWNER = "Copyright the Witnessbox authors"
LICENCE = "SPDX-License-Identifier: Apache-2.0"
KINDS = {".py", ".sh", ".js", ".css", ".html", ".svg"}
SINGLE = ("Makefile", ".ci/run")


def written_by_us() -> list[Path]:
    """Every source file, whatever its language."""
    found = [
        path
        for folder in ("src", "tests", "bench", "scripts")
        for path in (PROJECT / folder).rglob("*")
        if path.suffix in KINDS and "third_party" not in path.parts
    ]
    return sorted(found) + [PROJECT / name for name in SINGLE]


def has_header(text: str) -> bool:
    """The two lines stand in this order among the first four."""
    head = text.splitlines()[:4]
    owner = [i for i, line in enumerate(head) if OWNER in line]
    licence = [i for i, line in enumerate(head) if LICENCE in line]
    return bool(owner and licence) and licence[0] == owner[0] + 1


def test_every_file_begins_with_the_two_lines() -> None:
    bare = [
        str(path.relative_to(PROJECT))
        for path in written_by_us()
        if not has_header(path.read_text("utf-8"))
    ]
    assert bare == []


def test_the_licence_text_is_whole() -> None:
    text = (PROJECT / "LICENSE").read_text("utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_a_file_without_the_lines_or_with_them_too_late_is_seen() -> None:
    assert not has_header("import os\n")
    assert not has_header("\n\n\n\n# " + OWNER + "\n# " + LICENCE + "\n")
    assert not has_header("# " + LICENCE + "\n# " + OWNER + "\n")
    assert has_header("#!/bin/sh\n# " + OWNER + "\n# " + LICENCE + "\n")
