# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The timeline of a two-hour film with 5,000 annotations, in Chromium.

Makes a film of 72,000 pictures that each carry their number, a box with it, 6,400
findings and 5,000 statements on it, and then opens its timeline and scrubs: the time
from navigation to lanes and first picture, the time from a press on the timeline to
the picture, and whether that is the right one by its own pixels.

    python -m bench.timeline [--folder FOLDER] [--seed 7] [--repeat 5]

A folder that is named is kept, and what lies in it is used again.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import os
import random
import statistics
import sys
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from tests.e2e import web_world
from tests.e2e.timeline_world import NUMBER, SETTLE, seen
from tests.unit.media import coded
from tests.unit.web.conftest import surveyed

from bench.report import Report, progress
from witnessbox.catalogue.answers import Filter
from witnessbox.model.field import Marked
from witnessbox.model.finding import Finding, Region
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.intake_order import Listener, Order
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating, Wish

SECONDS, RATE, GROUP = 7200, 10, 20
STATEMENTS = {"description": 3000, "appearance": 1000, "transcript": 600, "event": 400}
OPEN_MS, SCRUB_MS = 1000, 200
SCRUBS = 40
BITS = 1 << 16


def film(path: Path) -> None:
    """Two hours at ten pictures a second, a key picture every two seconds."""
    base = Fraction(1, RATE)
    options = {"preset": "ultrafast", "g": str(GROUP), "bf": "2", "threads": "1"}
    with av.open(str(path), "w", format="mp4") as made:
        video: Any = made.add_stream("libx264", rate=RATE, options=options)
        video.width, video.height, video.pix_fmt = 160, 96, "yuv420p"
        video.codec_context.time_base = video.time_base = base
        for number in range(SECONDS * RATE):
            drawn = coded.picture(number % BITS, 160, 96)[..., 0].copy()
            frame = av.VideoFrame.from_ndarray(drawn, format="gray")
            frame = frame.reformat(format="yuv420p")
            frame.pts, frame.time_base = number, base
            made.mux(video.encode(frame))
            if not number % 7200:
                progress(f"{number} pictures")
        made.mux(video.encode(None))


def findings(draw: random.Random) -> dict[str, list[Finding]]:
    """6,400 of them, over the whole film."""

    def at() -> Fraction:
        return Fraction(draw.randrange(SECONDS * 1000), 1000)

    def words(number: int) -> dict[str, Any]:
        told = [[0, 400, f"word{n}", 900] for n in range(12)]
        return {"language": "ru", "text": f"Слово за словом {number}", "words": told}

    cuts = sorted({at() for _ in range(1500)})
    spoken = sorted({at() for _ in range(1400)})
    return {
        "shots": [
            Finding("shot", 0, start=a, end=b) for a, b in itertools.pairwise(cuts)
        ],
        "faces": [
            Finding("face", 0, n, at(), region=Region(3000, 2000, 900, 900))
            for n in range(3000)
        ],
        "text": [
            Finding("text", 0, n, s := at(), s + 5, value={"text": f"КОРПУС {n}"})
            for n in range(500)
        ],
        "speech": [
            Finding("speech", 1, start=s, end=s + 3, value=words(n))
            for n, s in enumerate(spoken)
        ],
    }


def wishes(item: str, draw: random.Random) -> list[Wish]:
    """5,000 statements of one member, each on a span of whole pictures."""
    made = []
    for kind, count in STATEMENTS.items():
        for number in range(count):
            start = draw.randrange(SECONDS * RATE - 50)
            end = start + draw.randrange(1, 50)
            span = Marked(item, 0, Fraction(start, RATE), Fraction(end, RATE))
            fields: dict[str, Any] = {"spans": [span.to_json()]}
            said = f"Somebody does something, number {number}"
            if kind == "description":
                fields["observed"] = said
            elif kind == "appearance":
                fields["label"] = said
            elif kind == "event":
                fields["title"] = said
            else:
                fields |= {"text": said, "language": "en"}
            made.append(Wish(kind, fields))
    return made


def filled(session: Session, folder: Path, draw: random.Random) -> str:
    """Take the film in, and say everything of it; the item."""

    def quiet(*_: object) -> None:
        """Nobody listens."""

    order = Order((os.fsencode(folder),), "First disk", "HERON", "", 1)
    session.take_in(order, Listener(quiet, quiet, quiet, lambda: None))
    item = session.items(Filter(), 1).rows[0].item
    session.committer.commit([seen(item, {0: 0, SECONDS * RATE: 0}, Fraction(1, RATE))])
    found = findings(draw)
    session.committer.commit([surveyed(item, found)], findings=[found])
    progress("statements")
    every = wishes(item, draw)
    for start in range(0, len(every), 500):
        Stating(session).together(every[start : start + 500])
    return item


def stocked(place: Path, draw: random.Random) -> tuple[Box, str]:
    """The box with the film, made once in a folder; and the item."""
    if not (place / "box").exists():
        (place / "source").mkdir(parents=True)
        film(place / "source" / "two-hours.mp4")
        box = Box.create(
            f"{place}/box", web_world.PASSPHRASE, name="Anna", title="T", work_factor=4
        )
        session = box.unlock(web_world.PASSPHRASE)
        try:
            return box, filled(session, place / "source", draw)
        finally:
            session.close()
    box = Box.open(f"{place}/box")
    session = box.unlock(web_world.PASSPHRASE)
    try:
        return box, session.items(Filter(), 1).rows[0].item
    finally:
        session.close()


def measured(
    address: str, page: Any, item: str, repeat: int, draw: random.Random
) -> tuple[list[float], list[float], int]:
    """Milliseconds of openings and of scrubs, and how many pictures were wrong."""
    opened, scrubbed, wrong = [], [], 0
    # It is described: what is still needed from it is asked once, before anything.
    page.goto(f"{address}/item/{item}")
    page.fill("#needed", "Exact pictures")
    page.locator("form[action$='/again'] button").click()
    page.wait_for_selector("[data-viewer]")
    for _ in range(repeat):
        page.goto(f"{address}/item/{item}/timeline")
        page.wait_for_selector("[data-opened]")
        opened.append(float(page.get_attribute("[data-along]", "data-opened")))
    base = page.evaluate(SETTLE, "Home")
    for _ in range(SCRUBS):
        before = page.evaluate("performance.now()")
        stamp = page.evaluate(SETTLE, f"at {draw.random():.5f}")
        scrubbed.append(page.evaluate("performance.now()") - before)
        number = (stamp - base) * RATE // page.evaluate(TICKS)
        wrong += page.evaluate(NUMBER, "[data-picture]") != number % BITS
    return opened, scrubbed, wrong


TICKS = "Number(document.querySelector('[data-picture]').dataset.ticks)"


def main() -> int:
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--folder")
    wanted.add_argument("--seed", type=int, default=7)
    wanted.add_argument("--repeat", type=int, default=5)
    given = wanted.parse_args()
    draw = random.Random(given.seed)
    report = Report("timeline", {"seed": given.seed, "repeat": given.repeat})
    with contextlib.ExitStack() as stack:
        place = given.folder
        if place is None:
            place = stack.enter_context(tempfile.TemporaryDirectory())
        box, item = stocked(Path(place), draw)
        with web_world.serving(box) as up, web_world.browser() as launched:
            page = launched.new_context(
                viewport={"width": 1360, "height": 900}
            ).new_page()
            web_world.sign_in(page, up)
            opened, scrubbed, wrong = measured(
                up.address, page, item, given.repeat, draw
            )
    middle = statistics.median(opened)
    report.add("first opening, the seat's first picture", f"{opened[0]:.0f} ms")
    report.add(f"opening, median of {len(opened)}", f"{middle:.0f} ms", f"{OPEN_MS} ms")
    report.judge(middle <= OPEN_MS)
    middle, worst = statistics.median(scrubbed), max(scrubbed)
    report.add(f"scrubbing, median of {SCRUBS}", f"{middle:.0f} ms", f"{SCRUB_MS} ms")
    report.judge(middle <= SCRUB_MS)
    report.add("scrubbing, worst", f"{worst:.0f} ms")
    report.add("wrong pictures", wrong, "0", wrong == 0)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
