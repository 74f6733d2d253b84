# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One pass over one item: which stages it lacks, and what they made of it.

What holds: a pass gives exactly one entry for an item, whatever the child did,
with a status for each stage that was asked; findings of less than `INLINE` bytes
lie in it, more lie in one sealed object per stage; pictures leave as packs of
covered and of clear stills. Stages that were not asked are not spoken of: their
findings stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, ScalarSelect, and_, func, or_, select, tuple_

from witnessbox.analysis.running import SUMMARY
from witnessbox.analysis.stage import Stage, Takes
from witnessbox.base.canonical import JsonDict, JsonValue, encode
from witnessbox.base.values import Compartment, ItemId, ObjectName
from witnessbox.catalogue import found_schema, schema
from witnessbox.catalogue.worklist import held_back
from witnessbox.ledger.entry import Act
from witnessbox.media.formats import Reason
from witnessbox.pipeline import registry, table
from witnessbox.pipeline.lookout import Lookout, Sealed, Seen
from witnessbox.pipeline.packs import Packs
from witnessbox.pipeline.registry import Core, Pass
from witnessbox.pipeline.stages import LOOKED, OBJECT_TROUBLE, Result, Work
from witnessbox.vault.format import X25519Recipient
from witnessbox.vault.store import Vault

NOT_SHOWN = "not-shown"
INLINE = 4096
Version = tuple[str, str]
"""Name and version of a stage."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a pass makes of items, with the stages that are able.

    Attributes:
        shown: Per kind, of items that the first look could show.
        hidden: Per kind, of all others: their bytes are read all the same.
    """

    shown: Mapping[str, frozenset[Version]]
    hidden: Mapping[str, frozenset[Version]]

    def of(self, work: Work) -> frozenset[Version]:
        """What it makes of one item."""
        return (self.shown if work.looked else self.hidden).get(work.kind, frozenset())


def needs(one: Pass, able: Iterable[Stage]) -> Needs:
    """What a pass makes of items with the stages that are able."""
    shown: dict[str, set[Version]] = {}
    hidden: dict[str, set[Version]] = {}
    stages = list(able)
    parts: list[Core | Stage] = [*one.core, *stages]
    for part in parts:
        for kind in part.kinds:
            shown.setdefault(kind, set()).add((part.name, part.version))
    for stage in stages:
        if stage.takes is Takes.FILE:
            for kind in stage.kinds:
                hidden.setdefault(kind, set()).add((stage.name, stage.version))
    return Needs(_frozen(shown), _frozen(hidden))


def _frozen(made: dict[str, set[Version]]) -> dict[str, frozenset[Version]]:
    return {kind: frozenset(found) for kind, found in made.items()}


def waiting(
    connection: Connection, needed: Needs, after: int, limit: int, *, asked: str = ""
) -> list[Work]:
    """Items beyond a position that lack any stage of a pass.

    What could not be read from the box itself is lacking still: the object may
    have been put right since.

    Args:
        connection: To the index.
        needed: What the pass makes.
        after: The position.
        limit: At most so many.
        asked: Only items for which a person asked for a pass of this depth.
    """
    i = schema.item.c
    lacking_ = [
        and_(
            i.kind == kind,
            (i.state == LOOKED) if shown else (i.state == NOT_SHOWN),
            _done(versions) < len(versions),
        )
        for shown, kinds in ((True, needed.shown), (False, needed.hidden))
        for kind, versions in sorted(kinds.items())
    ]
    if not lacking_:
        return []
    wanted = (
        select(schema.item)
        .where(i.position > after, or_(*lacking_), i.id.not_in(held_back()))
        .order_by(i.position)
        .limit(limit)
    )
    if asked:
        a = found_schema.asked.c
        wanted = wanted.where(i.id.in_(select(a.item).where(a.depth == asked)))
    return [Work.from_row(row) for row in connection.execute(wanted)]


def _done(versions: frozenset[Version]) -> ScalarSelect[int]:
    d = schema.derivation.c
    return (
        select(func.count())
        .select_from(schema.derivation)
        .where(
            d.item == schema.item.c.id,
            tuple_(d.stage, d.version).in_(sorted(versions)),
            d.code != Reason.SOURCE_UNREADABLE.value,
        )
        .correlate(schema.item)
        .scalar_subquery()
    )


def lacking(
    connection: Connection, item: ItemId, versions: frozenset[Version]
) -> set[str]:
    """The names of the stages that an item lacks."""
    d = schema.derivation.c
    rows = connection.execute(
        select(d.stage, d.version).where(
            d.item == item, d.code != Reason.SOURCE_UNREADABLE.value
        )
    )
    have = {(row[0], row[1]) for row in rows}
    return {name for name, version in versions if (name, version) not in have}


class Kept:
    """Where what a pass makes is kept: for one run.

    Args:
        depth: The pass, as entries carry it.
        vault: Where objects are sealed.
        run: The run's name.
        recipient: The compartment to which they are sealed.
    """

    def __init__(
        self, depth: str, vault: Vault, run: str, recipient: X25519Recipient
    ) -> None:
        self._depth = depth
        self._vault = vault
        self._run = run
        self._recipient = recipient

    def packs(self) -> Packs:
        """For the stills of one item."""
        return Packs(self._vault, self._run, self._recipient)

    def result(
        self,
        work: Work,
        seen: Seen,
        stages: Iterable[Stage | Core],
        packs: Packs | None = None,
    ) -> Result:
        """One entry: what each of some stages made of one item."""
        packs = packs or self.packs()
        told: JsonDict = {}
        for stage in stages:
            if stage is registry.PACKETS:
                told[stage.name] = _packets(seen)
            else:
                told[stage.name] = _told(stage.name, stage.version, seen, packs)
        end = seen.end
        body: JsonDict = {
            "item": work.item,
            "depth": self._depth,
            "decoder": end.decoder if end is not None else "",
            "input": work.sha256,
            "pictures": end.pictures if end is not None else 0,
            "decoded": end.decoded if end is not None else 0,
            "notes": list(end.notes) if end is not None else [],
            "stages": told,
            "objects": [*packs.objects],
        }
        act = Act(Compartment.EVIDENCE, "surveyed", body, objects=tuple(packs.pledges))
        names = tuple(ObjectName(p.name) for p in packs.pledges)
        findings = {
            name: [f for f in found if f.kind != SUMMARY]
            for name, found in seen.findings.items()
            if name in told
        }
        return Result(act, names, str(seen.reason or ""), findings)


class Watch:
    """One pass, at work for one run.

    Args:
        one: The pass.
        lookout: Where items are watched.
        kept: Where what it makes is kept.
    """

    def __init__(self, one: Pass, lookout: Lookout, kept: Kept) -> None:
        self._pass = one
        self._lookout = lookout
        self._kept = kept
        able = lookout.able(one.stages)
        self.needed = needs(one, able)

    def carry_out(self, work: Work, missing: set[str]) -> Result:
        """Watch one item with the stages that it lacks."""
        stages = [
            stage
            for stage in self._lookout.able(self._pass.stages)
            if stage.name in missing and work.kind in stage.kinds
        ]
        core = [
            part
            for part in self._pass.core
            if part.name in missing and work.kind in part.kinds
        ]
        packs = self._kept.packs()
        try:
            seen = self._lookout.watch(
                Sealed(work.object, work.size, work.extents),
                work.about(),
                [stage.name for stage in stages],
                packs if registry.STILLS in core else None,
                packets=registry.PACKETS in core,
            )
        except OBJECT_TROUBLE:
            seen = Seen(reason=Reason.SOURCE_UNREADABLE)
        packs.close()
        if registry.STILLS in core and not seen.reason:
            seen.findings[registry.STILLS.name] = packs.findings
        return self._kept.result(work, seen, [*stages, *core], packs)


def _told(name: str, version: str, seen: Seen, packs: Packs) -> JsonDict:
    found = [f for f in seen.findings.get(name, ()) if f.kind != SUMMARY]
    said = [f.value for f in seen.findings.get(name, ()) if f.kind == SUMMARY]
    failed = seen.failed.get(name)
    code = failed or seen.reason or ""
    told: JsonDict = {
        "version": version,
        "status": "failed" if failed else "refused" if code else "done",
        "code": str(code),
        "count": len(found),
        "summary": said[-1] if said else {},
    }
    if seen.end is not None and name in seen.end.cut:
        told["cut"] = True
    if not found:
        return told
    inline: list[JsonValue] = [f.to_json() for f in found]
    if len(encode({"findings": inline})) <= INLINE:
        told["findings"] = inline
        return told
    data = table.pack(found)
    packs.objects.append(
        {
            "role": "findings",
            "stage": name,
            "name": packs.keep(data),
            "size": len(data),
        }
    )
    return told


def _packets(seen: Seen) -> JsonDict:
    end = seen.end
    told: JsonDict = {
        "roots": [root.to_json() for root in end.roots] if end else [],
        "broken": end.broken if end else True,
        "salt": seen.salt.hex(),
    }
    reason = seen.reason
    return {
        "version": registry.PACKETS.version,
        "status": "refused" if reason else "done",
        "code": str(reason or ""),
        "count": 0,
        "summary": told,
    }
