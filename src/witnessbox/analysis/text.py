# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Text in pictures: captions, signs, burned-in clocks and camera names.

What holds: text is read where it changes, not on each picture. A line that looks as
it did when it was read is not read again; places are searched only where lettering
may have come since the last search; a clock is read now and then and foretold
between (see `dial`). What a film may cost is rationed in counted work, never in
measured time, so that the same film gives the same findings on every machine.

Findings: `text` (how long a line stood, and what it says), `clock`, `camera`, and
`summary`. All are a machine's reading, and may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from witnessbox.analysis import page
from witnessbox.analysis.ocr import Reader
from witnessbox.analysis.stage import About, Takes, Watcher
from witnessbox.analysis.written import Written
from witnessbox.media.frame import Frame
from witnessbox.model.finding import Finding


class TextStage:
    """The stage."""

    name = "text"
    version = "1"
    takes = Takes.PICTURES
    kinds: tuple[str, ...] = ("video", "photograph")
    models: tuple[str, ...] = ("text-detection", "tessdata")

    def __init__(self) -> None:
        self._reader: Reader | None = None

    def load(self, models: Mapping[str, str]) -> None:
        """Load both engines; nothing is opened afterwards."""
        self._reader = Reader(models)

    def watch(self, about: About) -> Watcher:
        """Begin an item."""
        if self._reader is None:
            raise RuntimeError("the stage was not loaded")
        if about.kind == "photograph":
            return _Photograph(self._reader)
        return _Film(self._reader)


class _Film(Watcher):
    """One film: each of its streams of pictures for itself."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._streams: dict[int, Written] = {}

    def frame(self, frame: Frame) -> Iterable[Finding]:
        """One sampled picture; findings come at the end."""
        if frame.stream not in self._streams:
            self._streams[frame.stream] = Written(self._reader, frame.stream)
        self._streams[frame.stream].frame(frame)
        return ()

    def end(self) -> Iterator[Finding]:
        """Everything, in the order of streams and times."""
        found: list[Finding] = []
        for _, written in sorted(self._streams.items()):
            found.extend(written.end())
        yield from found
        yield summary(found)


class _Photograph(Watcher):
    """One photograph, or a scanned page."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._found: list[Finding] = []

    def frame(self, frame: Frame) -> Iterator[Finding]:
        """The picture."""
        self._found = list(page.findings(self._reader, frame))
        yield from self._found

    def end(self) -> Iterator[Finding]:
        """The summary."""
        yield summary(self._found)


def summary(found: Iterable[Finding]) -> Finding:
    """A short account of an item's findings."""
    lines, clock, camera = 0, "", ""
    for finding in found:
        if finding.kind == "text":
            lines += 1
        elif finding.kind == "clock":
            clock = clock or str(finding.value["first"])
        elif finding.kind == "camera":
            camera = camera or str(finding.value["name"])
    return Finding("summary", value={"lines": lines, "clock": clock, "camera": camera})
