# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The folder of one log: its lock, its files, and every write's order.

What holds: a segment appears under its name whole, by rename; a group is
written and fsynced before anything says so; a torn tail is copied beside, and
is durable there, before it is cut off. A write that fails is cut off again. A
failed fsync is never tried again: what the kernel then still holds is not what
the disk holds, so this process stops appending (fail-stop).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from witnessbox.base.errors import StorageError, UnusableError
from witnessbox.ledger.anchor import MAX_NOTE
from witnessbox.ledger.clause import Clause, LedgerError
from witnessbox.ledger.segment import segment_name

LOCK = "lock"
HEAD = "head"
HEAD_DRAFT = "head.new"
SEGMENT_DRAFT = "segment.new"
DRAFTS = (HEAD_DRAFT, SEGMENT_DRAFT)
TORN = "torn-"

_SEGMENT = re.compile(r"([0-9]{8})\.seg")
_MODE = 0o600
_TORN_DIGITS = 16

# (device, inode) of every log folder on which an fsync failed in this process.
_stopped: set[tuple[int, int]] = set()


class Folder:
    """The files of one log."""

    def __init__(self, path: str) -> None:
        self._path = os.path.abspath(path)

    def where(self, name: str) -> str:
        """The path inside the box of one of the folder's files."""
        return f"ledger/{os.path.basename(self._path)}/{name}"

    def make(self) -> None:
        """Make the folder, durably.

        Raises:
            UnusableError: It is there and holds something.
        """
        with _storage("The ledger's folder could not be made."):
            os.makedirs(self._path, 0o700, exist_ok=True)
            if os.listdir(self._path):
                raise UnusableError("There is a ledger here already.")
            _sync_folder(os.path.dirname(self._path))

    @contextmanager
    def locked(self, *, exclusive: bool) -> Iterator[None]:
        """Hold the log's lock; waits for whoever holds it.

        The file is opened anew each time: a lock on an inherited descriptor
        would be shared with a forked process. Reading makes no lock file, and
        goes on without one: a copy on a read-only disk has no writer.
        """
        flags = os.O_RDWR | os.O_CREAT if exclusive else os.O_RDONLY
        try:
            lock = os.open(
                self._file(LOCK), flags | os.O_CLOEXEC | os.O_NOFOLLOW, _MODE
            )
        except OSError as error:
            if exclusive:
                raise _refused("The ledger's lock could not be taken.") from error
            yield
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
            yield
        finally:
            os.close(lock)

    def check_usable(self) -> None:
        """Refuse to append after a failed fsync.

        Raises:
            StorageError: An fsync failed in this process.
        """
        if self._identity() in _stopped:
            raise StorageError(
                "The disk failed to keep what was written earlier.",
                safe="Everything acknowledged before that is in the ledger.",
                todo="Check the disk, then start the program again.",
            )

    @staticmethod
    def segments(names: Sequence[str]) -> list[int]:
        """The numbers of the segments among these names, in order."""
        matches = (_SEGMENT.fullmatch(name) for name in names)
        return sorted(int(match[1]) for match in matches if match)

    def names(self) -> list[str]:
        """The names of all files in the folder, in order."""
        with _storage("The ledger's folder could not be read."):
            return sorted(os.listdir(self._path))

    def size(self, name: str) -> int:
        """The size of a file in the folder."""
        with _storage("A file of the ledger could not be read."):
            return os.stat(self._file(name), follow_symlinks=False).st_size

    def read_segment(
        self, number: int, start: int, end: int | None = None
    ) -> bytes | None:
        """Bytes of a segment, or None if there is none.

        Raises:
            LedgerError: It is shorter than it was.
        """
        return self.read(segment_name(number), start, end)

    def read(self, name: str, start: int = 0, end: int | None = None) -> bytes | None:
        """Bytes of a file in the folder, or None if there is none."""
        with _storage("A file of the ledger could not be read."):
            try:
                fd = os.open(
                    self._file(name), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW
                )
            except FileNotFoundError:
                return None
            try:
                size = os.fstat(fd).st_size
                if size < start:
                    raise LedgerError(
                        Clause.HEAD_AHEAD, "The ledger is shorter than it was."
                    )
                return _read(fd, start, size if end is None else min(end, size))
            finally:
                os.close(fd)

    def add_segment(self, number: int, header: bytes) -> None:
        """Start a segment; durable on return."""
        draft = self._file(SEGMENT_DRAFT)
        with _storage("A new segment of the ledger could not be started."):
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
            fd = os.open(draft, flags, _MODE)
            try:
                _write(fd, 0, header)
                self._sync(fd)
            finally:
                os.close(fd)
            os.rename(draft, self._file(segment_name(number)))
            _sync_folder(self._path)

    def write_group(self, number: int, offset: int, group: bytes) -> None:
        """Write a group behind the last one; durable on return.

        Raises:
            StorageError: It is not; what was written of it was cut off again,
                or lies there torn.
        """
        with _storage("The ledger could not be written."):
            fd = os.open(
                self._file(segment_name(number)),
                os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW,
            )
            try:
                _write(fd, offset, group)
                self._sync(fd)
            except OSError:
                with suppress(OSError):
                    os.ftruncate(fd, offset)
                raise
            finally:
                os.close(fd)

    def set_aside(self, number: int, offset: int) -> None:
        """Keep what lies behind `offset` in a file beside, then cut it off."""
        tail = self.read_segment(number, offset) or b""
        mark = hashlib.sha256(tail).hexdigest()[:_TORN_DIGITS]
        kept = sum(name.startswith(TORN) for name in self.names())
        with _storage("A torn end of the ledger could not be set aside."):
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
            fd = os.open(self._file(f"{TORN}{kept}-{mark}"), flags, _MODE)
            try:
                _write(fd, 0, tail)
                self._sync(fd)
            finally:
                os.close(fd)
            _sync_folder(self._path)
            fd = os.open(
                self._file(segment_name(number)),
                os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW,
            )
            try:
                os.ftruncate(fd, offset)
                self._sync(fd)
            finally:
                os.close(fd)

    def write_head(self, note: bytes) -> None:
        """Replace `head`. Without fsync: it may be old, never ahead."""
        draft = self._file(HEAD_DRAFT)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
        # The group is committed already; a missing head only makes a later
        # judgement of the tail less sharp.
        with suppress(OSError):
            fd = os.open(draft, flags, _MODE)
            try:
                _write(fd, 0, note)
            finally:
                os.close(fd)
            os.rename(draft, self._file(HEAD))

    def read_head(self) -> bytes | None:
        """The content of `head`, at most one byte more than a note may have."""
        return self.read(HEAD, 0, MAX_NOTE + 1)

    def _file(self, name: str) -> str:
        return os.path.join(self._path, name)

    def _identity(self) -> tuple[int, int]:
        status = os.stat(self._path)
        return status.st_dev, status.st_ino

    def _sync(self, fd: int) -> None:
        try:
            os.fsync(fd)
        except OSError:
            _stopped.add(self._identity())
            raise


def torn_holds(name: str, content: bytes) -> bool:
    """True if a file that was set aside still has the content it had."""
    return name.endswith("-" + hashlib.sha256(content).hexdigest()[:_TORN_DIGITS])


def _sync_folder(path: str) -> None:
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _write(fd: int, offset: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(fd, view, offset)
        view, offset = view[written:], offset + written


def _read(fd: int, start: int, end: int) -> bytes:
    parts: list[bytes] = []
    while start < end:
        part = os.pread(fd, end - start, start)
        if not part:
            break
        parts.append(part)
        start += len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _refused(what: str) -> StorageError:
    return StorageError(
        what,
        safe="Everything acknowledged so far is in the ledger.",
        todo="Check the box's disk: full, failing or gone.",
    )


@contextmanager
def _storage(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _refused(what) from error
