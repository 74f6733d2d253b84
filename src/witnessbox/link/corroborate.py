# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the evidence for a claim allows to be said of it, and no more.

What holds: an identification is above `candidate` only by the grounds of two members
that rest on independent sources; what a machine proposes counts for nothing; what
speaks against it is counted and named. A ground that is withdrawn later lowers the
grade at the next reading: the grade that is shown is the lower of what was stated
and what is held.

Source: requirements LNK-11, REC-10 (the UN's SDG 16.10.1 method); ENFSI-BPM-DI-01.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from witnessbox.catalogue.records import Record
from witnessbox.link import sources
from witnessbox.link.sight import (
    CONTRADICTS,
    SUPPORTS,
    Sight,
    coming,
    items,
    several,
    standing,
    text,
)
from witnessbox.link.sources import Roots

MACHINE = "machine"
NO_WEIGHT = "none"
FULL_WEIGHT = ("strong", "moderate")
UNRELIABLE = ("unreliable", "highly-unreliable")
LEAD_ONLY = "lead-only"


class Grade(IntEnum):
    """How far an identification is held."""

    CANDIDATE = 0
    PROBABLE = 1
    ESTABLISHED = 2

    @property
    def code(self) -> str:
        """As the vocabulary has it."""
        return self.name.lower()


GRADES = {grade.code: grade for grade in Grade}


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason for an identification, or against it.

    Attributes:
        id: Of its record.
        author: Who says so.
        against: Whether it contradicts.
        roots: Where it comes from.
        full: Whether its author gives it more than little weight.
    """

    id: str
    author: str
    against: bool
    roots: Roots
    full: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What grounds allow.

    Attributes:
        grade: The highest.
        lacking: Codes of what the next higher one would need.
        supporting: Grounds that count for it; `against` those that count against.
        sources: How many independent sources the supporting ones rest on.
    """

    grade: Grade
    lacking: tuple[str, ...]
    supporting: tuple[str, ...]
    against: tuple[str, ...]
    sources: int


@dataclass(frozen=True, slots=True)
class Held:
    """An identification as it may be read.

    Attributes:
        stated: What its author said.
        effective: The lower of that and what the grounds allow.
    """

    stated: Grade
    effective: Grade
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Weight:
    """What speaks for a claim and against it.

    Attributes:
        supporting: Ids of the records; `against` likewise.
        sources: How many independent sources support it.
        sources_against: How many contradict it.
        any: Whether anything at all bears on it.
    """

    supporting: tuple[str, ...]
    against: tuple[str, ...]
    sources: int
    sources_against: int

    @property
    def any(self) -> bool:
        """Whether anything at all bears on it."""
        return bool(self.supporting or self.against)


def judge(grounds: Sequence[Ground]) -> Verdict:
    """The highest grade that grounds allow, and what a higher one lacks."""
    speaking = [g for g in grounds if not g.against and g.roots]
    against = [g for g in grounds if g.against]
    held = sources.count(g.roots for g in speaking)
    opposed = sources.count(g.roots or frozenset({g.id}) for g in against)
    grade, lacking = Grade.CANDIDATE, _missing(speaking)
    if not lacking and opposed >= held:
        lacking = ("contradicted",)
    elif not lacking:
        grade = Grade.PROBABLE
        full = [g for g in speaking if g.full]
        lacking = ("needs-strong-grounds",) if _missing(full) else ()
        lacking += ("contradicted",) if against else ()
        grade = grade if lacking else Grade.ESTABLISHED
    return Verdict(
        grade,
        lacking,
        tuple(g.id for g in speaking),
        tuple(g.id for g in against),
        held,
    )


def _missing(speaking: Sequence[Ground]) -> tuple[str, ...]:
    """What keeps grounds from being those of two members on two sources."""
    if len({g.author for g in speaking}) < 2:
        return ("needs-two-members",)
    for number, one in enumerate(speaking):
        for other in speaking[number + 1 :]:
            if one.author != other.author and sources.independent(
                one.roots, other.roots
            ):
                return ()
    return ("needs-independent-grounds",)


def verdict(sight: Sight, identification: str, appearance: str) -> Verdict:
    """What the standing grounds of an identification allow."""
    seen = standing(sight, appearance, "appearance")
    shown = sources.files(sight, items(seen.fields)) if seen else frozenset()
    found = []
    for record in coming(sight, identification, "ground", "identification"):
        found += _ground(sight, record, shown)
    for record in coming(sight, identification, "support", "claim"):
        if text(record.fields, "how") == CONTRADICTS:
            roots = sources.roots(sight, record.fields)
            found.append(Ground(record.id, record.author, True, roots, True))
    return judge(found)


def held(sight: Sight, identification: Record) -> Held:
    """An identification as it may be read now."""
    stated = GRADES.get(text(identification.fields, "grade"), Grade.CANDIDATE)
    allowed = verdict(
        sight, identification.id, text(identification.fields, "appearance")
    )
    return Held(stated, min(stated, allowed.grade), allowed)


def effective_grade(sight: Sight, identification: Record) -> Grade:
    """The lower of what was stated and what the grounds allow."""
    return held(sight, identification).effective


def _ground(sight: Sight, record: Record, shown: Roots) -> list[Ground]:
    fields = record.fields
    how, strength = text(fields, "how"), text(fields, "strength")
    # What another member wrote over a ground is no ground of the first.
    foreign = record.author != record.first_by
    if how not in (SUPPORTS, CONTRADICTS) or foreign:
        return []
    if text(fields, "method") == MACHINE or strength == NO_WEIGHT:
        return []
    roots = sources.roots(sight, fields)
    # All grounds look at the picture in question: it tells two of them apart only
    # if a ground rests on nothing besides.
    other = roots - shown
    return [
        Ground(
            record.id,
            record.author,
            how == CONTRADICTS,
            other if sources.stands(other) else roots,
            strength in FULL_WEIGHT,
        )
    ]


def weight(sight: Sight, claim: str, fields: Mapping[str, Any]) -> Weight:
    """What supports a claim and what contradicts it.

    Args:
        sight: What the reader may read.
        claim: Its record.
        fields: Of the claim: the spans that it marks support it too, and so do the
            supports that it names.
    """
    every = {r.id: r for r in coming(sight, claim, "support", "claim")}
    for identity in several(fields, "supports"):
        record = standing(sight, identity, "support")
        if record is not None:
            every[record.id] = record
    own = sources.files(sight, items(fields))
    known = [(claim, own)] if own else []
    against: list[tuple[str, Roots]] = []
    for record in every.values():
        how = text(record.fields, "how")
        roots = sources.roots(sight, record.fields)
        if how == CONTRADICTS:
            against.append((record.id, roots or frozenset({record.id})))
        elif how == SUPPORTS and roots and _reliable(sight, record.fields):
            known.append((record.id, roots))
    return Weight(
        tuple(name for name, _ in known),
        tuple(name for name, _ in against),
        sources.count(roots for _, roots in known),
        sources.count(roots for _, roots in against),
    )


def _reliable(sight: Sight, fields: Mapping[str, Any]) -> bool:
    if text(fields, "reliability") in UNRELIABLE:
        return False
    if several(fields, "function") == (LEAD_ONLY,):
        return False
    for name in ("source", "by"):
        source = standing(sight, text(fields, name), "source")
        if source and text(source.fields, "reliability") in UNRELIABLE:
            return False
    return True
