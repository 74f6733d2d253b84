# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The first look at one item, and which items wait for it.

What holds: it gives exactly one result for an item, whatever the child did; a
result carries the digest of what went in and the decoder's version.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, select

from witnessbox.analysis.stage import About
from witnessbox.base.canonical import JsonDict
from witnessbox.base.errors import DamagedError, LockedError, MissingError
from witnessbox.base.values import Compartment, ItemId, ObjectName
from witnessbox.catalogue import schema
from witnessbox.catalogue.query import parsed_extents
from witnessbox.catalogue.worklist import held_back
from witnessbox.ledger.entry import Act, Pledge
from witnessbox.media.formats import DOCUMENT_TYPES, Reason
from witnessbox.media.record import Look, refused
from witnessbox.model.evidence import Extent
from witnessbox.model.finding import Finding
from witnessbox.pipeline import registry
from witnessbox.pipeline.desk import Desk
from witnessbox.vault.format import X25519Recipient
from witnessbox.vault.store import Vault

OBJECT_TROUBLE = (DamagedError, LockedError, MissingError)
"""One object's own trouble, which `verify` names: never the survey's end."""


LOOKED = "looked"
"""The state of an item that the first look could show."""


@dataclass(frozen=True, slots=True)
class Work:
    """One item for one stage; `looked`: the first look could show it."""

    item: ItemId
    position: int
    sha256: str
    object: ObjectName
    size: int
    extents: tuple[Extent, ...] | None
    looked: bool
    kind: str
    media_type: str
    shown: tuple[int, int] | None
    duration: Fraction | None

    @classmethod
    def from_row(cls, row: Any) -> Work:
        """An item's row of the index."""
        duration = None
        if row.duration_num is not None and row.duration_den:
            duration = Fraction(row.duration_num, row.duration_den)
        return cls(
            item=ItemId(row.id),
            position=row.position,
            sha256=row.sha256,
            object=ObjectName(row.object),
            size=row.size,
            extents=parsed_extents(row.extents),
            looked=row.state == LOOKED,
            kind=row.kind,
            media_type=row.media_type,
            shown=(row.width, row.height) if row.width and row.height else None,
            duration=duration,
        )

    def about(self) -> About:
        """What stages are told of it."""
        return About(self.kind, self.media_type, self.shown, self.duration)


@dataclass(frozen=True, slots=True)
class Result:
    """What a look or a pass made of one item.

    Attributes:
        act: For the ledger.
        names: Objects to publish with it.
        reason: Why there is nothing to show; empty if there is.
        findings: Per stage, for the index.
    """

    act: Act
    names: tuple[ObjectName, ...]
    reason: str
    findings: Mapping[str, Sequence[Finding]] = field(default_factory=dict)


def waiting(connection: Connection, after: int, limit: int) -> list[Work]:
    """Items beyond a position that nobody has looked at in the present version.

    What could not be read from the box itself waits still: the object may have
    been put right since.
    """
    i, d = schema.item.c, schema.derivation.c
    seen = (
        select(d.item)
        .where(
            d.item == i.id,
            d.stage == registry.LOOK.name,
            d.version == registry.LOOK.version,
            d.code != Reason.SOURCE_UNREADABLE.value,
        )
        .exists()
    )
    wanted = (
        select(schema.item)
        .where(i.position > after, ~seen, i.id.not_in(held_back()))
        .order_by(i.position)
        .limit(limit)
    )
    return [Work.from_row(row) for row in connection.execute(wanted)]


class FirstLook:
    """The first look, at work for one run."""

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
        except OBJECT_TROUBLE:
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
        act = self._act(work, reason, look.decoder, result)
        body = {**act.body, "objects": objects}
        act = Act(act.compartment, act.kind, body, objects=tuple(pledges))
        return Result(act, tuple(ObjectName(p.name) for p in pledges), reason)

    def _act(self, work: Work, reason: str, decoder: str, result: JsonDict) -> Act:
        body: JsonDict = {
            "item": work.item,
            "stage": registry.LOOK.name,
            "version": registry.LOOK.version,
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
    if media_type in DOCUMENT_TYPES:
        return "document"
    kinds = {"video": "video", "audio": "sound", "image": "photograph"}
    return kinds.get(media_type.split("/", 1)[0], "other")
