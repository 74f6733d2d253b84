# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One read of one file: its bytes, holes and digests, in bounded memory.

What holds: SHA-256 and BLAKE3 are over the logical bytes, holes read as zeros;
only data are handed on for sealing; a file that changes while it is read is
marked, never silently taken for what it was; a read error says where.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass

from blake3 import blake3

from witnessbox.model.evidence import Extent

BUFFER = 1 << 20
SMALL = 4 << 20
"""Files up to this size are read into memory once, hashed, then sealed."""

MAX_EXTENTS = 100_000
"""A file in more pieces is read as if it had no holes: the record stays small."""

_NO_HOLES_HERE = (errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS)
"""A file system that cannot tell holes from data: all of the file is read."""

_ZEROS = bytes(BUFFER)
_SECTOR = 512


class ReadError(Exception):
    """The source refused a read.

    Attributes:
        errno: The system's reason.
        offset: The first byte that could not be read.
    """

    def __init__(self, errno: int, offset: int) -> None:
        super().__init__(os.strerror(errno))
        self.errno = errno
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Digests:
    """What one read found.

    Attributes:
        size: Logical bytes read, holes included.
        changed: True if size or times moved while reading.
    """

    size: int
    sha256: str
    blake3: str
    extents: tuple[Extent, ...] | None
    changed: bool


class Contents:
    """One open file, read through once for each call of `data`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._before = os.fstat(descriptor)
        self.size = self._before.st_size
        self.extents = self._find_extents()
        self._buffer = bytearray(min(BUFFER, max(self.size, 1)))
        self._sha256 = hashlib.sha256()
        self._blake3 = blake3()
        self._at = 0

    def small(self) -> bytes | None:
        """The whole of a small file without holes, or None."""
        if self.size > SMALL or self.extents is not None:
            return None
        return b"".join(bytes(part) for part in self.data())

    def data(self) -> Iterator[memoryview]:
        """The data in order; each view holds until the next one is asked for.

        Raises:
            ReadError: The source refused.
        """
        self._sha256, self._blake3, self._at = hashlib.sha256(), blake3(), 0
        if self.extents is None:
            yield from self._read(None)
            return
        for number, (start, length) in enumerate(self.extents):
            self._skip_to(start)
            yield from self._read(length)
            if self._at < start + length:
                # It shrank under our hands: what was read is what there is.
                cut = ((start, self._at - start),) if self._at > start else ()
                self.extents = (*self.extents[:number], *cut)
                return
        self._skip_to(self.size)

    def digests(self) -> Digests:
        """What the last run of `data` found; call it after that run's end."""
        after = os.fstat(self._descriptor)
        before = self._before
        changed = (
            (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns)
            or after.st_ctime_ns != before.st_ctime_ns
            or self._at != before.st_size
        )
        return Digests(
            size=self._at,
            sha256=self._sha256.hexdigest(),
            blake3=self._blake3.hexdigest(),
            extents=self.extents,
            changed=changed,
        )

    def _read(self, length: int | None) -> Iterator[memoryview]:
        # length None: to the end of the file, wherever that is by then.
        view = memoryview(self._buffer)
        while length is None or length > 0:
            want = len(view) if length is None else min(len(view), length)
            try:
                got = os.preadv(self._descriptor, [view[:want]], self._at)
            except OSError as error:
                raise ReadError(error.errno or 0, self._at) from error
            if got == 0:
                return
            part = view[:got]
            self._sha256.update(part)
            self._blake3.update(part)
            self._at += got
            if length is not None:
                length -= got
            yield part

    def _skip_to(self, offset: int) -> None:
        while self._at < offset:
            zeros = _ZEROS[: min(len(_ZEROS), offset - self._at)]
            self._sha256.update(zeros)
            self._blake3.update(zeros)
            self._at += len(zeros)

    def _find_extents(self) -> tuple[Extent, ...] | None:
        if self._before.st_blocks * _SECTOR >= self.size:
            return None
        found: list[Extent] = []
        at = 0
        try:
            while at < self.size:
                start = self._next_data(at)
                if start is None:
                    break
                end = os.lseek(self._descriptor, start, os.SEEK_HOLE)
                found.append((start, min(end, self.size) - start))
                at = end
        except OSError as error:
            if error.errno in _NO_HOLES_HERE:
                return None
            raise ReadError(error.errno or 0, at) from error
        if found == [(0, self.size)] or len(found) > MAX_EXTENTS:
            return None
        return tuple(found)

    def _next_data(self, at: int) -> int | None:
        try:
            return os.lseek(self._descriptor, at, os.SEEK_DATA)
        except OSError as error:
            # Only this one means: nothing but a hole from here to the end.
            if error.errno == errno.ENXIO:
                return None
            raise
