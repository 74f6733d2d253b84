# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What was done about it and what came after, in the order of its dates.

What holds: a date stays as exact as it was said, and stands where it can have begun;
that something came after is not that it came because of it; what waits for an answer
is counted from the last day on which it can have been sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from witnessbox.catalogue.records import Held, Record
from witnessbox.model import dating
from witnessbox.pipeline import casework
from witnessbox.pipeline.casework import Wanted

KINDS = ("intervention", "outcome", "publication")
MOST = 500
"""Of each kind, the newest on record."""

ANSWER_DAYS = 60
"""So long an authority may be silent before the silence is listed."""

NOT_WAITING = ("planned", "drafted", "closed", "withdrawn", "answered")
NO_ANSWER = ("", "none")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done, or came after.

    Attributes:
        first: The first day on which it can have been.
        follows: What it came after.
    """

    record: Record
    first: date
    follows: tuple[str, ...]

    @property
    def year(self) -> int:
        """The year in which it stands."""
        return self.first.year


@dataclass(frozen=True, slots=True)
class Silence:
    """An intervention that nobody answered, and for how many days at least."""

    record: Record
    days: int


def steps(connection: Connection, held: Held) -> tuple[Step, ...]:
    """All that was done and came after, the earliest first."""
    found = [
        Step(one, *_when(one), follows=_ids(one, "follows"))
        for kind in KINDS
        for one in casework.listed(connection, held, Wanted(kind), MOST).records
    ]
    return tuple(sorted(found, key=lambda one: (one.first, one.record.id)))


def silences(some: Sequence[Step], today: date) -> tuple[Silence, ...]:
    """The interventions without an answer for longer than `ANSWER_DAYS`."""
    answered = {to for one in some for to in one.follows if _answers(one.record)}
    found = []
    for one in some:
        record = one.record
        if record.kind != "intervention" or record.id in answered:
            continue
        waits = _text(record, "status") not in NOT_WAITING
        silent = _text(record, "response") in NO_ANSWER
        if not (waits and silent) or _text(record, "response_date"):
            continue
        days = (today - _last(record)) // timedelta(days=1)
        if days > ANSWER_DAYS:
            found.append(Silence(record, days))
    return tuple(sorted(found, key=lambda one: (-one.days, one.record.id)))


def _answers(record: Record) -> bool:
    return record.kind == "outcome" and _text(record, "sort") == "reply"


def _when(record: Record) -> tuple[date]:
    try:
        return (dating.parse(_text(record, "date")).first,)
    except ValueError:
        return (date.max,)


def _last(record: Record) -> date:
    try:
        return dating.parse(_text(record, "date")).last
    except ValueError:
        return date.max


def _text(record: Record, name: str) -> str:
    value = record.fields.get(name)
    return value if isinstance(value, str) else ""


def _ids(record: Record, name: str) -> tuple[str, ...]:
    value = record.fields.get(name)
    return tuple(value) if isinstance(value, list) else ()
