# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Codes in open rounds: a coder's own, and nobody else's.

What holds: every question here but `first_said` names whose codes are asked for and
answers with those alone. What is closed is among the records, for everybody.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from witnessbox.catalogue.records import Held, Record, history, shelf_of
from witnessbox.catalogue.work_schema import aside
from witnessbox.model import kinds
from witnessbox.model.statement import Said, from_json, heads

CODING = kinds.BY_NAME["coding"]


def own_said(connection: Connection, record: str, member: str) -> tuple[Said, ...]:
    """What a member said of one of their codes, in the ledger's order."""
    a = aside.c
    wanted = select(aside).where(a.record == record, a.author == member)
    return tuple(_said(row) for row in connection.execute(wanted.order_by(a.seq)))


def own_record(connection: Connection, record: str, member: str) -> Record | None:
    """How one of a member's codes stands; None if it is not theirs, or not open."""
    return _record(own_said(connection, record, member)) if member else None


def own_codes(
    connection: Connection, member: str, item: str = "", round_id: str = ""
) -> tuple[Record, ...]:
    """A member's standing codes, in one round or all, on one item or all."""
    a = aside.c
    wanted = select(aside).where(a.author == member).order_by(a.seq)
    if round_id:
        wanted = wanted.where(a.round == round_id)
    by_record: dict[str, list[Said]] = {}
    for row in connection.execute(wanted):
        by_record.setdefault(row.record, []).append(_said(row))
    found = [_record(tuple(said)) for said in by_record.values()]
    standing = [one for one in found if one is not None and not one.withdrawn]
    return tuple(one for one in standing if not item or item in _items(one.fields))


def own_last(connection: Connection, member: str) -> Said | None:
    """The last statement that a member made of a code in an open round."""
    a = aside.c
    wanted = select(aside).where(a.author == member).order_by(a.seq.desc()).limit(1)
    row = connection.execute(wanted).one_or_none()
    return None if row is None else _said(row)


def first_said(connection: Connection, held: Held, round_id: str) -> tuple[Record, ...]:
    """Each code of a closed round as it was first said, in the ledger's order.

    What came after the round was closed, and what settles codes, is left out.
    """
    shelf = shelf_of(CODING.name, held)
    if shelf is None:
        return ()
    told = history(connection, held, round_id)
    closing = [one.seq for one in told if _closes(one)]
    s = shelf.statement.c
    wanted = select(shelf.statement).where(s.kind == CODING.name)
    wanted = wanted.where(func.json_extract(s.body, "$.fields.round") == round_id)
    if closing:
        wanted = wanted.where(s.seq < min(closing))
    found: dict[str, Record] = {}
    for row in connection.execute(wanted.order_by(s.seq)):
        first = _record((_said(row),))
        if first is not None and not first.fields.get("adjudicates"):
            found.setdefault(first.id, first)
    return tuple(found.values())


def _closes(said: Said) -> bool:
    return said.statement.withdrawn or said.statement.fields.get("closed") is True


def how_many(connection: Connection, round_id: str) -> Counter[str]:
    """How many codes each coder has made in an open round: counts, no codes."""
    a = aside.c
    wanted = select(a.author, func.count(a.record.distinct()))
    rows = connection.execute(wanted.where(a.round == round_id).group_by(a.author))
    return Counter({row[0]: row[1] for row in rows})


def _items(fields: Mapping[str, Any]) -> set[str]:
    return {span["item"] for span in fields.get("spans", ())}


def _said(row: Any) -> Said:
    return Said(from_json(json.loads(row.body)), row.author, row.at, row.seq)


def _record(said: tuple[Said, ...]) -> Record | None:
    if not said:
        return None
    standing = heads(said, own=True)
    last = standing[-1]
    fields = dict(last.statement.fields)
    return Record(
        id=last.statement.record,
        kind=CODING.name,
        title=CODING.name_of(fields),
        fields=fields,
        heads=len(standing),
        statements=len(said),
        withdrawn=last.statement.withdrawn,
        first_at=said[0].at,
        first_by=said[0].author,
        at=last.at,
        author=last.author,
    )
