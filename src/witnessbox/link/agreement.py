# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How far coders agree: Krippendorff's alpha, found units, prevalence, intervals.

What holds: alpha is of any number of coders, who may have left units out; a unit that
fewer than two coded says nothing. Where nobody ever disagrees because there is but
one value, alpha is not defined and is None, not 1. An interval comes from drawing
units anew with a stated seed: the same seed gives the same interval.

Source: Krippendorff 2011, "Computing Krippendorff's alpha-reliability"; requirements
COD-03.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Unit = Mapping[str, str]
"""Who gave a unit which value: coder to code."""

DRAWS = 1000
PERCENT = 95


@dataclass(frozen=True, slots=True)
class Interval:
    """From where to where a figure lies in that share of the draws.

    Attributes:
        draws: Of those that were made, how many had a figure at all.
    """

    low: float
    high: float
    draws: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders agree on one variable.

    Attributes:
        alpha: Krippendorff's, nominal; None where it is not defined.
        units: Units that two or more coded, of `all_units`.
        prevalence: Value to its share of all values that were given.
    """

    alpha: float | None
    interval: Interval | None
    units: int
    all_units: int
    coders: int
    prevalence: Mapping[str, float]


def alpha(units: Sequence[Unit]) -> float | None:
    """Krippendorff's alpha for nominal values; None where it is not defined."""
    return _alpha([_counted(unit) for unit in units])


def kappa(units: Sequence[Unit], first: str, second: str) -> float | None:
    """Cohen's kappa of two coders over what both coded; an extra beside alpha."""
    pairs = [(u[first], u[second]) for u in units if first in u and second in u]
    if not pairs:
        return None
    size = len(pairs)
    same = sum(1 for one, other in pairs if one == other) / size
    mine, theirs = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(mine[value] * theirs[value] for value in mine) / size**2
    return None if chance == 1 else (same - chance) / (1 - chance)


def prevalence(units: Sequence[Unit]) -> dict[str, float]:
    """Each value's share of all that were given, in the order of the alphabet."""
    totals = Counter(value for unit in units for value in unit.values())
    every = sum(totals.values())
    return {value: totals[value] / every for value in sorted(totals)}


def interval(units: Sequence[Unit], seed: str, draws: int = DRAWS) -> Interval | None:
    """The interval of alpha, by drawing units anew; None if it has none."""
    counted = [_counted(unit) for unit in units if len(unit) > 1]
    found = []
    for number in range(draws if counted else 0):
        drawn = [counted[i] for i in _draws(f"{seed} {number}", len(counted))]
        told = _alpha(drawn)
        if told is not None:
            found.append(told)
    if not found:
        return None
    found.sort()
    tail = (100 - PERCENT) / 200
    return Interval(_at(found, tail), _at(found, 1 - tail), len(found))


def agreement(units: Sequence[Unit], seed: str, draws: int = DRAWS) -> Agreement:
    """How far coders agree on one variable."""
    coded = [unit for unit in units if len(unit) > 1]
    return Agreement(
        alpha(units),
        interval(coded, seed, draws),
        len(coded),
        len(units),
        len({coder for unit in units for coder in unit}),
        prevalence(units),
    )


@dataclass(frozen=True, slots=True)
class Detection:
    """How far two coders found the same units.

    Attributes:
        both: Units that both found; `first` and `second` those that only one did.
        f1: Twice the shared by all; None if neither found any.
    """

    both: int
    first: int
    second: int
    f1: float | None
    pairs: tuple[tuple[int, int], ...]


Stretch = tuple[str, int, int]
"""Where a coder found something: the item, from and to in microseconds."""


def detection(
    first: Sequence[Stretch], second: Sequence[Stretch], least: float = 0.5
) -> Detection:
    """How far two coders found the same stretches, best overlap first.

    Args:
        first: What one coder found.
        second: What the other found.
        least: The share of their union that two stretches must have in common.
    """
    scored = [
        (-_shared(one, other), i, j)
        for i, one in enumerate(first)
        for j, other in enumerate(second)
        if _shared(one, other) >= least
    ]
    pairs: list[tuple[int, int]] = []
    for _, i, j in sorted(scored):
        if all(i != a and j != b for a, b in pairs):
            pairs.append((i, j))
    both, every = len(pairs), len(first) + len(second)
    return Detection(
        both,
        len(first) - both,
        len(second) - both,
        2 * both / every if every else None,
        tuple(sorted(pairs)),
    )


def _shared(one: Stretch, other: Stretch) -> float:
    if one[0] != other[0]:
        return 0
    union = max(one[2], other[2]) - min(one[1], other[1])
    common = min(one[2], other[2]) - max(one[1], other[1])
    if union == 0:
        return 1  # Two marks of the same picture.
    return max(common, 0) / union


@dataclass(frozen=True, slots=True)
class _Counted:
    """A unit's values, and its pairs of different ones by its number of coders."""

    values: Mapping[str, int]
    apart: float


def _counted(unit: Unit) -> _Counted:
    values, size = Counter(unit.values()), len(unit)
    if size < 2:
        return _Counted({}, 0)
    return _Counted(
        values, (size**2 - sum(n * n for n in values.values())) / (size - 1)
    )


def _alpha(units: Sequence[_Counted]) -> float | None:
    totals: dict[str, int] = {}
    for unit in units:
        for value, count in unit.values.items():
            totals[value] = totals.get(value, 0) + count
    every = sum(totals.values())
    by_chance = every * every - sum(n * n for n in totals.values())
    if not by_chance:
        return None
    return 1 - (every - 1) * sum(unit.apart for unit in units) / by_chance


def _draws(seed: str, size: int) -> list[int]:
    """So many numbers below it, from the seed alone: the same in every version."""
    stream = hashlib.shake_256(seed.encode()).digest(8 * size)
    return [
        int.from_bytes(stream[8 * i : 8 * i + 8], "big") % size for i in range(size)
    ]


def _at(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    part = place - below
    return ordered[below] * (1 - part) + ordered[above] * part
