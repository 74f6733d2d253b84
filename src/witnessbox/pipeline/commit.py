# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The three writes, in their one order: vault, ledger, index.

What holds: (1) objects are renamed to their names and made durable, (2) the
ledger takes the acts and closes them with a signed checkpoint, durable: **the
only commit point**, (3) the index projects them. A crash before (2) leaves
objects that no entry names, which `verify` notes and the next intake sweeps,
because their run announced them; a crash after (2) leaves an index that
catches up when it is next opened. Nothing is acknowledged before (2) returned.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

from witnessbox.base.moment import now
from witnessbox.base.values import Compartment, ObjectName
from witnessbox.catalogue.index import Index
from witnessbox.catalogue.projector import Event, project, watermark
from witnessbox.ledger.entry import Act, Author
from witnessbox.ledger.log import Log
from witnessbox.pipeline.runs import Run
from witnessbox.vault.backend import Backend

Opener = Callable[[int, tuple[Compartment, ...]], Iterator[Event]]
"""From a sequence number on, the entries of these compartments, opened."""

REPLAY_ENTRIES = 256
"""Entries projected in one transaction; one may hold thousands of originals."""


class Committer:
    """One author's way into one box; safe to call from several threads."""

    def __init__(
        self,
        backend: Backend,
        log: Log,
        author: Author,
        seal: Callable[[Compartment, bytes], bytes],
    ) -> None:
        self._backend = backend
        self._log = log
        self._author = author
        self._seal = seal
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._opener: Opener | None = None

    def attach(self, index: Index, opener: Opener) -> None:
        """Give the committer an index to keep up to date."""
        self._index, self._opener = index, opener
        self.catch_up()

    def commit(
        self,
        acts: Sequence[Act],
        run: Run | None = None,
        names: Sequence[ObjectName] = (),
    ) -> None:
        """Make objects and acts durable, together and in order.

        Raises:
            StorageError: A write failed; nothing of this call is acknowledged.
            DamagedError: The ledger cannot be appended to.
        """
        with self._lock:
            if run is not None and names:
                run.announce(names, self._log.state.size)
                self._backend.publish(run.name, names)
                self._backend.settle()
            self._log.append(acts, self._author, now(), self._seal)
        self.catch_up()

    def catch_up(self) -> None:
        """Project what the index has not seen, ours and other processes'."""
        index, opener = self._index, self._opener
        if index is None or opener is None:
            return
        with self._lock:
            catch_up(index, opener, self._log.size())


def catch_up(index: Index, opener: Opener, size: int) -> None:
    """Project every entry below `size` that an index has not seen."""
    marks = {one: watermark(index, one) for one in index.compartments}
    behind = tuple(one for one, mark in marks.items() if mark < size)
    if not behind:
        return
    held: list[Event] = []
    for event in opener(min(marks[one] for one in behind), behind):
        if event.seq >= size:
            break
        held.append(event)
        if len(held) >= REPLAY_ENTRIES:
            for one in behind:
                project(index, one, held, held[-1].seq + 1)
            held = []
    for one in behind:
        project(index, one, held, size)
