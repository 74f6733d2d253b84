# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What was stated once and is more than is held now.

What holds: a record is held against the rules again whenever it is read: a ground
that was taken back, a post that was dated anew, a support that was withdrawn show at
once, on the record that rested on them. Nothing is changed by looking. What a reader
may not read counts for nothing: they see what they can vouch for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from witnessbox.catalogue.records import Held, Record
from witnessbox.link import corroborate
from witnessbox.link.corroborate import GRADES, Grade
from witnessbox.link.sight import text
from witnessbox.model.kind import Problem
from witnessbox.pipeline import rules
from witnessbox.pipeline.draft import Draft
from witnessbox.pipeline.looking import Looking
from witnessbox.pipeline.rules_happening import UNVERIFIED

KINDS = (
    "person", "post", "occupancy", "place", "organisation", "event", "act",
    "involvement", "characterisation", "identification", "outcome",
)  # fmt: skip
"""Those whose rules depend on what others state later."""


def no_longer(
    connection: Connection, held: Held, record: Record
) -> tuple[Problem, ...]:
    """What a rule would refuse if the record were stated now as it stands."""
    if record.kind not in KINDS or record.withdrawn:
        return ()
    draft = Draft(record.kind, record.id, record, record.fields, record.author)
    return rules.broken(Looking(connection, held), draft)


def grade(connection: Connection, held: Held, record: Record) -> str:
    """The grade as which an identification counts; empty for any other record."""
    if record.kind != "identification" or record.withdrawn:
        return ""
    return corroborate.effective_grade(Looking(connection, held), record).code


def as_held(connection: Connection, held: Held, record: Record) -> Record:
    """A record as lists, names and exports show it: no more than is held now.

    An identification is at the lower grade, a status of an event that its supports no
    longer allow is unverified, and nobody acts by virtue of a post that is not theirs.
    """
    lower = _lower(connection, held, record)
    if not lower:
        return record
    fields = {
        name: value
        for name, value in {**record.fields, **lower}.items()
        if value is not None
    }
    return replace(record, fields=fields)


def _lower(connection: Connection, held: Held, record: Record) -> Mapping[str, Any]:
    fields = record.fields
    if record.kind == "identification":
        stated = GRADES.get(text(fields, "grade"), Grade.CANDIDATE)
        # Nothing is below the lowest, and most are that.
        if stated is Grade.CANDIDATE:
            return {}
        now = grade(connection, held, record)
        return {"grade": now} if now and GRADES[now] < stated else {}
    field, value = _RESTS.get(record.kind, ("", None))
    if not field or text(fields, field) in ("", value):
        return {}
    fallen = {one.field for one in no_longer(connection, held, record)}
    return {field: value} if field in fallen else {}


_RESTS: dict[str, tuple[str, str | None]] = {
    "event": ("status", UNVERIFIED),
    "involvement": ("by_post", None),
}
"""By kinds, the field that others hold up, and what is left of it without them."""
