# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The survey: each waiting item looked at and watched, once, whatever happens.

What holds: an item's file is parsed in a child of its own; whatever the child
does (answers, refuses, crashes, hangs, lies), the item gets exactly one record
for each stage and version, and the survey goes on; records are committed in
groups, and a survey that was stopped goes on where it was. It may run while
an intake does: items appear as they are committed. What is urgent goes first: a
first look at everything, then the passes of `registry.PASSES` in their order.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from sqlalchemy import Connection

from witnessbox.base.values import ItemId
from witnessbox.catalogue import worklist
from witnessbox.catalogue.index import Index
from witnessbox.pipeline import passes, registry, runs
from witnessbox.pipeline.commit import Committer
from witnessbox.pipeline.desk import Desk
from witnessbox.pipeline.listening import Listener
from witnessbox.pipeline.lookout import Lookout
from witnessbox.pipeline.passes import Kept, Watch
from witnessbox.pipeline.registry import Pass
from witnessbox.pipeline.runs import Run
from witnessbox.pipeline.stages import FirstLook, Result, Work, waiting
from witnessbox.pipeline.transcribing import Transcribing
from witnessbox.vault.format import X25519Recipient
from witnessbox.vault.store import Vault

GROUP_ITEMS = 16
GROUP_SECONDS = 0.7
EXTRA_LOOKS = 1
AT_A_TIME = 64
"""Items fetched from the index at once."""

CHILDREN = max(2, min(os.cpu_count() or 2, 8))
"""Items that are looked at or watched at the same time."""
POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Pace:
    """How hard a survey works; asked again and again as it goes on.

    Attributes:
        more: True while an intake may still add items.
        children: How many items may be looked at or watched at the same time.
        stop: Set to end early; what is done is kept.
    """

    more: Callable[[], bool] = lambda: False
    children: int = CHILDREN
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass(slots=True)
class Tally:
    """What a survey did.

    Attributes:
        done: Items with something to show; `refused`: with a reason why not.
        watched: Passes over items.
        reasons: How often each reason.
    """

    done: int = 0
    refused: int = 0
    watched: int = 0
    reasons: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Line:
    """One queue of items for one kind of work.

    Attributes:
        find: Items beyond a position that wait for it, so many at most.
        work: What is done with one.
        extra: Items of it that may be at work beyond the pace: a first look takes
            a second, and must not wait for films that take minutes.
    """

    find: Callable[[Connection, int, int], list[Work]]
    work: Callable[[Work], Result]
    extra: int = 0
    held: deque[Work] = field(default_factory=deque)
    taken: set[ItemId] = field(default_factory=set)
    done_to: int = 0

    def next(self, connection: Connection) -> Work | None:
        """The next item that this run has not taken."""
        if not self.held:
            # One that was taken may not be recorded yet: it is found once more.
            found = self.find(connection, self.done_to, AT_A_TIME + len(self.taken))
            fresh = [one for one in found if one.item not in self.taken]
            self.held.extend(fresh)
            if fresh and fresh[0] is found[0]:
                # Everything before is done: new items come behind it only.
                self.done_to = found[0].position - 1
                self.taken.clear()
        while self.held:
            one = self.held.popleft()
            self.taken.add(one.item)
            # It may have been put into quarantine while it waited here.
            if not worklist.quarantined(connection, [one.item]):
                return one
        return None


class Survey:
    """The looks and passes over one box."""

    def __init__(
        self,
        folder: str,
        vault: Vault,
        committer: Committer,
        index: Index,
        senses: tuple[Desk, Lookout, Listener],
    ) -> None:
        self._folder = folder
        self._vault = vault
        self._committer = committer
        self._index = index
        self._desk, self._lookout, self._listener = senses

    def left(self) -> bool:
        """Whether any item waits for anything."""
        with self._index.reader.connect() as connection:
            if waiting(connection, 0, 1):
                return True
            return any(
                passes.waiting(
                    connection,
                    passes.needs(one, self._lookout.able(one.stages)),
                    0,
                    1,
                    asked=one.depth if one.on_demand else "",
                )
                for one in registry.WAYS
            )

    def run(self, recipient: X25519Recipient, pace: Pace) -> Tally:
        """Look at and watch all that waits, until nothing does and no more comes.

        Args:
            recipient: The compartment to which results are sealed.
            pace: How hard, and how long.
        """
        tally = Tally()
        with runs.run(self._folder, self._vault.backend, "s") as run:
            look = FirstLook(self._vault, self._desk, run.name, recipient)
            lines = [_Line(waiting, look.look, EXTRA_LOOKS)]
            for one in registry.WAYS:
                asked = one.depth if one.on_demand else ""
                lines.append(self._line(self._worker(one, run, recipient), asked))
            group = _Group(self._committer, run, tally)
            _Round(self._index, lines, group).run(pace)
        return tally

    def watch(
        self, recipient: X25519Recipient, one: Pass, items: Sequence[ItemId]
    ) -> Tally:
        """Carry out one pass over chosen items, such as a close look."""
        tally = Tally()
        wanted = list(items)
        with runs.run(self._folder, self._vault.backend, "s") as run:
            watch = self._worker(one, run, recipient)
            line = self._line(watch, "")

            def chosen(connection: Connection, after: int, limit: int) -> list[Work]:
                del limit
                found = passes.waiting(connection, watch.needed, after, 1 << 30)
                return [work for work in found if work.item in wanted]

            line.find = chosen
            group = _Group(self._committer, run, tally)
            _Round(self._index, [line], group).run(Pace())
        return tally

    def _worker(
        self, one: Pass, run: Run, recipient: X25519Recipient
    ) -> Watch | Transcribing:
        kept = Kept(one.depth, self._vault, run.name, recipient)
        if one is registry.SPEECH:
            return Transcribing(one, self._lookout, self._listener, kept)
        return Watch(one, self._lookout, kept)

    def _line(self, watch: Watch | Transcribing, asked: str) -> _Line:
        def find(connection: Connection, after: int, limit: int) -> list[Work]:
            return passes.waiting(connection, watch.needed, after, limit, asked=asked)

        def work(one: Work) -> Result:
            with self._index.reader.connect() as connection:
                missing = passes.lacking(connection, one.item, watch.needed.of(one))
            return watch.carry_out(one, missing)

        return _Line(find, work)


class _Round:
    """Several lines, worked off side by side, the urgent ones first."""

    def __init__(self, index: Index, lines: Sequence[_Line], group: _Group) -> None:
        self._index = index
        self._lines = lines
        self._group = group
        self._going: set[Future[Result]] = set()

    def run(self, pace: Pace) -> None:
        group, going = self._group, self._going
        with ThreadPoolExecutor(pace.children + EXTRA_LOOKS) as pool:
            while not pace.stop.is_set():
                coming = pace.more()
                self._fill(pool, pace.children)
                if not going:
                    # What was looked at just now may wait for a pass.
                    if group.commit():
                        continue
                    if not coming:
                        break
                    time.sleep(POLL_SECONDS)
                    continue
                finished, _ = wait(going, POLL_SECONDS, FIRST_COMPLETED)
                for future in finished:
                    going.discard(future)
                    group.add(future.result())
                group.commit_if_due()
            for future in going:
                group.add(future.result())
            group.commit()

    def _fill(self, pool: ThreadPoolExecutor, children: int) -> None:
        if len(self._going) >= children + EXTRA_LOOKS:
            return
        with self._index.reader.connect() as connection:
            for line in self._lines:
                while len(self._going) < children + line.extra:
                    one = line.next(connection)
                    if one is None:
                        break
                    self._going.add(pool.submit(line.work, one))


class _Group:
    def __init__(self, committer: Committer, run: Run, tally: Tally) -> None:
        self._committer = committer
        self._run = run
        self._tally = tally
        self._results: list[Result] = []
        self._since = time.monotonic()

    def add(self, result: Result) -> None:
        if not self._results:
            self._since = time.monotonic()
        self._results.append(result)

    def commit_if_due(self) -> None:
        waited = time.monotonic() - self._since
        if len(self._results) >= GROUP_ITEMS or waited >= GROUP_SECONDS:
            self.commit()

    def commit(self) -> bool:
        """Record what is held; whether there was anything."""
        if not self._results:
            return False
        names = [name for result in self._results for name in result.names]
        acts = [result.act for result in self._results]
        findings = [result.findings for result in self._results]
        self._committer.commit(acts, self._run, names, findings)
        for result in self._results:
            if result.act.kind != "derived":
                self._tally.watched += 1
            elif result.reason:
                self._tally.refused += 1
                count = self._tally.reasons.get(result.reason, 0)
                self._tally.reasons[result.reason] = count + 1
            else:
                self._tally.done += 1
        self._results = []
        return True
