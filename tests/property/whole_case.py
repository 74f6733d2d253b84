# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A whole case made from a seed: records that lead to each other, as a gate passes."""

from __future__ import annotations

import random
from typing import Any

from witnessbox.base.values import random_id
from witnessbox.model import kinds, terms
from witnessbox.model.field import UNKNOWN, Field, Takes
from witnessbox.release.exchanged import Cited, Given
from witnessbox.release.gate import Passed

KINDS = (
    "place", "organisation", "post", "person", "occupancy", "event", "act",
    "involvement", "appearance", "identification", "support", "ground",
    "transcript", "description", "name",
)  # fmt: skip
DATES = (
    "2024", "2024-03", "2024-03-09", "2024-XX-XX", "2024-03-XX", "2024-03~",
    "2024-03-09/2024-03-11", "../2024-03", "2023/..", "2024-03-09/2024-04~",
    "0999-01-01",
)  # fmt: skip
WORDS = [
    "колония",
    "Cell",
    "Ёлкин",
    "=",
    "+",
    "-",
    "@",
    "'quoted'",
    '"x"',
    "\\",
    "?",
    "55%",
    "1:2",
    "tab\tx",
]


def made(seed: int, each: int) -> tuple[Passed, dict[str, Cited]]:
    """So many records of each kind; and the items that they mark."""
    chance = random.Random(seed)
    sorts = ("video", "sound", "photograph", "document")
    items = {random_id("i"): Cited(sorts[n % 4], f"{n:064x}") for n in range(each)}
    ids = {
        name: [random_id(kinds.BY_NAME[name].prefix) for _ in range(each)]
        for name in KINDS
    }
    ids["item"] = [*items]
    given = [
        Given(identity, name, _fields(chance, name, number, ids))
        for name in KINDS
        for number, identity in enumerate(ids[name])
    ]
    return Passed(tuple(given), tuple((g.id, "asked") for g in given), (), ()), items


def _fields(
    chance: random.Random, name: str, number: int, ids: dict[str, list[str]]
) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for field in kinds.BY_NAME[name].fields:
        if field.required or chance.random() < 0.6:
            value = _value(chance, field, ids)
            if value is not None:
                told[field.name] = value
            if not field.required and chance.random() < 0.1:
                told[field.name] = dict(UNKNOWN)
    for title in kinds.BY_NAME[name].title[:1]:
        if isinstance(told.get(title), str) and name in ("person", "event"):
            told[title] = f"{name} {number}"
    if "counting" in told:
        told["counting"] = "individual"
    return told


def _value(chance: random.Random, field: Field, ids: dict[str, list[str]]) -> Any:
    if field.takes in (Takes.LINK, Takes.LINKS):
        there = [one for name in field.of for one in ids.get(name, ())]
        if not there:
            return None
        return [chance.choice(there)] if field.many else chance.choice(there)
    if field.takes in (Takes.SPAN, Takes.SPANS):
        whole = {"stream": None, "start": None, "end": None, "region": None}
        span = {"item": chance.choice(ids["item"]), **whole}
        return [span] if field.many else span
    if field.takes in (Takes.TERM, Takes.TERMS):
        vocabulary = terms.vocabulary_of(field)
        code = chance.choice(vocabulary.terms).code if vocabulary else "other"
        return [code] if field.many else code
    return {
        Takes.DATE: chance.choice(DATES),
        Takes.NUMBER: chance.randint(0, 40),
        Takes.FLAG: chance.random() < 0.5,
        Takes.LANGUAGE: "ru",
        Takes.MEMBER: "bako-mitu",
        Takes.LONG: " ".join(chance.choices(WORDS, k=chance.choice((3, 30, 300)))),
    }.get(field.takes, f"{chance.choice(WORDS)} {chance.randint(1, 10**9)}")
