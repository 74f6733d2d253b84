# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Runs: who is writing objects at present, and what dead ones left behind.

What holds: a run holds a lock for as long as its process lives, so a run whose
lock is free is dead, and what it left unpublished was never acknowledged and
is swept. A living run is never swept.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from witnessbox.base.errors import BusyError
from witnessbox.base.values import random_id
from witnessbox.vault.backend import Backend

LOCKS = "locks"


@contextmanager
def alone(folder: str, name: str) -> Iterator[None]:
    """Hold a lock of the box while a block runs.

    Raises:
        BusyError: Another process holds it.
    """
    path = _path(folder, name)
    with open(path, "a", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(
                "Another process is at work on this and must be alone.",
                safe="Nothing was changed by this one.",
                todo="Wait for it, or stop it and repeat the command.",
            ) from error
        yield


@contextmanager
def run(folder: str, backend: Backend, prefix: str) -> Iterator[str]:
    """A run's random name, held while a block runs; afterwards it is swept."""
    name = random_id(prefix)
    with alone(folder, name):
        try:
            yield name
        finally:
            backend.sweep(name)
            with suppress(FileNotFoundError):
                os.unlink(_path(folder, name))


def sweep_dead(folder: str, backend: Backend) -> None:
    """Remove what dead runs left unpublished."""
    for name in backend.runs():
        with suppress(BusyError), alone(folder, name):
            backend.sweep(name)
            with suppress(FileNotFoundError):
                os.unlink(_path(folder, name))


def _path(folder: str, name: str) -> str:
    os.makedirs(os.path.join(folder, LOCKS), mode=0o700, exist_ok=True)
    return os.path.join(folder, LOCKS, name)
