# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What an import makes of the rows of a file: claims by a source, never findings.

What holds: nothing that comes from outside is verified: an event is not verified, an
identification is a candidate, a transcript is unconfirmed, and what they said instead
is kept in words. Work, codes and consents of another group are not ours and are left
out. A row that needs footage or a row that is not there is left out too, and told; a
link that a record can do without is left off, and told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from witnessbox.model import kinds
from witnessbox.model.field import UNKNOWN, Field, Takes
from witnessbox.model.testimony import CHECKLIST, COMPLAINT
from witnessbox.release.exchanged import Row

CLAIMS = (
    "event", "act", "involvement", "characterisation", "occupancy", "post",
    "identification", "outcome", "complaint",
)  # fmt: skip
"""What a source is named for."""

NOT_OURS = frozenset(
    {
        "work", "coding", "round", "consent", "quarantine", "quarantine-reason",
        "confided", "lineup", "term", "mapping", "import", "again", "approval",
    }
)  # fmt: skip
LOWERED = {
    "event": ("status", "unknown", ("status_reason",)),
    "identification": ("grade", "candidate", ()),
    "transcript": ("confirmed", False, ()),
}  # fmt: skip
"""Field, the most that it may say, and what goes with it."""

_LINKS = (Takes.LINK, Takes.LINKS)
_SPANS = (Takes.SPAN, Takes.SPANS)


@dataclass(frozen=True, slots=True)
class Known:
    """What of theirs is here.

    Attributes:
        records: Our ids by theirs.
        items: Our ids by theirs.
    """

    records: Mapping[str, str]
    items: Mapping[str, str]


def digest(row: Row, source: str) -> str:
    """Of a row from a source: the same row again has the same."""
    body = [row.kind, row.theirs, source, dict(row.fields)]
    told = json.dumps(body, sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def lowered(kind: str, fields: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Fields as they may come in; and in words what they said beyond that."""
    kept = dict(fields)
    if kind not in LOWERED:
        return kept, ""
    name, most, along = LOWERED[kind]
    if name not in kept or kept[name] in (most, UNKNOWN):
        return kept, ""
    gone = {one: kept.pop(one) for one in (name, *along) if one in kept}
    kept[name] = most
    words = "; ".join(f"{one}: {value}" for one, value in gone.items())
    return kept, f"They said: {words}"


def at_first(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What a record's first statement holds: the account, before any list."""
    later = CHECKLIST if kind == COMPLAINT.name else ()
    return {name: value for name, value in fields.items() if name not in later}


def needs(row: Row, known: Known) -> str:
    """Why a row cannot come in for want of what it needs; empty if it can."""
    kind = kinds.BY_NAME.get(row.kind)
    if kind is None:
        return ""
    for field in kind.fields:
        if not field.required or field.takes not in (*_LINKS, *_SPANS):
            continue
        told = list(_parts(field, row.fields.get(field.name)))
        # Some forms hold no footage: then nothing is wrong with the row itself.
        without = field.takes in _SPANS and field.name not in row.fields
        if without or (told and not any(_ours(field, one, known) for one in told)):
            return f"{field.name}: not-here"
    return ""


def ours(row: Row, known: Known) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A row's fields with our ids; and the fields of which something was left off."""
    kind = kinds.BY_NAME[row.kind]
    fields: dict[str, Any] = {}
    off: list[str] = []
    for name, value in row.fields.items():
        field = kind.field(name)
        if field is None or field.takes not in (*_LINKS, *_SPANS) or value == UNKNOWN:
            fields[name] = value
            continue
        parts = list(_parts(field, value))
        kept = [new for one in parts if (new := _ours(field, one, known)) is not None]
        if len(kept) < len(parts):
            off.append(name)
        if kept:
            fields[name] = kept if field.many else kept[0]
    return fields, tuple(off)


def targets(row: Row) -> Iterator[tuple[str, bool]]:
    """The ids of theirs that a row leads to, and whether it needs them."""
    kind = kinds.BY_NAME[row.kind]
    for field in kind.links:
        for one in _parts(field, row.fields.get(field.name)):
            if isinstance(one, str):
                yield one, field.required


def _parts(field: Field, value: Any) -> Iterator[Any]:
    if value is None or value == UNKNOWN:
        return
    if field.many and isinstance(value, list | tuple):
        yield from value
    else:
        yield value


def _ours(field: Field, value: Any, known: Known) -> Any:
    """A link or a span with our id; None where it leads to nothing here.

    What is no link at all stays as it is, to be refused by name.
    """
    if field.takes in _SPANS:
        if not isinstance(value, dict) or not isinstance(value.get("item"), str):
            return value
        item = known.items.get(value["item"])
        return None if item is None else {**value, "item": item}
    if not isinstance(value, str):
        return value
    return known.records.get(value) or known.items.get(value)
