# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Runs: who is writing objects at present, and what dead ones left behind.

What holds: a run holds a lock for as long as its process lives, so a run whose
lock is free is dead. Before a run publishes objects it writes their names, and
the ledger's size, durably into its lock's file; so after a crash between
publishing and the ledger's append, what no entry pledges is known exactly, and
is removed. Nothing else is ever removed: not what an entry pledges, not what a
living run wrote, not what nobody announced.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any

from witnessbox.base.errors import BusyError, MissingError, StorageError
from witnessbox.base.values import ObjectName, random_id
from witnessbox.vault.backend import Backend

LOCKS = "locks"
PREFIXES = ("r-", "s-")
"""Of intake runs and of surveys."""

Pledged = Callable[[int], Iterator[str]]
"""The names of the objects that entries from a sequence number on pledge."""


class Run:
    """One living run.

    Attributes:
        name: Random; the folder of what it has not published yet.
    """

    def __init__(self, name: str, file: IO[str]) -> None:
        self.name = name
        self._file = file

    def announce(self, names: Sequence[ObjectName], size: int) -> None:
        """Say durably what is about to be published, and how long the ledger is.

        Raises:
            StorageError: The disk refused.
        """
        said = json.dumps({"from": size, "names": list(names)}).encode("ascii")
        descriptor = self._file.fileno()
        try:
            # Past Python's buffer: what a full disk refused would be written
            # again when the file is closed, and fail where nobody expects it.
            os.ftruncate(descriptor, 0)
            while said:
                said = said[os.write(descriptor, said) :]
            os.fsync(descriptor)
        except OSError as error:
            raise _refused(error) from error


@contextmanager
def alone(folder: str, name: str) -> Iterator[IO[str]]:
    """Hold a lock of the box while a block runs.

    Raises:
        BusyError: Another process holds it.
    """
    with _opened(folder, name) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _busy() from error
        yield lock


def shared(folder: str, name: str) -> IO[str]:
    """Hold a lock together with others, until the file is closed.

    Raises:
        BusyError: Another process holds it alone.
    """
    lock = _opened(folder, name)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise _busy() from error
    return lock


@contextmanager
def run(folder: str, backend: Backend, prefix: str) -> Iterator[Run]:
    """A run, held while a block runs; a run that ends well leaves nothing."""
    name = random_id(prefix)
    with alone(folder, name) as file:
        yield Run(name, file)
        backend.sweep(name)
        _forget(folder, name)


def sweep_dead(folder: str, backend: Backend, pledged: Pledged) -> int:
    """Remove what dead runs left; how many objects that were."""
    os.makedirs(os.path.join(folder, LOCKS), mode=0o700, exist_ok=True)
    left = set(os.listdir(os.path.join(folder, LOCKS))) | set(backend.runs())
    removed = 0
    for name in sorted(one for one in left if one.startswith(PREFIXES)):
        with suppress(BusyError), alone(folder, name) as file:
            removed += _remove(backend, _announced(file), pledged)
            removed += backend.sweep(name)
            _forget(folder, name)
    return removed


def _remove(backend: Backend, said: dict[str, Any], pledged: Pledged) -> int:
    names = set(said.get("names", ()))
    if not names:
        return 0
    names.difference_update(pledged(int(said["from"])))
    removed = 0
    for name in sorted(names):
        with suppress(MissingError):
            backend.remove(ObjectName(name))
            removed += 1
    return removed


def _announced(file: IO[str]) -> dict[str, Any]:
    file.seek(0)
    try:
        said = json.load(file)
    except ValueError:
        # Cut off while announcing: then nothing of it was published.
        return {}
    return said if isinstance(said, dict) else {}


def _busy() -> BusyError:
    return BusyError(
        "Another process is at work on this and must be alone.",
        safe="Nothing was changed by this one.",
        todo="Wait for it, or stop it and repeat the command.",
    )


def _refused(error: OSError) -> StorageError:
    return StorageError(
        f"The box's disk refused a write: {os.strerror(error.errno or 0)}.",
        safe="What was acknowledged is stored.",
        todo="Look at the disk, then repeat the command.",
    )


def _opened(folder: str, name: str) -> IO[str]:
    try:
        os.makedirs(os.path.join(folder, LOCKS), mode=0o700, exist_ok=True)
        return open(_path(folder, name), "a+", encoding="ascii")
    except OSError as error:
        raise _refused(error) from error


def _forget(folder: str, name: str) -> None:
    # One that cannot be removed does no harm: it is looked at again next time.
    with suppress(OSError):
        os.unlink(_path(folder, name))


def _path(folder: str, name: str) -> str:
    return os.path.join(folder, LOCKS, name)
