# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where the stills of an item lie: those of the survey, else of the first look.

What holds: stills are numbered from 0 in order of time; once an item was
watched, the numbers are those of the pictures that were watched. A covered still
is never taken from where the clear ones lie.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from witnessbox.base.canonical import JsonDict
from witnessbox.base.errors import MissingError
from witnessbox.base.values import ObjectName
from witnessbox.catalogue.answers import DerivationRow
from witnessbox.model.finding import Finding
from witnessbox.pipeline import registry


@dataclass(frozen=True, slots=True)
class Place:
    """Some bytes of a sealed object."""

    name: ObjectName
    offset: int
    length: int


def place(
    derivations: Sequence[DerivationRow],
    watched: Finding | None,
    number: int,
    *,
    covered: bool,
) -> Place:
    """Where one still lies.

    Args:
        derivations: Of the item.
        watched: The still of that number, if the item was watched.
        number: From 0.
        covered: Which version.

    Raises:
        MissingError: There is no such still.
    """
    side = "covered" if covered else "clear"
    if watched is not None:
        kept = _objects(derivations, registry.STILLS.name, f"stills-{side}")
        pack = watched.value["pack"]
        return _cut(watched.value, side, [o for o in kept if o.get("pack") == pack])
    looks = [d for d in derivations if d.stage == registry.LOOK.name]
    stills: Any = looks[-1].result.get("stills") if looks else None
    if not isinstance(stills, list) or not 0 <= number < len(stills):
        raise MissingError("There is no such still.")
    kept = _objects(derivations, registry.LOOK.name, f"stills-{side}")
    return _cut(stills[number], side, kept)


def _objects(
    derivations: Sequence[DerivationRow], stage: str, role: str
) -> list[JsonDict]:
    mine = [d for d in derivations if d.stage == stage]
    return [dict(o) for o in mine[-1].objects if o["role"] == role] if mine else []


def _cut(still: Any, side: str, kept: list[JsonDict]) -> Place:
    if not kept:
        raise MissingError("There is no such still.")
    offset, length = still[side]
    return Place(ObjectName(str(kept[0]["name"])), offset, length)
