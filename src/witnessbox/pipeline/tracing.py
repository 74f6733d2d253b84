# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The line from an outcome to the disk, over the records and items of a box."""

from __future__ import annotations

from witnessbox.catalogue import query
from witnessbox.link import trail
from witnessbox.link.trail import Line, Origin, Step, Stored
from witnessbox.pipeline.looking import Looking
from witnessbox.pipeline.session import Session


class Standing(Looking):
    """Records as one member may read them, and what they rest on at last."""

    def origins(self, item: str) -> tuple[Origin, ...]:
        """Where an item was found, the first finding first."""
        return tuple(
            Origin(row.accession, row.accession_name, row.name, row.seq, row.leaf)
            for row in query.origins(self.connection, item)
        )

    def stored(self, item: str) -> Stored | None:
        """How an item is kept; None if there is no such item."""
        found = query.item(self.connection, item)
        if found is None:
            return None
        return Stored(found.object, found.row.sha256, found.row.size)


def line(session: Session, thing: str, item: str = "") -> Line:
    """The line from a record back to a file on the disk, as this member sees it."""
    with session.reading() as connection:
        held = Standing(connection, session.compartments, session.member)
        return trail.line(held, thing, item)


def forward(session: Session, thing: str, target: str) -> tuple[Step, ...]:
    """The same from an item, or a record, to what rests on it."""
    with session.reading() as connection:
        held = Standing(connection, session.compartments, session.member)
        return trail.forward(held, thing, target)


def outcomes(session: Session, thing: str) -> tuple[str, ...]:
    """Every outcome that rests on an item or a record."""
    with session.reading() as connection:
        held = Standing(connection, session.compartments, session.member)
        return trail.outcomes_of(held, thing)
