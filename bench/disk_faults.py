# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A box on a full or failing disk: it stops, says so, loses nothing, goes on.

What holds, in order, at every point: the Nth storage call on the box fails with
ENOSPC or EIO, once or from then on; the program ends with the status of a storage
error and a sentence, or, where the call was no more than a hint, ends well with
all stored; it does not hang and shows no traceback; what it had acknowledged is
listed; with the disk mended the same command takes the rest in, and `verify
--full` finds nothing. A small tmpfs then fills up really, before and during. With
`--swallow` the call is reported as done and is not: the negative control, which
must fail.
"""

from __future__ import annotations

import argparse
import errno
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from bench import audit, trees
from bench.kill_points import describe
from bench.program import Program
from bench.report import Report, progress
from bench.scene import Scene, acks_of, read_acks, scene
from bench.tracer import STORAGE_CALLS, Call, Ending, Step, missing, trace, under

STORAGE_STATUS = 4
FULL_CALLS = frozenset(STORAGE_CALLS) - {"unlink", "unlinkat", "fsync", "fdatasync"}
"""Calls that fail on a full disk; ext4 may also fail a sync, EIO covers that."""

TRACEBACK = b"Traceback (most recent call last)"


@dataclass(frozen=True, slots=True)
class Fault:
    """One trial: which call fails, with what, and whether it stays so."""

    name: str
    call: int
    error: int
    stays: bool
    swallow: bool = False
    workers: int = 1


@dataclass(slots=True)
class Trial:
    """What a trial showed."""

    fault: Fault
    at: str = ""
    status: int = 0
    said: str = ""
    trouble: str = ""
    verdict: audit.Verdict = field(default_factory=audit.Verdict)
    resumed: audit.Verdict = field(default_factory=audit.Verdict)


def run_trial(where: Scene, fault: Fault) -> Trial:
    """Fail the call, see how it ends, mend the disk, resume, audit."""
    trial = Trial(fault)
    program = where.copy(fault.name)
    try:
        ending = _failing(where, program, trial)
        _judge_ending(trial, ending, program)
        _audit(where, program, trial)
    except Exception as error:
        trial.trouble += f" {type(error).__name__}: {error}"
    shutil.rmtree(program.box, ignore_errors=True)
    return trial


def _failing(where: Scene, program: Program, trial: Trial) -> Ending:
    fault = trial.fault

    def decide(call: Call) -> int:
        if fault.swallow:
            late = trial.at or call.number < fault.call
            if late or not is_evidence(call):
                return Step.GO
            trial.at = describe(call, program.box)
            return Step.SWALLOW
        full = fault.error == errno.ENOSPC
        if full and call.name not in FULL_CALLS:
            return Step.GO
        if call.number == fault.call or (fault.stays and call.number > fault.call):
            trial.at = trial.at or describe(call, program.box)
            return fault.error
        return Step.GO

    argv = program.intake_argv(where.source, fault.workers)
    out, err = program.box + ".out", program.box + ".err"
    counts = under(program.box, acks=False)
    return trace(argv, decide=decide, counts=counts, out=out, err=err, timeout=120)


def is_evidence(call: Call) -> bool:
    """True for a write of an original or of the ledger's segment."""
    original = b"/objects/incoming/" in call.path
    segment = b"/ledger/" in call.path and call.path.endswith(b".seg")
    return call.name in ("write", "pwrite64") and (original or segment)


def _judge_ending(trial: Trial, ending: Ending, program: Program) -> None:
    trial.status = ending.status
    with open(program.box + ".err", "rb") as said:
        words = said.read()
    trial.said = words[-400:].decode("utf-8", "replace")
    if ending.timed_out:
        trial.trouble = "hangs"
    elif TRACEBACK in words:
        trial.trouble = f"shows a traceback: {trial.said}"
    elif trial.at and ending.status not in (0, STORAGE_STATUS):
        trial.trouble = f"status {ending.status}: {trial.said}"
    elif ending.status and not words.strip():
        trial.trouble = "stops without a word"


def _audit(where: Scene, program: Program, trial: Trial) -> None:
    acked = read_acks(program.box + ".out")
    done = trial.status == 0
    trial.verdict = audit.audit(program, where.nodes, acked, complete=done)
    ran = program.intake(where.source, 1)
    if ran.status:
        said = ran.err[-500:].decode("utf-8", "replace")
        trial.trouble += f" does not go on: status {ran.status}: {said}"
        return
    every = [*acked, *acks_of(ran)]
    trial.resumed = audit.audit(program, where.nodes, every, complete=True)
    audit.verify(program, trial.resumed, "--full")


def faults(arguments: argparse.Namespace, calls: list[int]) -> list[Fault]:
    """Every call, failing in both ways; once, or from then on."""
    chance = random.Random(arguments.seed)
    numbers = calls
    if arguments.sample and arguments.sample < len(calls):
        numbers = sorted(chance.sample(calls, arguments.sample))
    found = []
    for number in numbers:
        for error in (errno.ENOSPC, errno.EIO):
            name = f"{errno.errorcode[error]}-{number}"
            stays = chance.random() < 0.5
            found.append(Fault(name, number, error, stays, arguments.swallow))
    return found


def campaign(arguments: argparse.Namespace, report: Report) -> list[Trial]:
    """All faults, two at a time, then the small disk."""
    with scene(trees.thirty_files, arguments.seed) as where:
        program = where.copy("count")
        writes: list[int] = []

        def note(call: Call) -> int:
            if is_evidence(call):
                writes.append(call.number)
            return Step.GO

        argv = program.intake_argv(where.source)
        ending = trace(argv, decide=note, counts=under(program.box, acks=False))
        if ending.status:
            raise RuntimeError(f"an undisturbed intake ended with {ending.status}")
        report.add("calls of the intake on the box", ending.calls)
        calls = writes if arguments.swallow else list(range(1, ending.calls + 1))
        plan = faults(arguments, calls)
        context = get_context("fork")
        with ProcessPoolExecutor(arguments.jobs, mp_context=context) as pool:
            waiting = [pool.submit(run_trial, where, fault) for fault in plan]
            trials = []
            for place, future in enumerate(waiting):
                trials.append(future.result())
                if place % 25 == 24:
                    progress(f"{place + 1} of {len(plan)}")
        for during in (False, True):
            problem = small_disk(where, during=during)
            what = "a small disk, full " + ("during" if during else "before")
            report.add(what, problem or "stops, goes on", "", not problem)
    return trials


def small_disk(where: Scene, *, during: bool) -> str:
    """A tmpfs that is too small, or that somebody else fills; empty if all holds."""
    mount = where.path(f"small-{during}")
    os.mkdir(mount)
    size = "size=160m" if during else "size=8m"
    argv = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", mount]
    if os.geteuid() or subprocess.run(argv, check=False).returncode:
        return "not possible here: a mount needs root"
    try:
        program = where.copy("box", inside=mount)
        return _on_small_disk(where, program, mount, during)
    finally:
        subprocess.run(["umount", mount], check=True)


def _on_small_disk(where: Scene, program: Program, mount: str, during: bool) -> str:
    out, err = where.path(f"small-{during}.out"), where.path(f"small-{during}.err")
    ballast = os.path.join(mount, "ballast")

    def decide(call: Call) -> int:
        if during and call.number == 40:
            _fill(ballast)
        return Step.GO

    argv = program.intake_argv(where.source)
    counts = under(program.box, acks=False)
    ending = trace(argv, decide=decide, counts=counts, out=out, err=err)
    if ending.status != STORAGE_STATUS:
        return f"status {ending.status} on a full disk"
    acked = read_acks(out)
    if during:
        os.unlink(ballast)
    else:
        again = "remount,size=160m"
        subprocess.run(["mount", "-o", again, mount], check=True)
    verdict = audit.audit(program, where.nodes, acked, complete=False)
    ran = program.intake(where.source).must()
    every = [*acked, *acks_of(ran)]
    resumed = audit.audit(program, where.nodes, every, complete=True)
    audit.verify(program, resumed, "--full")
    return "" if verdict and resumed else f"{verdict} then {resumed}"


def _fill(path: str) -> None:
    with open(path, "wb", buffering=0) as file:
        block = bytes(1 << 16)
        try:
            while True:
                file.write(block)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise


def summarise(trials: Iterable[Trial], report: Report) -> None:
    """Add the figures, and up to ten of the failures."""
    trials = [trial for trial in trials if trial.at]
    for error in (errno.ENOSPC, errno.EIO):
        of_kind = [trial for trial in trials if trial.fault.error == error]
        name = errno.errorcode[error]
        report.add(f"{name} points", len(of_kind))
        stopped = sum(trial.status == STORAGE_STATUS for trial in of_kind)
        report.add(f"{name}: stopped with a sentence", stopped)
        went_on = Counter(trial.at for trial in of_kind if trial.status == 0)
        report.add(f"{name}: went on, all stored", str(dict(went_on)))
    silent = [trial for trial in trials if trial.trouble]
    report.add("hung, crashed, or did not go on", len(silent), "0", not silent)
    lost = [trial for trial in trials if not trial.verdict]
    report.add("acknowledged and lost", len(lost), "0", not lost)
    after = [trial for trial in trials if not trial.resumed]
    report.add("not whole when mended", len(after), "0", not after)
    if silent:
        print("by call:", dict(Counter((t.at, t.status) for t in silent)))
    for trial in (silent + lost + after)[:10]:
        print(trial.fault, trial.at, trial.trouble[-600:])
        print("   ", trial.verdict, "then", trial.resumed)


def main() -> int:
    """Run the campaign and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20240304)
    parser.add_argument("--sample", type=int, default=0, help="calls; 0 is all")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument(
        "--swallow",
        action="store_true",
        help="negative control: the disk takes writes and forgets them",
    )
    arguments = parser.parse_args()
    if why := missing():
        print(f"skipped: {why}", file=sys.stderr)
        return 2
    report = Report("disk_faults", vars(arguments))
    summarise(campaign(arguments, report), report)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
