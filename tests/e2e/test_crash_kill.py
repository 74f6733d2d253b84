# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A kill at a storage call loses nothing that was acknowledged (short form)."""

from __future__ import annotations

import os
import sys

import pytest
from bench import audit, trees
from bench.program import Program, acks
from bench.scene import acks_of
from bench.tracer import Call, Step, missing, trace, under
from tests.e2e.campaigns import run

WRITER = """
import os, sys
for n in range(5):
    d = os.open(f"{sys.argv[1]}/{n}", os.O_CREAT | os.O_WRONLY)
    os.write(d, b"x" * 10); os.fsync(d); os.close(d)
    os.rename(f"{sys.argv[1]}/{n}", f"{sys.argv[1]}/{n}.done")
"""


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Program, str]:
    folder = tmp_path_factory.mktemp("held")
    source = folder / "source"
    source.mkdir()
    trees.thirty_files(str(source), 7)
    program = Program(str(folder / "box")).init()
    return program, str(source)


def test_no_kill_loses_or_doubles_anything() -> None:
    ended = run("kill_points", "--sample", "8", "--random", "3")
    assert ended.status == 0, ended.text
    assert int(ended.figures["kill points, one worker"]) == 8


def test_the_audit_notices_what_is_lost_or_doubled(held: tuple[Program, str]) -> None:
    program, source = held
    said = acks_of(program.intake(source).must())
    nodes = trees.portrait(source)
    assert len(said) == sum(node.is_original for node in nodes.values())
    assert audit.audit(program, nodes, said, complete=True)
    more = [*said, (b"never there", "0" * 64)]
    assert audit.audit(program, nodes, more, complete=True).lost
    count = len(audit.objects_on_disk(program.box))
    fewer = audit.audit(program, nodes, said, complete=True, objects=count - 1)
    assert fewer.doubled
    os.unlink(os.path.join(program.box, program.items()[0].objects[0]))
    assert audit.audit(program, nodes, said, complete=True).lost
    verdict = audit.Verdict()
    audit.verify(program, verdict)
    assert verdict.faults


@pytest.mark.skipif(bool(missing()), reason=missing())
def test_the_tracer_kills_before_the_call_that_was_asked_for(
    tmp_path: os.PathLike[str],
) -> None:
    box = os.fspath(tmp_path)
    argv = [sys.executable, "-c", WRITER, box]
    ended = trace(argv, decide=lambda _: Step.GO, counts=under(box))
    assert (ended.status, ended.calls) == (0, 15)
    for name in os.listdir(box):
        os.unlink(os.path.join(box, name))

    def decide(call: Call) -> int:
        return Step.KILL if call.number == 6 else Step.GO

    ended = trace(argv, decide=decide, counts=under(box))
    assert (ended.status, ended.calls) == (-9, 6)
    # The sixth call is the second file's rename, which did not happen.
    assert sorted(os.listdir(box)) == ["0.done", "1"]


def test_a_line_that_was_not_printed_whole_acknowledges_nothing() -> None:
    whole = b'{"path_b64":"YQ==","sha256":"00"}\n'
    assert list(acks(whole + whole[:-1])) == [(b"a", "00")]
