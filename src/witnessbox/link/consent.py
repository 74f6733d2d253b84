# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a person has consented: to this item, this use, this form of identity.

What holds: what nobody said is no; a yes without its elements (what was explained,
that it was free, understood and given by one who could, by whom, in what language,
when and how recorded) is no; another use or another form is another question. What
was said of the very item goes before what was said of everything; where two say
different things of the same, no wins. A withdrawal ends what was given before it.

Source: requirements CON-01 to CON-05.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from witnessbox.catalogue.records import Record
from witnessbox.link import tenure
from witnessbox.link.sight import text

ELEMENTS = ("explained", "understood", "explained_by", "language", "date", "written")
"""What a consent names, besides that it was voluntary and its giver competent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it is allowed, and by what.

    Attributes:
        why: `given`, `not-asked`, `refused`, `incomplete` or `withdrawn`.
        record: The consent that decides; empty if there is none.
        lacking: The elements that an incomplete one lacks.
    """

    allowed: bool
    why: str
    record: str = ""
    lacking: tuple[str, ...] = ()


def lacking(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The elements that a consent lacks."""
    missing = [name for name in ELEMENTS if not text(fields, name)]
    missing += [n for n in ("voluntary", "competent") if fields.get(n) is not True]
    return tuple(missing)


def allowed(
    consents: Iterable[Record], person: str, item: str, *, use: str, form: str
) -> Answer:
    """Whether an item may be put to a use, with a person in it in one form.

    Args:
        consents: Records of the kind `consent`, in any order, of anyone.
        person: Whose consent it is.
        item: The item or complaint.
        use: A term of `use`.
        form: A term of `identity-form`.
    """
    mine = [
        one
        for one in sorted(consents, key=lambda one: one.id)
        if not one.withdrawn
        and one.fields.get("person") == person
        and (one.fields.get("use"), one.fields.get("form")) == (use, form)
    ]
    general = [one for one in mine if one.fields.get("item") is None]
    exact = [one for one in mine if one.fields.get("item") == item]
    for record in general:
        if "withdrawn" in record.fields and not _given_after(exact, record):
            return Answer(False, "withdrawn", record.id)
    answers = [_answer(one) for one in exact or general]
    refusals = [one for one in answers if not one.allowed]
    return next(iter(refusals or answers), Answer(False, "not-asked"))


def _answer(record: Record) -> Answer:
    fields = record.fields
    if fields.get("given") is not True:
        return Answer(False, "refused", record.id)
    if "withdrawn" in fields:
        return Answer(False, "withdrawn", record.id)
    if missing := lacking(fields):
        return Answer(False, "incomplete", record.id, missing)
    return Answer(True, "given", record.id)


def _given_after(exact: Iterable[Record], general: Record) -> bool:
    """Whether the item was consented to after everything was taken back."""
    taken = tenure.when(general.fields, "withdrawn")
    last = taken.last if taken else date.max
    dates = [tenure.when(one.fields) for one in exact if _answer(one).allowed]
    return any(one is not None and one.first > last for one in dates)
