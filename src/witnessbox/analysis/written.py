# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The text of one stream's pictures: what stands, what came, what went.

In what order, for each picture: clocks are looked at (`dial`); lines that look as
they did go on; places that came to look like lettering since they were searched
last, and places of lines that changed, are searched, and new lines are read. After
a cut, and every `AFRESH` pictures, all places count as new.

What it may cost is rationed: every picture brings `ALLOWANCE`, a search and each
reading take what they cost on average, in thousandths of a second of one core, and
nothing new is searched for while the ration is overdrawn.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from witnessbox.analysis import camera, clock, lettering
from witnessbox.analysis.clock import Reading
from witnessbox.analysis.dial import Dial, Moment
from witnessbox.analysis.lettering import Edges, Flags, Place
from witnessbox.analysis.ocr import FILM_EDGE, Reader, Text, readable
from witnessbox.analysis.page import scaled
from witnessbox.analysis.textline import Box, cut
from witnessbox.media.frame import Frame, Pixels
from witnessbox.model.finding import Finding

READ_EDGE = 1920
ALLOWANCE = 16
RESERVE = 300
DEBT = -160
COST_WHOLE, COST_SEARCH, COST_READ = 65, 4, 11
WHOLE_PIXELS = 960 * 544
MAX_LINES = 32
"""Lines read of one picture."""
AFRESH = 30
"""Pictures: two minutes."""
CUT = 20
"""Mean change of the picture in grey levels that counts as another shot."""
THUMB = (32, 18)
REST = Fraction(12)
"""Seconds after which a line that comes again is another."""
ALIKE = 0.8
ONCE = 700
"""Score that a line needs which stood on one picture only."""
MAX_TEXT = 500


@dataclass(slots=True)
class Line:
    """One line that stands, or stood."""

    box: Box
    place: Place
    strokes: Edges
    text: Text
    since: Moment
    until: Moment


class _Picture:
    """One picture, in full only where something is to be read."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self.edge = min(max(frame.size), READ_EDGE)
        grey = frame.grey(lettering.EDGE)
        self.strokes = lettering.edges(grey)
        # Of pixels of a full picture to one of the compared.
        self.by = self.edge / max(grey.shape)

    def size(self) -> tuple[int, int]:
        height, width = self._frame.grey(self.edge).shape
        return width, height

    def cut(self, box: Box) -> Pixels:
        return cut(self._frame.grey(self.edge), box)

    def search(self, reader: Reader, place: Place) -> tuple[list[Box], int]:
        """Lines within a place, and what that cost."""
        left, top, right, bottom = (round(one * self.by) for one in place)
        crop = self._frame.rgb(self.edge)[top:bottom, left:right]
        by = min(FILM_EDGE / self.edge, 2.0)
        sought, by = scaled(crop, max(round(max(crop.shape[:2]) * by), 1))
        cost = COST_SEARCH + COST_WHOLE * sought.size // 3 // WHOLE_PIXELS
        boxes = [box.scaled(1 / by) for box in reader.find(sought)]
        return [box.moved(left, top) for box in boxes], cost

    def place_of(self, box: Box) -> Place:
        """The place of a line in the compared picture."""
        height, width = self.strokes.shape
        left, top, right, bottom = (one / self.by for one in box.bounds())
        x, y = min(max(int(left), 0), width - 1), min(max(int(top), 0), height - 1)
        return (
            x,
            y,
            min(max(round(right), x + 1), width),
            min(max(round(bottom), y + 1), height),
        )


class Written:
    """One stream.

    Args:
        reader: The engines.
        stream: Its number.
    """

    def __init__(self, reader: Reader, stream: int) -> None:
        self._reader = reader
        self._reads = reader.again, reader.read
        self._stream = stream
        self._number = 0
        self._credit = RESERVE
        self._size = (1, 1)
        self._thumb: Pixels | None = None
        self._known: Flags | None = None
        self._fresh = 0
        self._lines: list[Line] = []
        self._past: list[Line] = []
        self._dials: list[Dial] = []
        self._gone: list[Dial] = []

    def frame(self, frame: Frame) -> None:
        """One sampled picture."""
        picture = _Picture(frame)
        moment = Moment(frame.pts, frame.time, self._number)
        self._credit = min(self._credit + ALLOWANCE, RESERVE)
        reads = self._reader.recognised
        turned = self._turned(frame.grey(lettering.EDGE))
        self._tell_time(picture, moment, turned)
        lost = self._go_on(picture, moment)
        flags = lettering.texty(picture.strokes)
        known = self._known
        if turned or known is None or self._number - self._fresh >= AFRESH:
            known = np.zeros_like(flags)
            self._fresh = self._number
        self._known = known
        places = self._new_places(picture, known, flags, lost)
        if places and self._credit > 0:
            self._search(picture, moment, places)
            for left, top, right, bottom in _cells(places):
                known[top:bottom, left:right] |= flags[top:bottom, left:right]
        spent = (self._reader.recognised - reads) * COST_READ
        self._credit = max(self._credit - spent, DEBT)
        self._number += 1

    def end(self) -> Iterator[Finding]:
        """All findings, in the order of time."""
        for dial in self._dials:
            dial.end(self._reads)
        found: list[Finding] = []
        for dial in [*self._gone, *self._dials]:
            made = list(dial.findings(self._stream))
            found.extend(made)
            if made and dial.camera:
                found.append(self._named(dial.camera, made[0]))
            if not made:
                found.append(
                    self._text(dial.first_text, dial.since, dial.until, dial.boxes[0])
                )
        for line in [*self._past, *self._lines]:
            if line.since is line.until and line.text.score < ONCE:
                continue
            one = self._text(line.text, line.since, line.until, line.box)
            found.append(one)
            name = camera.name(line.text.text)
            if name is not None:
                found.append(self._named(name, one))
        yield from sorted(found, key=_in_order)

    def _text(self, text: Text, since: Moment, until: Moment, box: Box) -> Finding:
        return Finding(
            "text", self._stream, since.pts, since.time, until.time,
            box.region(self._size), text.score,
            {"text": text.text[:MAX_TEXT], "language": text.language},
        )  # fmt: skip

    def _named(self, name: str, of: Finding) -> Finding:
        return Finding(
            "camera", of.stream, of.pts, of.start, of.end, of.region, of.score,
            {"name": name},
        )  # fmt: skip

    def _turned(self, grey: Pixels) -> bool:
        import cv2

        thumb = cv2.resize(grey, THUMB, interpolation=cv2.INTER_AREA).view(np.uint8)
        before, self._thumb = self._thumb, thumb
        if before is None:
            return True
        return float(cv2.absdiff(thumb, before).mean()) > CUT

    def _tell_time(self, picture: _Picture, moment: Moment, turned: bool) -> None:
        for dial in list(self._dials):
            dial.frame(moment, picture.cut, self._reads, turned=turned)
            if dial.gone:
                self._dials.remove(dial)
                self._gone.append(dial)

    def _go_on(self, picture: _Picture, moment: Moment) -> list[Place]:
        """Let lines go on that look as they did; gives the places of the others."""
        lost = []
        for line in list(self._lines):
            like = lettering.likeness(line.strokes, picture.strokes, line.place)
            if like >= lettering.SAME:
                line.until = moment
            else:
                self._lines.remove(line)
                self._past.append(line)
                lost.append(line.place)
        return lost

    def _new_places(
        self, picture: _Picture, known: Flags, flags: Flags, lost: Iterable[Place]
    ) -> list[Place]:
        import cv2

        around = np.ones((3, 3), np.uint8)
        near = cv2.dilate(flags.view(np.uint8), around) > 0
        known &= near
        new = flags & ~(cv2.dilate(known.view(np.uint8), around) > 0)
        for left, top, right, bottom in _cells(lost):
            new[top:bottom, left:right] = flags[top:bottom, left:right]
        for place in self._standing(picture):
            left, top, right, bottom = _cells([place])[0]
            new[top:bottom, left:right] = False
        row = np.ones((1, lettering.RUN), np.uint8)
        new = cv2.morphologyEx(new.view(np.uint8), cv2.MORPH_OPEN, row) > 0
        return lettering.places(new, picture.strokes.shape) if new.any() else []

    def _standing(self, picture: _Picture) -> Iterator[Place]:
        for line in self._lines:
            yield line.place
        for dial in self._dials:
            for box in dial.boxes:
                yield picture.place_of(box)

    def _search(self, picture: _Picture, moment: Moment, places: list[Place]) -> None:
        boxes: list[Box] = []
        self._size = picture.size()
        for place in places:
            found, cost = picture.search(self._reader, place)
            boxes.extend(found)
            self._credit -= cost
        taken = list(self._standing(picture))
        fresh: list[Line] = []
        for box in sorted(boxes, key=lambda one: -one.width)[:MAX_LINES]:
            place = picture.place_of(box)
            if any(_within(place, other) for other in taken):
                continue
            text = self._reader.read(picture.cut(box))
            if readable(text):
                strokes = lettering.patch(picture.strokes, place)
                fresh.append(Line(box, place, strokes, text, moment, moment))
        for line in self._without_clocks(fresh, moment):
            self._lines.append(self._known_before(line))

    def _without_clocks(self, fresh: list[Line], moment: Moment) -> list[Line]:
        """Make clocks of those that are; the other lines."""
        read = [(line, clock.read(line.text.text)) for line in fresh]
        rest = [line for line, reading in read if reading is None]
        dates = [one for one in read if one[1] is not None and one[1].time is None]
        for line, reading in read:
            if reading is None or reading.time is None:
                continue
            lines = [line]
            if not reading.dates:
                for other in dates:
                    if _beside(other[0].box, line.box):
                        dates.remove(other)
                        lines.insert(0, other[0])
                        break
            self._begin(lines, moment)
        return rest + [line for line, _ in dates]

    def _begin(self, lines: list[Line], moment: Moment) -> None:
        text = " ".join(line.text.text for line in lines)
        score = min(line.text.score for line in lines)
        box = lines[0].box.around(lines[-1].box)
        whole = Text(text, score, lines[-1].text.language)
        boxes = [line.box for line in lines]
        dial = Dial(boxes, box.region(self._size), moment, whole)
        reading: Reading | None = clock.read(text)
        for before in self._gone:
            if reading is not None and before.continues(reading, moment):
                before.again(dial)
                self._gone.remove(before)
                self._dials.append(before)
                return
        self._dials.append(dial)

    def _known_before(self, line: Line) -> Line:
        """The line itself, or the one that it goes on."""
        for before in reversed(self._past):
            if line.since.time - before.until.time > REST:
                continue
            one, other = before.text.text, line.text.text
            if difflib.SequenceMatcher(None, one, other).ratio() >= ALIKE:
                self._past.remove(before)
                line.since = before.since
                if before.text.score > line.text.score:
                    line.text = before.text
                return line
        return line


def _cells(places: Iterable[Place]) -> list[Place]:
    """Places in cells, every cell that they touch."""
    size = lettering.CELL
    return [
        (x // size, y // size, -(-r // size), -(-b // size)) for x, y, r, b in places
    ]


def _within(place: Place, other: Place) -> bool:
    """Whether most of a place is in another."""
    wide = min(place[2], other[2]) - max(place[0], other[0])
    high = min(place[3], other[3]) - max(place[1], other[1])
    area = (place[2] - place[0]) * (place[3] - place[1])
    return wide > 0 and high > 0 and 2 * wide * high > area


def _beside(one: Box, other: Box) -> bool:
    """Whether two lines stand on one row, or one above the other."""
    low = min(one.height, other.height)
    gap = abs(one.x - other.x) - (one.width + other.width) / 2
    if abs(one.y - other.y) < 0.5 * low:
        return gap < 12 * low
    return abs(one.y - other.y) < 2.5 * low and gap < 0


def _in_order(finding: Finding) -> tuple[Fraction, str, list[int]]:
    region = finding.region
    return (
        finding.start or Fraction(0),
        finding.kind,
        [] if region is None else [region.y, region.x],
    )
