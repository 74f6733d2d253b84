# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The shots of a film: where the camera, or whoever cut the film, begins anew.

What holds: the shots of a stream follow each other without a gap, from its first
picture to its last, except where its clock jumps back. A shot begins with its first
picture, whose stamp is given, where the frames around it were decoded; `begins`
says how: `start`, `cut`, `fade`, `dissolve`, or `gap` (nothing is shown for a while).
The middle of a fade or of a dissolve is where the new shot begins. A boundary's score
is that of its own evidence.

Coarse to fine: sampled pictures and the sizes of the packets between decide whether a
shot may begin between two of them (`suspicion`); only then, or where keyframes are far
apart anyway, are the frames between looked at (`cuts`, `gradual`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from witnessbox.analysis.cuts import CUT, SOONEST, Seen, alike, differ
from witnessbox.analysis.gradual import boundaries
from witnessbox.analysis.likeness import EDGE, Signature, colours, shapes, sign
from witnessbox.analysis.stage import About, FineWatcher, PacketSize, Takes
from witnessbox.analysis.suspicion import (
    Rhythm,
    gaps,
    gone,
    likely,
    located,
    suspicious,
)
from witnessbox.model.finding import SURE, Finding

if TYPE_CHECKING:
    from witnessbox.media.frame import Frame

START, GAP = "start", "gap"
PENDING = Fraction(10)
"""Seconds of frames that are gathered before they are decided."""
LAG = Fraction(4)
"""Seconds behind the newest frame that can be decided: two halves of a window, since
a better one beside it must have been seen as well."""
CONTEXT = Fraction(5)
"""Seconds behind what is decided that are kept, for the windows' other half."""
STEADY = Fraction(3, 10)
"""Seconds for which a picture stays as it is before it is given as a still,"""
RESTLESS = Fraction(1)
"""... or that have passed since the last one, where it never does."""
UNSETTLED = 2.0
"""Mean change of `coarse` over `STEADY` that says that something is under way."""
UNSETTLED_COLOURS = 0.1
UNSETTLED_SHAPES = 0.4
"""Change to the next sampled picture, above either of which it goes on."""
LOCATED_SCORE = 0.6
"""Of a boundary that pictures and packets agree on, and no frame was looked at for."""
COARSE_SCORE = 0.3
"""Of a boundary between two pictures whose frames between could not be had."""


@dataclass(frozen=True, slots=True)
class _Begin:
    """The first picture of a shot."""

    pts: int | None
    time: Fraction
    begins: str
    score: int


class _Watcher(FineWatcher):
    """One film."""

    def __init__(self) -> None:
        self._stream = 0
        self._seen: list[Seen] = []
        self._shown: Seen | None = None
        self._fed = False
        self._suspected = False
        self._likely = 0
        self._located = False
        self._decided: Fraction | None = None
        self._rhythm = Rhythm()
        self._step = Fraction(0)
        self._current: _Begin | None = None
        self._ready: list[Finding] = []
        self._jumps: list[_Begin] = []
        self._count = 0
        self._longest = Fraction(0)

    def suspects(self, frame: Frame, packets: Sequence[PacketSize]) -> bool:
        """Whether a shot may begin between the last sampled picture and this."""
        self._fed = len(packets) == 1
        self._suspected = False
        if not self._seen or frame.pts is None or not packets:
            return False
        last = self._seen[-1]
        self._watch_clock(frame, packets)
        out_of_turn = self._rhythm.out_of_turn(packets, frame.pts)
        signature = sign(frame.rgb(EDGE))
        self._suspected = suspicious(
            last.signature, signature, packets, out_of_turn=out_of_turn
        ) or self._unsettled(signature)
        self._likely = likely(packets, frame.pts, out_of_turn=out_of_turn)
        self._located = (
            self._suspected
            and not last.follows
            and not last.signature.blank
            and not signature.blank
            and located(packets, out_of_turn=out_of_turn)
            and gone(last.signature, signature)
        )
        return self._suspected and not self._located

    def between(self, frame: Frame) -> bool:
        """Look at one frame between; whether it shows what no still shows yet."""
        self._add(frame, follows=bool(self._seen))
        self._fed = True
        return self._is_new()

    def frame(self, frame: Frame) -> Iterable[Finding]:
        """A sampled picture."""
        if not self._seen or self._seen[-1].time != frame.time:
            self._add(frame, follows=self._fed and bool(self._seen))
        self._shown = self._seen[-1]
        self._fed = self._suspected = False
        yield from self._given()

    def end(self) -> Iterable[Finding]:
        """The last shots, and how many there were."""
        self._decide(None)
        self._close()
        yield from self._given()
        longest = int(self._longest * 1000)
        if self._count:
            value = {"shots": self._count, "longest_ms": longest}
            yield Finding("summary", value={**value})

    def _given(self) -> list[Finding]:
        ready, self._ready = self._ready, []
        return ready

    def _watch_clock(self, frame: Frame, packets: Sequence[PacketSize]) -> None:
        """Note gaps between the stamps of packets, and their usual step."""
        last = self._seen[-1]
        if frame.pts is None or last.pts is None or frame.pts <= last.pts:
            return
        base = (frame.time - last.time) / (frame.pts - last.pts)
        self._step = base * (frame.pts - last.pts) / len(packets)
        for stamp in gaps(packets, frame.pts, base):
            time = last.time + (stamp - last.pts) * base
            self._jumps.append(_Begin(stamp, time, GAP, SURE))

    def _unsettled(self, signature: Signature) -> bool:
        """Whether frames were looked at up to here, and a change is under way."""
        newest = self._seen[-1]
        if not newest.follows:
            return False
        past = [s for s in self._seen if newest.time - s.time >= STEADY]
        if not past:
            return False
        change = np.abs(past[-1].signature.coarse - newest.signature.coarse).mean()
        if float(change) < UNSETTLED:
            return False
        return (
            colours(newest.signature, signature) >= UNSETTLED_COLOURS
            or shapes(newest.signature, signature) >= UNSETTLED_SHAPES
        )

    def _add(self, frame: Frame, *, follows: bool) -> None:
        """Take a picture into the account, and decide what can be decided."""
        seen = Seen(frame.pts, frame.time, sign(frame.rgb(EDGE)), follows)
        if self._current is None:
            self._begin(frame, START)
        last = self._seen[-1] if self._seen else None
        if last is not None and seen.time <= last.time:
            # The clock was set back: what follows is an account of its own.
            self._decide(None)
            self._close()
            self._begin(frame, GAP)
        elif last is not None and not follows:
            self._seen.append(seen)
            self._decide(seen.time)
            if self._suspected and gone(last.signature, seen.signature):
                self._cut(self._guess(last, seen))
            self._seen = [last, seen]
            return
        elif last is not None:
            self._step = seen.time - last.time
        self._seen.append(seen)
        if self._decided is not None and seen.time - self._decided > PENDING + LAG:
            self._decide(seen.time - LAG)

    def _guess(self, last: Seen, seen: Seen) -> _Begin:
        """Where a shot begins between two pictures whose frames between are unseen."""
        pts, time = seen.pts, seen.time
        if last.pts is not None and pts is not None and last.pts < self._likely < pts:
            time -= (pts - self._likely) * (time - last.time) / (pts - last.pts)
            pts = self._likely
        score = LOCATED_SCORE if self._located else COARSE_SCORE
        return _Begin(pts, time, CUT, int(score * SURE))

    def _begin(self, frame: Frame, begins: str) -> None:
        self._stream = frame.stream
        self._seen = []
        self._shown = None
        self._decided = frame.time
        self._current = _Begin(frame.pts, frame.time, begins, SURE)

    def _decide(self, until: Fraction | None) -> None:
        """Settle all boundaries up to a time; None for all there are."""
        after = self._decided
        found = [
            _Begin(s.pts, s.time, b.begins, max(1, int(b.score * SURE)))
            for b in boundaries(self._seen)
            for s in (self._seen[b.place],)
        ]
        late = [jump for jump in self._jumps if until is not None and jump.time > until]
        found += [jump for jump in self._jumps if jump not in late]
        self._jumps = late
        for begin in sorted(found, key=lambda one: (one.time, one.begins != GAP)):
            due = until is None or begin.time <= until
            if due and (after is None or begin.time > after):
                self._cut(begin)
        if until is not None:
            self._decided = until
            self._seen = [s for s in self._seen if s.time > until - CONTEXT]

    def _cut(self, begin: _Begin) -> None:
        """End the current shot where another begins."""
        current = self._current
        if current is None or begin.time - current.time < SOONEST:
            return
        self._finish(current, begin.time)
        self._current = begin

    def _close(self) -> None:
        """End the current shot with the last picture."""
        if self._current is not None and self._seen:
            self._finish(self._current, self._seen[-1].time + self._step)
        self._current = None

    def _finish(self, shot: _Begin, end: Fraction) -> None:
        self._count += 1
        self._longest = max(self._longest, end - shot.time)
        self._ready.append(
            Finding(
                "shot",
                self._stream,
                shot.pts,
                shot.time,
                end,
                score=shot.score,
                value={"begins": shot.begins},
            )
        )

    def _is_new(self) -> bool:
        """Whether the newest frame shows, steadily, what the last still does not."""
        newest = self._seen[-1]
        if self._shown is None:
            self._shown = newest
            return True
        passed = newest.time - self._shown.time
        if passed < STEADY or not differ(self._shown.signature, newest.signature):
            return False
        past = [s for s in self._seen if newest.time - s.time >= STEADY]
        steady = bool(past) and alike(past[-1].signature, newest.signature)
        if steady or passed >= RESTLESS:
            self._shown = newest
            return True
        return False


class Shots:
    """The stage; see `analysis.stage`."""

    name = "shots"
    version = "1"
    takes = Takes.PICTURES
    kinds = ("video",)
    models: tuple[str, ...] = ()

    def load(self, models: Mapping[str, str]) -> None:
        """Load the library before any child is forked."""
        del models
        import cv2

        cv2.setNumThreads(0)

    def watch(self, about: About) -> FineWatcher:
        """Begin a film."""
        del about
        return _Watcher()


SHOTS = Shots()
