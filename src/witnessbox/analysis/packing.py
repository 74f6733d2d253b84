# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Pieces of voice packed into stretches for a recogniser, and times back; pure.

What holds: a recogniser takes 30 s at a time, whatever is in it: a camera that
hears ten words a minute would cost as much as a speech. So pieces of voice are put
end to end, as many as fit, in their order; a time within the stretch leads back to
the piece that holds it, and never to the silence between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

RATE = 16_000
FULL = 30 * RATE
"""Samples of one stretch."""
SCRAP = 300
"""Milliseconds of voice left of a piece that are no more than a word's end."""
WORTH = 1500
"""Milliseconds of voice after the last word for which it is worth asking again."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Sound around one span of voice.

    Attributes:
        start: Milliseconds of the stream's own clock.
        length: Samples.
        voice: The span itself (start, end, score), within the piece.
        key: What the caller finds its samples by, the first `skip` left out.
    """

    start: int
    length: int
    voice: tuple[int, int, int]
    key: int
    skip: int = 0

    @property
    def end(self) -> int:
        """Milliseconds."""
        return self.start + self.length * 1000 // RATE


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces put end to end."""

    pieces: tuple[Piece, ...]

    @property
    def length(self) -> int:
        """Samples."""
        return sum(piece.length for piece in self.pieces)

    def span(self, start: float, end: float) -> tuple[int, int]:
        """Milliseconds of the stream for seconds of the stretch.

        Both lie in the piece that holds the middle between the two.
        """
        middle = (start + end) / 2 * RATE
        before = 0
        piece = self.pieces[0]
        for piece in self.pieces:
            if middle < before + piece.length:
                break
            before += piece.length
        else:
            before -= piece.length

        def back(seconds: float) -> int:
            told = piece.start + round(seconds * 1000) - before * 1000 // RATE
            return min(max(told, piece.start), piece.end)

        first = back(start)
        return first, max(first, back(end))

    def after(self, seconds: float) -> Stretch | None:
        """What is left after a time of the stretch, if it is worth asking for."""
        skip = max(round(seconds * RATE), 0)
        left: list[Piece] = []
        voiced = 0
        for piece in self.pieces:
            gone = min(skip, piece.length)
            skip -= gone
            start = piece.start + gone * 1000 // RATE
            first, end, score = piece.voice
            first = max(first, start)
            if end - first < SCRAP:
                continue
            voiced += end - first
            rest = (piece.length - gone, (first, end, score), piece.key)
            left.append(Piece(start, *rest, piece.skip + gone))
        return Stretch(tuple(left)) if voiced >= WORTH else None


def pack(pieces: Iterable[Piece], full: int = FULL) -> Iterator[Stretch]:
    """The pieces in stretches of at most `full` samples, in order."""
    held: list[Piece] = []
    length = 0
    for piece in pieces:
        if held and length + piece.length > full:
            yield Stretch(tuple(held))
            held, length = [], 0
        held.append(piece)
        length += piece.length
    if held:
        yield Stretch(tuple(held))
