# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Shots of joined films: F1 of the survey's stage beside PySceneDetect's detectors.

Truth is by construction (`bench/shots_films.py`). A cut is found if a boundary is
given within two frames of it; a fade or a dissolve if one is given within its span,
widened by half a second each way. Each boundary counts for one truth, and what is
left over on either side is a miss or a false one. Each film is encoded three times:
a keyframe every 2 s; every 10 s and at cuts (x264's defaults); every 10 s and not at
cuts. The stage gets keyframes and, where it asks, frames between, with the survey's
own ration; the peers get every frame, and the same files.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2

from bench import shots_films as films
from bench.report import Report, progress
from bench.scene import keep_in_memory
from bench.shots_drive import Driven, drive
from bench.shots_films import BASE, Script, Truth
from bench.shots_takes import RATE, Takes

KINDS = (
    "cuts",
    "cuts without colour",
    "fades",
    "dissolves",
    "flashes",
    "camera shake",
    "variable rate",
)
FORMS = (
    ("2s", 50, False, ""),
    ("2s-in-order", 50, False, ":bframes=0"),
    ("10s", 250, True, ""),
    ("10s-blind", 250, False, ""),
)
FRAMES_OFF = 2
SECONDS_OFF = 0.5
OURS = "ours"
COARSE = "ours, ration used up"
WAYS = "still", "hand", "pan", "clip"
PEERS = os.path.join(os.path.dirname(__file__), "../build/peers/shots")
PEER_PACKAGES = "scenedetect-headless", "av"


@dataclass(slots=True)
class Count:
    """What was found: rightly, falsely; and what was missed."""

    right: int = 0
    false: int = 0
    missed: int = 0

    def add(self, other: Count) -> None:
        """Add another film's."""
        self.right += other.right
        self.false += other.false
        self.missed += other.missed

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        whole = 2 * self.right + self.false + self.missed
        return 2 * self.right / whole if whole else 1.0


def count(script: Script, found: Sequence[float]) -> Count:
    """Compare boundaries with the truth."""
    times = [float(stamp * BASE) for stamp, _ in script.pictures]
    left = list(found)
    right = 0
    for truth in script.truth:
        hit = next((one for one in left if _meets(truth, one, times)), None)
        if hit is not None:
            left.remove(hit)
            right += 1
    return Count(right, len(left), len(script.truth) - right)


def _meets(truth: Truth, found: float, times: list[float]) -> bool:
    if truth.kind == "cut":
        # Half a millisecond: stamps pass through floating-point numbers.
        place = bisect_left(times, found - 5e-4)
        return abs(place - bisect_left(times, float(truth.start) - 5e-4)) <= FRAMES_OFF
    return float(truth.start) - SECONDS_OFF <= found <= float(truth.end) + SECONDS_OFF


def peer_python() -> str:
    """The peers' own environment, made once."""
    python = os.path.join(PEERS, "bin/python")
    if not os.path.exists(python):
        progress("installing the peers")
        venv.create(PEERS, with_pip=True)
        pip = [python, "-m", "pip", "install", "--quiet", *PEER_PACKAGES]
        subprocess.run(pip, check=True)
    return python


def peers(python: str, paths: list[str]) -> Iterator[dict[str, dict[str, object]]]:
    """What each detector found in each film, in order of the films."""
    script = os.path.join(os.path.dirname(__file__), "shots_peers.py")
    ran = subprocess.run(
        [python, script, *paths], check=True, capture_output=True, text=True
    )
    for line in ran.stdout.splitlines():
        yield json.loads(line)["found"]


def compare(
    kind: str, arguments: argparse.Namespace, work: str, python: str
) -> tuple[dict[str, Count], list[Driven]]:
    """Counts by detector over all films of a kind, and what ours did."""
    counts: dict[str, Count] = defaultdict(Count)
    ours: list[Driven] = []
    for number in range(arguments.films):
        seed = arguments.seed + number
        script = films.joined(kind, arguments.boundaries, seed)
        paths = []
        for name, keyframes, scenecut, more in FORMS:
            path = os.path.join(work, f"{kind.replace(' ', '-')}-{seed}-{name}.mp4")
            films.write(path, script, keyframes, scenecut, more=more)
            paths.append(path)
        for path in paths:
            driven = drive(path)
            ours.append(driven)
            counts[OURS].add(count(script, driven.begins()))
            counts[COARSE].add(count(script, drive(path, purse=-(1 << 40)).begins()))
        for found in peers(python, paths):
            for name, of_one in found.items():
                cuts = of_one["cuts"]
                assert isinstance(cuts, list)
                counts[name].add(count(script, cuts))
        for path in paths:
            os.unlink(path)
        progress(f"{kind}, film {number + 1}")
    return counts, ours


def tell(report: Report, kind: str, counts: dict[str, Count]) -> None:
    """One kind's lines: ours against the best peer's, and all for the record."""
    ours = counts.pop(OURS)
    coarse = counts.pop(COARSE)
    best = max(counts, key=lambda name: counts[name].f1)
    all_of_them = ", ".join(f"{n[:-8]} {c.f1:.3f}" for n, c in counts.items())
    report.add(
        f"{kind}: F1",
        f"{ours.f1:.3f} ({ours.missed} missed, {ours.false} false)",
        f">= {counts[best].f1:.3f} ({best})",
        ours.f1 >= counts[best].f1,
    )
    report.add(f"{kind}: peers", all_of_them)
    report.add(f"{kind}: {COARSE}", f"{coarse.f1:.3f}")


def takes_of(report: Report, arguments: argparse.Namespace, work: str) -> None:
    """How often films of one take are suspected, and cut, for nothing."""
    for way in WAYS:
        spans = suspected = false = 0
        for number in range(arguments.takes):
            source = Takes(arguments.seed + number)
            script = films.one_take(source, way, 40)
            path = os.path.join(work, "take.mp4")
            films.write(path, script, 2 * RATE, scenecut=False)
            driven = drive(path)
            spans += driven.spans
            suspected += driven.suspected
            false += len(driven.begins())
        report.add(f"one take, {way}: spans suspected", f"{suspected} of {spans}")
        report.add(f"one take, {way}: false boundaries", false)


def speed(report: Report, work: str) -> None:
    """Milliseconds of the stage at 1080p: a calm film, and a film full of cuts."""
    for name, script in (
        ("calm", films.one_take(Takes(1), "still", 40)),
        ("cuts", films.joined("cuts", 8, 1)),
    ):
        path = os.path.join(work, "large.mp4")
        films.write(path, script, 2 * RATE, scenecut=False, size=(1920, 1080))
        driven = drive(path)
        each = driven.sampled_seconds / max(driven.sampled, 1) * 1000
        report.add(f"1080p, {name}: ms a sampled picture", f"{each:.2f}")
        if driven.between:
            each = driven.between_seconds / driven.between * 1000
            report.add(f"1080p, {name}: ms a frame between", f"{each:.2f}")


def main() -> int:
    """Make the films, run all, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--films", type=int, default=3, help="of each kind")
    parser.add_argument("--boundaries", type=int, default=8, help="in each film")
    parser.add_argument("--takes", type=int, default=4, help="of each way")
    parser.add_argument("--kinds", nargs="*", default=list(KINDS))
    arguments = parser.parse_args()
    cv2.setNumThreads(0)
    report = Report("shots_f1", {k: str(v) for k, v in vars(arguments).items()})
    python = peer_python()
    everything: list[Driven] = []
    with tempfile.TemporaryDirectory(dir=keep_in_memory()) as work:
        for kind in arguments.kinds:
            counts, ours = compare(kind, arguments, work, python)
            everything += ours
            tell(report, kind, counts)
        spans = sum(one.spans for one in everything)
        suspected = sum(one.suspected for one in everything)
        report.add("joined films: spans suspected", f"{suspected} of {spans}")
        if arguments.takes:
            takes_of(report, arguments, work)
            speed(report, work)
    if Takes(1).drawn_only:
        report.add("material", "drawn scenes only: the clips are missing")
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
