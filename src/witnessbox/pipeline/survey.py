# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The survey: each waiting item through each stage, once, whatever happens.

What holds: an item's file is parsed in a child of its own; whatever the child
does (answers, refuses, crashes, hangs, lies), the item gets exactly one record
for each stage and version, and the survey goes on; records are committed in
groups, and a survey that was stopped goes on where it was. It may run while
an intake does: items appear as they are committed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from witnessbox.base.values import ItemId
from witnessbox.catalogue.index import Index
from witnessbox.pipeline import registry, runs
from witnessbox.pipeline.commit import Committer
from witnessbox.pipeline.desk import Desk
from witnessbox.pipeline.runs import Run
from witnessbox.pipeline.stages import Result, Stages, Work, waiting
from witnessbox.vault.format import X25519Recipient
from witnessbox.vault.store import Vault

GROUP_ITEMS = 16
GROUP_SECONDS = 0.7
AT_A_TIME = 64
"""Items fetched from the index at once."""

POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Pace:
    """How hard a survey works; asked again and again as it goes on.

    Attributes:
        more: True while an intake may still add items.
        children: How many files may be parsed at the same time, now.
        stop: Set to end early; what is done is kept.
    """

    more: Callable[[], bool] = lambda: False
    children: Callable[[], int] = lambda: 2
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass(slots=True)
class Tally:
    """What a survey did.

    Attributes:
        done: Items with something to show; `refused`: with a reason why not.
        reasons: How often each reason.
    """

    done: int = 0
    refused: int = 0
    reasons: dict[str, int] = field(default_factory=dict)


class Survey:
    """The stages over one box."""

    def __init__(
        self,
        folder: str,
        vault: Vault,
        committer: Committer,
        index: Index,
        desk: Desk,
    ) -> None:
        self._folder = folder
        self._vault = vault
        self._committer = committer
        self._index = index
        self._desk = desk

    def left(self) -> bool:
        """Whether any item waits for any stage."""
        with self._index.reader.connect() as connection:
            return any(waiting(connection, stage, 0, 1) for stage in registry.STAGES)

    def run(self, recipient: X25519Recipient, pace: Pace) -> Tally:
        """Look at everything that waits, until nothing does and no more comes.

        Args:
            recipient: The compartment to which results are sealed.
            pace: How hard, and how long.
        """
        tally = Tally()
        with runs.run(self._folder, self._vault.backend, "s") as run:
            stages = Stages(self._vault, self._desk, run.name, recipient)
            for stage, work in (
                (registry.LOOK, stages.look),
                (registry.PACKETS, stages.packets),
            ):
                group = _Group(self._committer, run, tally)
                _Pass(self._index, stage, work, group).run(pace)
        return tally


class _Pass:
    """One stage over every item that waits for it."""

    def __init__(
        self,
        index: Index,
        stage: registry.Stage,
        work: Callable[[Work], Result],
        group: _Group,
    ) -> None:
        self._index = index
        self._stage = stage
        self._work = work
        self._group = group
        self._going: dict[Future[Result], Work] = {}
        # Everything up to here is done: new items come behind it only.
        self._done_to = 0

    def run(self, pace: Pace) -> None:
        group, going = self._group, self._going
        with ThreadPoolExecutor(2) as pool:
            while not pace.stop.is_set():
                coming = pace.more()
                left = self._waiting()
                if not left and not going and not coming:
                    break
                while left and len(going) < max(1, pace.children()):
                    one = left.pop(0)
                    going[pool.submit(self._work, one)] = one
                finished, _ = wait(going, POLL_SECONDS, FIRST_COMPLETED)
                for future in finished:
                    group.add(going.pop(future), future.result())
                if not going and not left:
                    group.commit()
                    time.sleep(POLL_SECONDS if coming else 0)
                group.commit_if_due()
            for future, one in going.items():
                group.add(one, future.result())
            group.commit()

    def _waiting(self) -> list[Work]:
        busy = {one.item for one in self._going.values()} | set(self._group.items)
        with self._index.reader.connect() as connection:
            found = waiting(
                connection, self._stage, self._done_to, AT_A_TIME + len(busy)
            )
        if found:
            self._done_to = found[0].position - 1
        return [one for one in found if one.item not in busy]


class _Group:
    def __init__(self, committer: Committer, run: Run, tally: Tally) -> None:
        self._committer = committer
        self._run = run
        self._tally = tally
        self._results: list[Result] = []
        self._since = time.monotonic()
        self.items: set[ItemId] = set()

    def add(self, work: Work, result: Result) -> None:
        if not self._results:
            self._since = time.monotonic()
        self._results.append(result)
        self.items.add(work.item)

    def commit_if_due(self) -> None:
        waited = time.monotonic() - self._since
        if len(self._results) >= GROUP_ITEMS or waited >= GROUP_SECONDS:
            self.commit()

    def commit(self) -> None:
        if not self._results:
            return
        names = [name for result in self._results for name in result.names]
        acts = [result.act for result in self._results]
        self._committer.commit(acts, self._run, names)
        for result in self._results:
            if result.reason:
                self._tally.refused += 1
                count = self._tally.reasons.get(result.reason, 0)
                self._tally.reasons[result.reason] = count + 1
            else:
                self._tally.done += 1
        self._results = []
        self.items = set()
