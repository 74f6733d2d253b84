# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Boxes of MP4, QuickTime and HEIF, chunks of RIFF: bounded walks over a file.

What holds: a walk ends, whatever the bytes are: each step moves forward by at
least a header, and a `Budget` bounds headers and bytes over all walks of one
file. A box that claims more than its parent has is cut to it and marked.
Nothing is read but headers and what is asked for by `payload`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

MAX_BOXES = 20_000
"""Headers read of one file: a fragmented film of two hours has some 7,000."""
MAX_BYTES = 16 << 20
"""Bytes of payload read of one file, tables of samples included."""
MAX_PAYLOAD = 4 << 20
"""Bytes of one box's payload: the sizes of a million samples."""

_HEAD = struct.Struct(">I4s")
_LARGE = struct.Struct(">Q")
_CHUNK = struct.Struct("<4sI")


class Seekable(Protocol):
    """What a walk reads: `media.source.SourceFile`, or `io.BytesIO` in tests."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes from here."""
        ...

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move to a place and return it."""
        ...


class SpentError(Exception):
    """The budget of a file is spent; what was found until then stands."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box or chunk.

    Attributes:
        kind: Its four characters; those of `uuid` boxes are the sixteen bytes.
        start: Where its payload starts in the file.
        end: Where it ends, never beyond its parent's end.
        missing: Bytes that it claims beyond its parent's end.
    """

    kind: bytes
    start: int
    end: int
    missing: int = 0


class Walk:
    """The walks over one file, under one budget."""

    def __init__(self, file: Seekable) -> None:
        self._file = file
        self._boxes = MAX_BOXES
        self._bytes = MAX_BYTES
        self.size = file.seek(0, 2)

    def boxes(self, start: int, end: int) -> Iterator[Box]:
        """The boxes that lie one after the other in a range of the file.

        Raises:
            SpentError: The budget is spent.
        """
        at = start
        while end - at >= _HEAD.size:
            size, kind = _HEAD.unpack(self.head(at, _HEAD.size))
            head = _HEAD.size
            if size == 1 and end - at >= 16:
                (size,) = _LARGE.unpack(self.head(at + 8, 8))
                head = 16
            elif size == 0:
                size = end - at
            if kind == b"uuid" and end - at >= head + 16:
                kind = self.head(at + head, 16)
                head += 16
            if size < head:
                return
            stop = min(at + size, end)
            yield Box(kind, min(at + head, stop), stop, at + size - stop)
            at = stop

    def chunks(self, start: int, end: int) -> Iterator[Box]:
        """The chunks of RIFF in a range; a LIST's kind is its own four characters.

        Raises:
            SpentError: The budget is spent.
        """
        at = start
        while end - at >= _CHUNK.size:
            kind, size = _CHUNK.unpack(self.head(at, _CHUNK.size))
            stop = min(at + _CHUNK.size + size, end)
            first = at + _CHUNK.size
            if kind in (b"LIST", b"RIFF") and stop - first >= 4:
                kind = self.head(first, 4)
                first += 4
            yield Box(kind, first, stop, at + _CHUNK.size + size - stop)
            at = stop + (size & 1)

    def payload(self, box: Box, limit: int = MAX_PAYLOAD) -> bytes:
        """The first bytes of a box's payload.

        Raises:
            SpentError: The budget is spent.
        """
        count = min(box.end - box.start, limit, MAX_PAYLOAD)
        return self.read(box.start, count)

    def read(self, at: int, count: int) -> bytes:
        """Bytes from a place; fewer only where the file ends.

        Raises:
            SpentError: The budget is spent.
        """
        if count > self._bytes:
            raise SpentError
        self._bytes -= count
        self._file.seek(at)
        return self._file.read(count)

    def head(self, at: int, count: int) -> bytes:
        """Bytes of a header.

        Raises:
            SpentError: The budget is spent, or the file is shorter than it was.
        """
        if self._boxes <= 0:
            raise SpentError
        self._boxes -= 1
        self._file.seek(at)
        part = self._file.read(count)
        if len(part) != count:
            # The file is shorter than it said: nothing follows.
            raise SpentError
        return part
