# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Testimony as a whole: who waits for help or word, who is at risk, who told before.

What holds: what is late comes first; what lies with the identities is asked for only
by those who hold them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from witnessbox.catalogue import records, tellings
from witnessbox.catalogue.records import Held, Record
from witnessbox.link import followup, told_before
from witnessbox.link.followup import Referral
from witnessbox.link.sight import text
from witnessbox.pipeline.looking import Looking


@dataclass(frozen=True, slots=True)
class Tellings:
    """All complaints in numbers, and those whose teller waits.

    Attributes:
        overdue: Those whose help is late, as (complaint, due), the longest first.
        silent: Those without word for too long, as (complaint, days).
        unasked: How many were never asked what help is needed.
    """

    count: int
    languages: dict[str, int]
    sessions: dict[str, int]
    statuses: dict[str, int]
    overdue: tuple[tuple[str, str], ...]
    silent: tuple[tuple[str, int], ...]
    unasked: int


def tally(connection: Connection, held: Held, today: date) -> Tellings:
    """All complaints in numbers."""
    languages: Counter[str] = Counter()
    sessions: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    overdue, silent = [], []
    count = unasked = 0
    for one in tellings.briefs(connection, held):
        count += 1
        languages[text(one.fields, "language")] += 1
        sessions[text(one.fields, "session")] += 1
        statuses[text(one.fields, "status")] += 1
        how = followup.referral(one.fields, today)
        unasked += how is Referral.UNASKED
        if how is Referral.OVERDUE:
            overdue.append((one.id, text(one.fields, "referral_due")))
        if days := followup.silent_for(one.fields, one.first_at, today):
            silent.append((one.id, days))
    overdue.sort(key=lambda pair: (pair[1], pair[0]))
    silent.sort(key=lambda pair: (-pair[1], pair[0]))
    return Tellings(
        count=count,
        languages=_known(languages),
        sessions=_known(sessions),
        statuses=_known(statuses),
        overdue=tuple(overdue),
        silent=tuple(silent),
        unasked=unasked,
    )


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A person, and what may happen to them.

    Attributes:
        risks: The one to look at first comes first.
        late: For how many days the earliest review has passed; 0 if none has.
    """

    person: str
    risks: tuple[Record, ...]
    late: int


def at_risk(connection: Connection, held: Held, today: date) -> tuple[AtRisk, ...]:
    """Everybody at risk: those whose review is late first, then by its date."""
    by: dict[str, list[Record]] = {}
    for one in tellings.risks(connection, held):
        by.setdefault(text(one.fields, "person"), []).append(one)
    found = []
    for person, some in by.items():
        some.sort(key=lambda one: (text(one.fields, "review") or "9", one.id))
        late = max(followup.late(one.fields, today) for one in some)
        found.append(AtRisk(person, tuple(some), late))
    found.sort(key=_first)
    return tuple(found)


def _first(one: AtRisk) -> tuple[int, str, str]:
    return (-one.late, text(one.risks[0].fields, "review") or "9", one.person)


def accounts(connection: Connection, held: Held, person: str) -> tuple[Record, ...]:
    """The accounts that a person told, to us or to others, the earliest first."""
    found = told_before.accounts_of(Looking(connection, held), person)
    known = records.some(connection, held, found)
    return tuple(sorted(known.values(), key=lambda one: (one.first_at, one.id)))


def earlier(connection: Connection, held: Held, one: Record) -> Sequence[Record]:
    """The other accounts of whoever told a complaint."""
    found = told_before.earlier(Looking(connection, held), one.fields, one.id)
    known = records.some(connection, held, found)
    return sorted(known.values(), key=lambda each: (each.first_at, each.id))


def is_approved(connection: Connection, held: Held, again: str) -> bool:
    """Whether a second interview was approved by a second member."""
    return told_before.approved(Looking(connection, held), again)


def _known(counts: Counter[str]) -> dict[str, int]:
    return {name: count for name, count in counts.most_common() if name}
