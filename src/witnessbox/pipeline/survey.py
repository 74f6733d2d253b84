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

from sqlalchemy import Connection, select

from witnessbox.base.canonical import JsonDict
from witnessbox.base.values import Compartment, ItemId, ObjectName
from witnessbox.catalogue import schema
from witnessbox.catalogue.index import Index
from witnessbox.catalogue.query import parsed_extents
from witnessbox.ledger.entry import Act, Pledge
from witnessbox.media.formats import Reason
from witnessbox.media.record import Look
from witnessbox.model.evidence import Extent
from witnessbox.pipeline import registry, runs
from witnessbox.pipeline.commit import Committer
from witnessbox.pipeline.desk import Desk
from witnessbox.pipeline.runs import Run
from witnessbox.vault.format import X25519Recipient
from witnessbox.vault.store import Vault

GROUP_ITEMS = 16
GROUP_SECONDS = 0.7
AT_A_TIME = 64
"""Items fetched from the index at once."""

POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Work:
    """One item for one stage."""

    item: ItemId
    sha256: str
    object: ObjectName
    size: int
    extents: tuple[Extent, ...] | None


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


@dataclass(frozen=True, slots=True)
class _Result:
    act: Act
    names: tuple[ObjectName, ...]
    reason: str


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

    def run(
        self,
        recipient: X25519Recipient,
        *,
        more: Callable[[], bool] = lambda: False,
        children: Callable[[], int] = lambda: 2,
        stop: threading.Event | None = None,
    ) -> Tally:
        """Look at everything that waits, until nothing does and no more comes.

        Args:
            recipient: The compartment to which results are sealed.
            more: True while an intake may still add items.
            children: How many files may be parsed at the same time, now.
            stop: Set it to end early; what is done is kept.
        """
        tally = Tally()
        stopped = stop or threading.Event()
        with runs.run(self._folder, self._vault.backend, "s") as run:
            stages = _Stages(self._vault, self._desk, run.name, recipient)
            for stage, work in (
                (registry.LOOK, stages.look),
                (registry.PACKETS, stages.packets),
            ):
                group = _Group(self._committer, run, tally)
                self._stage(stage, work, group, more, children, stopped)
        return tally

    def _stage(
        self,
        stage: registry.Stage,
        work: Callable[[Work], _Result],
        group: _Group,
        more: Callable[[], bool],
        children: Callable[[], int],
        stopped: threading.Event,
    ) -> None:
        going: dict[Future[_Result], ItemId] = {}
        with ThreadPoolExecutor(2) as pool:
            while not stopped.is_set():
                coming = more()
                busy = set(going.values()) | group.items
                waiting = self._waiting(stage, busy)
                if not waiting and not going and not coming:
                    break
                while waiting and len(going) < max(1, children()):
                    one = waiting.pop(0)
                    going[pool.submit(work, one)] = one.item
                finished, _ = wait(going, POLL_SECONDS, FIRST_COMPLETED)
                for future in finished:
                    group.add(going.pop(future), future.result())
                if not going and not waiting:
                    group.commit()
                    time.sleep(POLL_SECONDS if coming else 0)
                group.commit_if_due()
            for future, item in going.items():
                group.add(item, future.result())
            group.commit()

    def _waiting(self, stage: registry.Stage, busy: set[ItemId]) -> list[Work]:
        with self._index.reader.connect() as connection:
            found = waiting(connection, stage, AT_A_TIME + len(busy))
        return [one for one in found if one.item not in busy]


def waiting(connection: Connection, stage: registry.Stage, limit: int) -> list[Work]:
    """Items that a stage has not seen in its present version."""
    i, d = schema.item.c, schema.derivation.c
    seen = (
        select(d.item)
        .where(d.item == i.id, d.stage == stage.name, d.version == stage.version)
        .exists()
    )
    wanted = select(schema.item).where(~seen).order_by(i.position).limit(limit)
    if stage.kinds:
        wanted = wanted.where(i.kind.in_(stage.kinds), i.state == "looked")
    return [
        Work(
            ItemId(row.id),
            row.sha256,
            ObjectName(row.object),
            row.size,
            parsed_extents(row.extents),
        )
        for row in connection.execute(wanted)
    ]


class _Group:
    def __init__(self, committer: Committer, run: Run, tally: Tally) -> None:
        self._committer = committer
        self._run = run
        self._tally = tally
        self._results: list[_Result] = []
        self._since = time.monotonic()
        self.items: set[ItemId] = set()

    def add(self, item: ItemId, result: _Result) -> None:
        if not self._results:
            self._since = time.monotonic()
        self._results.append(result)
        self.items.add(item)

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


class _Stages:
    def __init__(
        self, vault: Vault, desk: Desk, run: str, recipient: X25519Recipient
    ) -> None:
        self._vault = vault
        self._desk = desk
        self._run = run
        self._recipient = recipient

    def look(self, work: Work) -> _Result:
        look = self._desk.look(work.object, work.size, work.extents)
        covered, clear, stills = pack(look)
        pledges: list[Pledge] = []
        objects: list[JsonDict] = []
        for role, data in (("stills-covered", covered), ("stills-clear", clear)):
            if data:
                stored = self._vault.seal_bytes(self._run, data, self._recipient)
                pledges.append(
                    Pledge(stored.name, stored.payload_size, stored.payload_sha256)
                )
                objects.append({"role": role, "name": stored.name, "size": len(data)})
        result: JsonDict = {
            **look.to_json(),
            "kind": kind_of(look.media_type),
            "stills": stills,
        }
        picture = [one for one in look.streams if one.width]
        if picture:
            result["width"], result["height"] = picture[0].width, picture[0].height
        recorded = dict(look.untrusted_tags).get("creation_time")
        if recorded:
            result["recorded"] = recorded
        reason = "" if look.reason is None else look.reason.value
        if result["kind"] == "sound" and reason == Reason.NO_PICTURE:
            # Sound has nothing to show and everything to play.
            reason = ""
        act = self._act(registry.LOOK, work, reason, look.decoder, result)
        body = {**act.body, "objects": objects}
        act = Act(act.compartment, act.kind, body, objects=tuple(pledges))
        return _Result(act, tuple(ObjectName(p.name) for p in pledges), reason)

    def packets(self, work: Work) -> _Result:
        found = self._desk.packets(work.object, work.size, work.extents)
        reason, decoder = found["reason"], found["decoder"]
        act = self._act(registry.PACKETS, work, str(reason or ""), str(decoder), found)
        return _Result(act, (), str(reason or ""))

    def _act(
        self,
        stage: registry.Stage,
        work: Work,
        reason: str,
        decoder: str,
        result: JsonDict,
    ) -> Act:
        body: JsonDict = {
            "item": work.item,
            "stage": stage.name,
            "version": stage.version,
            "decoder": decoder,
            "input": work.sha256,
            "status": "refused" if reason else "done",
            "code": reason,
            "result": result,
            "objects": [],
        }
        return Act(Compartment.EVIDENCE, "derived", body)


def pack(look: Look) -> tuple[bytes, bytes, list[JsonDict]]:
    """All covered stills in one string, all clear ones in another, and where."""
    covered, clear = bytearray(), bytearray()
    stills: list[JsonDict] = []
    for still in look.stills:
        stills.append(
            {
                **still.to_json(),
                "covered": [len(covered), len(still.covered)],
                "clear": [len(clear), len(still.clear)],
            }
        )
        covered += still.covered
        clear += still.clear
    return bytes(covered), bytes(clear), stills


def kind_of(media_type: str) -> str:
    """The kind of item that a media type is shown as."""
    head = media_type.split("/", 1)[0]
    kinds = {"video": "video", "audio": "sound", "image": "photograph"}
    if head == "text" or media_type == "application/pdf":
        return "document"
    return kinds.get(head, "other")
