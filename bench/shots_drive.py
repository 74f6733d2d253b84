# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The stage `shots` over one film, by the walk that the survey itself uses.

No sandbox is around it: what is measured is the stage's judgement and its own time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction

import av

from witnessbox.analysis.shots import SHOTS
from witnessbox.analysis.stage import About, FineWatcher, PacketSize
from witnessbox.media.fine import Walked
from witnessbox.media.frame import BASE_EDGE, Frame
from witnessbox.media.probe import Opened
from witnessbox.media.walk import Walk
from witnessbox.model.finding import Finding

ABOUT = About("video", "video/mp4")


@dataclass(slots=True)
class Driven:
    """What came of one film.

    Attributes:
        findings: Of the stage.
        spans: Between sampled pictures; `suspected`: of them.
        sampled: Pictures; `between`: frames that were fed besides.
        stills: Pictures that left as stills.
        sampled_seconds: Of the stage, for sampled pictures and packet sizes.
        between_seconds: Of the stage, for the frames between.
    """

    findings: list[Finding] = field(default_factory=list)
    spans: int = 0
    suspected: int = 0
    suspected_at: list[tuple[float, float]] = field(default_factory=list)
    sampled: int = 0
    between: int = 0
    stills: list[Fraction] = field(default_factory=list)
    sampled_seconds: float = 0.0
    between_seconds: float = 0.0

    def begins(self) -> list[float]:
        """When shots begin, without the first."""
        shots = [f for f in self.findings if f.kind == "shot"]
        return [float(shot.start or 0) for shot in shots[1:]]


class _Eyes:
    """Passes pictures on to the one watcher, and keeps its time."""

    def __init__(self, watcher: FineWatcher, driven: Driven, *, fed: bool) -> None:
        self._watcher = watcher
        self._driven = driven
        self._fed = fed
        self._last = 0.0

    def suspects(self, frame: Frame, sizes: Sequence[PacketSize]) -> bool:
        with self._timed(frame):
            found = self._watcher.suspects(frame, sizes)
        self._driven.spans += 1
        if found:
            self._driven.suspected += 1
            self._driven.suspected_at.append((self._last, float(frame.time)))
        return found and self._fed

    def between(self, frame: Frame) -> bool:
        if not self._fed:
            return False
        self._driven.between += 1
        frame.rgb(BASE_EDGE)
        started = time.perf_counter()
        found = self._watcher.between(frame)
        self._driven.between_seconds += time.perf_counter() - started
        return found

    def frame(self, frame: Frame, *, seen: bool = False) -> None:
        self._last = float(frame.time)
        self._driven.stills.append(frame.time)
        if not seen:
            self._driven.sampled += 1
            with self._timed(frame):
                self._driven.findings += self._watcher.frame(frame)

    @contextmanager
    def _timed(self, frame: Frame) -> Iterator[None]:
        frame.rgb(BASE_EDGE)
        started = time.perf_counter()
        yield
        self._driven.sampled_seconds += time.perf_counter() - started


def drive(path: str, *, fed: bool = True, purse: int | None = None) -> Driven:
    """Walk one film.

    Args:
        path: Of the film.
        fed: Whether frames between are given: false is the negative control.
        rationed: Whether the walk decodes only so many frames on suspicion.
    """
    driven = Driven()
    watcher = SHOTS.watch(ABOUT)
    eyes = _Eyes(watcher, driven, fed=fed)
    opened = _open(path)
    walk = Walk(opened, lambda: _open(path), Walked())
    if purse is not None:
        walk._purse = purse
    for _ in walk.through(opened.container.streams.video[0], eyes):
        pass
    driven.findings += watcher.end()
    return driven


def _open(path: str) -> Opened:
    return Opened(av.open(path), "mov", "video/mp4", "")
