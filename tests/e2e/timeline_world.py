# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A box with films whose pictures carry their numbers, and eyes for those numbers."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from tests.e2e import web_world
from tests.unit.media import coded
from tests.unit.media.test_stamps import uneven
from tests.unit.web.conftest import looked, surveyed

from witnessbox.base.values import Compartment
from witnessbox.catalogue.answers import Filter
from witnessbox.ledger.entry import Act
from witnessbox.model.finding import Finding, Region
from witnessbox.pipeline import handling
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.intake_order import Listener, Order
from witnessbox.pipeline.membership import add_member

SPEAKER = "a speaker's passphrase"
UNEVEN, STEADY = "phone.mp4", "camera.ts"

NUMBER = """
(selector) => {
  const seen = document.querySelector(selector);
  const wide = seen.videoWidth || seen.width, high = seen.videoHeight || seen.height;
  const canvas = new OffscreenCanvas(wide, high);
  const pen = canvas.getContext('2d');
  pen.drawImage(seen, 0, 0);
  let found = 0;
  for (let n = 0; n < 16; n += 1) {
    const x = Math.floor((2 * (n % 4) + 1) * wide / 8);
    const y = Math.floor((2 * Math.floor(n / 4) + 1) * high / 8);
    found = found * 2 + (pen.getImageData(x, y, 1, 1).data[0] > 127 ? 1 : 0);
  }
  return found;
}
"""
"""The number that a picture shows, from its own pixels."""

SETTLE = """
async (act) => {
  const shown = new Promise(done => document.addEventListener('shown',
    event => done(event.detail), {once: true}));
  const key = (name, more = {}) => document.body.dispatchEvent(
    new KeyboardEvent('keydown', {key: name, bubbles: true, ...more}));
  if (act.startsWith('at ')) {
    const canvas = document.querySelector('[data-drawn]');
    const box = canvas.getBoundingClientRect();
    const told = {bubbles: true, pointerId: 1, clientY: box.top + 5,
      clientX: box.left + box.width * Number(act.slice(3))};
    canvas.setPointerCapture = () => {};
    canvas.dispatchEvent(new PointerEvent('pointerdown', told));
    canvas.dispatchEvent(new PointerEvent('pointercancel', told));
  } else key(act.split(' ')[0], {shiftKey: act.endsWith(' shift')});
  return shown;
}
"""
"""Do something that shows another picture, and wait for it; its stamp."""


@dataclass(frozen=True, slots=True)
class Films:
    """What was made.

    Attributes:
        items: Ids by names.
        numbers: Of each film, the number of the picture at each stamp.
        bases: Seconds per tick of each film.
    """

    items: dict[str, str]
    numbers: dict[str, dict[int, int]]
    bases: dict[str, Fraction]


def filled(box: Box, folder: Path) -> Films:
    """Two films, taken in and looked at, one with findings; and a second member."""
    made = {
        UNEVEN: coded.film(
            uneven(160, 5),
            Fraction(1, 1000),
            size=(320, 180),
            options={"bf": "2", "g": "40"},
        ),
        STEADY: coded.film(
            range(100),
            Fraction(1, 25),
            first=5000,
            container="mpegts",
            options={"bf": "2", "g": "30"},
        ),
    }
    folder.mkdir()
    for name, data in made.items():
        (folder / name).write_bytes(data)
    numbers = {name: stamps_of(data) for name, data in made.items()}
    bases = {name: base_of(data) for name, data in made.items()}
    session = box.unlock(web_world.PASSPHRASE)
    try:
        taken = Order((os.fsencode(folder),), "First disk", "HERON", "", 1)
        session.take_in(taken, Listener(_quiet, _quiet, _quiet, lambda: None))
        items = {row.name: row.item for row in session.items(Filter(), 10).rows}
        for name, item in items.items():
            session.committer.commit([seen(item, numbers[name], bases[name])])
            handling.label(session, item, web_world.MILD)
        found = findings()
        session.committer.commit([surveyed(items[UNEVEN], found)], findings=[found])
        held = (Compartment.EVIDENCE,)
        role = "analyst, speaks:ru"
        add_member(session, "Boris", role, held, SPEAKER, work_factor=4)
    finally:
        session.close()
    return Films(items, numbers, bases)


def _quiet(*_: object) -> None:
    """Nobody listens."""


def seen(item: str, numbers: dict[int, int], base: Fraction) -> Act:
    """A first look at a film, told and not taken: what it would say of its times."""
    act = looked(item, "video")
    begins, ends = (Fraction(pick(numbers)) * base for pick in (min, max))
    length = ends - begins + Fraction(1, 25)
    result: Any = act.body["result"]
    result["start"] = [begins.numerator, begins.denominator]
    result["duration"] = [length.numerator, length.denominator]
    return act


def base_of(data: bytes) -> Fraction:
    """Seconds per tick of a film."""
    with av.open(io.BytesIO(data), "r") as film:
        return Fraction(film.streams.video[0].time_base or 1)


def findings() -> dict[str, list[Finding]]:
    """What machines would say of the uneven film."""

    def spoken(number: int) -> Finding:
        words: dict[str, Any] = {"language": "ru", "text": f"Слово {number}"}
        start = Fraction(9 * number + 1)
        return Finding("speech", 1, start=start, end=start + 4, value=words)

    return {
        "speech": [spoken(number) for number in range(6)],
        "shots": [
            Finding("shot", 0, start=Fraction(n * 17), end=Fraction(n * 17 + 17))
            for n in range(6)
        ],
        "faces": [
            Finding("face", 0, n, Fraction(n, 3), region=Region(3000, 2000, 900, 900))
            for n in range(40)
        ],
        "text": [
            Finding("text", 0, 0, Fraction(5), Fraction(9), value={"text": "КОРПУС 3"})
        ],
    }


def stamps_of(data: bytes) -> dict[int, int]:
    """The number of the picture at each stamp, by decoding the whole film."""
    found: dict[int, int] = {}
    with av.open(io.BytesIO(data), "r") as film:
        for frame in film.decode(video=0):
            pixels = frame.reformat(width=32, height=32, format="gray").to_ndarray()
            assert frame.pts is not None
            found[frame.pts] = coded.number_in(pixels.tobytes(), 32, 32)
    return found
