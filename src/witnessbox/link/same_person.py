# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which of several who told something may be one person: suggestions, never more.

What holds: names agree by `link.names`, whatever the script; a single name, or one of
initials, is suggested only within one session; who gave no name is like nobody. The
same pair is suggested once. Nothing is merged here or by whoever asks. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from witnessbox.link import names
from witnessbox.model import spelling

MAX_PAIRS = 2000
MAX_COMPARED = 100_000
"""Comparisons of one question: beyond, the rest is left, and `cut` says so."""
NOBODY = frozenset(
    ("anonymous", "unknown", "no name", "аноним", "анонимно", "неизвестно", "без имени")
)


@dataclass(frozen=True, slots=True)
class Teller:
    """Somebody who told something.

    Attributes:
        key: Of what they told.
        name: As they gave it.
        session: In which it was taken; empty if nobody said.
    """

    key: str
    name: str
    session: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two that may be one person's.

    Attributes:
        one: A key of those who come; `other` of those before.
        score: How alike the names are, in thousandths.
        why: What makes them so, codes of `names.Why`.
        same_session: Whether both were taken in one session.
    """

    one: str
    other: str
    score: int
    why: tuple[str, ...]
    same_session: bool


def suggested(
    coming: Sequence[Teller], held: Iterable[Teller] = ()
) -> tuple[list[Alike], bool]:
    """Pairs among those who come, and of them with those who are here already.

    Returns:
        The pairs, and whether there were more to compare than are compared.
    """
    by_key: dict[str, list[Teller]] = {}
    for one in held:
        _add(by_key, one)
    found: list[Alike] = []
    compared = 0
    for one in coming:
        near: dict[str, Teller] = {}
        for key in _keys(one.name):
            near.update((other.key, other) for other in by_key.get(key, ()))
        for other in near.values():
            compared += 1
            if compared > MAX_COMPARED or len(found) >= MAX_PAIRS:
                return found, True
            alike = _alike(one, other)
            if alike is not None:
                found.append(alike)
        _add(by_key, one)
    return found, False


def _add(by_key: dict[str, list[Teller]], one: Teller) -> None:
    for key in _keys(one.name):
        by_key.setdefault(key, []).append(one)


def _keys(name: str) -> set[str]:
    if name.strip().casefold() in NOBODY:
        return set()
    return {key for word in name.split()[:8] for key in spelling.keys(word)}


def _alike(one: Teller, other: Teller) -> Alike | None:
    likeness = names.compare(one.name, other.name)
    if not likeness.alike:
        return None
    together = bool(one.session) and one.session == other.session
    if not together and min(map(_whole, (one.name, other.name))) < 2:
        return None
    why = tuple(str(reason) for reason, _ in likeness.why)
    return Alike(one.key, other.key, likeness.score, why, together)


def _whole(name: str) -> int:
    """How many words of a name are more than an initial."""
    words = [word.strip(".,") for word in name.split()]
    return sum(1 for word in words if len(word) > 1)
