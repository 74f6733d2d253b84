# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A commit group: what one closing checkpoint makes durable together.

What holds: originals lie in a group in the byte order of their paths, not in
the order in which they were read; file times go to `sources`, apart from the
rest; each list becomes one entry, each original one leaf of its inner tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from witnessbox.base.canonical import JsonDict
from witnessbox.base.values import Compartment, ItemId, ObjectName
from witnessbox.intake.origins import Sighting
from witnessbox.ledger.entry import Act, Pledge
from witnessbox.model.evidence import Original, path_text


@dataclass(frozen=True, slots=True)
class Place:
    """Which run of which source in which accession a group belongs to."""

    accession: str
    run: str
    source: int

    def to_json(self) -> JsonDict:
        """The fields that every act of a run carries."""
        return {"accession": self.accession, "run": self.run, "source": self.source}


@dataclass(slots=True)
class Group:
    """What waits for the next commit."""

    originals: list[tuple[Original, ItemId, Pledge | None]] = field(
        default_factory=list
    )
    noted: list[Sighting] = field(default_factory=list)
    refused: list[tuple[bytes, str]] = field(default_factory=list)
    facts: list[Sighting] = field(default_factory=list)
    acks: list[tuple[bytes, str]] = field(default_factory=list)
    bytes: int = 0

    def __len__(self) -> int:
        return len(self.originals) + len(self.noted) + len(self.refused)

    def names(self) -> list[ObjectName]:
        """The objects that this group publishes."""
        return [ObjectName(p.name) for _, _, p in self.originals if p is not None]

    def acts(self, place: Place) -> list[Act]:
        """The group as ledger acts; empty lists make none."""
        acts: list[Act] = []
        if self.originals:
            self.originals.sort(key=lambda one: one[0].path)
            acts.append(self._received(place))
        if self.noted:
            noted = [_noted(one) for one in sorted(self.noted, key=_path)]
            acts.append(_listing(place, "sightings-noted", "noted", noted))
        if self.refused:
            refused: list[JsonDict] = [
                {"path": path_text(path), "reason": why}
                for path, why in sorted(self.refused)
            ]
            acts.append(_listing(place, "sightings-refused", "refused", refused))
        if self.facts:
            facts = [_facts(one) for one in sorted(self.facts, key=_path)]
            body: JsonDict = {**place.to_json(), "facts": facts}
            acts.append(Act(Compartment.SOURCES, "origin-facts", body))
        return acts

    def _received(self, place: Place) -> Act:
        elements: list[JsonDict] = [
            original.to_json(item, None if pledge is None else ObjectName(pledge.name))
            for original, item, pledge in self.originals
        ]
        body: JsonDict = {**place.to_json(), "originals": elements}
        pledges = tuple(p for _, _, p in self.originals if p is not None)
        return Act(
            Compartment.EVIDENCE,
            "originals-received",
            body,
            inner="originals",
            objects=pledges,
        )


def _path(sighting: Sighting) -> bytes:
    return sighting.path


def _listing(place: Place, act: str, name: str, elements: list[JsonDict]) -> Act:
    body: JsonDict = {**place.to_json(), name: elements}
    return Act(Compartment.EVIDENCE, act, body, inner=name)


def _noted(sighting: Sighting) -> JsonDict:
    element: JsonDict = {
        "path": path_text(sighting.path),
        "kind": sighting.kind.value,
    }
    if sighting.target:
        element["target"] = path_text(sighting.target)
    return element


def _facts(sighting: Sighting) -> JsonDict:
    facts = sighting.facts
    return {
        "path": path_text(sighting.path),
        "size": sighting.size,
        "facts": {} if facts is None else facts.to_json(),
    }
