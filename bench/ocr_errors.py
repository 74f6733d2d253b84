# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Errors of text read in pictures, beside Tesseract alone on the same pictures.

What is counted: Levenshtein distance to the truth over the truth's letters, spaces
left out; of a picture with several lines each true line is compared with the nearest
line that was read. Tesseract alone gets whole pictures, in its own automatic mode
and in the one for sparse text, and single lines in its mode for those; the better of
its modes is the peer. Then a film as a recorder makes it: what the stage costs a
picture, and whether its clock, jump and camera are what was drawn.
"""

from __future__ import annotations

import argparse
import datetime
import glob
import os
import sys
import time
from collections.abc import Callable, Sequence
from fractions import Fraction

import cv2
import numpy as np

from bench import overlays
from bench.overlays import Pixels
from bench.report import Report, progress
from witnessbox.analysis import clock, page
from witnessbox.analysis.ocr import Reader
from witnessbox.analysis.stage import About
from witnessbox.analysis.text import TextStage
from witnessbox.media.frame import Frame
from witnessbox.media.stills import fit
from witnessbox.model.finding import Finding
from witnessbox.pipeline import models

LINES = "../shared/data/russian/ocr-cyrillic-lines/training"
STEP = 4
AIM_MS = 12


def frame(pixels: Pixels, at: int = 0, pts: int | None = None) -> Frame:
    """A picture as stages get it."""
    height, width = pixels.shape[:2]

    def render(edge: int) -> Pixels:
        size = fit((width, height), edge)
        if size == (width, height):
            return pixels.copy()
        return np.asarray(
            cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8
        )

    return Frame(0, (pts, Fraction(at)), (width, height), render)


def distance(one: str, other: str) -> int:
    """Levenshtein's."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def bare(text: str) -> str:
    return "".join(text.split())


def errors(truth: Sequence[str], read: Sequence[str]) -> int:
    """Of all true lines, each against the nearest line that was read."""
    return sum(
        min([len(bare(line)), *(distance(bare(line), bare(one)) for one in read)])
        for line in truth
    )


def per_cent(wrong: int, of: int) -> str:
    return f"{100 * wrong / max(of, 1):.2f} %"


class Peer:
    """Tesseract alone, with the same languages."""

    def __init__(self, tessdata: str) -> None:
        import tesserocr

        self.modes = {
            "automatic": tesserocr.PSM.AUTO,
            "sparse": tesserocr.PSM.SPARSE_TEXT,
            "line": tesserocr.PSM.SINGLE_LINE,
        }
        self._api = tesserocr.PyTessBaseAPI(path=tessdata, lang="rus+eng")

    def read(self, pixels: Pixels, mode: str) -> list[str]:
        grey = np.ascontiguousarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
        self._api.SetPageSegMode(self.modes[mode])
        self._api.SetImageBytes(
            grey.tobytes(), grey.shape[1], grey.shape[0], 1, grey.shape[1]
        )
        return [one for one in self._api.GetUTF8Text().splitlines() if one.strip()]

    def lines(self, mode: str) -> Callable[[Pixels], list[str]]:
        return lambda pixels: self.read(pixels, mode)

    def whole(self, mode: str) -> Callable[[Pixels], list[str]]:
        return lambda pixels: [" ".join(self.read(pixels, mode))]


def texts(found: Sequence[Finding]) -> list[str]:
    return [str(one.value["text"]) for one in found if one.kind == "text"]


def compare(
    report: Report,
    what: str,
    pictures: Sequence[tuple[Pixels, Sequence[str]]],
    peers: dict[str, Callable[[Pixels], list[str]]],
    ours: Callable[[Pixels], list[str]],
) -> None:
    """Error rates of all on the same pictures."""
    letters = sum(len(bare(line)) for _, lines in pictures for line in lines)
    wrong = dict.fromkeys(peers, 0)
    mine, seconds = 0, 0.0
    for number, (pixels, lines) in enumerate(pictures):
        started = time.process_time()
        read = ours(pixels)
        seconds += time.process_time() - started
        mine += errors(lines, read)
        for name, peer in peers.items():
            wrong[name] += errors(lines, peer(pixels))
        if number % 20 == 19:
            progress(f"{what}: {number + 1}: {mine} {wrong}")
    for name, count in wrong.items():
        report.add(f"{what}: Tesseract alone, {name}", per_cent(count, letters))
    best = min(wrong.values())
    bar = f"<= {per_cent(best, letters)}"
    report.add(f"{what}: ours", per_cent(mine, letters), bar, mine <= best)
    report.add(f"{what}: ours, ms a picture", f"{1000 * seconds / len(pictures):.0f}")


def scans(limit: int) -> list[tuple[Pixels, list[str]]]:
    """Printed Russian lines, with their truth."""
    made = []
    for path in sorted(glob.glob(os.path.join(LINES, "*.bin.png")))[:limit]:
        with open(path.replace(".bin.png", ".gt.txt"), encoding="utf-8") as handle:
            truth = handle.read().strip()
        image = cv2.imread(path, cv2.IMREAD_COLOR)
        if truth and image is not None:
            made.append((np.asarray(image, np.uint8), [truth]))
    return made


def film(report: Report, stage: TextStage, minutes: int, *, busy: bool) -> None:
    """A recorder's film, a picture every four seconds, one jump of its clock."""
    rng = np.random.default_rng(7)
    ground = overlays.scene(rng, (1920, 1080))
    start = datetime.datetime(2026, 11, 22, 23, 55, 10)
    watcher = stage.watch(About("video", "video/mp4", (1920, 1080)))
    count = minutes * 60 // STEP
    jump = count // 2
    spent = 0.0
    font = overlays.fonts()[0]
    for number in range(count):
        late = 3600 if number >= jump else 0
        now = start + datetime.timedelta(seconds=number * STEP + late)
        picture = ground.copy()
        if busy:
            for one in range(3):
                x = int((number * (97 + 61 * one)) % 1700)
                y = 300 + 180 * one
                cv2.rectangle(
                    picture, (x, y), (x + 90, y + 260), (60 * one, 90, 140), -1
                )
                cv2.line(picture, (x, y), (x + 90, y + 260), (230, 230, 230), 3)
        lines = [
            ((0.02, 0.03), now.strftime("%d.%m.%Y %H:%M:%S")),
            ((0.97, 0.97), "КАМ 3 Проходная"),
        ]
        picture = overlays.coded(rng, overlays.write(picture, lines, font, 0), 80)
        seen = frame(picture, number * STEP, number)
        seen.grey(640)
        seen.grey(320)
        started = time.process_time()
        list(watcher.frame(seen))
        spent += time.process_time() - started
    started = time.process_time()
    found = list(watcher.end())
    spent += time.process_time() - started
    name = "film, people pass" if busy else "film, nothing moves"
    each = 1000 * spent / count
    report.add(
        f"{name}: ms a picture of 1080p", f"{each:.1f}", f"<= {AIM_MS}", each <= AIM_MS
    )
    clocks = [one for one in found if one.kind == "clock"]
    last = start + datetime.timedelta(seconds=(count - 1) * STEP + 3600)
    was = start + datetime.timedelta(seconds=jump * STEP)
    truth = {
        "first": start.isoformat(),
        "last": last.isoformat(),
        "jumps": [
            [jump, was.isoformat(), (was + datetime.timedelta(hours=1)).isoformat()]
        ],
    }
    told = {key: clocks[0].value[key] for key in truth} if len(clocks) == 1 else {}
    report.add(
        f"{name}: clock and jump as drawn", str(told == truth), "True", told == truth
    )
    names = {str(one.value["name"]) for one in found if one.kind == "camera"}
    report.add(f"{name}: camera", ", ".join(names), "КАМ 3", names == {"КАМ 3"})
    stray = [one for one in texts(found) if one != "КАМ 3 Проходная"]
    report.add(f"{name}: lines that are not there", len(stray), "0", not stray)


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scans", type=int, default=300)
    parser.add_argument("--overlays", type=int, default=84)
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument(
        "--models", default="", help="folder with both; else as fetched"
    )
    arguments = parser.parse_args()
    settings = {k: v for k, v in vars(arguments).items() if k != "models"}
    report = Report("ocr_errors", settings)
    paths = {
        "text-detection": os.path.join(arguments.models, "text-detection.onnx"),
        "tessdata": os.path.join(arguments.models, "tessdata"),
    }
    if not arguments.models:
        paths = {name: models.path(name) for name in paths}
    stage = TextStage()
    stage.load(paths)
    reader = Reader(paths)
    peer = Peer(paths["tessdata"])

    def ours(pixels: Pixels) -> list[str]:
        return texts(list(page.findings(reader, frame(pixels))))

    def joined(pixels: Pixels) -> list[str]:
        return [" ".join(ours(pixels))]

    compare(
        report,
        "scanned lines",
        scans(arguments.scans),
        {mode: peer.whole(mode) for mode in ("automatic", "line")},
        joined,
    )
    for size in ((1280, 720), (1920, 1080)):
        drawn = [overlays.overlay(seed, size) for seed in range(arguments.overlays)]
        what = f"overlays {size[1]}p"
        compare(
            report,
            what,
            [(one.pixels, one.lines) for one in drawn],
            {mode: peer.lines(mode) for mode in ("automatic", "sparse")},
            ours,
        )
        exact = invented = 0
        for one in drawn:
            readings = [r for r in map(clock.read, ours(one.pixels)) if r and r.time]
            moments = {
                f"{date}T{reading.time}"
                for reading in readings
                for _, date in reading.dates
            }
            exact += one.moment.isoformat() in moments
            invented += bool(moments) and one.moment.isoformat() not in moments
        report.add(f"{what}: clocks read exactly", f"{exact} of {len(drawn)}")
        report.add(f"{what}: clocks read wrongly", f"{invented} of {len(drawn)}")
    for busy in (False, True):
        film(report, stage, arguments.minutes, busy=busy)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
