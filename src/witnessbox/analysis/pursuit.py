# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a close look saw, picture by picture, until its tracks are written down.

What holds: tracks end at cuts, so a shot is written down when it is over, and what
is held in memory is one shot; a shot of more than `MOST_PICTURES` is written down
in pieces. A track is written if it was seen surely once (`Worth.sure`), or often
enough and not badly (`Worth.often`, `Worth.fair`). A long track is several findings
of one `track` number, each of at most `PART` boxes; the last box of one is the
first of the next.

A box of a finding is [pts, x, y, width, height, score, filled]: places in 1/10,000
of the picture, score in 1/1000, filled 1 where nothing was seen in that picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from witnessbox.analysis.quality import part
from witnessbox.analysis.thinning import thinned
from witnessbox.analysis.tracks import Box, Joining, Picture, Sighting, Track, tracks
from witnessbox.base.canonical import JsonDict, JsonValue
from witnessbox.model.finding import SURE, WHOLE, Finding, Region

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from witnessbox.media.frame import Frame

MOST_PICTURES = 15_000
"""Ten minutes at 25 a second."""
MOST_SIGHTINGS = 100_000
PART = 64
"""Boxes of a finding: 256 findings leave the child at once, in 1 MiB at most."""
CUT = 20.0
"""Mean difference of brightness, of 255, between neighbouring frames, from which
it may be a cut; and how many times the usual difference it must be, for a camera
that is carried about differs from frame to frame."""
UNUSUAL = 3.0
_THUMB = (32, 18)


@dataclass(frozen=True, slots=True)
class Worth:
    """Which tracks are written down.

    Attributes:
        sure: Best score from which a track is, however short.
        fair: Best score from which one is that was seen `often` times.
        often: Sightings.
    """

    sure: float
    fair: float
    often: int

    def holds(self, track: Track) -> bool:
        """Whether this one is."""
        seen = [box.score for box in track if not box.filled]
        best = max(seen)
        return best >= self.sure or (best >= self.fair and len(seen) >= self.often)


@dataclass(frozen=True, slots=True)
class Seen:
    """One detection, and what may be said of it if it is its track's best.

    Attributes:
        box: In pixels of the full picture.
        score: 0 to 1.
        rank: Which of a track's pictures shows it best; the highest.
        value: What the finding then says of it.
    """

    box: Box
    score: float
    rank: int
    value: JsonDict


class Cuts:
    """Whether a frame begins another shot."""

    def __init__(self) -> None:
        self._last: npt.NDArray[np.int16] | None = None
        self._usual = 0.0

    def cut(self, frame: Frame) -> bool:
        """One frame after another; false at the first."""
        import cv2
        import numpy as np

        small = cv2.resize(frame.grey(320), _THUMB, interpolation=cv2.INTER_AREA)
        thumb = small.astype(np.int16)
        last, self._last = self._last, thumb
        if last is None:
            return False
        differs = float(np.abs(thumb - last).mean())
        cut = differs > CUT and differs > UNUSUAL * self._usual
        if not cut:
            self._usual += (differs - self._usual) / 4
        return cut


class Pursuit:
    """The sightings of one item.

    Args:
        kind: Of the findings.
        worth: Which tracks are written down.
        joining: How sightings are joined.
    """

    def __init__(self, kind: str, worth: Worth, joining: Joining) -> None:
        self._kind = kind
        self._worth = worth
        self._joining = joining
        self._pictures: list[Picture] = []
        self._stamps: list[int] = []
        self._sightings: list[Sighting] = []
        self._seen: list[Seen] = []
        self._stream = 0
        self._size = (1, 1)
        self.tracks = 0
        """How many were written down."""

    @property
    def last(self) -> int:
        """The number of the picture that was added last; -1 before any."""
        return len(self._pictures) - 1

    def picture(self, frame: Frame) -> bool:
        """Another picture; false if it cannot be named or is not later than the last.

        Such pictures are of damaged films; they are not looked at.
        """
        if frame.pts is None:
            return False
        if self._pictures and frame.time <= self._pictures[-1].time:
            return False
        self._pictures.append(Picture(len(self._pictures), frame.time))
        self._stamps.append(frame.pts)
        self._stream, self._size = frame.stream, frame.size
        return True

    def see(self, number: int, seen: Seen) -> None:
        """A detection in a picture that was added, this one or one before."""
        time = self._pictures[number].time
        self._sightings.append(Sighting(number, time, seen.box, seen.score))
        self._seen.append(seen)

    @property
    def full(self) -> bool:
        """Whether it must be written down now."""
        many = len(self._sightings) >= MOST_SIGHTINGS
        return many or len(self._pictures) >= MOST_PICTURES

    def written(self) -> Iterator[Finding]:
        """The tracks of the shot that is over; then it begins anew."""
        found = tracks(self._pictures, self._sightings, self._joining)
        for track in found:
            if self._worth.holds(track):
                yield from self._findings(track)
                self.tracks += 1
        self._pictures, self._stamps = [], []
        self._sightings, self._seen = [], []

    def _findings(self, track: Track) -> Iterator[Finding]:
        times = [self._pictures[box.picture].time for box in track]
        kept = thinned(track, [float(time) for time in times])
        best = max(
            (box for box in track if not box.filled),
            key=lambda box: self._seen[box.source].rank,
        )
        shown = self._seen[best.source]
        starts = range(0, max(len(kept) - 1, 1), PART - 1)
        for number, start in enumerate(starts):
            places = kept[start : start + PART]
            boxes: list[JsonValue] = [
                [
                    self._stamps[track[at].picture],
                    *self.region(track[at].box).to_json(),
                    min(round(track[at].score * SURE), SURE),
                    int(track[at].filled),
                ]
                for at in places
            ]
            yield Finding(
                self._kind,
                stream=self._stream,
                pts=self._stamps[best.picture],
                start=times[places[0]],
                end=times[places[-1]],
                region=self.region(best.box),
                score=min(round(best.score * SURE), SURE),
                value={
                    "track": self.tracks,
                    "part": number,
                    "parts": len(starts),
                    "boxes": boxes,
                    "seen": sum(not box.filled for box in track),
                    "filled": sum(box.filled for box in track),
                    **shown.value,
                },
            )

    def region(self, box: Box) -> Region:
        """A box as a part of the picture, cut to it."""
        (x, y, width, height), (wide, high) = box, self._size
        left = min(part(x, wide), WHOLE - 1)
        top = min(part(y, high), WHOLE - 1)
        right, bottom = part(x + width, wide), part(y + height, high)
        return Region(left, top, max(right - left, 1), max(bottom - top, 1))
