# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Spans in which there is nothing to see: black, still, or lost to a fault.

What holds: a span goes from the first to the last sampled picture that shows it, so
it is never longer than what was seen; a single picture gives an instant. Nothing is
said of what lies between two samples. Three kinds, each with `pictures`, how many:

* `black`: as good as no light.
* `grey-out`: a picture, but no view. `why` is `flat` (no edge but lettering: a lens
  covered or out of focus, fog, a blank screen), `grey` or `green` (a large part has the
  colour that decoders leave where data is missing) or `smear` (a large part repeats one
  line downwards, as decoders do where the rest of a picture is lost).
* `still`: at least `SHORTEST` in which nothing moves from sample to sample, but for
  the few places that change all through the film: a burned-in clock, a flag. `equal`
  says that not even noise does: a frozen picture, or a drawn one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from witnessbox.analysis import movement
from witnessbox.analysis.faults import BLACK, EDGE, fault
from witnessbox.analysis.movement import BLOCK, Blocks, Flags
from witnessbox.analysis.stage import About, Takes, Watcher
from witnessbox.model.finding import Finding

if TYPE_CHECKING:
    from witnessbox.media.frame import Frame, Pixels

TICKING_TIMES = 0.5
"""Share of all samples in which a place must change to be passed over."""
TICKING_REACH = 9, 3
"""Places around it that are passed over with it: the minutes beside the seconds."""
TICKING_SHARE = 0.05
"""Share of places that may be passed over; with more, none is: the camera moves."""
SAME = 0.25
"""Mean difference of pixels below which two pictures are equal."""
SHORTEST = Fraction(8)
"""Seconds; below that a still span is not worth a line."""
GAP = Fraction(10)
"""Seconds; pictures further apart are not compared."""
ENOUGH = 5
"""Samples from which anything can be learnt."""
WINDOW = 1024
"""Samples over which ticking places are learnt: about an hour."""


@dataclass(slots=True)
class _Span:
    """One that goes on."""

    kind: str
    why: str
    stream: int
    start: Fraction
    end: Fraction
    pictures: int = 1
    equal: bool = True

    def finding(self) -> Finding:
        value: dict[str, str | int | bool] = {"pictures": self.pictures}
        if self.why:
            value["why"] = self.why
        if self.kind == "still":
            value["equal"] = self.equal
        return Finding(
            self.kind, self.stream, start=self.start, end=self.end, value={**value}
        )


@dataclass(slots=True)
class _Pair:
    """Two neighbouring samples that show something."""

    stream: int
    start: Fraction
    end: Fraction
    moved: Flags
    equal: bool


@dataclass(slots=True)
class _Last:
    """The sample before."""

    stream: int
    time: Fraction
    luma: Pixels
    blocks: Blocks


class Spans:
    """The stage."""

    name = "spans"
    version = "1"
    takes = Takes.PICTURES
    kinds = ("video",)
    models: tuple[str, ...] = ()

    def load(self, models: Mapping[str, str]) -> None:
        """Nothing to make ready."""
        del models

    def watch(self, about: About) -> Watcher:
        """Begin an item."""
        del about
        return _Watching()


@dataclass
class _Watching(Watcher):
    """One item."""

    _span: _Span | None = None
    _still: _Span | None = None
    _last: _Last | None = None
    _pairs: list[_Pair] = field(default_factory=list)
    _totals: dict[str, Fraction] = field(default_factory=dict)
    _ticking: Flags | None = None

    def frame(self, frame: Frame) -> Iterator[Finding]:
        """One picture."""
        luma = frame.grey(EDGE)
        if min(luma.shape) <= 2 * BLOCK:
            return
        why = fault(frame.rgb(EDGE), luma)
        kind = BLACK if why == BLACK else "grey-out" if why else ""
        why = "" if kind == BLACK else why
        span = self._span
        if span is not None and (span.kind, span.why, span.stream) == (
            kind,
            why,
            frame.stream,
        ):
            span.end, span.pictures = frame.time, span.pictures + 1
        else:
            yield from self._close()
            if kind:
                self._span = _Span(kind, why, frame.stream, frame.time, frame.time)
        if kind:
            yield from self._stills()
            self._last = None
            return
        self._compare(frame, luma)
        if len(self._pairs) >= WINDOW:
            yield from self._stills(ends=False)

    def _compare(self, frame: Frame, luma: Pixels) -> None:
        import cv2

        blocks = movement.blocks(luma)
        last, self._last = (
            self._last,
            _Last(frame.stream, frame.time, luma, blocks),
        )
        if (
            last is None
            or last.stream != frame.stream
            or last.luma.shape != luma.shape
            or frame.time - last.time > GAP
        ):
            return
        moved = movement.moved(last.blocks, blocks)
        equal = cv2.norm(luma, last.luma, cv2.NORM_L1) < SAME * luma.size
        self._pairs.append(
            _Pair(frame.stream, last.time, frame.time, moved, bool(equal))
        )

    def _stills(self, *, ends: bool = True) -> Iterator[Finding]:
        """The still spans of what was compared, ticking places passed over."""
        pairs, self._pairs = self._pairs, []
        if len(pairs) >= ENOUGH:
            self._ticking = _ticking(pairs)
        ticking = self._ticking
        for pair in pairs:
            span = self._still
            if span is not None and (
                span.end != pair.start or span.stream != pair.stream
            ):
                yield from self._close_still()
                span = None
            moved = pair.moved
            if ticking is not None and ticking.shape == moved.shape:
                moved = moved & ~ticking
            if np.any(moved):
                yield from self._close_still()
            elif span is None:
                self._still = _Span(
                    "still", "", pair.stream, pair.start, pair.end, 2, pair.equal
                )
            else:
                span.end, span.pictures = pair.end, span.pictures + 1
                span.equal = span.equal and pair.equal
        if ends:
            yield from self._close_still()

    def _close(self) -> Iterator[Finding]:
        span, self._span = self._span, None
        if span is not None:
            yield self._count(span)

    def _close_still(self) -> Iterator[Finding]:
        span, self._still = self._still, None
        if span is not None and span.end - span.start >= SHORTEST:
            yield self._count(span)

    def _count(self, span: _Span) -> Finding:
        length = span.end - span.start
        self._totals[span.kind] = self._totals.get(span.kind, Fraction(0)) + length
        return span.finding()

    def end(self) -> Iterable[Finding]:
        """The last spans, and the milliseconds of each kind."""
        yield from self._close()
        yield from self._stills()
        yield Finding(
            "summary",
            value={kind: int(total * 1000) for kind, total in self._totals.items()},
        )


def _ticking(pairs: list[_Pair]) -> Flags | None:
    """Places that change nearly always, if they are few and were seen often."""
    import cv2

    shapes = {pair.moved.shape for pair in pairs}
    if len(shapes) != 1:
        return None
    times = np.sum([pair.moved for pair in pairs], axis=0)
    ticking = times >= TICKING_TIMES * len(pairs)
    if np.count_nonzero(ticking) > TICKING_SHARE * ticking.size:
        return None
    width, height = TICKING_REACH
    reach = np.ones((height, width), np.uint8)
    return cv2.dilate(ticking.astype(np.uint8), reach).astype(np.bool_)
