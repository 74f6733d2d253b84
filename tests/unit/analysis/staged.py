# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Stages that misbehave, and a process that serves them; run as a program.

Each stage does as its name says at every `EVERY`th picture, or at once. Used in
place of `witnessbox.pipeline.watcher`.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from witnessbox.analysis.stage import About, FineWatcher, Stage, Takes, Watcher
from witnessbox.media.frame import Frame
from witnessbox.media.source import SourceFile
from witnessbox.model.finding import Finding, Region
from witnessbox.pipeline import watcher

COMMAND = (sys.executable, "-I", os.path.abspath(__file__))
MOODS = (
    "works", "crashes", "hangs", "raises", "eats", "exits", "lies", "floats",
)  # fmt: skip
KINDS = ("video", "photograph", "sound")


class Behaviour(Watcher):
    """Finds one thing a picture, then does as it is named."""

    def __init__(self, name: str) -> None:
        self._name = name

    def frame(self, frame: Frame) -> Iterable[Finding]:
        yield Finding(
            "seen", frame.stream, frame.pts, frame.time, value={"w": frame.size[0]}
        )
        name = self._name
        if name == "moody":
            # The picture says how: so a caller knows what must come of each.
            name = MOODS[int(frame.rgb(640)[0, 0, 0]) * len(MOODS) // 256]
        if name == "crashes":
            ctypes.string_at(0)
        if name == "hangs":
            while True:
                time.sleep(1)
        if name == "raises":
            raise KeyError(name)
        if name == "eats":
            _ = bytearray(1 << 40)
        if name == "exits":
            os._exit(0)
        if name == "lies":
            yield Finding("seen", region=Region(9_000, 0, 2_000, 10))
        if name == "floats":
            yield Finding("seen", value={"x": 0.5})  # type: ignore[dict-item]
        if name == "ends-early":
            yield Finding("seen", start=Fraction(2), end=Fraction(1))

    def file(self, file: SourceFile) -> Iterable[Finding]:
        yield Finding("read", value={"first": file.read(4).hex()})

    def end(self) -> Iterable[Finding]:
        yield Finding("summary", value={"named": self._name})


class Between(FineWatcher):
    """Wants every frame, and says how many there were."""

    def __init__(self) -> None:
        self.between_times: list[Fraction] = []
        self.times: list[Fraction] = []

    def suspects(self, frame: Frame, packets: object) -> bool:
        return True

    def between(self, frame: Frame) -> bool:
        self.between_times.append(frame.time)
        return False

    def frame(self, frame: Frame) -> Iterable[Finding]:
        self.times.append(frame.time)
        return ()

    def end(self) -> Iterable[Finding]:
        everything = [*self.times, *self.between_times]
        yield Finding(
            "summary",
            value={
                "all": len(everything),
                "different": len(set(everything)),
                "sampled": len(self.times),
            },
        )


@dataclass(frozen=True)
class Staged:
    """A stage of one behaviour."""

    name: str
    version: str = "1"
    takes: Takes = Takes.PICTURES
    kinds: tuple[str, ...] = KINDS
    models: tuple[str, ...] = ()

    def load(self, models: Mapping[str, str]) -> None:
        if self.name == "threaded":
            threading.Thread(target=time.sleep, args=(60,), daemon=True).start()

    def watch(self, about: About) -> Watcher:
        return Between() if self.name == "between" else Behaviour(self.name)


NAMES = (
    "works", "crashes", "hangs", "raises", "eats", "exits", "lies", "floats",
    "ends-early", "between", "works-too", "moody",
)  # fmt: skip
READS = Staged("reads", takes=Takes.FILE, kinds=(*KINDS, "other"))
STAGES: tuple[Stage, ...] = (*(Staged(name) for name in NAMES), READS)

if __name__ == "__main__":
    if "threaded" in sys.argv:
        STAGES = (*STAGES, Staged("threaded"))
    watcher.serve(STAGES, {})
