# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Flip single bits of a box; each must be reported with the right file.

What holds, for every flip: one bit of one file (object, ledger, key of any member,
box.toml) of a fresh copy is turned; `verify` ends with faults and names that file;
for an object, `cat` gives only bytes that are right, none of the chunk in which the
bit lies, and does not end well. The undamaged box, before and after, has no fault:
the negative control.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from bench import trees
from bench.program import Item, Program, Ran
from bench.report import Report, progress
from bench.scene import Scene, scene

CHUNK = 65536
TAG = 16
NONCE = 16
EXIT_FAULTS, EXIT_LOCKED, EXIT_DAMAGED = 1, 3, 4
SHARES = {"objects": 900, "ledger": 600, "keys": 300, "box.toml": 200}
"""How 2,000 flips are spread; other totals keep the proportion."""

HEADER_SHARE = 0.2
"""How many of the flips of objects go to their first bytes, the age header."""


@dataclass(frozen=True, slots=True)
class Flip:
    """One bit: which file, which byte, which bit of it."""

    path: str
    offset: int
    bit: int

    @property
    def kind(self) -> str:
        """The first part of the path: what was hit."""
        return self.path.split("/")[0]


@dataclass(slots=True)
class Trial:
    """What a flip showed."""

    flip: Flip
    codes: tuple[str, ...] = ()
    trouble: str = ""
    leaked: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """The undamaged box and what lies in it."""

    where: Scene
    box: str
    items: dict[str, Item]


def files_of(box: str) -> list[str]:
    """Every file that a flip may hit: all but the index, which can be rebuilt."""
    found = []
    for folder, _, names in os.walk(box):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), box)
            if not path.startswith("index" + os.sep):
                found.append(path)
    return sorted(p for p in found if os.path.getsize(os.path.join(box, p)))


def header_size(sealed: bytes) -> int:
    """Where the payload of an age file starts: after its `--- MAC` line."""
    mac = sealed.index(b"\n--- ")
    return sealed.index(b"\n", mac + 1) + 1


def flips(box: str, count: int, seed: int) -> list[Flip]:
    """Draw the bits to turn, spread over all kinds of files."""
    chance = random.Random(seed)
    by_kind: dict[str, list[str]] = {}
    for path in files_of(box):
        by_kind.setdefault(path.split("/")[0], []).append(path)
    total = sum(SHARES.values())
    chosen = []
    for kind, share in SHARES.items():
        for _ in range(count * share // total):
            path = chance.choice(by_kind[kind])
            size = os.path.getsize(os.path.join(box, path))
            offset = chance.randrange(size)
            if kind == "objects" and chance.random() < HEADER_SHARE:
                offset = chance.randrange(min(size, 200))
            chosen.append(Flip(path, offset, chance.randrange(8)))
    return chosen


def turn(box: str, flip: Flip) -> None:
    """Turn one bit in place; the times of the file stay."""
    path = os.path.join(box, flip.path)
    seen = os.stat(path)
    os.chmod(path, 0o600)
    with open(path, "r+b") as file:
        file.seek(flip.offset)
        byte = file.read(1)[0]
        file.seek(flip.offset)
        file.write(bytes([byte ^ (1 << flip.bit)]))
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def run_trial(held: Held, flip: Flip, place: int, cat: bool) -> Trial:
    """Flip, verify, read, remove."""
    trial = Trial(flip)
    box = held.where.path(f"flip-{place}")
    shutil.copytree(held.box, box)
    try:
        turn(box, flip)
        program = held.where.program(box)
        _verify(program, trial)
        if cat and flip.kind == "objects" and flip.path in held.items:
            trial.leaked = _leak(held, program, flip)
    except Exception as error:
        trial.trouble = f"{type(error).__name__}: {error}"
    shutil.rmtree(box, ignore_errors=True)
    return trial


def _verify(program: Program, trial: Trial) -> None:
    ran = program.run("verify", "--full", "--json")
    if ran.status not in (EXIT_FAULTS, EXIT_LOCKED, EXIT_DAMAGED):
        trial.trouble = f"verify --full ended with {ran.status}: {_tail(ran)}"
        return
    if ran.status == EXIT_LOCKED:
        # The reader's own key was hit: what can be checked without one.
        ran = program.run("verify", "--sealed", "--json")
    try:
        faults = ran.json()["faults"]
    except (ValueError, KeyError):
        trial.trouble = f"no faults, status {ran.status}: {_tail(ran)}"
        return
    bad = [fault for fault in faults if fault["severity"] != "note"]
    trial.codes = tuple(sorted({fault["code"] for fault in bad}))
    if not any(_names(fault["where"], trial.flip.path) for fault in bad):
        said = [(fault["code"], fault["where"]) for fault in faults[:4]]
        trial.trouble = f"not named: {said}"


def _names(where: str, path: str) -> bool:
    """True if a fault's place is this file, or a place inside this file."""
    return where == path or where.startswith((path + "#", path + ":", path + "@"))


def _tail(ran: Ran) -> str:
    return ran.err[-300:].decode("utf-8", "replace")


def _leak(held: Held, program: Program, flip: Flip) -> str:
    """Why what `cat` gave must not have been given; empty where it is right."""
    item = held.items[flip.path]
    with open(os.path.join(held.box, flip.path), "rb") as file:
        start = header_size(file.read(4096)) + NONCE
    if flip.offset < start:
        allowed = 0
    else:
        allowed = (flip.offset - start) // (CHUNK + TAG) * CHUNK
    ran = program.run("cat", item.item, "--reason", "campaign")
    source = os.path.join(os.fsencode(held.where.source), item.origins[0][1])
    with open(source, "rb") as file:
        original = file.read()
    if not original.startswith(ran.out):
        return "wrong bytes"
    if len(ran.out) > allowed:
        return f"{len(ran.out)} bytes, of which {allowed} lie before the bad chunk"
    if ran.status == 0:
        return "ended well"
    return ""


def prepare(where: Scene) -> Held:
    """A box with three members, thirty originals and an opened one."""
    program = where.copy("held")
    program.intake(where.source).must()
    for name in ("coder", "lawyer"):
        add_member(program, name)
    items = program.items()
    program.run("cat", items[0].item, "--reason", "to be on record").must()
    found = program.verify("--full")
    if not found["ok"]:
        raise RuntimeError(f"the undamaged box has faults: {found['faults'][:5]}")
    by_object = {path: item for item in items for path in item.objects}
    return Held(where, program.box, by_object)


def add_member(program: Program, name: str, *extra: str) -> str:
    """Add a member with a passphrase of their own; the file that holds it."""
    secret = f"{program.box}.{name}.passphrase"
    with open(secret, "w", encoding="utf-8") as file:
        file.write(f"{name} bako mitu relo sani tuve kolo dipa\n")
    arguments = (name, "--new-passphrase-file", secret, *extra)
    program.run("member add", *arguments).must()
    return secret


def campaign(arguments: argparse.Namespace) -> list[Trial]:
    """All flips, two at a time."""
    with scene(trees.thirty_files, arguments.seed) as where:
        held = prepare(where)
        plan = flips(held.box, arguments.flips, arguments.seed)
        context = get_context("fork")
        trials = []
        with ProcessPoolExecutor(arguments.jobs, mp_context=context) as pool:
            waiting = [
                pool.submit(run_trial, held, flip, n, n % arguments.cat_every == 0)
                for n, flip in enumerate(plan)
            ]
            for place, future in enumerate(waiting):
                trials.append(future.result())
                if place % 100 == 99:
                    progress(f"{place + 1} of {len(plan)}")
        after = where.program(held.box).verify("--full")
        if not after["ok"]:
            raise RuntimeError("the undamaged box has faults at the end")
        return trials


def summarise(trials: Iterable[Trial], cat_every: int, report: Report) -> None:
    """Add the figures, and up to ten of the failures."""
    trials = list(trials)
    report.add("bits turned", len(trials))
    kinds = Counter(trial.flip.kind for trial in trials)
    report.add("by kind", str(dict(kinds)))
    missed = [trial for trial in trials if trial.trouble]
    report.add("not reported with its file", len(missed), "0", not missed)
    tried = len([t for n, t in enumerate(trials) if n % cat_every == 0])
    report.add("also read with cat, if an original", tried)
    leaks = [trial for trial in trials if trial.leaked]
    report.add("bytes of a bad chunk given out", len(leaks), "0", not leaks)
    codes = Counter(code for trial in trials for code in trial.codes)
    report.add("codes", str(dict(codes.most_common())))
    report.add("the undamaged box", "no fault", "no fault", True)
    for trial in (missed + leaks)[:10]:
        print(trial.flip, trial.trouble[-500:], trial.leaked)
    if missed:
        print("missed:", Counter(trial.flip.path for trial in missed).most_common(8))


def main() -> int:
    """Run the campaign and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20240306)
    parser.add_argument("--flips", type=int, default=2000)
    parser.add_argument("--cat-every", type=int, default=2)
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    report = Report("bit_flips", vars(arguments))
    summarise(campaign(arguments), arguments.cat_every, report)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
