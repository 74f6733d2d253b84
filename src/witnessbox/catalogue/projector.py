# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Ledger entries in, rows out: the only code that fills an index.

What holds: projecting is idempotent and in the log's order; a compartment's
rows depend on that compartment's entries alone; the watermark moves in the
same transaction as the rows, so a crash leaves either all of an entry's rows
or none. An act that this version does not know is passed over: the ledger
keeps it, and a later version rebuilds.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects.sqlite import insert

from witnessbox.base.values import Compartment
from witnessbox.catalogue import changes, schema
from witnessbox.catalogue.event import Event as Event
from witnessbox.catalogue.index import Index
from witnessbox.catalogue.rows import HANDLERS


def watermarks(index: Index) -> dict[Compartment, int]:
    """Per compartment, the number of the first entry that is not projected yet."""
    if not index.compartments:
        return {}
    with index.reader.connect() as connection:
        row = connection.execute(_marks(index.compartments)).one()
    return {one: row[n] or 0 for n, one in enumerate(index.compartments)}


@cache
def _marks(compartments: tuple[Compartment, ...]) -> Select[Any]:
    tables = [schema.watermarks[one] for one in compartments]
    return select(*(select(table.c.seq).scalar_subquery() for table in tables))


def project(
    index: Index, compartment: Compartment, events: Iterable[Event], upto: int
) -> None:
    """Project events of one compartment; afterwards the watermark is `upto`.

    Events below the watermark are passed over: another process was quicker.
    """
    table = schema.watermarks[compartment]
    with index.writer(compartment).begin() as connection:
        reached = connection.scalar(select(table.c.seq)) or 0
        acts: list[tuple[str, int]] = []
        for event in events:
            if event.seq < reached or event.compartment is not compartment:
                continue
            handler = HANDLERS.get((compartment, event.act))
            if handler is not None:
                handler(connection, event)
                acts.append((event.act, event.seq))
        changes.changed(connection, compartment, acts)
        if upto > reached:
            row = insert(table).values(only=1, seq=upto)
            connection.execute(
                row.on_conflict_do_update(index_elements=["only"], set_={"seq": upto})
            )
