# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Two intakes at once: of one accession the second is refused, of two both go on."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest
from bench.program import ACCESSION
from bench.tracer import Call, Step, missing
from tests.e2e.ground import ground

from witnessbox.base.errors import EXIT_DONE, EXIT_UNUSABLE

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

INCOMING = b"/objects/incoming/"
NO_LOCKS = "import fcntl\nfcntl.flock = lambda *_: None"

APART = '("$@" >"$0.out" 2>"$0.err"; echo $? >"$0.tmp"; mv "$0.tmp" "$0.status") &'
"""A process that is not our child: the tracer waits for every child of ours."""

PATIENCE = 0.3
"""Seconds that each of the first one's writes is held up while the second runs."""


class Second:
    """Another intake, begun when the first one writes its 100th object."""

    def __init__(self, folder: Path, argv: list[str]) -> None:
        self._name = str(folder / "second")
        self._argv = argv
        self._seen = 0

    def decide(self, call: Call) -> int:
        if INCOMING not in call.path:
            return Step.GO
        self._seen += 1
        if self._seen == 100:
            argv = ["sh", "-c", APART, self._name, *self._argv]
            subprocess.run(argv, check=True)
        if self._seen >= 100:
            self._wait(PATIENCE)
        return Step.GO

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not os.path.exists(self._name + ".status") and time.monotonic() < until:
            time.sleep(0.01)

    def status(self) -> int:
        self._wait(100)
        return int(Path(self._name + ".status").read_text())

    def said(self) -> str:
        return Path(self._name + ".err").read_text()


def another(argv: list[str], accession: str) -> list[str]:
    return [accession if one == ACCESSION else one for one in argv]


def test_the_second_of_one_accession_is_refused_and_the_first_loses_nothing(
    tmp_path: Path,
) -> None:
    where = ground(tmp_path)
    second = Second(tmp_path, where.argv())
    first = where.traced(second.decide)
    assert second.status() == EXIT_UNUSABLE, second.said()
    assert "Another process is at work" in second.said()
    assert "Wait for it" in second.said()
    assert first.status == EXIT_DONE, first.said
    verdict = where.verdict(first.acks, complete=True)
    assert verdict, str(verdict)
    where.goes_on(first.acks)


def test_the_control_without_locks_the_second_is_not_refused(tmp_path: Path) -> None:
    where = ground(tmp_path)
    second = Second(tmp_path, where.without(NO_LOCKS).argv())
    where.traced(second.decide)
    assert second.status() != EXIT_UNUSABLE


def test_two_accessions_of_the_same_disk_go_on_side_by_side(tmp_path: Path) -> None:
    where = ground(tmp_path)
    second = Second(tmp_path, another(where.argv(), "disk-two"))
    first = where.traced(second.decide)
    assert second.status() == EXIT_DONE, second.said()
    assert first.status == EXIT_DONE, first.said
    items = where.program.items()
    assert len({one.sha256 for one in items}) == len(items)
    for accession in (ACCESSION, "disk-two"):
        paths = [p for one in items for name, p in one.origins if name == accession]
        assert len(paths) == len(set(paths)) == 280
    assert where.program.verify("--full")["ok"]
