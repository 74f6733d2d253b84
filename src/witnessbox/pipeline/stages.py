# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What each stage of the survey does with one item, and which items wait for it.

What holds: a stage gives exactly one result for an item, whatever the child
did; a result carries the digest of what went in and the decoder's version.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from witnessbox.base.canonical import JsonDict
from witnessbox.base.errors import DamagedError, LockedError, MissingError
from witnessbox.base.values import Compartment, ItemId, ObjectName
from witnessbox.catalogue import schema
from witnessbox.catalogue.query import parsed_extents
from witnessbox.ledger.entry import Act, Pledge
from witnessbox.media.formats import Reason
from witnessbox.media.record import Look, refused
from witnessbox.model.evidence import Extent
from witnessbox.pipeline import registry
from witnessbox.pipeline.desk import Desk
from witnessbox.vault.format import X25519Recipient
from witnessbox.vault.store import Vault

_OBJECT_TROUBLE = (DamagedError, LockedError, MissingError)
"""One object's own trouble, which `verify` names: never the survey's end."""


@dataclass(frozen=True, slots=True)
class Work:
    """One item for one stage."""

    item: ItemId
    position: int
    sha256: str
    object: ObjectName
    size: int
    extents: tuple[Extent, ...] | None


@dataclass(frozen=True, slots=True)
class Result:
    """What a stage made of one item.

    Attributes:
        act: For the ledger.
        names: Objects to publish with it.
        reason: Why there is nothing to show; empty if there is.
    """

    act: Act
    names: tuple[ObjectName, ...]
    reason: str


def waiting(
    connection: Connection, stage: registry.Stage, after: int, limit: int
) -> list[Work]:
    """Items beyond a position that a stage has not seen in its present version."""
    i, d = schema.item.c, schema.derivation.c
    seen = (
        select(d.item)
        .where(d.item == i.id, d.stage == stage.name, d.version == stage.version)
        .exists()
    )
    wanted = (
        select(schema.item)
        .where(i.position > after, ~seen)
        .order_by(i.position)
        .limit(limit)
    )
    if stage.kinds:
        wanted = wanted.where(i.kind.in_(stage.kinds), i.state == "looked")
    return [
        Work(
            ItemId(row.id),
            row.position,
            row.sha256,
            ObjectName(row.object),
            row.size,
            parsed_extents(row.extents),
        )
        for row in connection.execute(wanted)
    ]


class Stages:
    """The stages, at work for one run."""

    def __init__(
        self, vault: Vault, desk: Desk, run: str, recipient: X25519Recipient
    ) -> None:
        self._vault = vault
        self._desk = desk
        self._run = run
        self._recipient = recipient

    def look(self, work: Work) -> Result:
        """What a file is, with stills."""
        try:
            look = self._desk.look(work.object, work.size, work.extents)
        except _OBJECT_TROUBLE:
            look = refused(Reason.SOURCE_UNREADABLE)
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
        return Result(act, tuple(ObjectName(p.name) for p in pledges), reason)

    def packets(self, work: Work) -> Result:
        """Commitments to a file's coded packets."""
        try:
            found = self._desk.packets(work.object, work.size, work.extents)
        except _OBJECT_TROUBLE:
            found = {"reason": Reason.SOURCE_UNREADABLE.value, "decoder": ""}
        reason, decoder = found["reason"], found["decoder"]
        act = self._act(registry.PACKETS, work, str(reason or ""), str(decoder), found)
        return Result(act, (), str(reason or ""))

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
