# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The entries of intakes and surveys that `full_box` fills its box with."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from bench.report import progress
from bench.search_speed import STEMS, vocabulary
from witnessbox.base.canonical import JsonDict
from witnessbox.base.values import Compartment, random_id
from witnessbox.ledger.entry import Act, Pledge
from witnessbox.model.evidence import path_text
from witnessbox.model.finding import Finding, Region
from witnessbox.pipeline.session import Session

EVIDENCE = Compartment.EVIDENCE
DEVICES, DISKS, FOLDER = 40, 4, 500
MONTHS = [f"{2021 + m // 12}-{m % 12 + 1:02d}" for m in range(36)]
SORTS = (("video", 6), ("photograph", 3), ("sound", 1), ("document", 1))
TALKING = 0.3
"""Of findings, those that hold words."""
GROUP = 250
ENDS = ("ов", "ев", "ин", "енко", "ук", "ян")


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is."""

    items: int
    findings: int
    statements: int
    members: int
    seed: int


@dataclass(slots=True)
class Filled:
    """What was filled.

    Attributes:
        members: Handle and passphrase of each.
        timed: Those of the items that last some time.
        records: Of each kind, the ids.
        seconds: What filling took, by part.
    """

    size: dict[str, int]
    box: str
    members: list[tuple[str, str]] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    timed: list[str] = field(default_factory=list)
    accessions: list[str] = field(default_factory=list)
    records: dict[str, list[str]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


class Words:
    """Texts as language has them: the n-th commonest word 1/n as often as the first."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.words = vocabulary()
        self._weights = [1 / (n + 1) for n in range(len(self.words))]
        self.surnames = [a + b for a in STEMS for b in ENDS]

    def text(self, most: int) -> str:
        """Some words, and now and then a name."""
        many = self.draw.randint(min(4, most), most)
        some = self.draw.choices(self.words, self._weights, k=many)
        if self.draw.random() < 0.2:
            some[-1] = self.draw.choice(self.surnames)
        return " ".join(some)


class Footage:
    """The entries of intakes and surveys."""

    def __init__(
        self, session: Session, made: Filled, draw: random.Random, each: int
    ) -> None:
        self._session, self._made, self._draw, self._each = session, made, draw, each
        self._words = Words(draw)

    def fill(self, items: int) -> None:
        """All of them."""
        since = time.monotonic()
        for number in range(DISKS):
            identity = self._session.accession_id(f"Disk {number}", "HERON")
            self._made.accessions.append(identity)
        for first in range(0, items, GROUP):
            many = min(GROUP, items - first)
            ids = [random_id("i") for _ in range(many)]
            self._made.items += ids
            disk = self._made.accessions[first * DISKS // items]
            looks = [act for item in ids for act in self._looked(item)]
            self._session.committer.commit([self._received(disk, first, ids), *looks])
            progress(f"{first} items, {time.monotonic() - since:.0f} s")
        self._made.seconds["items"] = round(time.monotonic() - since)

    def _received(self, disk: str, first: int, ids: Sequence[str]) -> Act:
        elements: list[Any] = []
        pledges: list[Pledge] = []
        for number, item in enumerate(ids, first):
            digest, name = f"{number:064x}", random_id("o")[2:]
            size = 1000 + self._draw.randrange(10**8)
            path = f"{number // FOLDER:03d}MEDIA/{self._words.text(4)}_{number:06d}.mp4"
            elements.append(
                {
                    "path": path_text(path.encode()),
                    "item": item,
                    "sha256": digest,
                    "blake3": "00" * 32,
                }
                | {"size": size, "object": name}
            )
            pledges.append(Pledge(name, size + 100, digest))
        body: JsonDict = {"accession": disk, "source": 0, "originals": elements}
        act = "originals-received"
        return Act(EVIDENCE, act, body, "originals", tuple(pledges))

    def _looked(self, item: str) -> Iterator[Act]:
        draw = self._draw
        sort = draw.choices([k for k, _ in SORTS], [w for _, w in SORTS])[0]
        when = f"{draw.choice(MONTHS)}-{draw.randrange(1, 28):02d}T"
        when += f"{draw.randrange(24):02d}:00:00"
        result: JsonDict = {"kind": sort, "media_type": f"{sort}/x", "stills": []}
        if sort in ("video", "sound"):
            result["duration"] = [draw.randrange(10, 4000), 1]
            self._made.timed.append(item)
        if sort in ("video", "photograph"):
            result |= {"width": 1920, "height": 1080, "recorded": when}
        base: JsonDict = {"item": item, "decoder": "bench", "objects": []}
        look: JsonDict = {"stage": "look", "version": "1", "status": "done"}
        yield Act(EVIDENCE, "derived", {**base, **look, "code": "", "result": result})
        stages: JsonDict = {}
        for name, found in self._found(when).items():
            told: JsonDict = {"version": "1", "status": "done", "code": ""}
            told |= {"count": len(found), "summary": {}, "findings": found}
            stages[name] = told
        survey: JsonDict = {"depth": "survey", "input": "00" * 32, "stages": stages}
        yield Act(EVIDENCE, "surveyed", {**base, **survey})

    def _found(self, when: str) -> dict[str, list[Any]]:
        draw = self._draw
        model = f"M{draw.randrange(DEVICES)}"
        made: JsonDict = {"make": "Maker", "model": model, "serial": ""}
        found: dict[str, list[Any]] = {
            "container": [Finding("device", value=made).to_json()],
            "hashes": [_one("pdq", 0, {"hash": f"{draw.getrandbits(256):064x}"})],
            "shots": [_one("shot", 0, {})],
        }
        if draw.random() < 0.3:
            found["text"] = [_one("clock", 0, {"first": when})]
        for n in range(self._each - 3):
            if draw.random() < TALKING:
                value: JsonDict = {"text": self._words.text(14), "language": "ru"}
                found.setdefault("speech", []).append(_one("speech", 1, value, n))
            else:
                face = _one("face", 0, {}, n, Region(1, 1, 9, 9))
                found.setdefault("faces", []).append(face)
        return found


def _one(
    kind: str,
    stream: int,
    value: JsonDict,
    start: int = 0,
    region: Region | None = None,
) -> JsonDict:
    """A finding of one second, as an entry holds it."""
    times = (Fraction(start), Fraction(start + 1))
    pts = start * 25
    return Finding(kind, stream, pts, *times, region, None, value).to_json()
