# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Persons in a chosen film, joined to tracks, both ways in time.

What holds: every `EVERY`-th frame is looked at, and the first of each shot; between
them a track is a straight line. A track says where a machine saw something like a
person, and nothing of who it is. Small, lying and half-hidden persons are missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from witnessbox.analysis.pursuit import Cuts, Pursuit, Seen, Worth
from witnessbox.analysis.stage import About, Takes, Watcher
from witnessbox.analysis.tracks import Joining
from witnessbox.analysis.yolo import MODEL, Yolo
from witnessbox.model.finding import Finding

if TYPE_CHECKING:
    from witnessbox.media.frame import Frame

EVERY = 4
"""One look takes 86 ms of a core: 22 a frame."""
LOOK = 640
SEEN = 0.25
WORTH = Worth(sure=0.6, fair=0.35, often=3)
JOINING = Joining(gap=Fraction(2), near=0.7)


class ClosePersons:
    """The stage."""

    name = "close-persons"
    version = "1"
    takes = Takes.EVERY_PICTURE
    kinds = ("video",)
    models: tuple[str, ...] = (MODEL,)

    def __init__(self) -> None:
        self._yolo: Yolo | None = None

    def load(self, models: Mapping[str, str]) -> None:
        """Load the detector, and run it once: it makes itself ready only then."""
        import numpy as np

        self._yolo = Yolo(models[MODEL])
        self._yolo.detect(np.zeros((64, 64, 3), np.uint8), SEEN)

    def watch(self, about: About) -> Watcher:
        """Begin an item."""
        del about
        if self._yolo is None:
            raise RuntimeError("the model was not loaded")
        return _Close(self._yolo)


class _Close(Watcher):
    def __init__(self, yolo: Yolo) -> None:
        self._yolo = yolo
        self._cuts = Cuts()
        self._pursuit = Pursuit("person-track", WORTH, JOINING)
        self._since = EVERY
        self._pictures = 0
        self._most = 0

    def frame(self, frame: Frame) -> Iterator[Finding]:
        """One frame."""
        if self._cuts.cut(frame) or self._pursuit.full:
            yield from self._pursuit.written()
            self._since = EVERY
        if self._since < EVERY:
            self._since += 1
            return
        if not self._pursuit.picture(frame):
            return
        self._since = 1
        self._pictures += 1
        rgb = frame.rgb(LOOK)
        scale = frame.size[0] / rgb.shape[1]
        rows = self._yolo.detect(rgb, SEEN)
        self._most = max(self._most, len(rows))
        for row in rows:
            x, y, width, height = (float(v) * scale for v in row[:4])
            score = min(float(row[4]), 1.0)
            pixels = max(round(height), 1)
            seen = Seen(
                (x, y, width, height), score, round(score * pixels), {"pixels": pixels}
            )
            self._pursuit.see(self._pursuit.last, seen)

    def end(self) -> Iterable[Finding]:
        """The last shot, and how much was seen."""
        yield from self._pursuit.written()
        yield Finding(
            "summary",
            value={
                "tracks": self._pursuit.tracks,
                "pictures": self._pictures,
                "most": self._most,
            },
        )
