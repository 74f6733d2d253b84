# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Documents, photographs' metadata and containers, changed at random, in the lock-down.

Every job must end within its time with findings or a reason, none may take more
memory than its child is allowed, no finding may break a rule, and no child may be
left. The seed and the number of each file are printed, so that it can be made again.

    python -m bench.hostile_documents [--jobs N] [--seed N] [FOLDER...]

Files of FOLDER are read as they are and then changed like our own; without one
only our own are.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.unit.analysis import papers, served, test_exif
from tests.unit.analysis.containers import elst, keys, movie, trak
from tests.unit.analysis.papers import paragraph
from tests.unit.media import clips

from bench.report import Report, progress
from witnessbox.media.client import SpawnerClient
from witnessbox.media.formats import Reason

WORKERS = 2
ARCHIVES = ("docx", "xlsx", "odt")
MAX_SECONDS = 60.0
MAX_FILE = 8 << 20
HARMLESS = {Reason.TOO_LARGE}
"""A stage that ran out of its memory has said so: that is what the limit is for."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How one job ended."""

    name: str
    outcome: str
    seconds: float
    findings: int


def own() -> list[tuple[str, str, bytes]]:
    """(name, kind, bytes) of every family, written by script."""
    text = "Вызвал дежурный и спросил, кто написал жалобу."
    avi = clips.film(0.4, container="avi", codec="mpeg4", options={"bf": "0"})
    return [
        ("docx", "other", papers.docx(paragraph(text))),
        ("xlsx", "other", papers.xlsx('<row r="1"><c r="A1"><v>1</v></c></row>')),
        ("odt", "other", papers.odt("<x><text:p>a</text:p></x>")),
        ("pdf", "document", papers.pdf("First", "Second")),
        ("rtf", "document", papers.RTF),
        ("html", "document", f"<!doctype html><p>{text}<td>&amp;".encode()),
        ("koi8", "document", text.encode("koi8-r")),
        ("jpeg", "photograph", test_exif.RICH),
        ("thumbnail", "photograph", test_exif.FILES[1]),
        ("heic", "photograph", test_exif.FILES[2]),
        ("mov", "video", movie(trak(elst((1000, 500))), keys(make="x"))),
        ("mp4", "video", clips.film(0.4, sound="aac", container="mov")),
        ("matroska", "video", clips.film(0.4, container="matroska")),
        ("avi", "video", avi),
    ]


def given(folders: list[str]) -> Iterator[tuple[str, str, bytes]]:
    """Files of folders, each for the stage that its name's ending is of."""
    photographs = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".heic", ".heif")
    films = (".mp4", ".mov", ".avi", ".mkv", ".webm", ".wav", ".m4a", ".ogg", ".mp3")
    for folder in folders:
        for at, _, names in os.walk(folder):
            for name in sorted(names):
                path = os.path.join(at, name)
                if not os.path.isfile(path) or os.path.getsize(path) > MAX_FILE:
                    continue
                ending = os.path.splitext(name)[1].lower()
                kind = "photograph" if ending in photographs else "document"
                kind = "video" if ending in films else kind
                with open(path, "rb") as handle:
                    yield name, kind, handle.read()


def changed(data: bytes, chooser: random.Random) -> bytes:
    """One change: bytes, a length, a cut, a repeat, a piece of another place."""
    made = bytearray(data)
    if not made:
        return data
    for _ in range(chooser.randrange(1, 12)):
        at = chooser.randrange(len(made))
        made[at] = chooser.randrange(256)
    way = chooser.randrange(6)
    at = chooser.randrange(len(made))
    if way == 0:
        made[at : at + 4] = chooser.choice((b"\xff" * 4, b"\x7f\xff\xff\xff", bytes(4)))
    elif way == 1:
        del made[at:]
    elif way == 2:
        made[at:at] = made[at : at + chooser.randrange(64)] * chooser.randrange(1, 99)
    elif way == 3:
        other = chooser.randrange(len(made))
        made[at : at + 40] = made[other : other + 40]
    elif way == 4:
        made[at:at] = chooser.choice((b"<!ENTITY a '&a;'>", b"%%EOF", b"\\u-1 {{{{"))
    return bytes(made)


def repacked(data: bytes, chooser: random.Random) -> bytes:
    """An archive with one member changed and packed again: its parser sees it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        chosen = chooser.choice(old.namelist())
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, changed(body, chooser) if name == chosen else body)
    return out.getvalue()


def job(client: SpawnerClient, name: str, kind: str, data: bytes) -> Ended:
    """One file through every stage that takes its kind."""
    stages = [stage.name for stage in served.STAGES if kind in stage.kinds]
    started = time.monotonic()
    seen, followed = served.watched(client, data, kind, stages)
    took = time.monotonic() - started
    count = sum(len(found) for found in seen.findings.values())
    bad = sorted({str(reason) for reason in seen.failed.values()} - HARMLESS)
    if followed.reason is not None:
        outcome = f"child: {followed.reason}"
    elif bad:
        outcome = f"stage: {' '.join(bad)}"
    else:
        outcome = "findings" if count else "nothing"
    return Ended(name, outcome, took, count)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*")
    parser.add_argument("--jobs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    samples = [*own(), *given(options.folders)]
    chooser = random.Random(options.seed)
    work = list(samples)
    while len(work) < options.jobs:
        number = len(work)
        name, kind, data = chooser.choice(samples)
        inside = name in ARCHIVES and chooser.random() < 0.7
        made = repacked(data, chooser) if inside else changed(data, chooser)
        work.append((f"{name} #{number}", kind, made))
    report = Report("hostile_documents", {"jobs": len(work), "seed": options.seed})
    ended: list[Ended] = []
    with SpawnerClient(served.COMMAND) as client, ThreadPoolExecutor(WORKERS) as pool:
        for one in pool.map(lambda part: job(client, *part), work):
            ended.append(one)
            if one.outcome not in ("findings", "nothing"):
                print(f"{one.name}: {one.outcome}", file=sys.stderr)
            if len(ended) % 500 == 0:
                progress(f"{len(ended)} of {len(work)}")
    outcomes = Counter(one.outcome for one in ended)
    for outcome, count in sorted(outcomes.items()):
        report.add(outcome, count)
    slowest = max(ended, key=lambda one: one.seconds)
    wrong = sum(
        n for what, n in outcomes.items() if what not in ("findings", "nothing")
    )
    report.add("jobs", len(ended), f"= {len(work)}", len(ended) == len(work))
    report.add("jobs that crashed, hung or lied", wrong, "0", wrong == 0)
    report.add("findings in all", sum(one.findings for one in ended))
    report.add(
        "slowest job",
        f"{slowest.seconds:.1f} s ({slowest.name})",
        f"< {MAX_SECONDS:.0f} s",
        slowest.seconds < MAX_SECONDS,
    )
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
