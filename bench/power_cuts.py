# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Cut the power of the box's disk in the middle of an intake, N times.

What holds, in order, in every run: the box lies on an ext4 of its own, slow enough
for several groups to be acknowledged one after the other; before a
call drawn at random the file system is shut down without a log flush, then the
program is killed; the disk is mounted again; every acknowledged original is
listed and `verify --full` finds nothing, before anything is repaired; the same
command then takes the rest in. With `--no-fsync` every call that makes something
durable is skipped and reported as done: the negative control, which must fail.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from bench import audit, trees
from bench.kill_points import describe, slow
from bench.loopdisk import LoopDisk, impossible, loop_disk
from bench.program import Program
from bench.report import Report, progress
from bench.scene import Scene, acks_of, read_acks, scene
from bench.tracer import STORAGE_CALLS, SYNC_CALLS, Call, Step, missing, trace, under

DAMAGED = 4
CALLS = tuple(dict.fromkeys(STORAGE_CALLS + SYNC_CALLS))


@dataclass(slots=True)
class Cut:
    """What one power cut showed."""

    at: str = ""
    acked: int = 0
    trouble: str = ""
    verdict: audit.Verdict = field(default_factory=audit.Verdict)
    resumed: audit.Verdict = field(default_factory=audit.Verdict)


@dataclass(frozen=True, slots=True)
class Plan:
    """One run: which call, with how many workers, with or without fsync."""

    name: str
    call: int
    workers: int
    durable: bool


def intake_until(
    where: Scene, disk: LoopDisk, program: Program, plan: Plan, out: str
) -> str:
    """Run an intake; at the chosen call, cut the power and kill the program."""
    at: list[str] = []

    def decide(call: Call) -> int:
        if call.number == plan.call:
            at.append(describe(call, program.box))
            disk.cut()
            return Step.KILL
        if not plan.durable and call.name in SYNC_CALLS:
            return Step.SKIP
        return Step.GO

    argv = program.intake_argv(where.source, plan.workers)
    counts = under(program.box)
    trace(
        argv,
        decide=slow(decide),
        counts=counts,
        calls=CALLS,
        out=out,
        err=out + ".err",
    )
    if not at and plan.call:
        disk.cut()  # it was done before the call came: the power goes now
        at.append("after the end")
    return "".join(at)


def run_cut(where: Scene, plan: Plan) -> Cut:
    """Cut, mount again, audit, resume, audit."""
    cut = Cut()
    folder = tempfile.mkdtemp(prefix=plan.name, dir=where.folder)
    try:
        with loop_disk(folder, template=where.path("template.img")) as disk:
            program = where.program(os.path.join(disk.mount, "box"))
            out = os.path.join(folder, "acks")
            cut.at = intake_until(where, disk, program, plan, out)
            disk.restart()
            acked = read_acks(out)
            cut.acked = len(acked)
            _audit(cut, where, program, acked)
    except Exception as error:
        cut.trouble = f"{type(error).__name__}: {error}"
    shutil.rmtree(folder, ignore_errors=True)
    return cut


def _audit(
    cut: Cut, where: Scene, program: Program, acked: list[tuple[bytes, str]]
) -> None:
    opened = program.run("list", "--jsonl")
    if opened.status == DAMAGED:
        # A box that does not open has lost whatever it acknowledged.
        why = opened.err[-200:].decode("utf-8", "replace")
        cut.verdict.lost += [f"{path!r}: {why}" for path, _ in acked]
        return
    cut.verdict = audit.audit(program, where.nodes, acked, complete=False)
    audit.verify(program, cut.verdict, "--full")
    ran = program.intake(where.source, 1)
    if ran.status:
        cut.trouble = f"resume: {ran.err[-600:].decode('utf-8', 'replace')}"
        return
    said = [*acked, *acks_of(ran)]
    cut.resumed = audit.audit(program, where.nodes, said, complete=True)
    audit.verify(program, cut.resumed, "--full")


def prepare(where: Scene) -> dict[int, int]:
    """Make the template image, and count an intake's calls with 1 and 2 workers."""
    image = where.path("template.img")
    folder = tempfile.mkdtemp(dir=where.folder)
    with loop_disk(folder) as disk:
        where.copy("box", inside=disk.mount)
        os.sync()
        disk.detach()
        shutil.copyfile(disk.image, image)
    counted = {}
    for workers in (1, 2):
        folder = tempfile.mkdtemp(dir=where.folder)
        with loop_disk(folder, template=image) as disk:
            program = where.program(os.path.join(disk.mount, "box"))
            argv = program.intake_argv(where.source, workers)
            slowly, counts = slow(lambda _: Step.GO), under(program.box)
            ending = trace(argv, decide=slowly, counts=counts, calls=CALLS)
            if ending.status:
                raise RuntimeError(f"an undisturbed intake ended with {ending.status}")
            counted[workers] = ending.calls
    return counted


def plans(arguments: argparse.Namespace, calls: dict[int, int]) -> list[Plan]:
    """Random cuts, two in three of them in the last third of the run."""
    chance = random.Random(arguments.seed)
    found = []
    for place in range(arguments.cuts):
        workers = 1 + place % 2
        last = calls[workers]
        first = last * 2 // 3 if place % 3 else 1
        name = f"cut-{place}-"
        call = chance.randint(first, last)
        found.append(Plan(name, call, workers, not arguments.no_fsync))
    return found


def campaign(arguments: argparse.Namespace, report: Report) -> tuple[list[Cut], int]:
    """All cuts, and how many originals the source has."""
    with scene(trees.six_batches, arguments.seed) as where:
        calls = prepare(where)
        report.add("calls of the intake", f"{calls[1]} and {calls[2]} (two workers)")
        context = get_context("fork")
        with ProcessPoolExecutor(arguments.jobs, mp_context=context) as pool:
            waiting = [
                pool.submit(run_cut, where, plan) for plan in plans(arguments, calls)
            ]
            cuts = []
            for place, future in enumerate(waiting):
                cuts.append(future.result())
                if place % 25 == 24:
                    progress(f"{place + 1} of {len(waiting)}")
        return cuts, sum(node.is_original for node in where.nodes.values())


def summarise(cuts: Iterable[Cut], originals: int, report: Report) -> None:
    """Add the figures, and up to ten of the failures."""
    cuts = list(cuts)
    half = sum(cut.acked * 2 >= originals for cut in cuts)
    report.add("power cuts", len(cuts))
    report.add("originals on the source", originals)
    report.add("acknowledged before the cuts", sum(cut.acked for cut in cuts))
    share = f"{half} of {len(cuts)}"
    report.add("runs with half acknowledged", share, "half", half * 2 >= len(cuts))
    lost = sum(len(cut.verdict.lost) for cut in cuts)
    report.add("acknowledged and lost", lost, "0", lost == 0)
    after = sum(len(cut.verdict.faults) + len(cut.verdict.wrong) for cut in cuts)
    report.add("faults after the cut", after, "0", after == 0)
    troubled = [cut for cut in cuts if cut.trouble or not cut.resumed]
    report.add("did not resume whole", len(troubled), "0", not troubled)
    for cut in [c for c in cuts if c.trouble or not c.verdict or not c.resumed][:10]:
        print(cut.at, cut.acked, cut.trouble[-600:], cut.verdict, cut.resumed)


def main() -> int:
    """Run the campaign and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20240303)
    parser.add_argument("--cuts", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--no-fsync", action="store_true", help="negative control")
    arguments = parser.parse_args()
    if why := missing() or impossible():
        print(f"skipped: {why}", file=sys.stderr)
        return 2
    report = Report("power_cuts", vars(arguments))
    cuts, originals = campaign(arguments, report)
    summarise(cuts, originals, report)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
