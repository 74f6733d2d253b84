# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Taking in one source: walk, read, seal, commit in groups, acknowledge.

What holds: seen = stored + known + noted + refused, counted as groups become
durable; nothing is acknowledged before its group's checkpoint is; whatever
stops the run (full disk, vanished source, a person) leaves what was committed
whole, and the same command goes on. One intake of an accession at a time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from witnessbox.base.errors import SourceError, StorageError
from witnessbox.base.values import ItemId, random_id
from witnessbox.intake import origins
from witnessbox.intake.origins import GONE_REASONS, Sighting, open_file, reason
from witnessbox.intake.presence import Presence
from witnessbox.ledger.entry import Pledge
from witnessbox.model.evidence import Original, SightingKind
from witnessbox.pipeline.commit import Committer
from witnessbox.pipeline.counts import MAX_REFUSALS_KEPT, Counts, Watcher
from witnessbox.pipeline.group import Group, Place
from witnessbox.pipeline.memory import Memory
from witnessbox.pipeline.runs import Run
from witnessbox.pipeline.sealers import Answer, Batch, Sealers

GROUP_NAMES = 2000
GROUP_BYTES = 1 << 30
GROUP_SECONDS = 1.0
"""A group is due when it holds this much or its first member waited this long."""

TURN_EVERY = 32
"""Names walked between two looks at the workers."""

GONE_AFTER = 16
"""Names in a row that fail as on a vanished disk before the run asks if it is."""

RESERVE = 64 << 20
"""Bytes of the box's disk that intake leaves free, so that the ledger can close."""


@dataclass(slots=True)
class _Open:
    sighting: Sighting
    flagged: bool


class Taking:
    """One run over one source."""

    def __init__(
        self,
        committer: Committer,
        memory: Memory,
        place: Place,
        watcher: Watcher,
        *,
        run: Run,
        presence: Presence,
        sealers: Callable[[Callable[[str], bool]], Sealers],
        free: Callable[[], int],
    ) -> None:
        self._committer = committer
        self._memory = memory
        self._place = place
        self._run = run
        self._presence = presence
        self._watcher = watcher
        self._free = free
        self._sealers = sealers(lambda digest: memory.item(digest) is not None)
        self._thread = ThreadPoolExecutor(1)
        self._pending: tuple[Future[None], Group] | None = None
        self._group = Group()
        self._since = time.monotonic()
        self._open: dict[int, _Open] = {}
        self._number = 0
        self._read = 0
        self._names = 0
        self._lost = 0
        self.counts = Counts()

    def run(self, source: bytes, *, read_links: bool) -> None:
        """Take in the whole source.

        Raises:
            StorageError: The box's disk refused; the rest is safe.
            SourceError: The source went away.
        """
        batch = Batch()
        try:
            with closing(origins.walk(source, read_links=read_links)) as sightings:
                for sighting in sightings:
                    self._names += 1
                    if self._lost >= GONE_AFTER:
                        self._lost = 0
                        self._presence.must_answer()
                    if not self._settled(sighting):
                        self._add(batch, sighting)
                    if batch.full:
                        self._submit(batch)
                        batch = Batch()
                    if self._names % TURN_EVERY == 0:
                        self._turn(0)
            self._finish(batch)
        except KeyboardInterrupt:
            self._abandon(batch)
            self._flush()
            raise
        except SourceError:
            # What was opened may still be readable, and be all that is left.
            self._finish(batch)
            self._flush()
            raise
        self._flush()
        self._presence.must_answer()

    def close(self) -> None:
        """Stop the workers and the committing thread, let go of the source."""
        self._presence.close()
        self._sealers.close()
        self._memory.close()
        self._thread.shutdown(wait=True)

    def _refuse(self, path: bytes, why: str) -> None:
        self._group.refused.append((path, why))
        self._lost += why.startswith(GONE_REASONS)

    def _settled(self, sighting: Sighting) -> bool:
        if sighting.refusal:
            self._refuse(sighting.path, sighting.refusal)
            return True
        if sighting.kind is not SightingKind.FILE:
            if self._memory.has_noted(sighting.path):
                self.counts.noted += 1
            else:
                self._group.noted.append(sighting)
                self._group.facts.append(sighting)
            return True
        digest = self._memory.unread_digest(sighting)
        if digest is not None:
            self.counts.known += 1
            self._watcher.ack(sighting.path, digest)
        return digest is not None

    def _add(self, batch: Batch, sighting: Sighting) -> None:
        try:
            descriptor = open_file(sighting)
        except OSError as error:
            self._refuse(sighting.path, reason(error))
            return
        self._presence.remember(descriptor)
        self._number += 1
        flagged = self._memory.size_known(sighting.size)
        self._open[self._number] = _Open(sighting, flagged)
        batch.jobs.append({"id": self._number, "flagged": flagged})
        batch.descriptors.append(descriptor)
        batch.bytes += sighting.allocated
        if not flagged:
            batch.new_bytes += sighting.allocated

    def _submit(self, batch: Batch) -> None:
        while not self._sealers.ready:
            self._turn(0.5)
        if batch.new_bytes and self._free() < RESERVE + batch.new_bytes:
            batch.close()
            self._drain()
            self._flush()
            raise StorageError(
                "The box's disk is nearly full; the intake stopped by itself.",
                safe="Everything acknowledged is stored; the source was not touched.",
                todo="Make room and repeat the same command: it goes on from here.",
            )
        self._sealers.submit(batch)

    def _turn(self, wait: float) -> None:
        for answer in self._sealers.answers(wait):
            if "read" in answer:
                self._read += int(answer["read"])
            else:
                self._take(answer)
        self._watcher.moved(self._names, self.counts.bytes + self._read)
        waited = time.monotonic() - self._since
        due = (
            len(self._group) >= GROUP_NAMES
            or self._group.bytes >= GROUP_BYTES
            or waited >= GROUP_SECONDS
        )
        if self._pending is not None and self._pending[0].done():
            self._settle_pending()
        if due and self._pending is None and len(self._group):
            self._start_commit()
        elif (
            len(self._group) >= 2 * GROUP_NAMES or self._group.bytes >= 4 * GROUP_BYTES
        ):
            self._settle_pending()

    def _take(self, answer: Answer) -> None:
        opened = self._open.pop(answer["id"])
        sighting = opened.sighting
        if "errno" in answer:
            why = os.strerror(answer["errno"])
            if answer["offset"]:
                why += f" at byte {answer['offset']}"
            self._refuse(sighting.path, why)
            return
        self._lost = 0
        extents = answer["extents"]
        original = Original(
            path=sighting.path,
            size=answer["size"],
            sha256=answer["sha256"],
            blake3=answer["blake3"],
            extents=None if extents is None else tuple((a, b) for a, b in extents),
            changed=answer["changed"],
        )
        self._read = 0
        self._file(original, opened, answer.get("object"))

    def _file(
        self, original: Original, opened: _Open, sealed: list[Any] | None
    ) -> None:
        group = self._group
        # A copy that two workers sealed at once stays unpublished, and is swept.
        old = opened.flagged or sealed is None
        item = self._memory.item(original.sha256, old=old)
        pledge: Pledge | None = None
        if item is None:
            if sealed is None:
                # The parent said "known" and forgot: impossible short of a bug.
                raise RuntimeError("a content was not sealed and is not known")
            item = ItemId(random_id("i"))
            pledge = Pledge(sealed[0], sealed[1], sealed[2])
            self._memory.remember(original.sha256, original.size, item)
        group.bytes += original.size
        if pledge is None and self._memory.has_origin(original.path, item):
            self.counts.known += 1
        else:
            group.originals.append((original, item, pledge))
            group.facts.append(opened.sighting)
        # Last: an interrupt above leaves it unacknowledged, never the reverse.
        group.acks.append((original.path, original.sha256))

    def _start_commit(self) -> None:
        group, self._group = self._group, Group()
        self._since = time.monotonic()
        self._pending = (self._thread.submit(self._commit, group), group)

    def _commit(self, group: Group) -> None:
        acts = group.acts(self._place)
        if acts:
            self._committer.commit(acts, self._run, group.names())

    def _settle_pending(self) -> None:
        if self._pending is None:
            return
        future, group = self._pending
        self._pending = None
        future.result()
        counts = self.counts
        for _, _, pledge in group.originals:
            counts.stored += pledge is not None
            counts.known += pledge is None
        counts.noted += len(group.noted)
        counts.refused += len(group.refused)
        counts.bytes += group.bytes
        room = MAX_REFUSALS_KEPT - len(counts.refusals)
        counts.refusals.extend(group.refused[:room])
        for path, digest in group.acks:
            self._watcher.ack(path, digest)
        self._watcher.committed()

    def _flush(self) -> None:
        self._settle_pending()
        if len(self._group) or self._group.acks:
            self._start_commit()
            self._settle_pending()

    def _finish(self, batch: Batch) -> None:
        if batch.jobs:
            self._submit(batch)
        self._drain()

    def _drain(self) -> None:
        while not self._sealers.idle:
            self._turn(0.5)

    def _abandon(self, batch: Batch) -> None:
        batch.close()
