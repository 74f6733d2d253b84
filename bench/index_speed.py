# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Questions of an index of 100,000 items and 1,000,000 findings: p50 and p95.

What is timed: each question as a screen asks it, on a connection of its own, with
other parameters each time; before them, what a pass over one item costs the index.
The words of the items are drawn independently of each other, which makes more
combinations (30,000) than a real disk has. The bar is 200 ms at the 95th of 100
askings; the whole page 'What is on it', which is kept for some seconds, 1.5 s.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection
from tests.unit.catalogue.world import World, item_id

from bench.report import Report, progress
from witnessbox.base.values import Compartment
from witnessbox.catalogue import cells, contents, found, query
from witnessbox.catalogue.answers import Filter
from witnessbox.catalogue.contents import Wanted
from witnessbox.catalogue.projector import project
from witnessbox.model.finding import Finding, Region

BAR_MS = 200.0
WHOLE_BAR_MS = 1500.0
GROUP = 2000
MONTHS = [f"{2021 + m // 12}-{m % 12 + 1:02d}" for m in range(36)]
DEVICES = 40
KINDS = (("video", 6), ("photograph", 3), ("sound", 1), ("document", 1))
HAVING = ("faces", "voice", "clock", "night")


class Filler:
    """Items with findings, drawn by a seed and projected group by group."""

    def __init__(self, folder: str, seed: int) -> None:
        self.world = World(folder)
        self._draw = random.Random(seed)
        self._done = 0
        self.findings = 0
        self.seconds = 0.0

    def fill(self, items: int, findings: int) -> None:
        """All of them."""
        self.world.accession()
        each = max(1, findings // items)
        for number in range(items):
            self._item(number, each)
            if len(self.world.events) - self._done >= GROUP:
                self._project()
                progress(f"{number} items")
        self._project()

    def _project(self) -> None:
        events = self.world.events
        started = time.monotonic()
        project(
            self.world.index,
            Compartment.EVIDENCE,
            events[self._done :],
            len(events),
        )
        self.seconds += time.monotonic() - started
        for at in range(self._done, len(events)):
            # The number of events is their place in the log; their bodies may go.
            events[at] = events[0]
        self._done = len(events)

    def _item(self, number: int, each: int) -> None:
        draw, device = self._draw, self._draw.randrange(DEVICES)
        path = f"CAM-{device:02d}/CAM-{device:02d}_{number:06d}.mp4"
        if number % 3:
            path = f"DCIM/{100 + number // 9000}MEDIA/IMG_{number % 9999:04d}.JPG"
        item = self.world.original(path.encode())
        kind = draw.choices([k for k, _ in KINDS], [w for _, w in KINDS])[0]
        when = f"{draw.choice(MONTHS)}-{draw.randrange(1, 28):02d}T"
        when += f"{draw.randrange(24):02d}:00:00"
        self.world.looked(item, kind, draw.randrange(10, 4000), recorded=when)
        made: dict[str, Any] = {"make": "Maker", "model": f"M{device}", "serial": ""}
        passed: dict[str, list[Finding]] = {
            "container": [Finding("device", value=made)],
            "shots": [
                Finding("shot", 0, n, Fraction(n), Fraction(n + 1)) for n in (0, 1)
            ],
            "hashes": [
                Finding("pdq", 0, 0, value={"hash": f"{draw.getrandbits(256):064x}"})
            ],
        }
        if draw.random() < 0.5:
            passed["faces"] = [
                Finding(
                    "face",
                    0,
                    at,
                    Fraction(at, 25),
                    region=Region(1, 1, 9, 9),
                    score=900,
                )
                for at in range(0, 25 * 2 * max(1, each - 4), 25)
            ]
        if draw.random() < 0.2:
            code: dict[str, Any] = {"language": draw.choice(("ru", "ru", "en"))}
            passed["speech"] = [
                Finding("speech", 1, start=Fraction(1), end=Fraction(9), value=code)
            ]
        if draw.random() < 0.3:
            first: dict[str, Any] = {"first": when}
            passed["text"] = [Finding("clock", 0, 0, Fraction(0), value=first)]
        self.findings += sum(len(some) for some in passed.values())
        self.world.surveyed(item, passed)


def timed(world: World, ask: Callable[[Connection], object], times: int) -> list[float]:
    """Milliseconds of each asking."""
    found_: list[float] = []
    for _ in range(times):
        started = time.perf_counter()
        with world.reading() as connection:
            ask(connection)
        found_.append((time.perf_counter() - started) * 1000)
    return sorted(found_)


def questions(
    items: int, draw: random.Random, keys: list[str]
) -> dict[str, Callable[[Connection], object]]:
    """Each question, with other parameters at each asking."""

    def narrowed() -> Filter:
        return Filter(
            kind=draw.choice(("", "video")),
            month=draw.choice(MONTHS),
            device=draw.choice(("", *keys)),
            having=tuple(h for h in HAVING if draw.random() < 0.2),
        )

    def some() -> str:
        return item_id(draw.randrange(1, items + 1))

    return {
        "a page of all tiles": lambda c: query.items(
            c, Filter(), 24, draw.randrange(items)
        ),
        "a page of narrowed tiles": lambda c: query.items(c, narrowed(), 24, None),
        "a page that is empty": lambda c: query.items(
            c, Filter(month="1999-01"), 24, None
        ),
        "the counts beside the choices": cells.cells,
        "one item": lambda c: query.item(c, some()),
        "the findings of an item": lambda c: found.of_item(c, some()),
        "the findings of ten seconds": lambda c: found.during(
            c, some(), Fraction(1), Fraction(11)
        ),
    }


def main(arguments: list[str] | None = None) -> int:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--findings", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    settings = {k: int(v) for k, v in vars(given).items()}
    report = Report("index_speed", {**settings})
    with tempfile.TemporaryDirectory(prefix="witnessbox-index-") as folder:
        filler = Filler(folder, given.seed)
        filler.fill(given.items, given.findings)
        world = filler.world
        report.add("items", given.items)
        report.add("findings", filler.findings)
        path = os.path.join(folder, "index", "evidence.db")
        report.add("index on disk", f"{os.path.getsize(path) / 1e6:.0f} MB")
        report.add("filling", f"{1000 * filler.seconds / given.items:.2f} ms an item")
        draw = random.Random(given.seed)
        with world.reading() as connection:
            keys = sorted(contents.devices(connection))[:DEVICES]
        for name, ask in questions(given.items, draw, keys).items():
            _judge(report, name, timed(world, ask, given.times), BAR_MS)
        wanted = (Wanted("look", "1", ()), Wanted("faces", "1", ("video",)))
        whole = timed(world, lambda c: contents.contents(c, wanted), given.times // 5)
        _judge(report, "all of 'What is on it'", whole, WHOLE_BAR_MS)
        world.close()
    return report.close()


def _judge(report: Report, name: str, times: list[float], bar: float) -> None:
    p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
    figure = f"p50 {statistics.median(times):.1f} ms, p95 {p95:.1f} ms"
    report.add(name, figure, f"p95 <= {bar:.0f} ms", p95 <= bar)


if __name__ == "__main__":
    sys.exit(main())
