# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What may be said of a person and an act: as codes, never above what is held.

What holds: a sentence is a code and what goes into it; screens and papers say it in
their language. Office alone is never an order; a picture alone names nobody whom no
identification names; what is contradicted as strongly as it is supported is not
said. Taking evidence away, or adding what contradicts, never raises a sentence.

Source: requirements LNK-08 and LNK-09; the presumption of innocence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from witnessbox.catalogue.records import Record
from witnessbox.link import chain, corroborate, tenure
from witnessbox.link.chain import Edge, Strength
from witnessbox.link.corroborate import Grade, Weight
from witnessbox.link.sight import (
    Sight,
    coming,
    items,
    several,
    standing,
    text,
)
from witnessbox.model import kinds
from witnessbox.model.dating import Overlap

GAVE_ORDERS = "gave-orders"
LINKAGE = "linkage"
"""The function of evidence that says who, and who gave orders."""
SAID = {
    "carried-out": "carried-out",
    "gave-orders": "gave-order",
    "passive": "present",
    "present": "present",
    "planned": "planned",
    "filmed": "filmed",
    "helped": "helped",
}
"""What a degree that is shown is worded as; others are left to the law."""

LEVELS = {
    "not-in-post": 0,
    "named": 0,
    "may-have-held-post": 1,
    "may-have-held-post-above": 1,
    "held-post": 2,
    "held-post-above": 2,
    "superior": 3,
    "present": 4,
    "filmed": 5,
    "helped": 5,
    "planned": 5,
    "carried-out": 6,
    "gave-order": 6,
}
"""How much each sentence says."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What may be said.

    Attributes:
        code: One of `LEVELS`.
        grade: Of the identification by which a picture names the person; empty where
            the sentence does not hang on one.
        coerced: Whether the person was forced: said wherever the rest is.
        words: What goes into it: ids of records by `person`, `act`, `post`.
        evidence: Ids of what it rests on; `against` of what contradicts it.
    """

    code: str
    grade: str = ""
    coerced: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    against: tuple[str, ...] = ()

    @property
    def level(self) -> tuple[int, int]:
        """How much it says, to compare with another."""
        sure = corroborate.GRADES.get(self.grade, Grade.ESTABLISHED)
        return LEVELS[self.code], int(sure)


def of_involvement(sight: Sight, involvement: Record) -> Sentence:
    """What may be said of one person's part in one act."""
    fields = involvement.fields
    words = {"person": text(fields, "person"), "act": text(fields, "act")}
    coerced = bool(text(fields, "coerced_by") or text(fields, "coercion"))
    weight = corroborate.weight(sight, involvement.id, fields)
    code = SAID.get(text(fields, "degree"), "")
    if code == "gave-order" and not orders_shown(sight, involvement):
        code = ""
    if code and weight.sources > weight.sources_against:
        grade = _named_by_picture(sight, involvement, weight)
        if grade != "none":
            evidence, against = weight.supporting, weight.against
            return Sentence(code, grade, coerced, words, evidence, against)
    return _of_post(sight, involvement, words, coerced=coerced, weight=weight)


def orders_shown(sight: Sight, involvement: Record) -> bool:
    """Whether anything shows that an order was given: never the post alone."""
    return shows_order(sight, involvement.id, involvement.fields)


def shows_order(sight: Sight, identity: str, fields: Mapping[str, Any]) -> bool:
    """The same, of an involvement that is about to be stated.

    A support of this very involvement shows it; one of its act or event, which the
    involvement names, only if its function is to say who gave orders.
    """
    about = {text(fields, "act")}
    act = standing(sight, text(fields, "act"), "act")
    if act is not None:
        about.add(text(act.fields, "event"))
    named = [standing(sight, one, "support") for one in several(fields, "supports")]
    for one in (*named, *coming(sight, identity, "support", "claim")):
        if one is None or not corroborate.carries(sight, one.fields):
            continue
        claim = text(one.fields, "claim")
        linked = LINKAGE in several(one.fields, "function")
        if claim == identity or (linked and claim in about):
            return True
    return False


def of_way(edges: Sequence[Edge], person: str, act: str) -> Sentence:
    """What may be said of a superior, by the way that leads to them."""
    words = {"person": person, "act": act}
    last = edges[-1] if edges else None
    if last is None or last.sort != "held" or last.end != person:
        return Sentence("named", words=words)
    words["post"] = last.start
    # Who took part in the act, and how surely, is another sentence.
    steps = [edge for edge in edges if edge.sort != "involved"]
    weak = chain.weakest(steps)
    codes = {
        Strength.NOT_IN_POST: "not-in-post",
        Strength.POSSIBLE: "may-have-held-post-above",
        Strength.BY_OFFICE: "held-post-above",
        Strength.EVIDENCED: "superior",
    }
    return Sentence(
        codes[weak.strength if weak else Strength.POSSIBLE],
        words=words,
        evidence=tuple(r for e in steps for r in e.weight.supporting),
        against=tuple(r for e in steps for r in e.weight.against),
    )


def _of_post(
    sight: Sight,
    involvement: Record,
    words: dict[str, str],
    *,
    coerced: bool,
    weight: Weight,
) -> Sentence:
    occupancy = standing(sight, text(involvement.fields, "by_post"), "occupancy")
    act = standing(sight, text(involvement.fields, "act"), "act")
    if occupancy is None or act is None:
        return Sentence("named", "", coerced, words, (), weight.against)
    edge = chain.held(sight, occupancy, tenure.date_of_act(sight, act))
    if edge.when is Overlap.NO:
        code = "not-in-post"
    elif edge.strength is Strength.EVIDENCED:
        code = "held-post"
    else:
        code = "may-have-held-post"
    words = {**words, "post": text(occupancy.fields, "post")}
    against = (*weight.against, *edge.weight.against)
    return Sentence(code, "", coerced, words, edge.weight.supporting, against)


def _named_by_picture(sight: Sight, involvement: Record, weight: Weight) -> str:
    """The grade by which pictures name a person; empty if something else does.

    A person who has no official name is the person in the picture, whoever that is.
    """
    identity = text(involvement.fields, "person")
    person = standing(sight, identity, "person")
    if person is None or not text(person.fields, "official_name"):
        return ""
    shown = {*items(involvement.fields)}
    for name in weight.supporting:
        record = standing(sight, name, "support")
        if record is None:
            continue
        by = text(record.fields, "by")
        if kinds.leads_to(by) not in ("", "item") or text(record.fields, "source"):
            return ""
        shown |= {*items(record.fields), *([by] if by else [])}
    grades = [
        corroborate.effective_grade(sight, one)
        for one in coming(sight, identity, "identification", "person")
        if _appears_on(sight, one, shown)
    ]
    return max(grades).code if grades else "none"


def _appears_on(sight: Sight, identification: Record, shown: set[str]) -> bool:
    seen = standing(sight, text(identification.fields, "appearance"), "appearance")
    return seen is not None and bool(shown & {*items(seen.fields)})
