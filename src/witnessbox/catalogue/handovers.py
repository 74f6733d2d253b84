# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Questions about handings-over: what came, from where, and what could not be read.

What holds: a name that was refused once and taken later is refused no more.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, func, select

from witnessbox.catalogue import schema
from witnessbox.catalogue.answers import AccessionRow, RefusalRow
from witnessbox.model.evidence import path_bytes, readable


def accessions(connection: Connection) -> tuple[AccessionRow, ...]:
    """Every accession, first opened first."""
    a, o = schema.accession, schema.origin
    answer: list[AccessionRow] = []
    for row in connection.execute(select(a).order_by(a.c.seq)):
        mine = select(func.count(func.distinct(o.c.item)), func.count()).where(
            o.c.accession == row.id
        )
        found, originals = connection.execute(mine).one()
        last = connection.execute(
            select(schema.run.c.could_be_written, schema.run.c.writable_reason)
            .where(schema.run.c.accession == row.id)
            .order_by(schema.run.c.seq.desc())
            .limit(1)
        ).one_or_none()
        answer.append(
            AccessionRow(
                id=row.id,
                name=row.name,
                source=row.source,
                opened_at=row.opened_at,
                opened_by=row.opened_by,
                items=found,
                originals=originals,
                noted=_of_accession(connection, schema.noted, row.id),
                refused=len(refusals(connection, row.id)),
                could_be_written=bool(last and last.could_be_written),
                writable_reason=last.writable_reason if last else "",
            )
        )
    return tuple(answer)


def refusals(
    connection: Connection, accession: str = "", limit: int = 1000
) -> tuple[RefusalRow, ...]:
    """What could not be read, each name once with its latest reason."""
    r, a, o = schema.refusal, schema.accession, schema.origin
    latest = func.max(r.c.seq)
    taken = (
        select(o.c.item)
        .where(o.c.accession == r.c.accession, o.c.source == r.c.source)
        .where(o.c.path == r.c.path, o.c.seq > r.c.seq)
        .exists()
    )
    wanted = (
        select(r.c.accession, r.c.path, r.c.reason, a.c.name, latest)
        .join(a, a.c.id == r.c.accession)
        .where(~taken)
        .group_by(r.c.accession, r.c.source, r.c.path)
        .order_by(r.c.accession, r.c.path)
        .limit(limit)
    )
    if accession:
        wanted = wanted.where(r.c.accession == accession)
    return tuple(
        RefusalRow(row.accession, row.name, row.path, readable(row.path), row.reason)
        for row in connection.execute(wanted)
    )


def source_paths(connection: Connection, accession: str) -> dict[bytes, int]:
    """The paths from which an accession was taken, with their numbers."""
    found: dict[bytes, int] = {}
    table = schema.source_standing.c
    for (text,) in connection.execute(select(table.body).order_by(table.seq)):
        body = json.loads(text)
        if body["accession"] == accession:
            found.setdefault(path_bytes(body["path"]), body["source"])
    return found


def _of_accession(connection: Connection, table: Any, accession: str) -> int:
    wanted = select(func.count()).where(table.c.accession == accession)
    return int(connection.scalar(wanted) or 0)
