# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the set-up scripts promise: pins with hashes, a real Python, plain words."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PIN = re.compile(
    r"^([a-z0-9-]+)==(\S+) \\\n((?: {4}--hash=sha256:\S+(?: \\)?\n)+)", re.MULTILINE
)
LISTS = ("run", "test", "pins")


def pins(name: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Version and hashes of each package of a list."""
    text = (PROJECT / "requirements" / f"{name}.txt").read_text("utf-8")
    return {
        package: (version, frozenset(re.findall(r"sha256:([0-9a-f]{64})\b", hashes)))
        for package, version, hashes in PIN.findall(text)
    }


def shell(line: str, path: str) -> subprocess.CompletedProcess[str]:
    """Run one line of bash after scripts/python.sh, seeing only `path`."""
    return subprocess.run(
        ["/bin/bash", "-euc", f". scripts/python.sh; {line}"],
        cwd=PROJECT,
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def program(folder: Path, name: str, text: str) -> None:
    """Plant an executable script."""
    path = folder / name
    path.write_text("#!/bin/sh\n" + text + "\n")
    path.chmod(0o755)


@pytest.mark.parametrize("name", LISTS)
def test_every_pin_has_hashes_and_no_list_has_an_address(name: str) -> None:
    text = (PROJECT / "requirements" / f"{name}.txt").read_text("utf-8")
    listed = re.findall(r"^[a-z0-9].*$", text, re.MULTILINE)
    assert len(pins(name)) == len(listed) > 0
    assert all(hashes for _, hashes in pins(name).values())
    assert not re.search(r"://|^-|^ *--(?!hash)", text, re.MULTILINE)


def test_the_tests_run_with_the_versions_that_the_program_runs_with() -> None:
    assert pins("run").items() <= pins("test").items()


def test_continuous_integration_is_make_test() -> None:
    assert "exec make --no-print-directory test" in (PROJECT / ".ci/run").read_text()
    assert os.access(PROJECT / ".ci/run", os.X_OK)


def test_a_stub_of_python_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path, "python3", "exit 127")
    program(tmp_path, "python3.13", "exit 1")
    program(tmp_path, "python3.12", "exit 0")
    found = shell("find_python", str(tmp_path))
    assert found.stdout.strip() == str(tmp_path / "python3.12")


def test_where_there_is_no_python_the_package_is_named(tmp_path: Path) -> None:
    found = shell("find_python", str(tmp_path))
    assert found.returncode == 1
    assert "sudo apt install python3 python3-venv" in found.stderr
    assert found.stdout == ""


def test_a_python_that_was_asked_for_is_not_replaced(tmp_path: Path) -> None:
    program(tmp_path, "python3", "exit 0")
    found = shell("PYTHON=/none/python find_python", str(tmp_path))
    assert found.returncode == 1
    assert "/none/python" in found.stderr


def test_a_disk_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    run = subprocess.run(
        [PROJECT / "scripts" / "run.sh"],
        env={**os.environ, "DISK": str(tmp_path / "none"), "DATA": str(tmp_path / "d")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "Nothing was changed" in run.stderr
    assert not (tmp_path / "d").exists()


def test_a_bundle_with_a_changed_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run.sh").write_bytes(
        (PROJECT / "scripts" / "bundle_run.sh").read_bytes()
    )
    (tmp_path / "source.tar").write_bytes(b"not what was packed")
    (tmp_path / "SHA256SUMS").write_text("0" * 64 + "  source.tar\n")
    run = subprocess.run(
        ["/bin/bash", tmp_path / "run.sh"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "Nothing was run" in run.stderr
    assert not (tmp_path / "witnessbox").exists()
