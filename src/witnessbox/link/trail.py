# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One line from an outcome back to the file on the disk, and forward again.

What holds: each step says by which field of which record it is taken; what lies
behind a thing and what lies ahead of it are the same steps read both ways. The line
that is shown is the shortest that reaches the disk, by footage where there is any.
What contradicts is on the line like what supports, and is marked.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from witnessbox.catalogue.records import Record
from witnessbox.link.sight import (
    CONTRADICTS,
    Sight,
    coming,
    items,
    several,
    standing,
    text,
)
from witnessbox.model import kinds
from witnessbox.model.field import Takes

BEHIND: dict[str, tuple[str, ...]] = {
    "outcome": ("follows", "about", "paper"),
    "intervention": ("about", "paper"),
    "publication": ("spans", "about", "copy"),
    "event": ("spans",),
    "act": ("spans", "event"),
    "involvement": ("spans", "supports", "act"),
    "characterisation": ("supports", "act"),
    "opinion": ("spans", "act"),
    "description": ("spans",),
    "transcript": ("spans",),
    "coding": ("spans",),
    "support": ("spans", "by", "source"),
    "identification": ("appearance",),
    "ground": ("spans", "by"),
    "appearance": ("spans",),
    "complaint": ("letter",),
    "source": ("accession",),
}
"""The fields by which a record rests on others, the nearest to footage first."""

COMING: dict[str, tuple[tuple[str, str], ...]] = {
    "event": (("support", "claim"), ("act", "event"), ("description", "event")),
    "act": (("support", "claim"), ("involvement", "act")),
    "involvement": (("support", "claim"),),
    "characterisation": (("support", "claim"),),
    "occupancy": (("support", "claim"),),
    "post": (("support", "claim"),),
    "outcome": (("support", "claim"),),
    "complaint": (("support", "claim"),),
    "identification": (("ground", "identification"), ("support", "claim")),
    "person": (("identification", "person"), ("involvement", "person")),
}
"""The kinds of record, and their field, on which a record rests by their leading to
it."""

PAPERS = frozenset({"outcome.paper", "intervention.paper", "publication.copy"})
"""Steps to what documents the thing itself: taken where nothing else leads down."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an item was found.

    Attributes:
        path: The name on the source, for reading.
        seq: The ledger entry that took it in; `leaf` its place in it.
    """

    accession: str
    accession_name: str
    path: str
    seq: int
    leaf: int


@dataclass(frozen=True, slots=True)
class Stored:
    """How an item's bytes are kept: the sealed object, and the digest of the bytes."""

    object: str
    sha256: str
    size: int


class Ground(Sight, Protocol):
    """Records, and what they rest on at last."""

    def origins(self, item: str) -> Sequence[Origin]:
        """Where an item was found, the first finding first."""

    def stored(self, item: str) -> Stored | None:
        """How an item is kept; None if there is no such item."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step between a thing and what it rests on.

    Attributes:
        thing: What rests; `on` what it rests on: both ids of records or items.
        why: The kind and field that says so, as `outcome.follows`.
        record: The record that holds the field.
        against: Whether that record contradicts.
        spans: The parts of an item that it is about.
    """

    thing: str
    on: str
    why: str
    record: str
    against: bool = False
    spans: tuple[dict[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A way from a thing to the disk.

    Attributes:
        steps: From the thing to the item.
        item: At which it ends; empty if it reaches none.
        stored: How that is kept; `origins` where it was found.
    """

    steps: tuple[Step, ...]
    item: str
    stored: Stored | None
    origins: tuple[Origin, ...]


def behind(sight: Sight, thing: str) -> Iterator[Step]:
    """What a thing rests on, the nearest to footage first."""
    record = standing(sight, thing)
    if record is None:
        return
    for field in BEHIND.get(record.kind, ()):
        yield from _own(record, field)
    for kind, field in COMING.get(record.kind, ()):
        for one in coming(sight, thing, kind, field):
            yield _step(thing, one.id, one, field)


def ahead(sight: Sight, thing: str) -> Iterator[Step]:
    """What rests on a thing: the same steps, seen from the other end."""
    for lead in sight.leading_to(thing):
        one = lead.record
        if lead.field in BEHIND.get(one.kind, ()):
            yield _step(one.id, thing, one, lead.field)
    record = standing(sight, thing)
    if record is None:
        return
    for kind, pairs in COMING.items():
        for name, field in pairs:
            if name != record.kind:
                continue
            for target in several(record.fields, field):
                if kinds.leads_to(target) == kind and standing(sight, target):
                    yield _step(target, thing, record, field)


def line(ground: Ground, thing: str, item: str = "") -> Line:
    """The line from a thing to the disk; empty steps if there is none.

    Args:
        ground: What the reader may read.
        thing: A record, or an item.
        item: At which it is to end; empty for the nearest one.
    """

    def ends(one: str) -> bool:
        return one == item if item else kinds.leads_to(one) == "item"

    def reach(one: str) -> Iterator[Step]:
        return behind(ground, one)

    steps = _shortest(thing, reach, ends, papers=False)
    if steps is None:
        steps = _shortest(thing, reach, ends, papers=True)
    if steps is None:
        return Line((), "", None, ())
    last = steps[-1].on if steps else thing
    return Line(steps, last, ground.stored(last), tuple(ground.origins(last)))


def outcomes_of(sight: Sight, thing: str, kind: str = "outcome") -> tuple[str, ...]:
    """Every record of a kind that rests on a thing, however far ahead."""
    found: dict[str, None] = {}
    waiting, seen = deque([thing]), {thing}
    while waiting:
        for step in ahead(sight, waiting.popleft()):
            if step.thing in seen:
                continue
            seen.add(step.thing)
            waiting.append(step.thing)
            if kinds.leads_to(step.thing) == kind:
                found[step.thing] = None
    return tuple(found)


def forward(sight: Sight, thing: str, target: str) -> tuple[Step, ...]:
    """The steps from a thing ahead to a target; none if it does not rest on it."""

    def turned(one: str) -> Iterator[Step]:
        return (_turned(step) for step in ahead(sight, one))

    found = _shortest(thing, turned, lambda one: one == target, papers=True)
    return tuple(_turned(step) for step in found or ())


def contradicting(sight: Sight, steps: Sequence[Step]) -> tuple[Step, ...]:
    """Everything that contradicts what a line passes over."""
    things = dict.fromkeys(one for s in steps for one in (s.thing, s.on))
    found: dict[tuple[str, str], Step] = {}
    for thing in things:
        for step in behind(sight, thing):
            if step.against:
                found.setdefault((step.thing, step.on), step)
    return tuple(found.values())


def _turned(step: Step) -> Step:
    return replace(step, thing=step.on, on=step.thing)


def _shortest(
    start: str,
    reach: Callable[[str], Iterator[Step]],
    ends: Callable[[str], bool],
    *,
    papers: bool,
) -> tuple[Step, ...] | None:
    came: dict[str, Step | None] = {start: None}
    waiting = deque([start])
    while waiting:
        one = waiting.popleft()
        if ends(one):
            return _back(came, one)
        for step in reach(one):
            if step.on in came or step.against or (step.why in PAPERS and not papers):
                continue
            came[step.on] = step
            waiting.append(step.on)
    return None


def _back(came: dict[str, Step | None], end: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    step = came[end]
    while step is not None:
        steps.append(step)
        step = came[step.thing]
    return tuple(reversed(steps))


def _own(record: Record, field: str) -> Iterator[Step]:
    known = kinds.BY_NAME[record.kind].field(field)
    if known is None:
        return
    if known.takes in (Takes.SPAN, Takes.SPANS):
        targets = items(record.fields, field)
    else:
        targets = several(record.fields, field)
    for target in targets:
        yield _step(record.id, target, record, field)


def _step(thing: str, on: str, record: Record, field: str) -> Step:
    parts = several(record.fields, "spans") if kinds.leads_to(on) == "item" else ()
    return Step(
        thing,
        on,
        f"{record.kind}.{field}",
        record.id,
        text(record.fields, "how") == CONTRADICTS,
        tuple(one for one in parts if one["item"] == on),
    )
