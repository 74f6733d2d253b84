# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How soon the first footage can be looked at, safely, in a browser.

What is timed: from the start of `intake` on a disk with a two-hour film and
others, until a covered still comes out of the server that a member is signed in
to; and, with the film taken in, from a click to its first clear segment, and to
segments anywhere in it, none of them made before.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

from bench.browser import Browser, served
from bench.long_video import encode, repeat
from bench.program import PATIENCE, Program
from bench.report import Report, median_of
from bench.scene import keep_in_memory

BAR_STILL, BAR_SEGMENT = 10.0, 3.0
SEGMENT_SECONDS = 4


def make_source(source: str, work: str, minutes: int) -> None:
    """A two-hour film among forty clips of ten seconds."""
    minute, clip = os.path.join(work, "minute.mp4"), os.path.join(work, "clip.mp4")
    encode(minute)
    encode(clip, 10)
    repeat(minute, os.path.join(source, "long.mp4"), minutes)
    folder = os.path.join(source, "DCIM")
    os.mkdir(folder)
    for number in range(40):
        path = os.path.join(folder, f"{number:04d}.mp4")
        shutil.copyfile(clip, path)
        with open(path, "ab") as file:  # a free box, so that no two are equal
            file.write((8 + 8).to_bytes(4, "big") + b"free" + number.to_bytes(8, "big"))


def first_still(browser: Browser) -> None:
    """Return once a still is there and is a JPEG."""
    late = time.monotonic() + PATIENCE
    while time.monotonic() < late:
        answer = browser.ask("GET", "/tiles")
        tiles = json.loads(answer.body)["tiles"] if answer.status == 200 else []
        for tile in tiles:
            if tile["still"]:
                still = browser.ask("GET", f"/item/{tile['item']}/still/0")
                if still.status == 200 and still.body.startswith(b"\xff\xd8"):
                    return
        time.sleep(0.1)
    raise RuntimeError("no still came")


def segment(browser: Browser, item: str, part: str) -> float:
    """Seconds from a click to a clear segment of a film."""
    answer = browser.ask("POST", f"/item/{item}/part/{part}")
    if answer.status != 200 or not answer.body:
        raise RuntimeError(f"part {part}: {answer.status} {answer.body[:200]!r}")
    return answer.seconds


def measure(report: Report, arguments: argparse.Namespace, work: str) -> None:
    """Both figures."""
    source = os.path.join(work, "source")
    os.mkdir(source)
    make_source(source, work, arguments.minutes)
    times = []
    for turn in range(arguments.repeat):
        program = Program(os.path.join(work, f"box-{turn}")).init()
        with served(program) as browser:
            started = time.monotonic()
            argv = program.intake_argv(source, 2, survey=True)
            running = subprocess.Popen(
                argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            first_still(browser)
            times.append(time.monotonic() - started)
            if running.wait(timeout=PATIENCE):
                raise RuntimeError(f"the intake ended with {running.returncode}")
        if turn < arguments.repeat - 1:
            shutil.rmtree(program.box)
    seconds = median_of(times)
    figure = f"{seconds:.1f} s ({min(times):.1f} to {max(times):.1f})"
    report.add("first still after the intake's start", figure, "<= 10 s")
    report.judge(seconds <= BAR_STILL)
    _segments(report, arguments, program)


def _segments(report: Report, arguments: argparse.Namespace, program: Program) -> None:
    film = max(program.items(), key=lambda item: item.size).item
    last = arguments.minutes * 60 // SEGMENT_SECONDS - 1
    chance = random.Random(arguments.seed)
    with served(program) as browser:
        page = browser.ask("GET", f"/item/{film}")
        if page.status != 200:
            raise RuntimeError(f"the film's page: {page.status}")
        first = segment(browser, film, "beginning") + segment(browser, film, "0")
        places = chance.sample(range(1, last), 5)
        anywhere = [segment(browser, film, str(place)) for place in places]
    report.add("click to the first segment, two-hour 1080p", f"{first:.2f} s", "<= 3 s")
    report.judge(first <= BAR_SEGMENT)
    worst = f"{median_of(anywhere):.2f} s, worst {max(anywhere):.2f} s"
    report.add("  anywhere in it, median of 5", worst, "<= 3 s")
    report.judge(max(anywhere) <= BAR_SEGMENT)


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20240308)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--minutes", type=int, default=120)
    arguments = parser.parse_args()
    report = Report("first_item", vars(arguments))
    with tempfile.TemporaryDirectory(dir=keep_in_memory()) as work:
        measure(report, arguments, work)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
