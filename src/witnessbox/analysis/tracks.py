# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What was seen in one picture after another, joined to tracks; pure.

What holds: every sighting is in exactly one track; a track has at most one box in
a picture; a film that is played backwards gives the same tracks (nothing here
prefers the past: pairs are taken best first, motion is foretold from both sides
of a gap). Boxes are filled in only between two sightings of one track, never
before its first or behind its last, never across a cut, and say so.

In what order: (1) sightings in neighbouring pictures are paired, the likest
first; that gives pieces. (2) Pieces are joined across gaps of at most
`Joining.gap`, where the motion before the gap leads to what comes behind it and
the motion behind it leads back. (3) Gaps are filled along a straight line.

    >>> one = [Sighting(0, Fraction(0), (10, 10, 20, 20), 0.9)]
    >>> two = [Sighting(2, Fraction(2, 25), (14, 10, 20, 20), 0.8)]
    >>> pictures = [Picture(n, Fraction(n, 25)) for n in range(3)]
    >>> [box.filled for box in tracks(pictures, one + two)[0]]
    [False, True, False]
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

Box = tuple[float, float, float, float]
"""x, y, width, height; in one unit for both directions."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture that was looked at.

    Attributes:
        number: Its place in the film, from 0 upwards without a gap.
        time: In seconds.
        shot: Another number behind each cut; no track goes across.
    """

    number: int
    time: Fraction
    shot: int = 0


@dataclass(frozen=True, slots=True)
class Sighting:
    """One detection.

    Attributes:
        picture: The number of its picture.
        time: Of that picture.
        box: Where.
        score: How sure, 0 to 1.
    """

    picture: int
    time: Fraction
    box: Box
    score: float


@dataclass(frozen=True, slots=True)
class TrackBox:
    """One box of a track.

    Attributes:
        picture: The number of its picture.
        box: Where.
        score: Of the sighting; of a filled one the lower of its two ends.
        filled: Whether nothing was seen here, and the box lies between two that were.
        source: Place of the sighting in what was given; -1 where filled.
    """

    picture: int
    box: Box
    score: float
    filled: bool
    source: int = -1


@dataclass(frozen=True, slots=True)
class Joining:
    """How sightings are joined.

    Attributes:
        gap: Longest gap that is bridged.
        near: Distance of two middles in widths of the box up to which two
            sightings in neighbouring pictures may be one.
        drift: By how many widths that distance grows with each second of a gap.
        alike: Least ratio of two sizes.
    """

    gap: Fraction = Fraction(1)
    near: float = 0.6
    drift: float = 1.0
    alike: float = 0.5


Track = tuple[TrackBox, ...]
_Piece = tuple[int, ...]
_Pair = tuple[float, float, Box, Box, int, int]
"""Distance, gap, the two boxes in an order of their own, before, after."""
_ENDS = 6
"""Sightings at a piece's end from which its motion is taken."""


def tracks(
    pictures: Sequence[Picture],
    sightings: Sequence[Sighting],
    joining: Joining | None = None,
) -> list[Track]:
    """Every track, in the order of their first pictures.

    Args:
        pictures: All that were looked at, in order.
        sightings: In any order; of one picture at most once each.
        joining: How.
    """
    return _Film(pictures, sightings, joining or Joining()).tracks()


class _Film:
    def __init__(
        self,
        pictures: Sequence[Picture],
        sightings: Sequence[Sighting],
        joining: Joining,
    ) -> None:
        self._pictures = pictures
        self._seen = sightings
        self._how = joining

    def tracks(self) -> list[Track]:
        pieces = self._joined(self._pieces())
        return sorted(
            (tuple(self._filled(piece)) for piece in pieces),
            key=lambda track: (track[0].picture, track[0].box),
        )

    def _pieces(self) -> list[_Piece]:
        """Sightings of neighbouring pictures, paired."""
        by_picture: dict[int, list[int]] = {}
        for at, one in enumerate(self._seen):
            by_picture.setdefault(one.picture, []).append(at)
        follows: dict[int, int] = {}
        for number in by_picture:
            if not self._one_shot(number, number + 1):
                continue
            pairs = [
                (far, 0.0, *self._tie(a, b), a, b)
                for a in by_picture[number]
                for b in by_picture.get(number + 1, ())
                if (far := self._apart(a, b)) is not None
            ]
            follows |= _best_first(pairs)
        return _chains(len(self._seen), follows)

    def _joined(self, pieces: list[_Piece]) -> list[_Piece]:
        """Pieces joined across gaps."""
        order = sorted(range(len(pieces)), key=lambda n: self._time(pieces[n][0]))
        begins = [self._time(pieces[n][0]) for n in order]
        pairs = []
        for before, piece in enumerate(pieces):
            last = self._time(piece[-1])
            for place in range(bisect_right(begins, last), len(order)):
                if begins[place] - last > self._how.gap:
                    break
                after = order[place]
                far = self._foretold(piece, pieces[after])
                if far is not None:
                    tie = self._tie(piece[-1], pieces[after][0])
                    gap = float(begins[place] - last)
                    pairs.append((far, gap, *tie, before, after))
        joined = _chains(len(pieces), _best_first(pairs))
        return [sum((pieces[n] for n in chain), ()) for chain in joined]

    def _apart(self, one: int, other: int) -> float | None:
        """How far two neighbouring sightings lie apart; None if too far."""
        a, b = self._seen[one].box, self._seen[other].box
        if not self._alike(a, b):
            return None
        far = _distance(a, b)
        return far if far <= self._how.near else None

    def _foretold(self, before: _Piece, after: _Piece) -> float | None:
        """How far two pieces miss each other across the gap; None if too far."""
        a, b = self._seen[before[-1]], self._seen[after[0]]
        if not self._one_shot(a.picture, b.picture) or not self._alike(a.box, b.box):
            return None
        gap = float(b.time - a.time)
        there = _moved(a.box, self._speed(before[-_ENDS:]), gap)
        back = _moved(b.box, self._speed(after[:_ENDS]), -gap)
        # Or it stood still meanwhile: people stop more often than they vanish.
        far = min(
            (_distance(there, b.box) + _distance(a.box, back)) / 2,
            _distance(a.box, b.box),
        )
        return far if far <= self._how.near + self._how.drift * gap else None

    def _speed(self, piece: _Piece) -> tuple[float, float]:
        """Units a second, from first to last."""
        first, last = self._seen[piece[0]], self._seen[piece[-1]]
        seconds = float(last.time - first.time)
        if seconds <= 0:
            return 0.0, 0.0
        (x1, y1), (x2, y2) = _middle(first.box), _middle(last.box)
        return (x2 - x1) / seconds, (y2 - y1) / seconds

    def _one_shot(self, one: int, other: int) -> bool:
        if other >= len(self._pictures):
            return False
        return self._pictures[one].shot == self._pictures[other].shot

    def _alike(self, a: Box, b: Box) -> bool:
        one, other = _side(a), _side(b)
        return min(one, other) >= self._how.alike * max(one, other)

    def _time(self, at: int) -> Fraction:
        return self._seen[at].time

    def _tie(self, one: int, other: int) -> tuple[Box, Box]:
        """What decides between pairs that are equally near: the same either way."""
        first, second = sorted((self._seen[one].box, self._seen[other].box))
        return first, second

    def _filled(self, piece: _Piece) -> Iterator[TrackBox]:
        for at, source in enumerate(piece):
            one = self._seen[source]
            if at:
                yield from self._between(self._seen[piece[at - 1]], one)
            yield TrackBox(one.picture, one.box, one.score, False, source)

    def _between(self, a: Sighting, b: Sighting) -> Iterator[TrackBox]:
        for number in range(a.picture + 1, b.picture):
            share = float((self._pictures[number].time - a.time) / (b.time - a.time))
            box = between(a.box, b.box, share)
            yield TrackBox(number, box, min(a.score, b.score), True)


def between(one: Box, other: Box, share: float) -> Box:
    """The box a share of the way from one to another."""
    x, y, width, height = (
        a * (1 - share) + b * share for a, b in zip(one, other, strict=True)
    )
    return x, y, width, height


def _best_first(pairs: Iterable[_Pair]) -> dict[int, int]:
    """Pairs in which nothing comes before, or behind, two others."""
    follows: dict[int, int] = {}
    taken: set[int] = set()
    for *_, before, after in sorted(pairs):
        if before not in follows and after not in taken:
            follows[before] = after
            taken.add(after)
    return follows


def _chains(count: int, follows: dict[int, int]) -> list[tuple[int, ...]]:
    later = set(follows.values())
    out = []
    for start in range(count):
        if start in later:
            continue
        chain = [start]
        while chain[-1] in follows:
            chain.append(follows[chain[-1]])
        out.append(tuple(chain))
    return out


def _middle(box: Box) -> tuple[float, float]:
    return box[0] + box[2] / 2, box[1] + box[3] / 2


def _side(box: Box) -> float:
    return float((box[2] * box[3]) ** 0.5)


def _distance(a: Box, b: Box) -> float:
    """Of the middles, in sides of the two boxes' mean."""
    (x1, y1), (x2, y2) = _middle(a), _middle(b)
    side = (_side(a) + _side(b)) / 2
    far = ((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5
    return float(far / side) if side > 0 else float("inf")


def _moved(box: Box, speed: tuple[float, float], seconds: float) -> Box:
    return box[0] + speed[0] * seconds, box[1] + speed[1] * seconds, box[2], box[3]
