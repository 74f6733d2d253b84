# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A round of coding as it was set up: what is coded, by whom, with which values.

What holds: who codes what follows from the round's record and the kinds of its items,
for rules and for screens alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from witnessbox.catalogue.records import Record
from witnessbox.link import assignment
from witnessbox.link.assignment import Assignment
from witnessbox.model.terms import BY_NAME
from witnessbox.pipeline.term_check import Terms, amiss

VOCABULARIES = {
    "act": "act", "method": "method", "role": "degree", "place": "place-sort",
    "officials": "yes-no", "uniform": "yes-no", "order": "yes-no",
    "filming": "yes-no", "coerced": "yes-no",
}  # fmt: skip
"""The terms with which a variable is coded, where they are a vocabulary's."""

COUNTS = ("0", "1", "2", "3-5", "6-10", "11-more", "unknown")
SEVERITIES = ("0", "1", "2", "3", "4")
COUNTED = ("persons", "victims")


@dataclass(frozen=True, slots=True)
class Round:
    """A round as it stands.

    Attributes:
        by: Who set it up.
        variables: What is coded of each item.
        lot: Who codes which item.
    """

    id: str
    title: str
    by: str
    closed: bool
    variables: tuple[str, ...]
    coders: tuple[str, ...]
    lot: Assignment
    seed: str


def of_record(record: Record, kinds: Mapping[str, str]) -> Round:
    """A round from its record; an item's kind is its stratum.

    Raises:
        ValueError: Nobody is to code, or one alone twice.
    """
    told: Mapping[str, Any] = record.fields
    coders = coders_of(told)
    items = [str(one) for one in told["items"]]
    strata = {item: kinds.get(item, "") for item in items}
    return Round(
        id=record.id,
        title=str(told["title"]),
        by=record.first_by,
        closed=told.get("closed") is True,
        variables=tuple(told["variables"]),
        coders=coders,
        lot=assignment.assign(strata, coders, int(told["share"]), str(told["seed"])),
        seed=str(told["seed"]),
    )


def coders_of(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The members among whom a round draws."""
    return tuple(str(fields.get("coders", "")).split())


def values(variable: str) -> tuple[str, tuple[str, ...]]:
    """The vocabulary of a variable's values, or the values where they are numbers."""
    if variable in COUNTED:
        return "", COUNTS
    if variable == "severity":
        return "", SEVERITIES
    return VOCABULARIES.get(variable, "yes-no"), ()


def takes(own: Terms, variable: str, value: str) -> bool:
    """Whether a variable can have a value: a standing term, or one of its numbers."""
    vocabulary, numbers = values(variable)
    if not vocabulary:
        return value in numbers
    return not amiss(own, BY_NAME[vocabulary], value)
