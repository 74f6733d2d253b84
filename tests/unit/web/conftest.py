# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A box with items that machines have looked at, and a seat in front of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from witnessbox.base.values import Compartment
from witnessbox.catalogue.answers import Filter
from witnessbox.ledger.entry import Act
from witnessbox.model.finding import Finding, Region
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.intake_order import Listener, Order
from witnessbox.pipeline.session import Session
from witnessbox.web.app import create_app

PASSPHRASE = "only for this test"
PORT = 8765
EVIL = "<script>alert(1)</script>\u202e&quot;"
FILMS = 3


@dataclass(slots=True)
class Desk:
    """The application, a seat's client, and what is in the box."""

    app: FastAPI
    session: Session
    seated: TestClient
    stranger: TestClient
    token: str
    items: dict[str, str]


def findings() -> dict[str, list[Finding]]:
    """One of each kind that the screens word, each text hostile."""
    stills = [
        Finding("still", 0, n, Fraction(5 * n), value={"pack": 0, "covered": [0, 1]})
        for n in range(120)
    ]
    shots = [
        Finding("shot", 0, start=Fraction(n), end=Fraction(n + 1)) for n in range(600)
    ]
    clock: dict[str, Any] = {
        "first": "2023-05-06T23:14:00",
        "last": "2023-05-06T23:24:00",
        "drift_ms_per_h": 1500,
        "ambiguous": True,
        "jumps": [[1, "a", "b"]],
    }
    stands: dict[str, Any] = {"pictures": 3, "equal": True}
    words: dict[str, Any] = {"language": "ru", "text": f"Стой {EVIL}"}
    return {
        "container": [
            Finding("device", value={"make": EVIL, "model": "M", "serial": "7"}),
            Finding("place", value={"lat_e6": 55751244, "lon_e6": -37618423}),
            Finding("encoder", value={"field": "encoder", "text": EVIL}),
            Finding("damage", value={"code": "cut-short", "bytes": 5000}),
            Finding("edit-list", value={"hidden": [21, 4], "notable": True}),
        ],
        "stills": stills,
        "shots": shots,
        "faces": [
            Finding("face", 0, n, Fraction(n), region=Region(1, 1, 9, 9), score=900)
            for n in (1, 1, 2)
        ],
        "text": [
            Finding("clock", 0, 0, Fraction(0), Fraction(600), value=clock),
            Finding("camera", 0, 0, Fraction(0), value={"text": EVIL}),
            Finding("text", 0, 0, Fraction(1), Fraction(2), value={"text": EVIL}),
        ],
        "speech": [
            Finding("speech", 1, start=Fraction(1), end=Fraction(3), value=words)
        ],
        "hashes": [Finding("pdq", value={"hash": "aa", "quality": 80})],
        "spans": [
            Finding("still", 0, start=Fraction(3), end=Fraction(9), value=stands),
            Finding("grey-out", 0, start=Fraction(20), value={"why": "smear"}),
        ],
    }


def looked(item: str, kind: str, reason: str = "") -> Act:
    result: dict[str, Any] = {"kind": kind, "media_type": "x/y", "stills": []}
    if kind == "video":
        result |= {"duration": [600, 1], "width": 640, "height": 480, "streams": []}
    body: dict[str, Any] = {
        "item": item,
        "stage": "look",
        "version": "1",
        "status": "refused" if reason else "done",
        "code": reason,
        "decoder": "test",
        "result": result,
        "objects": [],
    }
    return Act(Compartment.EVIDENCE, "derived", body)


def surveyed(item: str, found: dict[str, list[Finding]]) -> Act:
    stages: dict[str, Any] = {
        name: {
            "version": "1",
            "status": "done",
            "code": "",
            "count": len(some),
            "summary": {},
            "findings": [one.to_json() for one in some],
        }
        for name, some in found.items()
    }
    stages["sensitive"] = {
        "version": "1",
        "status": "failed",
        "code": "crashed",
        "count": 0,
        "summary": {},
    }
    body: dict[str, Any] = {
        "item": item,
        "depth": "survey",
        "decoder": "test",
        "input": "00" * 32,
        "stages": stages,
        "objects": [],
    }
    return Act(Compartment.EVIDENCE, "surveyed", body)


def filled(session: Session, source: Path) -> dict[str, str]:
    """Three films of which one was surveyed, a photograph, and what waits."""
    source.mkdir()
    names = [f"IMG_000{n}.MP4" for n in (1, 2, 5)] + ["p.jpg", "waits.bin", "torn.mp4"]
    for name in names:
        (source / name).write_bytes(os.urandom(20))
    session.take_in(
        Order((os.fsencode(source),), "First disk", "HERON", "", 1),
        Listener(
            lambda _: None, lambda _a, _b: None, lambda _a, _b: None, lambda: None
        ),
    )
    items = {row.name: row.item for row in session.items(Filter(), 100).rows}
    acts = [looked(items[name], "video") for name in names[:FILMS]]
    acts.append(looked(items["p.jpg"], "photograph"))
    acts.append(looked(items["torn.mp4"], "video", "damaged"))
    session.committer.commit(acts)
    found = findings()
    session.committer.commit([surveyed(items[names[0]], found)], findings=[found])
    return items


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    box = Box.create(
        str(folder / "box"), PASSPHRASE, name="Anna", title="T", work_factor=4
    )
    session = box.unlock(PASSPHRASE)
    items = filled(session, folder / "source")
    app = create_app(box, port=PORT)
    place = app.state.place
    seat = place.seats.open(session, "Anna")
    address = f"http://127.0.0.1:{PORT}"
    stranger = TestClient(app, base_url=address, follow_redirects=False)
    seated = TestClient(
        app,
        base_url=address,
        follow_redirects=False,
        cookies={place.cookie: seat.token},
    )
    yield Desk(app, session, seated, stranger, seat.csrf, items)
    place.seats.lock_all()
