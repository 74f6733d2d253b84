# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A burned-in clock in a film's pictures: when it is read, and what is found.

What holds: a clock changes on every picture, so it is cut out of each and read only
every `EVERY` pictures and where the picture changes: what it shows between can be
told beforehand. Where a reading is not what it should be, the cut-out pictures since
the last one are read as well, so that a jump is found on its own picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from witnessbox.analysis import camera, clock
from witnessbox.analysis.clock import Reading
from witnessbox.analysis.ocr import Text
from witnessbox.analysis.textline import Box
from witnessbox.analysis.ticking import Seen, Ticking
from witnessbox.media.frame import Pixels
from witnessbox.model.finding import Finding, Region

EVERY = 6
"""Pictures between two readings of a clock that is as it should be: 24 s."""
EVERY_TURNED = 3
"""The same where the picture around it has changed: 12 s. A jump is found on its own
picture either way, for what was not read is kept until the next reading."""
MAX_MISSED = 3
"""Readings that may fail in a row before the clock is taken to be gone."""
MAX_TRIED = 12
"""Readings after which a time that does not run is a text like any other."""

Look = Callable[[Box], Pixels]
"""Cuts a line out of the picture of the moment."""
Read = Callable[[Pixels], Text]
Reads = tuple[Read, Read]
"""Of the figures alone, which is quick; and with all care, where that does not fit."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Which picture.

    Attributes:
        pts: Presentation stamp in ticks.
        time: Its seconds.
        number: Of the sampled pictures, from 0.
    """

    pts: int | None
    time: Fraction
    number: int


@dataclass(frozen=True, slots=True)
class _Held:
    moment: Moment
    crops: Sequence[Pixels]


class Dial:
    """One clock, on one line or on two.

    Args:
        boxes: Its lines, in the order of reading.
        region: As findings carry it.
        moment: When it was first read, and what it said.
    """

    def __init__(
        self, boxes: Sequence[Box], region: Region, moment: Moment, read: Text
    ) -> None:
        self.boxes = boxes
        self.region = region
        self.ticking = Ticking()
        self.first_text = read
        self.camera = camera.name(read.text)
        self.since = self.until = moment
        self.missed = 0
        self.changed = False
        self.read_count = 0
        self._score = 0
        self._last_read = moment.number
        self._turned = False
        self._held: list[_Held] = []
        self._take(moment, read)

    @property
    def gone(self) -> bool:
        """Whether it cannot be read any more, or was no clock."""
        tried = not self.ticking.runs and self.read_count > MAX_TRIED
        return tried or self.missed >= MAX_MISSED

    def frame(self, moment: Moment, look: Look, read: Reads, *, turned: bool) -> int:
        """One picture; gives how many lines were read."""
        before = self.read_count
        self._held.append(_Held(moment, [look(box) for box in self.boxes]))
        waits = not self.ticking.runs or self.ticking.doubted or self.missed > 0
        self._turned = self._turned or turned
        due = EVERY_TURNED if self._turned else EVERY
        if waits or moment.number - self._last_read >= due:
            self._read(read)
        return (self.read_count - before) * len(self.boxes)

    def end(self, read: Reads) -> None:
        """No further picture: read the last one."""
        if self._held and not self.gone:
            self._read(read)

    def findings(self, stream: int) -> Iterator[Finding]:
        """What it was; nothing if it never ran and was not read alone."""
        seen = self.ticking.first or self.ticking.alone()
        if seen is None:
            return
        last = self.ticking.last or seen
        if self.ticking.runs:
            value = self.ticking.value()
        else:
            value = {
                "first": seen.reading.text,
                "last": seen.reading.text,
                "format": seen.reading.order,
                "ambiguous": seen.reading.ambiguous,
                "drift_ms_per_h": 0,
                "jumps": [],
            }
        score = self._score // max(self.read_count, 1)
        yield Finding(
            "clock", stream, seen.pts, seen.time, last.time, self.region, score, value
        )

    def continues(self, reading: Reading, moment: Moment) -> bool:
        """Whether a clock found anew is this one, after a while unseen."""
        return self.ticking.fits(Seen(moment.pts, moment.time, reading))

    def again(self, other: Dial) -> None:
        """Go on where another, which continues this one, was found."""
        self.boxes, self.region = other.boxes, other.region
        self.missed = 0
        self._take(other.since, other.first_text)

    def _read(self, reads: Reads) -> None:
        quick, read = reads
        held = self._held[-1]
        text = self._text(held, quick)
        reading = clock.read(text.text)
        if not self._expected(held.moment, reading):
            text = self._text(held, read)
            reading = clock.read(text.text)
        self._last_read = held.moment.number
        self._turned = False
        if reading is None or reading.time is None:
            self.missed += 1
            del self._held[: -EVERY * 2]
            return
        seen = Seen(held.moment.pts, held.moment.time, reading)
        if self.ticking.runs and not self.ticking.fits(seen):
            for earlier in self._held[:-1]:
                self._take(earlier.moment, self._text(earlier, read))
        self._take(held.moment, text)
        self._held.clear()

    def _expected(self, moment: Moment, reading: Reading | None) -> bool:
        if reading is None or reading.time is None:
            return False
        return self.ticking.fits(Seen(moment.pts, moment.time, reading))

    def _text(self, held: _Held, read: Read) -> Text:
        self.read_count += 1
        texts = [read(crop) for crop in held.crops]
        score = min(one.score for one in texts)
        return Text(" ".join(one.text for one in texts), score, texts[0].language)

    def _take(self, moment: Moment, text: Text) -> None:
        reading = clock.read(text.text)
        if reading is None or reading.time is None:
            return
        self._score += text.score
        self.read_count += not self.read_count
        self.missed = 0
        if text.text == self.first_text.text and not self.changed:
            self.until = moment
        self.changed = self.changed or text.text != self.first_text.text
        self.ticking.see(Seen(moment.pts, moment.time, reading))
