# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Runs a campaign of bench/ in its short form and reads its one JSON line."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SKIPPED = 2


@dataclass(frozen=True, slots=True)
class Campaign:
    """How a campaign ended.

    Attributes:
        status: 0 if all bars hold, 1 if one is missed.
        figures: What it counted.
        text: Everything that it printed.
    """

    status: int
    figures: dict[str, str]
    text: str


def run(name: str, *arguments: str) -> Campaign:
    """Run `python -m bench.NAME`; skip, loudly, where the system cannot."""
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{name}", *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    if done.returncode == SKIPPED:
        pytest.skip(done.stderr.strip())
    assert done.returncode in (0, 1), done.stderr[-4000:]
    record = json.loads(done.stdout.splitlines()[-1])
    return Campaign(done.returncode, record["figures"], done.stdout)
