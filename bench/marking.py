# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The main job, twenty times, by a new user's script: keystrokes and minutes.

A box with films is worked through in Chromium by keyboard: take the next item, read
what to expect, watch it covered, mark a span, describe it, save. Every wait of the
machine is measured as it happens, the film plays at its own pace, and the person is
modelled: no pause of a person is slept through, it is added up. On two of the twenty
the person sees a mistake after saving, undoes it and does it again.

The person is the keystroke-level model of Card, Moran and Newell ("The keystroke-level
model for user performance time with interactive systems", Communications of the ACM
23(7), 1980): 0.28 s a keystroke, a typist of the middle, and 1.35 s before each
decision; what is decided while the film plays is decided in the film's time. Reading
is 238 words a minute (Brysbaert, Journal of Memory and Language 109, 2019): of each
page all at first, and later what is new on it. What the model leaves out is thinking
about what is seen, and rest.

    python -m bench.marking [--spans 20] [--seed 7]
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

from tests.e2e import timeline_world, web_world
from tests.unit.media import coded
from tests.unit.web.conftest import surveyed

from bench.report import Report, progress
from witnessbox.catalogue import records
from witnessbox.catalogue.answers import Filter
from witnessbox.model.finding import Finding, Region
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.intake_order import Listener, Order

KEY, MENTAL = 0.28, 1.35
DECIDING, PRESSING = "decisions", "keys beyond the text"
WRITING, READING = "the text itself", "reading"
WORDS_A_MINUTE = 238
MOST_KEYS, MOST_MINUTES = 12, 15
RATE, SECONDS = 10, 24
LOOKS, LASTS = 1.5, 5.0
"""Seconds of film from the mark to where the span begins, and how long it is."""

SLIPS = 7
"""Every so manieth span is undone and done again."""

PATIENCE = 30
"""Seconds until what should come about has failed."""

VIDEO = "document.querySelector('[data-covered]')"
SAID = (
    "A man carries a box along the corridor",
    "Two men in uniform stand at the door and talk",
    "A man signs a paper at the table",
    "Somebody opens the gate; a car comes in",
    "Three men walk in a row, hands behind their backs",
)


@dataclass(slots=True)
class Person:
    """A page, hands that are counted, and a clock of which the half is modelled.

    Attributes:
        keys: Pressed beyond the text of the span in hand.
        human: Modelled seconds, by what the person does.
        machine: Measured ones of waiting; `film` of the film as it plays.
        known: Places whose words were read before.
    """

    page: Any
    keys: int = 0
    human: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    machine: float = 0.0
    film: float = 0.0
    known: set[str] = field(default_factory=set)

    def decide(self) -> None:
        """A mental act before what one does next."""
        self.human[DECIDING] += MENTAL

    def press(self, *keys: str) -> None:
        """Keys beyond the text."""
        for key in keys:
            self._timed(partial(self.page.keyboard.press, key))
            self.keys += 1
            self.human[PRESSING] += KEY

    def write(self, text: str) -> None:
        """Text, typed at once and counted key by key."""
        self._timed(lambda: self.page.keyboard.type(text))
        self.human[WRITING] += KEY * len(text)

    def wait(self, arrived: Callable[[], object]) -> None:
        """Wait for the machine."""
        self._timed(arrived)

    def until(self, expression: str) -> None:
        """Wait for something in the page; the server shares this process."""
        end = time.monotonic() + PATIENCE
        while not self.page.evaluate(expression):
            if time.monotonic() > end:
                raise RuntimeError(f"it did not come about: {expression}")
            self.page.wait_for_timeout(20)

    def watch(self, seconds: float) -> None:
        """Let the film play for so long, at its own pace."""
        begun = time.monotonic()
        at = float(self.page.evaluate(f"{VIDEO}.currentTime"))
        self.until(f"{VIDEO}.currentTime >= {at + seconds}")
        self.film += time.monotonic() - begun

    def read(self, place: str, *news: str) -> None:
        """Read a part of the page: all of it at first, and later what is new."""
        parts = news if place in self.known else (place,)
        self.known.add(place)
        for part in parts:
            for text in self.page.locator(part).all_inner_texts():
                self.human[READING] += 60 * len(text.split()) / WORDS_A_MINUTE

    def _timed(self, act: Callable[[], object]) -> None:
        begun = time.monotonic()
        act()
        self.machine += time.monotonic() - begun


def films(folder: Path, count: int) -> None:
    """Films whose pictures carry numbers, each different."""
    folder.mkdir()
    for number in range(count):
        pictures = range(number, number + RATE * SECONDS)
        data = coded.film(
            pictures, Fraction(1, RATE), size=(320, 180), options={"g": "20"}
        )
        (folder / f"CAM-{number % 4 + 1:02d}_{number:04d}.mp4").write_bytes(data)


def findings(number: int) -> dict[str, list[Finding]]:
    """What machines would say of a film: shots, and some faces."""
    starts = [Fraction(n) for n in range(2 + number % 3, SECONDS - 10, 4)]
    box = Region(3000, 2000, 900, 900)
    return {
        "shots": [Finding("shot", 0, start=s, end=s + 4) for s in starts],
        "faces": [Finding("face", 0, int(s), s, region=box) for s in starts],
    }


def filled(place: Path, count: int) -> Box:
    """A box with so many films, looked at and surveyed."""
    films(place / "source", count)
    box = Box.create(
        f"{place}/box", web_world.PASSPHRASE, name="Anna", title="M", work_factor=4
    )

    def quiet(*_: object) -> None:
        """Nobody listens."""

    session = box.unlock(web_world.PASSPHRASE)
    try:
        order = Order((os.fsencode(place / "source"),), "First disk", "HERON", "", 1)
        session.take_in(order, Listener(quiet, quiet, quiet, lambda: None))
        rows = session.items(Filter(), count).rows
        for number, row in enumerate(rows):
            first = int(row.name.rpartition("_")[2].partition(".")[0])
            stamps = {first: 0, first + SECONDS * RATE - 1: 0}
            seen = timeline_world.seen(row.item, stamps, Fraction(1, RATE))
            session.committer.commit([seen])
            found = findings(number)
            session.committer.commit([surveyed(row.item, found)], findings=[found])
    finally:
        session.close()
    return box


def find(one: Person) -> None:
    """Take the next item, read what to expect, and go to its timeline."""
    page = one.page
    one.decide()
    one.press("8")
    one.wait(lambda: page.wait_for_url("**/next"))
    one.wait(page.wait_for_load_state)
    one.press("n")
    one.wait(lambda: page.wait_for_selector("[data-timeline]"))
    one.wait(page.wait_for_load_state)
    one.read(".nextup", "[data-told]", ".nextup .plainlist")
    one.decide()
    one.press("t")
    one.wait(lambda: page.wait_for_selector("[data-opened]"))
    if "main" not in one.known:
        # Once, as a new user does: open the list of keys, and read the whole page.
        one.decide()
        one.human[PRESSING] += KEY
        one.wait(lambda: page.click(".keyshere summary"))
    one.read("main", ".headline h1")


def mark(one: Person, text: str) -> None:
    """Watch covered from the next mark on, mark a span, describe it, save it."""
    page = one.page
    one.decide()
    one.press("]", "k")
    one.wait(lambda: one.until(f"!{VIDEO}.paused"))
    # While it plays one decides where the span begins and ends: the film's own time.
    one.watch(LOOKS)
    one.press("i")
    one.watch(LASTS)
    one.press("o")
    one.decide()
    one.press("d")
    one.wait(lambda: page.wait_for_selector("#observed:focus"))
    one.write(text)
    one.decide()
    one.press("Enter")
    one.wait(lambda: page.wait_for_selector("[data-describe]", state="hidden"))
    one.wait(lambda: page.wait_for_selector("[data-note]:has-text('Saved')"))
    one.read("[data-note]")


def mend(one: Person) -> None:
    """See that the span was wrong, and take it back."""
    one.decide()
    one.press("u")
    one.wait(lambda: one.page.wait_for_selector("[data-note]:has-text('Undone')"))
    one.read("[data-note]")
    one.press("Home")


def worked(one: Person, spans: int, draw: random.Random) -> list[int]:
    """So many spans; the keystrokes beyond the text of each that went well."""
    counts = []
    for number in range(1, spans + 1):
        one.keys = 0
        find(one)
        mark(one, draw.choice(SAID))
        counts.append(one.keys)
        if number % SLIPS == 0:
            mend(one)
            mark(one, draw.choice(SAID))
        progress(f"{number} spans, {minutes(one):.1f} min")
    return counts


def minutes(one: Person) -> float:
    """All of it."""
    return (sum(one.human.values()) + one.machine + one.film) / 60


def stated(box: Box) -> int:
    """How many descriptions stand, each of a span with both its ends."""
    session = box.unlock(web_world.PASSPHRASE)
    try:
        session.committer.catch_up()
        with session.reading() as connection:
            held = session.compartments
            page = records.of_kind(connection, held, "description", 1000)
    finally:
        session.close()
    return sum(1 for one in page.records if one.fields["spans"][0]["end"])


def main() -> int:
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--spans", type=int, default=20)
    wanted.add_argument("--seed", type=int, default=7)
    given = wanted.parse_args()
    report = Report("marking", {"spans": given.spans, "seed": given.seed})
    with tempfile.TemporaryDirectory() as folder:
        box = filled(Path(folder), given.spans)
        with web_world.serving(box) as up, web_world.browser() as launched:
            context = launched.new_context(viewport={"width": 1360, "height": 900})
            page = context.new_page()
            web_world.sign_in(page, up)
            page.wait_for_load_state()
            one = Person(page)
            counts = worked(one, given.spans, random.Random(given.seed))
        done = stated(box)
    bar = MOST_MINUTES * given.spans / 20
    report.add("spans that stand, with both ends", done, str(given.spans))
    report.judge(done == given.spans)
    most = max(counts)
    report.add("keystrokes beyond the text, most of a span", most, str(MOST_KEYS))
    report.judge(most <= MOST_KEYS)
    report.add("the same, median", f"{statistics.median(counts):.0f}")
    for what, seconds in one.human.items():
        report.add(f"modelled: {what}", f"{seconds:.0f} s")
    report.add("measured: waiting for the machine", f"{one.machine:.0f} s")
    report.add("measured: the film playing", f"{one.film:.0f} s")
    whole = minutes(one)
    report.add(f"{given.spans} spans", f"{whole:.1f} min", f"{bar:g} min")
    report.judge(whole <= bar)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
