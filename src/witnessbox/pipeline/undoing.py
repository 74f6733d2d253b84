# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Undoing step by step what one said about one item.

What holds: a step takes back the member's last statement that stands on a record which
marks this item, and nothing about any other; what was undone is not undone again, so
that the next step is the one before. Undoing is itself a statement and held against
the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from witnessbox.base.errors import UnusableError
from witnessbox.catalogue import records
from witnessbox.catalogue.records import Held, Record
from witnessbox.model import kinds
from witnessbox.model.statement import Said, heads
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating, Wish


def undo_on(session: Session, item: str) -> Record:
    """Undo this member's last statement about one item; its record as it stood.

    Raises:
        UnusableError: There is nothing of theirs to undo.
        StatementError: What stood before breaks a rule by now.
    """
    session.committer.catch_up()
    with session.reading() as connection:
        held = session.compartments
        step = _last(connection, held, session.member, item)
        known = step and records.record(connection, held, step[0].statement.record)
    if step is None or known is None:
        raise UnusableError("There is nothing of yours to undo.")
    said, every = step
    Stating(session).together([_back(said, every)])
    return known


def counting(every: Sequence[Said]) -> tuple[Said, ...]:
    """Of a record's statements, in the ledger's order, those that nobody undid."""
    gone = {one.statement.undoes for one in every if one.statement.undoes}
    return tuple(
        one
        for one in every
        if not one.statement.undoes and one.statement.id not in gone
    )


def _last(
    connection: Connection, held: Held, member: str, item: str
) -> tuple[Said, tuple[Said, ...]] | None:
    """The last step of a member on an item, and all that was said of its record."""
    best: tuple[Said, tuple[Said, ...]] | None = None
    for record, seq in records.marked_by(connection, held, member, item):
        if best is not None and seq < best[0].seq:
            break
        every = records.history(connection, held, record)
        for said in _step(every, member):
            if best is None or said.seq > best[0].seq:
                best = said, every
    return best


def _step(every: Sequence[Said], member: str) -> Iterator[Said]:
    """The statement of a record that its member may take back now, if there is one."""
    kept = counting(every)
    kind = kinds.BY_NAME[every[0].statement.kind]
    standing = heads(every, own=kind.own)
    if kept and len(standing) == 1 and kept[-1].author == standing[0].author == member:
        yield kept[-1]


def _back(said: Said, every: Sequence[Said]) -> Wish:
    made = said.statement
    before = [one for one in counting(every) if one.seq < said.seq]
    back = before[-1].statement if before else None
    standing = heads(every, own=kinds.BY_NAME[made.kind].own)
    return Wish(
        made.kind,
        back.fields if back else {},
        made.record,
        seen=tuple(one.statement.id for one in standing),
        withdraws=back is None or back.withdrawn,
        undoes=made.id,
    )
