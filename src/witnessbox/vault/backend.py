# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where sealed objects lie: a folder, or memory; one contract for both.

What holds: an object is written under `incoming/<run>/`, then published under
its own name, which never replaces another, then settled. The order is create,
write, close, publish, settle; **after `settle` returns, all that was published
before it is durable**, and only then may the ledger speak of it. A crash leaves
files in `incoming` or objects that no entry names, never half an object under a
name that an entry names.

A write, flush or rename that fails is a `StorageError` and the end of this
backend: after a failed flush the system may have dropped the data, and a second
flush would report success.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol

from witnessbox.base.errors import MissingError, StorageError
from witnessbox.base.values import ObjectName
from witnessbox.vault.format import Buffer

_NAME = re.compile(r"[0-9a-f]{32}")
_RUN = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


class Incoming(Protocol):
    """An object that is being written."""

    def write(self, data: Buffer) -> None:
        """Append some bytes.

        Raises:
            StorageError: The medium refused them.
        """

    def close(self) -> None:
        """All is written; the object can be published.

        Raises:
            StorageError: The medium refused the last of it.
        """

    def discard(self) -> None:
        """Remove what was written; it was never an object."""


@dataclass(frozen=True, slots=True)
class ReadAt(AbstractContextManager["ReadAt"]):
    """An object open for reading.

    Attributes:
        size: Bytes of the sealed object.
        read_at: Up to n bytes at an offset; none only at the end.
        fileno: A descriptor to hand to a child, or -1 where there is none.
    """

    size: int
    read_at: Callable[[int, int], bytes]
    fileno: int = -1
    _close: Callable[[], None] = field(default=lambda: None, repr=False)

    def close(self) -> None:
        """Close the descriptor; it must not be read after that."""
        self._close()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Backend(Protocol):
    """What the vault needs of a store of sealed objects."""

    def create(self, run: str, name: ObjectName) -> Incoming:
        """Begin an object that nobody sees before it is published."""

    def publish(self, run: str, names: Iterable[ObjectName]) -> None:
        """Give written objects their names.

        Raises:
            MissingError: One was not written in this run.
            StorageError: A name is taken, or the medium refused.
        """

    def replace(self, run: str, name: ObjectName) -> None:
        """Put a written object in the place of the one of that name, durably.

        Raises:
            MissingError: One of the two is not there.
            StorageError: The medium refused; the old object is as it was.
        """

    def settle(self) -> None:
        """Return when all that was published is durable.

        Raises:
            StorageError: Something is not; nothing may be acknowledged.
        """

    def reader(self, name: ObjectName) -> ReadAt:
        """Open an object for reading.

        Raises:
            MissingError: There is none of that name.
            StorageError: The medium refused.
        """

    def names(self) -> Iterator[ObjectName]:
        """The names of all published objects, sorted."""

    def remove(self, name: ObjectName) -> None:
        """Remove an object; durable after `settle`.

        Raises:
            MissingError: There is none of that name.
        """

    def runs(self) -> list[str]:
        """Runs that left something behind, or are going on."""

    def sweep(self, run: str) -> int:
        """Remove what a run left unpublished; how many objects that were."""


def checked_name(name: str) -> ObjectName:
    """The name, if it is one that this program gives.

    Raises:
        ValueError: It is not 32 lower-case hex digits.
    """
    if not _NAME.fullmatch(name):
        raise ValueError("an object's name is 32 lower-case hex digits")
    return ObjectName(name)


def checked_run(run: str) -> str:
    """The run, if it can be a folder's name.

    Raises:
        ValueError: It is not lower-case letters, digits and hyphens.
    """
    if not _RUN.fullmatch(run):
        raise ValueError("a run is named by lower-case letters, digits and hyphens")
    return run


class MemoryBackend:
    """Objects in memory: the same contract, gone with the process."""

    def __init__(self) -> None:
        self.objects: dict[ObjectName, bytes] = {}
        self.incoming: dict[str, dict[ObjectName, _MemoryIncoming]] = {}

    def create(self, run: str, name: ObjectName) -> Incoming:
        """Begin an object; see `Backend`."""
        waiting = self.incoming.setdefault(checked_run(run), {})
        if checked_name(name) in waiting:
            raise name_taken()
        waiting[name] = _MemoryIncoming(lambda: waiting.pop(name, None))
        return waiting[name]

    def publish(self, run: str, names: Iterable[ObjectName]) -> None:
        """Give written objects their names; see `Backend`."""
        for name in names:
            written = self._written(run, name)
            if name in self.objects:
                raise name_taken()
            self.objects[name] = written
            del self.incoming[run][name]

    def replace(self, run: str, name: ObjectName) -> None:
        """Put a written object in another's place; see `Backend`."""
        written = self._written(run, name)
        if name not in self.objects:
            raise no_object()
        self.objects[name] = written
        del self.incoming[run][name]

    def settle(self) -> None:
        """Nothing to wait for."""

    def reader(self, name: ObjectName) -> ReadAt:
        """Open an object for reading; see `Backend`."""
        if name not in self.objects:
            raise no_object()
        data = self.objects[name]
        return ReadAt(len(data), lambda offset, size: data[offset : offset + size])

    def names(self) -> Iterator[ObjectName]:
        """The names of all published objects, sorted."""
        return iter(sorted(self.objects))

    def remove(self, name: ObjectName) -> None:
        """Remove an object; see `Backend`."""
        if self.objects.pop(name, None) is None:
            raise no_object()

    def runs(self) -> list[str]:
        """Runs that left something behind, or are going on."""
        return sorted(run for run, waiting in self.incoming.items() if waiting)

    def sweep(self, run: str) -> int:
        """Remove what a run left unpublished; see `Backend`."""
        return len(self.incoming.pop(checked_run(run), {}))

    def _written(self, run: str, name: ObjectName) -> bytes:
        incoming = self.incoming.get(run, {}).get(name)
        if incoming is None:
            raise no_object()
        if not incoming.closed:
            raise RuntimeError("an object is closed before it is published")
        return bytes(incoming.data)


class _MemoryIncoming:
    def __init__(self, forget: Callable[[], object]) -> None:
        self.data = bytearray()
        self.closed = False
        self._forget = forget

    def write(self, data: Buffer) -> None:
        if self.closed:
            raise RuntimeError("this object was closed")
        self.data += data

    def close(self) -> None:
        self.closed = True

    def discard(self) -> None:
        self.closed = True
        self._forget()


def no_object() -> MissingError:
    """The error for an object that is not there."""
    return MissingError(
        "There is no object of that name here.",
        safe="Nothing was changed.",
        todo="Run verify to see what is missing, and restore it from a copy.",
    )


def name_taken() -> StorageError:
    """The error for a name that would have to be given twice."""
    return StorageError(
        "An object of that name is already here; none is ever replaced.",
        safe="What was here is as it was.",
        todo="Run verify.",
    )


def refused(error: OSError) -> StorageError:
    """The error for a medium that did not do as it was told."""
    return StorageError(
        f"The disk that the box lies on refused: {os.strerror(error.errno or 0)}.",
        safe="What was acknowledged before is safe; what was being written is not.",
        todo="Make room or change the disk, then start again; it goes on from there.",
    )
