# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C, once and twice, and a reader of the acknowledgements that goes away."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from bench.tracer import Call, Decide, Step, missing
from tests.e2e.ground import Ground, ground

from witnessbox.base.errors import EXIT_DONE, EXIT_INTERRUPTED

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

INCOMING = "/objects/incoming/"
PUBLISH = "/objects/"
SEGMENT = ".seg"
INDEX = "/index/evidence.db"

ACKS_TOO_EARLY = """
from witnessbox.pipeline.taking import Taking
keep = Taking._file
def early(self, original, opened, sealed):
    keep(self, original, opened, sealed)
    self._watcher.ack(*self._group.acks.pop())
Taking._file = early
Taking._flush = lambda self: None
"""
"""The protection away: acknowledged when read, and an interrupt commits nothing."""


def interrupt(part: str, number: int, again: int = 0) -> Decide:
    """Ctrl-C at the Nth call on these files; and again so many calls later."""
    seen = later = 0

    def decide(call: Call) -> int:
        nonlocal seen, later
        hit = part.encode() in call.path
        if part == PUBLISH:
            hit = call.name == "renameat2" and hit
        seen += hit
        later += seen >= number
        if hit and seen == number // 2:
            time.sleep(1.1)  # a first group is due for its commit
        if (hit and seen == number and later == 1) or (again and later == again + 1):
            os.kill(_program(), signal.SIGINT)
        return Step.GO

    return decide


def _program() -> int:
    """The one process that this one has started and not yet waited for."""
    for task in os.listdir("/proc/self/task"):
        children = Path(f"/proc/self/task/{task}/children").read_text().split()
        if children:
            return int(children[-1])
    raise AssertionError("no program runs")


POINTS = [
    (INDEX, 3),  # while the box is opened
    (INCOMING, 120),
    (PUBLISH, 30),  # in the middle of a commit
    (SEGMENT, 2),
]


def interrupted(where: Ground, decide: Decide) -> None:
    ended = where.traced(decide)
    assert ended.status == EXIT_INTERRUPTED, ended.said
    assert "Interrupted. What was acknowledged is safe" in ended.said
    verdict = where.verdict(ended.acks, complete=False)
    assert verdict, str(verdict)
    where.goes_on(ended.acks)


@pytest.mark.parametrize(("part", "number"), POINTS)
def test_one_interrupt_ends_with_130_and_the_same_command_goes_on(
    tmp_path: Path, part: str, number: int
) -> None:
    interrupted(ground(tmp_path), interrupt(part, number))


@pytest.mark.parametrize(
    ("part", "number", "again"), [(INCOMING, 120, 4), (PUBLISH, 30, 1)]
)
def test_a_second_interrupt_loses_nothing_either(
    tmp_path: Path, part: str, number: int, again: int
) -> None:
    interrupted(ground(tmp_path), interrupt(part, number, again))


def test_an_interrupt_keeps_what_was_read_by_then(tmp_path: Path) -> None:
    where = ground(tmp_path)
    ended = where.traced(interrupt(INCOMING, 280))
    assert len(ended.acks) >= 48
    assert len(where.program.items()) >= len(ended.acks)


def test_the_control_acknowledged_too_early_is_lost_at_an_interrupt(
    tmp_path: Path,
) -> None:
    where = ground(tmp_path).without(ACKS_TOO_EARLY)
    ended = where.traced(interrupt(INCOMING, 280))
    assert ended.status == EXIT_INTERRUPTED
    assert where.verdict(ended.acks, complete=False).lost


def unread(where: Ground, *stdout: str) -> subprocess.CompletedProcess[bytes]:
    """An intake by a shell that sends stdout somewhere bad."""
    script = " ".join(['"$@"', *stdout])
    argv = ["sh", "-c", script, "sh", *where.argv()]
    return subprocess.run(argv, stderr=subprocess.PIPE, check=False)


@pytest.mark.parametrize(
    ("stdout", "why"),
    [(">/dev/full", "No space left on device"), (">&-", ""), ("2>&- >&-", "")],
)
def test_acknowledgements_that_cannot_be_printed_do_not_stop_the_intake(
    tmp_path: Path, stdout: str, why: str
) -> None:
    where = ground(tmp_path)
    ran = unread(where, stdout)
    said = ran.stderr.decode()
    assert ran.returncode == EXIT_DONE, said
    assert why in said
    assert "Traceback" not in said
    assert where.verdict([], complete=True)
    where.goes_on([])


def test_a_reader_that_goes_away_does_not_stop_the_intake(tmp_path: Path) -> None:
    where = ground(tmp_path)
    with subprocess.Popen(
        where.argv(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()
    assert process.returncode == EXIT_DONE, said
    assert said.count("can no longer be printed: Broken pipe") == 1
    assert "Exception" not in said
    assert where.verdict([], complete=True)
    where.goes_on([])


def test_an_interrupt_after_the_reader_went_away_is_still_told_by_the_status(
    tmp_path: Path,
) -> None:
    where = ground(tmp_path)
    pipe = str(tmp_path / "pipe")
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    stop = interrupt(INCOMING, 280)

    def decide(call: Call) -> int:
        if call.number == 1:
            os.close(reader)
        return stop(call)

    ended = where.traced(decide, printed_to=pipe)
    assert ended.status == EXIT_INTERRUPTED, ended.said
    assert "can no longer be printed" in ended.said
    where.goes_on([])


def test_the_control_who_stops_at_the_first_unread_line_leaves_the_rest(
    tmp_path: Path,
) -> None:
    where = ground(tmp_path).without(
        "from witnessbox.cli.commands import intake_\n"
        "intake_._Printer.ack = lambda self, path, sha256:"
        " intake_.output.line(intake_.ack_line(path, sha256))"
    )
    ran = subprocess.run(
        ["sh", "-c", '"$@" >/dev/full', "sh", *where.argv()],
        stderr=subprocess.PIPE,
        check=False,
    )
    assert ran.returncode != EXIT_DONE
