# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What was stated once and is more than is held now.

What holds: a record is held against the rules again whenever it is read: a ground
that was taken back, a post that was dated anew, a support that was withdrawn show at
once, on the record that rested on them. Nothing is changed by looking. What a reader
may not read counts for nothing: they see what they can vouch for.
"""

from __future__ import annotations

from sqlalchemy import Connection

from witnessbox.catalogue.records import Held, Record
from witnessbox.link import corroborate
from witnessbox.model.kind import Problem
from witnessbox.pipeline import rules
from witnessbox.pipeline.draft import Draft
from witnessbox.pipeline.looking import Looking

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
