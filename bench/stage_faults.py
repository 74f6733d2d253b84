# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A thousand items under a stage that crashes, hangs, lies, eats and exits.

What must hold: each item has exactly one entry of the pass, whatever became of the
bad stage; the two good stages beside it are done on every item; the bad one is
recorded with its reason where it was bad, and done where it was not; a survey that
is stopped again and again, at random, goes on where it was.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from typing import Any

from PIL import Image
from tests.unit.analysis import staged
from tests.unit.analysis.staged import MOODS, Staged

from bench.report import Report
from bench.scene import keep_in_memory
from witnessbox.base.values import Compartment
from witnessbox.media import follow
from witnessbox.media.client import SpawnerClient
from witnessbox.pipeline import entries, registry
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.intake_order import Listener, Order
from witnessbox.pipeline.lookout import Lookout
from witnessbox.pipeline.registry import Pass
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.survey import Pace, Survey

REASONS = {
    "works": "",
    "crashes": "crashed",
    "hangs": "timed-out",
    "raises": "crashed",
    "eats": "too-large",
    "exits": "crashed",
    "lies": "lied",
    "floats": "lied",
}


def draw(folder: str, jobs: int, dice: random.Random) -> Counter[str]:
    """Small pictures whose first pixel says how the stage is to behave."""
    wanted: Counter[str] = Counter()
    for number in range(jobs):
        mood = dice.randrange(len(MOODS))
        wanted[REASONS[MOODS[mood]]] += 1
        picture = Image.new("RGB", (64, 48), (mood * 32 + 16, 90, 90))
        picture.putpixel((60, 40), (number % 256, number // 256, 7))
        data = io.BytesIO()
        picture.save(data, "PNG")
        with open(os.path.join(folder, f"{number:05d}.png"), "wb") as file:
            file.write(data.getvalue())
    return wanted


def survey(session: Session, lookout: Lookout, dice: random.Random) -> int:
    """Survey until nothing waits, stopped at random; how often it was stopped."""
    recipient = session.premises.recipients[Compartment.EVIDENCE]
    senses = (session.desk, lookout, session.listener)
    stops = 0
    while True:
        one = Survey(
            session.premises.folder,
            session.vault,
            session.committer,
            session.index,
            senses,
        )
        if not one.left():
            return stops
        pace = Pace()
        timer = threading.Timer(dice.uniform(2, 40), pace.stop.set)
        timer.start()
        one.run(recipient, pace)
        timer.cancel()
        stops += 1


def count(session: Session) -> tuple[int, int, dict[str, Counter[str]]]:
    """Entries of the pass, items they speak of, and per stage how often each code."""
    said: dict[str, Counter[str]] = {}
    items: list[object] = []
    for entry in entries.opened(
        session.log, session.keyring, 0, (Compartment.EVIDENCE,)
    ):
        if entry.act != entries.SURVEYED:
            continue
        items.append(entry.body["item"])
        stages: Any = entry.body["stages"]
        for name, told in stages.items():
            said.setdefault(name, Counter())[told["code"]] += 1
    return len(items), len(set(items)), said


def main() -> int:
    """Run it and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20261122)
    arguments = parser.parse_args()
    report = Report("stage_faults", vars(arguments))
    dice = random.Random(arguments.seed)
    follow.LOOK_SECONDS = 0.2
    stages = tuple(Staged(name) for name in ("works", "moody", "works-too"))
    registry.WAYS = (Pass("survey", (registry.STILLS, registry.PACKETS), stages),)
    with tempfile.TemporaryDirectory(dir=keep_in_memory()) as work:
        source = os.path.join(work, "source")
        os.mkdir(source)
        wanted = draw(source, arguments.jobs, dice)
        box = Box.create(
            os.path.join(work, "box"), "seed", name="Anna", title="T", work_factor=4
        )
        session = box.unlock("seed")
        quiet = Listener(
            planned=lambda *_: None,
            moved=lambda *_: None,
            ack=lambda *_: None,
            committed=lambda: None,
        )
        session.take_in(Order((os.fsencode(source),), "a", "HERON", "", 2), quiet)
        began = time.monotonic()
        with SpawnerClient(staged.COMMAND) as client:
            identity = session.keyring.identity(Compartment.EVIDENCE)
            lookout = Lookout(session.vault, identity, {}, client)
            lookout.stalled = 1.0
            stops = survey(session, lookout, dice)
        entries_, items, said = count(session)
        session.close()
    good = Counter({"": arguments.jobs})
    seconds = f"{time.monotonic() - began:.0f} s, begun {stops} times"
    report.add("jobs", f"{arguments.jobs} in {seconds}")
    report.add("lost", arguments.jobs - items, "0", items == arguments.jobs)
    report.add("done twice", entries_ - items, "0", entries_ == items)
    for name in ("works", "works-too", "stills"):
        report.add(f"done by `{name}`", said[name][""], "all", said[name] == good)
    moods = ", ".join(f"{v} {k or 'done'}" for k, v in sorted(said["moody"].items()))
    report.add("by the bad stage", moods, "as drawn", said["moody"] == wanted)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
