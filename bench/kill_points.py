# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""SIGKILL at every storage call of an intake; resume; nothing lost or doubled.

What holds, in order, at every point: the whole program is killed before the call
is carried out; the same command is given again and ends well; every original
that `--acks` had printed is listed with its digest; no content, origin or object
is there twice; `verify --full` finds nothing. With one worker the points are all
of them; with two, random ones in the intake of a larger source on a slow disk, so
that several groups are acknowledged, a third of which are killed again while
resuming.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from bench import audit
from bench.program import Program, Ran
from bench.report import Report, progress
from bench.scene import Scene, acks_of, read_acks, scene
from bench.tracer import Call, Decide, Ending, Step, missing, paced, trace, under
from bench.trees import six_batches, thirty_files

BAR = "0"
Make = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Point:
    """One trial: how many workers, and the calls before which it is killed."""

    name: str
    workers: int
    kills: tuple[int, ...]


@dataclass(slots=True)
class Trial:
    """What a trial showed."""

    point: Point
    at: str = ""
    reached: int = 0
    acked: int = 0
    trouble: str = ""
    verdict: audit.Verdict = field(default_factory=audit.Verdict)


def count_calls(where: Scene, workers: int) -> tuple[Ending, int]:
    """The calls of an intake that nobody disturbs, and the objects that it leaves."""
    program = where.copy(f"count-{workers}")
    ending, _ = killed_at(where, program, workers, 0)
    if ending.status:
        with open(program.box + ".err", encoding="utf-8", errors="replace") as said:
            raise RuntimeError(f"status {ending.status}: {said.read()[-2000:]}")
    objects = len(audit.objects_on_disk(program.box))
    shutil.rmtree(program.box)
    return ending, objects


def killed_at(
    where: Scene, program: Program, workers: int, kill: int
) -> tuple[Ending, str]:
    """Run an intake and kill it before its `kill`th counted call (0: never)."""
    at: list[str] = []

    def decide(call: Call) -> int:
        if call.number != kill:
            return Step.GO
        at.append(describe(call, program.box))
        return Step.KILL

    argv = program.intake_argv(where.source, workers)
    out, err = program.box + ".out", program.box + ".err"
    counts = under(program.box)
    slowly = slow(decide) if workers > 1 else decide
    ending = trace(argv, decide=slowly, counts=counts, out=out, err=err)
    return ending, "".join(at)


def slow(decide: Decide) -> Decide:
    """A disk so slow that a group is due at every batch of files."""
    return paced(decide, b"/objects/incoming/", 50, 1.05)


def describe(call: Call, box: str) -> str:
    """Which call it was, on which kind of file: `fsync ledger`."""
    path = call.path.decode("utf-8", "replace").removeprefix(box).lstrip("/")
    kind = path.split("/")[0] if path else "box"
    if path.startswith("objects/incoming"):
        kind = "incoming"
    return f"{call.name} {'acks' if call.descriptor == 1 else kind}"


def run_trial(where: Scene, point: Point, objects: int) -> Trial:
    """Kill, resume, audit."""
    trial = Trial(point)
    program = where.copy(point.name)
    try:
        for kill in point.kills:
            ending, at = killed_at(where, program, point.workers, kill)
            trial.at += at
            trial.reached += bool(at)
            if ending.timed_out or (not at and ending.status):
                trial.trouble = f"status {ending.status}: {_said(program)}"
        ran = program.intake(where.source, point.workers)
        if ran.status:
            trial.trouble = _ended_badly(ran)
        acked = read_acks(program.box + ".out")
        trial.acked = len(acked)
        trial.verdict = audit.audit(
            program,
            where.nodes,
            [*acked, *acks_of(ran)],
            complete=True,
            objects=objects,
        )
        audit.verify(program, trial.verdict, "--full")
    except Exception as error:
        trial.trouble = f"{type(error).__name__}: {error}"
    shutil.rmtree(program.box, ignore_errors=True)
    return trial


def _said(program: Program) -> str:
    with open(program.box + ".err", encoding="utf-8", errors="replace") as said:
        return said.read()[-500:]


def _ended_badly(ran: Ran) -> str:
    return f"resume: status {ran.status}: {ran.err[-800:].decode('utf-8', 'replace')}"


def all_points(arguments: argparse.Namespace, calls: int) -> list[Point]:
    """Every call with one worker."""
    chance = random.Random(arguments.seed)
    chosen = list(range(1, calls + 1))
    if arguments.sample and arguments.sample < len(chosen):
        chosen = sorted(chance.sample(chosen, arguments.sample))
    return [Point(f"one-{number}", 1, (number,)) for number in chosen]


def random_points(arguments: argparse.Namespace, calls: int) -> list[Point]:
    """Random calls with two workers; every third is killed again later.

    Runs differ a little in how many calls they make, so the last few are left out.
    """
    chance = random.Random(arguments.seed + 1)
    last = calls * 9 // 10
    found = []
    for place in range(arguments.random):
        kills = [chance.randint(1, last)]
        if place % 3 == 0:
            kills.append(chance.randint(1, max(1, calls // 2)))
        found.append(Point(f"two-{place}", 2, tuple(kills)))
    return found


Plan = Callable[[argparse.Namespace, int], list[Point]]


def campaign(arguments: argparse.Namespace, report: Report) -> list[Trial]:
    """All trials, a few at a time."""
    few: tuple[str, int, Make, Plan] = ("one worker", 1, thirty_files, all_points)
    many: tuple[str, int, Make, Plan] = ("two workers", 2, six_batches, random_points)
    trials = []
    for name, workers, make, plan in (few, many):
        with scene(make, arguments.seed) as where:
            ending, objects = count_calls(where, workers)
            report.add(f"calls of the intake, {name}", ending.calls)
            report.add(f"  {name}, by name", _counted(ending.names))
            trials += _all(where, plan(arguments, ending.calls), objects, arguments)
    return trials


def _all(
    where: Scene, plan: list[Point], objects: int, arguments: argparse.Namespace
) -> list[Trial]:
    trials = []
    context = get_context("fork")
    with ProcessPoolExecutor(arguments.jobs, mp_context=context) as pool:
        waiting = [pool.submit(run_trial, where, p, objects) for p in plan]
        for place, future in enumerate(waiting):
            trials.append(future.result())
            if place % 25 == 24:
                progress(f"{place + 1} of {len(plan)}")
    return trials


def _counted(names: dict[str, int]) -> str:
    return " ".join(f"{name}={count}" for name, count in sorted(names.items()))


def summarise(trials: Iterable[Trial], report: Report) -> None:
    """Add the figures, and up to ten of the failures."""
    trials = list(trials)
    alone = [trial for trial in trials if trial.point.workers == 1]
    both = [trial for trial in trials if trial.point.workers == 2]
    report.add("kill points, one worker", sum(bool(t.reached) for t in alone))
    report.add("kill points, two workers", sum(bool(t.reached) for t in both))
    report.add("killed again while resuming", sum(t.reached > 1 for t in both))
    report.add("acknowledged before the kills", sum(t.acked for t in trials))
    for what in ("lost", "doubled", "wrong", "faults"):
        total = sum(len(getattr(trial.verdict, what)) for trial in trials)
        report.add(what, total, BAR, total == 0)
    troubled = [trial for trial in trials if trial.trouble]
    report.add("did not resume", len(troubled), BAR, not troubled)
    bad = [trial for trial in trials if trial.trouble or not trial.verdict]
    for trial in bad[:10]:
        print(trial.point, trial.at, trial.trouble[-600:], trial.verdict)
    kinds = Counter(trial.at for trial in bad)
    if kinds:
        print("failures by call:", dict(kinds))


def main() -> int:
    """Run the campaign and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20240302)
    parser.add_argument("--random", type=int, default=300, help="points, two workers")
    parser.add_argument("--sample", type=int, default=0, help="one worker: 0 is all")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    if why := missing():
        print(f"skipped: {why}", file=sys.stderr)
        return 2
    report = Report("kill_points", vars(arguments))
    summarise(campaign(arguments, report), report)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
