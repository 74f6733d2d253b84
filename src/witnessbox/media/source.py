# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The bytes of one original, as the locked-down child may read them.

What holds: a `Source` gives any range of one original and nothing else; holes
of sparse files are given back as zeros without being stored; a failing read
is remembered, so that "this file is damaged" is told from "the box is".
"""

from __future__ import annotations

import io
import os
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Protocol

Extents = Sequence[tuple[int, int]]
"""(offset, length) of each run of data in a sparse original, in order."""


class Source(Protocol):
    """Random access to the bytes of one original."""

    @property
    def size(self) -> int:
        """The true length in bytes."""
        ...

    def read_at(self, offset: int, count: int) -> bytes:
        """Up to `count` bytes from `offset`; fewer only at the end."""
        ...


OpenSource = Callable[[int, bytes | None, int, Extents | None], Source]
"""(descriptor, file key, true size, extents) -> the source; called in the child
before its lock-down, on trusted values only, and must not parse a byte."""


class Plain:
    """An unsealed file, by its descriptor."""

    def __init__(self, descriptor: int, size: int) -> None:
        self.size = size
        self._descriptor = descriptor

    def read_at(self, offset: int, count: int) -> bytes:
        """Up to `count` bytes from `offset`, never beyond the stated size."""
        count = min(count, self.size - offset)
        return os.pread(self._descriptor, count, offset) if count > 0 else b""


class Sparse:
    """A sparse original: stored data with its holes put back.

    The stored bytes are the runs of data one after the other.
    """

    def __init__(self, stored: Source, size: int, extents: Extents) -> None:
        self.size = size
        self._stored = stored
        self._starts = [offset for offset, _ in extents]
        self._lengths = [length for _, length in extents]
        self._places: list[int] = []
        place = 0
        for length in self._lengths:
            self._places.append(place)
            place += length

    def read_at(self, offset: int, count: int) -> bytes:
        """Up to `count` bytes from `offset`; zeros where there was a hole."""
        end = min(offset + count, self.size)
        parts: list[bytes] = []
        while offset < end:
            run = bisect_right(self._starts, offset) - 1
            inside = offset - self._starts[run] if run >= 0 else 0
            if run >= 0 and inside < self._lengths[run]:
                take = min(self._lengths[run] - inside, end - offset)
                part = self._stored.read_at(self._places[run] + inside, take)
                if not part:
                    break
            else:
                following = run + 1
                more = following < len(self._starts)
                stop = min(end, self._starts[following] if more else end)
                part = bytes(stop - offset)
            parts.append(part)
            offset += len(part)
        return b"".join(parts)


def open_plain(
    descriptor: int, file_key: bytes | None, size: int, extents: Extents | None
) -> Source:
    """An `OpenSource` for unsealed files: the key and extents are not used."""
    del file_key, extents
    return Plain(descriptor, size)


class SourceFile(io.RawIOBase):
    """A source in the shape that PyAV and Pillow read.

    It has no name: FFmpeg would guess a format from it.
    """

    def __init__(self, source: Source, first: SourceFile | None = None) -> None:
        super().__init__()
        self._failed = False
        self._first = first
        self._source = source
        self._at = 0

    @property
    def failed(self) -> bool:
        """Whether a read failed, by this handle or another of the same source."""
        return self._failed if self._first is None else self._first.failed

    def again(self) -> SourceFile:
        """A second handle of the same source, at its start."""
        return SourceFile(self._source, self._first or self)

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes from here; all that is left if negative."""
        count = size if size >= 0 else max(self._source.size - self._at, 0)
        try:
            part = self._source.read_at(self._at, count)
        except Exception:
            (self._first or self)._failed = True  # noqa: SLF001 - its own kind
            raise
        self._at += len(part)
        return part

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Move to a place and return it."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._source.size}
        self._at = max(base[whence] + offset, 0)
        return self._at

    def tell(self) -> int:
        """Where the next read starts."""
        return self._at

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True
