# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The one gate that every export passes: what may go out, and why the rest may not.

What holds, for every form alike: `restricted` never goes out; what lies with the
identities goes out only where it was asked for, and outside our own form a complaint
only with its author's leave, a name only with consent for that use; nothing of a
quarantined item goes out, nor the words of what rests on such items alone; the
codes of a round that is still open do not; a transcript that no speaker confirmed
stays inside but in our own form. A claim never goes out without what contradicts it:
that comes along, or the claim stays. A link to what stays is left out, and with it
every record that is nothing without it. Each record that was considered is in the
manifest, with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from witnessbox.base.values import Compartment
from witnessbox.link.resting import silent
from witnessbox.model import kinds
from witnessbox.model.field import UNKNOWN, Field, Takes
from witnessbox.model.kind import Kind
from witnessbox.release.exchanged import Form, Given, Version

NEVER = (Compartment.RESTRICTED,)
WEIGHS = {"support": "claim", "ground": "identification"}
"""Kinds that speak for or against a claim, and the field that leads to it."""

_WORDS = (Takes.TEXT, Takes.LONG)
_LINKS = (Takes.LINK, Takes.LINKS)
_SPANS = (Takes.SPAN, Takes.SPANS)

ASKED, TRAVELS, NEEDED = "asked", "travels-with-its-claim", "needed"


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to go out.

    Attributes:
        identities: Whether it was asked for, and confirmed a second time.
        use: For what, as a term of consent; empty in our own form.
        kinds: Only these; empty for all. `records` likewise.
        able: Kinds that the form can hold; None for all.
    """

    form: Form
    held: tuple[Compartment, ...]
    identities: bool = False
    use: str = ""
    kinds: frozenset[str] = frozenset()
    records: frozenset[str] = frozenset()
    able: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the gate goes by besides the records.

    Attributes:
        quarantined: Items.
        consenting: Persons who agreed to be named for this use.
        open_rounds: Rounds of coding that are not closed.
    """

    quarantined: frozenset[str] = frozenset()
    consenting: frozenset[str] = frozenset()
    open_rounds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Passed:
    """What may go out, and the manifest.

    Attributes:
        included: (record, why it goes).
        excluded: (record, why it stays).
        withheld: (record, field, why that stays).
    """

    records: tuple[Given, ...]
    included: tuple[tuple[str, str], ...]
    excluded: tuple[tuple[str, str], ...]
    withheld: tuple[tuple[str, str, str], ...]

    @property
    def items(self) -> tuple[str, ...]:
        """The items that what goes out leads to."""
        found = (item for one in self.records for item in _items_of(one))
        return tuple(sorted(set(found)))


def passed(ask: Ask, every: Mapping[str, Given], facts: Facts) -> Passed:
    """What of all records may go out.

    Args:
        ask: What is wanted.
        every: All standing records that the member may read, by their ids.
        facts: Quarantine, consent, open rounds.
    """
    stays = {
        name: reason
        for name, one in every.items()
        if (reason := refusal(ask, one, facts))
    }
    weighing = _weighing(every)
    goes = _closed(ask, every, weighing, stays)
    while found := _spoilt(every, weighing, goes, stays, facts):
        stays.update(found)
        goes = _closed(ask, every, weighing, stays)
    records, withheld = [], []
    for name in every:
        if name in goes:
            kept, gone = _narrowed(every[name], goes, stays, facts)
            records.append(kept)
            withheld += [(name, field, reason) for field, reason in gone]
    return Passed(
        tuple(records),
        tuple((name, goes[name]) for name in every if name in goes),
        tuple((name, stays[name]) for name in every if name in stays),
        tuple(withheld),
    )


def refusal(ask: Ask, one: Given, facts: Facts) -> str:
    """Why one record must stay, looked at by itself; empty if it need not."""
    kind = kinds.BY_NAME[one.kind]
    if kind.compartment in NEVER or kind.compartment not in ask.held:
        return "restricted" if kind.compartment in NEVER else "not-held"
    if kind.compartment is Compartment.IDENTITIES and not ask.identities:
        return "identities-not-asked-for"
    if ask.able is not None and one.kind not in ask.able:
        return "not-in-this-form"
    if one.kind == "coding" and one.fields.get("round") in facts.open_rounds:
        return "round-still-open"
    if ask.form.own:
        return ""
    if one.kind == "complaint" and one.fields.get("authorised") != "yes":
        return "not-authorised"
    if one.kind == "name" and one.fields.get("person") not in facts.consenting:
        return "no-consent"
    if one.kind == "transcript" and one.fields.get("confirmed") is not True:
        return "not-confirmed"
    return ""


def _closed(
    ask: Ask,
    every: Mapping[str, Given],
    weighing: Mapping[str, tuple[str, ...]],
    stays: Mapping[str, str],
) -> dict[str, str]:
    """What was asked for, what it needs and what weighs on it; with the reasons."""
    asked = {
        name
        for name, one in every.items()
        if (not ask.kinds or one.kind in ask.kinds)
        and (not ask.records or name in ask.records)
    }
    goes: dict[str, str] = {}
    waiting = [(name, ASKED) for name in asked]
    while waiting:
        name, reason = waiting.pop()
        if name in goes or name in stays or name not in every:
            continue
        goes[name] = ASKED if name in asked else reason
        waiting += [(target, NEEDED) for target in _needed(every[name])]
        waiting += [(other, TRAVELS) for other in weighing.get(name, ())]
    return goes


def _spoilt(
    every: Mapping[str, Given],
    weighing: Mapping[str, tuple[str, ...]],
    goes: Mapping[str, str],
    stays: Mapping[str, str],
    facts: Facts,
) -> dict[str, str]:
    """The records that cannot go while what stays does, and why."""
    found: dict[str, str] = {}
    for name in goes:
        one = every[name]
        against = (
            other in stays and every[other].fields.get("how") == "contradicts"
            for other in weighing.get(name, ())
        )
        if any(target not in goes for target in _needed(one)):
            found[name] = "needs-what-stays"
        elif _bare(one, facts):
            found[name] = "quarantined"
        elif any(against):
            found[name] = "what-contradicts-it-stays"
    return found


def _weighing(every: Mapping[str, Given]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, one in every.items():
        field = WEIGHS.get(one.kind, "")
        target = one.fields.get(field)
        if isinstance(target, str):
            found.setdefault(target, []).append(name)
    return {target: tuple(names) for target, names in found.items()}


def _needed(one: Given) -> Iterator[str]:
    """The records without which this one is nothing."""
    for field, value in _values(one.kind, one.fields):
        leads = field.required and field.takes in _LINKS
        if leads and kinds.leads_to(value) not in kinds.OUTSIDE:
            yield value


def _bare(one: Given, facts: Facts) -> bool:
    """Whether what it must have or say rests on quarantined items alone."""
    kind = kinds.BY_NAME[one.kind]
    mute = silent(kind, one.fields, facts.quarantined)
    for field in kind.fields:
        if mute and field.required and field.takes is Takes.LONG:
            return True
        if not field.required:
            continue
        rests = list(_items_in(field, one.fields.get(field.name, UNKNOWN)))
        if rests and all(item in facts.quarantined for item in rests):
            return True
    return False


def _narrowed(
    one: Given, goes: Mapping[str, str], stays: Mapping[str, str], facts: Facts
) -> tuple[Given, list[tuple[str, str]]]:
    """A record without what leads to what stays; its earlier versions likewise."""
    kind = kinds.BY_NAME[one.kind]
    gone: list[tuple[str, str]] = []

    def left(fields: Mapping[str, Any]) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        mute = silent(kind, fields, facts.quarantined)
        for name, value in fields.items():
            field = kind.field(name)
            if mute and field and field.takes in _WORDS and not field.required:
                gone.append((name, "quarantined"))
                continue
            parts = value if isinstance(value, list | tuple) else [value]
            if field is None or value == UNKNOWN:
                kept[name] = value
                continue
            reasons = [_withheld(field, part, goes, stays, facts) for part in parts]
            gone.extend((name, reason) for reason in reasons if reason)
            keeps = [p for p, reason in zip(parts, reasons, strict=True) if not reason]
            if keeps:
                kept[name] = keeps if field.many else keeps[0]
        return kept

    def versions(said: tuple[Version, ...]) -> tuple[Version, ...]:
        return tuple(replace(v, fields=left(v.fields)) for v in said)

    narrowed = replace(
        one,
        fields=left(one.fields),
        others=versions(one.others),
        history=versions(one.history),
    )
    return narrowed, list(dict.fromkeys(gone))


def _withheld(
    field: Field,
    value: Any,
    goes: Mapping[str, str],
    stays: Mapping[str, str],
    facts: Facts,
) -> str:
    if field.takes in _SPANS:
        return "quarantined" if value["item"] in facts.quarantined else ""
    if field.takes not in _LINKS:
        return ""
    if kinds.leads_to(value) in kinds.OUTSIDE:
        return "quarantined" if value in facts.quarantined else ""
    if value in goes:
        return ""
    return stays.get(value, "not-asked-for")


def _values(kind: str, fields: Mapping[str, Any]) -> Iterator[tuple[Field, Any]]:
    known: Kind = kinds.BY_NAME[kind]
    for field in known.fields:
        value = fields.get(field.name)
        if value is None or value == UNKNOWN:
            continue
        for one in value if field.many else (value,):
            yield field, one


def _items_in(field: Field, value: Any) -> Iterator[str]:
    if value == UNKNOWN:
        return
    for one in value if field.many else (value,):
        if field.takes in _SPANS:
            yield one["item"]
        elif field.takes in _LINKS and kinds.leads_to(one) == "item":
            yield one


def _items_of(one: Given) -> Iterator[str]:
    for field in kinds.BY_NAME[one.kind].fields:
        if field.name in one.fields:
            yield from _items_in(field, one.fields[field.name])
