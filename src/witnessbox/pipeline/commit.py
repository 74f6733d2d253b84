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
from collections.abc import Callable, Iterator, Mapping, Sequence

from witnessbox.base.moment import now
from witnessbox.base.values import Compartment, ObjectName
from witnessbox.catalogue.index import Index
from witnessbox.catalogue.projector import Event, project, watermarks
from witnessbox.ledger.entry import Act, Author
from witnessbox.ledger.log import Log
from witnessbox.model.finding import Finding
from witnessbox.pipeline.runs import Run
from witnessbox.vault.backend import Backend

Opener = Callable[[int, tuple[Compartment, ...]], Iterator[Event]]
"""From a sequence number on, the entries of these compartments, opened."""

REPLAY_ENTRIES = 256
"""Entries projected in one transaction; one may hold thousands of originals."""

LAG_ENTRIES = 2000
"""How far a watermark on disk may lie behind where nothing had to be projected:
each costs a flush, and lagging costs a longer look at the next opening."""

FEW_ENTRIES = 64
"""What somebody else projects in this moment a page need not wait for: it shows what
was there when it was asked for. Whoever states something, or reveals, waits."""

_turns: dict[str, threading.Lock] = {}
"""Per folder of indexes, whose turn it is to project: of several sessions in one
process one projects an entry, and the others find it done. Left to SQLite, they would
wait for each other in sleeps of up to a tenth of a second, and each would open it."""


class Follower:
    """Keeps one index up to date with its log, and remembers how far it is."""

    def __init__(self, index: Index, opener: Opener) -> None:
        self._index = index
        self._opener = opener
        self._turn = _turns.setdefault(index.folder, threading.Lock())
        self._marks = watermarks(index)
        self._kept = dict(self._marks)

    def follow(
        self, size: int, fresh: Sequence[Event] = (), *, wait: bool = True
    ) -> None:
        """Project every entry below `size` that the index has not seen.

        Args:
            size: Entries in the log.
            fresh: The last entries of it, if they are at hand: they need not be
                read back and opened, which is a third of an intake's time.
            wait: Whether to wait for whoever projects them in this moment, also
                where only a few are missing.
        """
        behind = size - min(self._marks.values(), default=size)
        if behind <= 0:
            return
        if not self._turn.acquire(blocking=wait or behind > FEW_ENTRIES):
            return
        try:
            self._look()
            self._follow(size, fresh)
        finally:
            self._turn.release()

    def _look(self) -> None:
        """How far others have come meanwhile, or that the index was emptied."""
        for one, mark in watermarks(self._index).items():
            emptied = mark < self._kept[one]
            self._marks[one] = mark if emptied else max(self._marks[one], mark)
            self._kept[one] = mark

    def _follow(self, size: int, fresh: Sequence[Event]) -> None:
        behind = [one for one, mark in self._marks.items() if mark < size]
        first = size - len(fresh)
        if fresh and all(self._marks[one] == first for one in behind):
            self._project(fresh, size)
            return
        if not behind:
            return
        held: list[Event] = []
        start = min(self._marks[one] for one in behind)
        for event in self._opener(start, tuple(behind)):
            if event.seq >= size:
                break
            held.append(event)
            if len(held) >= REPLAY_ENTRIES:
                self._project(held, held[-1].seq + 1)
                held = []
        self._project(held, size)

    def _project(self, events: Sequence[Event], upto: int) -> None:
        for one, mark in self._marks.items():
            if mark >= upto:
                continue
            mine = [event for event in events if event.compartment is one]
            if mine or upto - self._kept[one] >= LAG_ENTRIES:
                project(self._index, one, mine, upto)
                self._kept[one] = upto
            self._marks[one] = upto


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
        self._follower: Follower | None = None

    def attach(self, index: Index, opener: Opener) -> None:
        """Give the committer an index to keep up to date."""
        self._follower = Follower(index, opener)
        self.catch_up()

    def commit(
        self,
        acts: Sequence[Act],
        run: Run | None = None,
        names: Sequence[ObjectName] = (),
        findings: Sequence[Mapping[str, Sequence[Finding]]] = (),
    ) -> None:
        """Make objects and acts durable, together and in order.

        Args:
            acts: For the ledger.
            run: Who sealed the objects.
            names: The objects.
            findings: Per act and stage, what machines found, for the index;
                empty where no act has any.

        Raises:
            StorageError: A write failed; nothing of this call is acknowledged.
            DamagedError: The ledger cannot be appended to.
        """
        with self._lock:
            if run is not None and names:
                run.announce(names, self._log.state.size)
                self._backend.publish(run.name, names)
                self._backend.settle()
            at = now()
            closed = self._log.append(acts, self._author, at, self._seal)
            if self._follower is not None:
                first = closed.size - len(acts)
                fresh = [
                    Event(
                        seq=first + number,
                        compartment=act.compartment,
                        act=act.kind,
                        author=self._author.member,
                        at=at,
                        body=act.body,
                        pledges=tuple((p.name, p.size, p.sha256) for p in act.objects),
                        findings=findings[number] if findings else {},
                    )
                    for number, act in enumerate(acts)
                ]
                self._follower.follow(closed.size, fresh)

    def catch_up(self) -> None:
        """Project what the index has not seen, ours and other processes'."""
        with self._lock:
            if self._follower is not None:
                self._follower.follow(self._log.size())

    def glance(self) -> None:
        """The same for a page that shows, unless somebody is at it in this moment."""
        if self._lock.acquire(blocking=False):
            try:
                if self._follower is not None:
                    self._follower.follow(self._log.size(), wait=False)
            finally:
                self._lock.release()
