# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which item is next for a member, and why: a pure decision that can be shown.

What holds: what a member does not want to be given is never chosen; two of the
highest severity in a row are followed by something lighter, while there is any; of
two with the same score the earlier comes first. The reasons are those that made the
score, and no others.

    >>> [reason.code for reason in reasons({"faces": 3, "night": 1}, "", "")]
    ['faces', 'night']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from witnessbox.catalogue.work_schema import WORST
from witnessbox.catalogue.worklist import Label, Spared, Work

RUN = 2
"""So many of the highest severity one after the other, and no more."""

RARE = 15
"""What an item gains of whose device there are only a few."""
FEW_OF_A_DEVICE = 5

TOLD = (
    "faces", "persons", "speech", "movement", "night", "hidden", "clock", "text",
    "sensitive",
)  # fmt: skip
"""The parts of a score, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of why an item is where it is.

    Attributes:
        code: One of `TOLD`, or `asked`, `second-look`, `rare`.
        count: How many, where it counts anything.
        name: A language, a priority or a device, where it names any.
        member: Who asked, where anybody did.
    """

    code: str
    count: int = 0
    name: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is next.

    Attributes:
        work: The item.
        reasons: Why it comes now.
        rest: Whether nothing lighter was there after a run of the heaviest.
    """

    work: Work
    reasons: tuple[Reason, ...]
    rest: bool


def spares(spared: Spared, label: Label) -> bool:
    """Whether a member does not want what is labelled so."""
    if not label.known:
        return spared.unlabelled
    answers = {"sexual": label.sexual, "child": label.child, "sound": label.sound}
    if any(getattr(spared, name) and said != "no" for name, said in answers.items()):
        return True
    return bool(set(spared.categories) & set(label.categories))


def heavy(recent: Sequence[int]) -> bool:
    """Whether the last ones were all of the highest severity; latest first."""
    return len(recent) >= RUN and all(one >= WORST for one in recent[:RUN])


def choose(
    waiting: Sequence[Work],
    spared: Spared,
    recent: Sequence[int],
    devices: Mapping[str, int] | None = None,
) -> Choice | None:
    """The next item for a member.

    Args:
        waiting: What can be given to them.
        spared: What they do not want.
        recent: The severities of what they had last, the latest first.
        devices: How many items there are of each device, of few exactly.
    """
    known = devices or {}
    fit = [one for one in waiting if not spares(spared, one.label)]
    if not fit:
        return None
    rest = False
    if heavy(recent):
        lighter = [one for one in fit if one.label.severity < WORST]
        rest = not lighter
        fit = lighter or fit
    best = min(fit, key=lambda one: (-worth(one, known), one.position))
    return Choice(best, why(best, known), rest)


def worth(one: Work, devices: Mapping[str, int]) -> int:
    """An item's score, with what only a look at all of them can add."""
    return one.score + (RARE if is_rare(one, devices) else 0)


def is_rare(one: Work, devices: Mapping[str, int]) -> bool:
    """Whether there are only a few items of its device."""
    return 0 < devices.get(str(one.parts.get("device", "")), 0) < FEW_OF_A_DEVICE


def why(one: Work, devices: Mapping[str, int]) -> tuple[Reason, ...]:
    """The reasons of an item that waits."""
    found = reasons(one.parts, one.asked, one.asked_by)
    if one.state == "second-look":
        found = (Reason("second-look"), *found)
    return (*found, Reason("rare")) if is_rare(one, devices) else found


def reasons(
    parts: Mapping[str, int | str], asked: str, asked_by: str
) -> tuple[Reason, ...]:
    """What a score is made of: what was asked first, then what machines found."""
    told = [Reason("asked", name=asked, member=asked_by)] if asked else []
    for code in TOLD:
        value = parts.get(code)
        if not isinstance(value, int) or not value:
            continue
        name = str(parts.get("language", "")) if code == "speech" else ""
        told.append(Reason(code, value, name))
    return tuple(told)
