# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Who codes what: by lot, a stated share twice, the second blind to the first.

What holds: the lot follows from the seed and the names alone, whatever their order,
so that anyone can draw it again. In each stratum at least the stated share is coded
twice, by two different members; nobody's part is larger than another's by more than
the strata make it.

Source: requirements COD-03.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from witnessbox.catalogue.records import Record
from witnessbox.link.sight import items


@dataclass(frozen=True, slots=True)
class Assignment:
    """The coders of each item: one, or two where it is coded twice."""

    coders: Mapping[str, tuple[str, ...]]

    @property
    def twice(self) -> frozenset[str]:
        """The items that are coded twice."""
        return frozenset(one for one, who in self.coders.items() if len(who) > 1)

    def of(self, coder: str) -> tuple[str, ...]:
        """The items of one coder, in the order of the lot."""
        return tuple(one for one, who in self.coders.items() if coder in who)


def assign(
    strata: Mapping[str, str], coders: Iterable[str], share: int, seed: str
) -> Assignment:
    """Draw the lot.

    Args:
        strata: Each item's stratum.
        coders: Members.
        share: Of a hundred, how many are coded twice in each stratum, at least.
        seed: From which the lot follows.

    Raises:
        ValueError: Nobody is to code, one alone is to code twice, or the share is not
            of a hundred.
    """
    every = sorted(set(coders))
    if not every or not 0 <= share <= 100:
        raise ValueError("coders and a share of a hundred are needed")
    if share and len(every) < 2:
        raise ValueError("coding twice needs two coders")
    members = _shuffled(every, f"{seed} members")
    found: dict[str, tuple[str, ...]] = {}
    turn = 0
    for stratum in sorted(set(strata.values())):
        mine = [one for one, own in strata.items() if own == stratum]
        mine = _shuffled(mine, f"{seed} items")
        doubled = -(-len(mine) * share // 100)
        for number, one in enumerate(mine):
            wanted = 2 if number < doubled else 1
            found[one] = tuple(
                members[(turn + i) % len(members)] for i in range(wanted)
            )
            turn += wanted
    # Nobody can tell from the order which of theirs are coded twice.
    return Assignment({one: found[one] for one in _shuffled(found, f"{seed} order")})


def open_to(codes: Iterable[Record], coder: str, *, closed: bool) -> tuple[Record, ...]:
    """The codes of a round that a coder may see: until it is closed, their own."""
    return tuple(one for one in codes if closed or one.first_by == coder)


def left(
    assignment: Assignment, codes: Iterable[Record], coder: str
) -> tuple[str, ...]:
    """The items that a coder has yet to code."""
    done = {
        item for one in codes if one.first_by == coder for item in items(one.fields)
    }
    return tuple(one for one in assignment.of(coder) if one not in done)


def _shuffled(names: Iterable[str], seed: str) -> list[str]:
    def lot(name: str) -> bytes:
        return hashlib.sha256(f"{seed} {name}".encode()).digest()

    return sorted(names, key=lambda name: (lot(name), name))
