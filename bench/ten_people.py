# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Ten people at once at 100,000 items, 1,000,000 findings and 50,000 statements.

    python -m bench.ten_people --folder F [--seconds 300] [--pause 2]

The box is filled once (`bench/full_box.py`; most of an hour) and kept in its folder.
The server is the program's own, in a process of its own; ten members sign in, each
with their keys and session, and ask for pages from this process: every page in turn,
in an order drawn anew, with a pause between two of half to one and a half of --pause
seconds, as people need who read. What is timed is one request from its first byte to
the last of the answer; nothing is rendered here. Before counting, each member opens
some pages. The bars are 150 ms for the 95th of a hundred of every page and search, and
100 ms of saving a statement, which is in the ledger, synced, when the answer comes.

With --pause 0 nobody reads: ten requests always wait, and the figure is the queue's.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bench.browser import Answer, Browser, wait_for
from bench.full_box import MONTHS, Filled, Size, Words, filled
from bench.program import Program
from bench.report import Report, progress
from witnessbox.model.field import Marked

PAGE_MS, SAVE_MS = 150.0, 100.0
WARM = ("/", "/contents", "/footage", "/work", "/next", "/case", "/when", "/where")
GOOD = (200, 303)
FILM = re.compile(r'data-item="(i-[0-9a-f]{32})"')


@dataclass(slots=True)
class Figures:
    """Milliseconds of each sort of request, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, name: str, answer: Answer) -> None:
        """One answer."""
        with self.lock:
            self.times.setdefault(name, []).append(1000 * answer.seconds)
            if answer.status not in GOOD:
                self.wrong.append(f"{name}: {answer.status}")


class Person:
    """One member at a browser."""

    def __init__(self, port: int, known: Filled, number: int) -> None:
        self.browser = Browser(port)
        self._known = known
        self._draw = random.Random(number)
        self._words = Words(self._draw)
        self._mine = ""
        self._films: list[str] = []
        self._handle, self._word = known.members[number]

    def sign_in(self) -> float:
        """Come in; how many seconds it took."""
        since = time.monotonic()
        self.browser.sign_in(self._word, self._handle)
        return time.monotonic() - since

    def find_films(self) -> None:
        """Learn of some films: only what plays has a timeline."""
        for _ in range(10):
            path = f"/footage?kind=video&after={self._number()}"
            self._films += FILM.findall(self._get(path).body.decode())

    def asks(self) -> dict[str, Callable[[], Answer]]:
        """Every sort of request, by its name."""
        get = self._get
        records = [name for name in self._known.records if name != "work"]
        return {
            "/": lambda: get("/"),
            "/progress": lambda: get("/progress"),
            "/contents": lambda: get("/contents"),
            "/footage": lambda: get("/footage"),
            "/footage, a later page": lambda: get(f"/footage?after={self._number()}"),
            "/footage, narrowed": lambda: get(f"/footage?{self._narrowed()}"),
            "/footage, one disk": lambda: get(f"/footage?accession={self._disk()}"),
            "/footage, by work": lambda: get("/footage?work=described&label=4"),
            "/item": lambda: get(f"/item/{self._item()}"),
            "/item/timeline": lambda: get(f"/item/{self._film()}/timeline"),
            "/item/lanes": lambda: get(f"/item/{self._film()}/lanes"),
            "/work": lambda: get("/work"),
            "/next": lambda: get("/next"),
            "/case": lambda: get("/case"),
            "/records": lambda: get(f"/records/{self._draw.choice(records)}"),
            "/records, by a word": self._sought_title,
            "/record": lambda: get(f"/record/{self._some(self._draw.choice(records))}"),
            "/record of a place": lambda: get(f"/record/{self._some('place')}"),
            "/records/event/new": lambda: get("/records/event/new"),
            "/suggest": lambda: get(f"/suggest?of=person,place&text={self._letters()}"),
            "/chain": lambda: get("/chain?date=2021-05"),
            "/trail": lambda: get(f"/trail/{self._some('outcome')}"),
            "/outcomes": lambda: get("/outcomes"),
            "/when": lambda: get("/when"),
            "/when, a month": lambda: get(f"/when?at={self._draw.choice(MONTHS)}"),
            "/when, a day": lambda: get(f"/when?at={self._draw.choice(MONTHS)}-11"),
            "/where": lambda: get("/where"),
            "/where, one place": lambda: get(f"/where/{self._some('place')}"),
            "/coding": lambda: get("/coding"),
            "/members": lambda: get("/members"),
            "/accessions": lambda: get("/accessions"),
            "search: a common word": lambda: self._search(self._word_of(20)),
            "search: two words": self._two,
            "search: a name": lambda: self._search(
                self._draw.choice(self._words.surnames)
            ),
            "search: a word in a month": self._dated,
            "saving an event": self._save_event,
            "saving a description": self._save_description,
            "labelling": self._label,
            "taking the next item": self._take,
        }

    def _get(self, path: str) -> Answer:
        return self.browser.ask("GET", path)

    def _item(self) -> str:
        return self._draw.choice(self._known.items)

    def _film(self) -> str:
        return self._draw.choice(self._films)

    def _disk(self) -> str:
        return self._draw.choice(self._known.accessions)

    def _some(self, kind: str) -> str:
        return self._draw.choice(self._known.records[kind])

    def _number(self) -> int:
        return self._draw.randrange(len(self._known.items))

    def _letters(self) -> str:
        return "ABCDEFGHIJKLMNOPRSTUVW"[self._draw.randrange(22)]

    def _narrowed(self) -> str:
        having = self._draw.choice(("faces", "voice", "clock", "night"))
        month = self._draw.choice(MONTHS)
        return f"kind=video&month={month}&with={having}"

    def _sought_title(self) -> Answer:
        word = self._word_of(200)
        return self._get(f"/records/event?text={_quoted(word)}")

    def _word_of(self, first: int) -> str:
        return self._draw.choice(self._words.words[:first])

    def _two(self) -> Answer:
        return self._search(f"{self._word_of(200)} {self._word_of(2000)}")

    def _dated(self) -> Answer:
        return self._search(f"{self._word_of(200)} on:{self._draw.choice(MONTHS)}")

    def _search(self, text: str) -> Answer:
        """The asking and the page that answers, together."""
        asked = self.browser.ask("POST", "/search", text=text)
        found = self._get(asked.place)
        return Answer(
            found.status, found.body, found.kind, asked.seconds + found.seconds
        )

    def _save_event(self) -> Answer:
        fields = {"f.title": self._words.text(8), "f.place": self._some("place")}
        fields["f.date"] = f"{self._draw.choice(MONTHS)}-11"
        return self.browser.ask("POST", "/records/event/new", **fields)

    def _save_description(self) -> Answer:
        span = Marked(self._item()).to_json()
        fields = {"f.spans": json.dumps(span), "f.observed": self._words.text(40)}
        return self.browser.ask("POST", "/records/description/new", **fields)

    def _label(self) -> Answer:
        path = f"/item/{self._mine or self._item()}/label"
        answers = dict.fromkeys(("sound", "sexual", "child", "death"), "no")
        told = {"category": "other", "severity": "1", **answers}
        return self.browser.ask("POST", path, **told)

    def _take(self) -> Answer:
        if self._mine:
            # Whoever has unfinished items is given those.
            self.browser.ask("POST", f"/item/{self._mine}/work", move="described")
        taken = self.browser.ask("POST", "/next")
        _, found, item = taken.place.partition("item=")
        self._mine = item.partition("&")[0] if found else ""
        return taken


def _quoted(word: str) -> str:
    return "".join(f"%{one:02X}" for one in word.encode())


def used(person: Person, figures: Figures, until: float, pause: float) -> None:
    """All that a person asks, again and again, until the time is over."""
    draw = random.Random(id(person))
    asks = person.asks()
    time.sleep(draw.uniform(0, pause))
    while time.monotonic() < until:
        for name in draw.sample(sorted(asks), len(asks)):
            if time.monotonic() >= until:
                return
            figures.add(name, asks[name]())
            time.sleep(draw.uniform(pause / 2, 1.5 * pause))


@contextlib.contextmanager
def serving(known: Filled) -> Iterator[int]:
    """The program's server, on a port of its own."""
    port = 20_000 + os.getpid() % 20_000
    argv = Program(known.box).argv("serve")[:-2]
    server = subprocess.Popen([*argv, "--port", str(port)], stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=60)


def measured(known: Filled, report: Report, seconds: int, pause: float) -> Figures:
    """Ten people for so long."""
    figures = Figures()
    with serving(known) as port:
        people = [Person(port, known, n) for n in range(len(known.members))]
        signed = [person.sign_in() for person in people]
        report.add("signing in", f"p50 {statistics.median(signed):.1f} s")
        # What is counted over all items, or over a disk's, is counted once and kept
        # while no item comes: whoever is first waits for it.
        warm = [*WARM, *(f"/footage?accession={one}" for one in known.accessions)]
        first = [people[0].browser.ask("GET", path).seconds for path in warm]
        told = f"{1000 * max(first):.0f} ms, {warm[first.index(max(first))]}"
        report.add("slowest first page after it", told)
        for person in people[1:]:
            for path in WARM:
                person.browser.ask("GET", path)
        for person in people:
            person.find_films()
        progress("signed in and warm")
        until = time.monotonic() + seconds
        threads = [
            threading.Thread(target=used, args=(person, figures, until, pause))
            for person in people
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return figures


def judged(report: Report, figures: Figures) -> None:
    """Each sort of request beside its bar."""
    for name, times in sorted(figures.times.items(), key=lambda one: -_p95(one[1])):
        bar = PAGE_MS if name.startswith(("/", "search")) else SAVE_MS
        late = _p95(times)
        figure = f"p50 {statistics.median(times):.0f} ms, p95 {late:.0f} ms"
        figure += f", {len(times)} times"
        # What takes an item looks for it first: it is a page as much as a saving.
        bar = PAGE_MS if name.startswith("taking") else bar
        report.add(name, figure, f"p95 <= {bar:.0f} ms", late <= bar)
    pages = [
        one for name, times in figures.times.items() for one in times
        if name.startswith(("/", "search"))
    ]  # fmt: skip
    saves = [
        one for name, times in figures.times.items() for one in times
        if name.startswith(("saving", "labelling"))
    ]  # fmt: skip
    for name, every, bar in (
        ("every page and search", pages, PAGE_MS),
        ("every saving", saves, SAVE_MS),
    ):
        figure = f"p50 {statistics.median(every):.0f} ms, p95 {_p95(every):.0f} ms"
        figure += f", {len(every)} times"
        report.add(name, figure, f"p95 <= {bar:.0f} ms", _p95(every) <= bar)
    wrong = len(figures.wrong)
    told = ", ".join(sorted(set(figures.wrong)))
    report.add("answers that were none", f"{wrong} {told}".strip(), "0", wrong == 0)


def _p95(times: list[float]) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]


def floor(report: Report, folder: str) -> None:
    """One durable append of a statement's size on this disk: nothing can be quicker."""
    spent: list[float] = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(200):
            since = time.perf_counter()
            file.write(os.urandom(1500))
            file.flush()
            os.fsync(file.fileno())
            spent.append(1000 * (time.perf_counter() - since))
    report.add(
        "a durable append of 1,500 bytes, alone",
        f"p50 {statistics.median(spent):.2f} ms, p95 {_p95(spent):.2f} ms",
    )


def main(arguments: list[str] | None = None) -> int:
    """Fill, serve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--findings", type=int, default=1_000_000)
    parser.add_argument("--statements", type=int, default=50_000)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--pause", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    size = Size(given.items, given.findings, given.statements, given.people, given.seed)
    settings = {k: str(v) for k, v in vars(given).items() if k != "folder"}
    report = Report("ten_people", {**settings})
    known = filled(given.folder, size)
    for part, seconds in known.seconds.items():
        report.add(f"filling: {part}", f"{seconds:.0f} s")
    index = os.path.join(known.box, "index", "evidence.db")
    report.add("index of the evidence", f"{os.path.getsize(index) / 1e6:.0f} MB")
    load = os.getloadavg()[0]
    floor(report, given.folder)
    judged(report, measured(known, report, given.seconds, given.pause))
    report.add("load of the machine before it", f"{load:.1f}")
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
