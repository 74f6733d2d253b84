# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which entry last changed which part of an index: what was counted before may stand.

What holds: as long as a part's number stays, no row of that part came, went or
changed, whatever else was entered; the number follows from the ledger alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, select
from sqlalchemy.dialects.sqlite import Insert, insert

from witnessbox.base.values import Compartment
from witnessbox.catalogue import schema


class Part(StrEnum):
    """What pages count together."""

    FOOTAGE = "footage"
    """Items, where they were found, and what machines found of them."""
    RECORDS = "records"
    """What members stated."""


PARTS: Mapping[str, Part] = {
    "accession-opened": Part.FOOTAGE,
    "run-began": Part.FOOTAGE,
    "run-ended": Part.FOOTAGE,
    "originals-received": Part.FOOTAGE,
    "sightings-noted": Part.FOOTAGE,
    "sightings-refused": Part.FOOTAGE,
    "derived": Part.FOOTAGE,
    "surveyed": Part.FOOTAGE,
    "stated": Part.RECORDS,
}
"""Per act, the part that it changes; acts that change neither are not here."""


def changed(
    connection: Connection, compartment: Compartment, acts: Iterable[tuple[str, int]]
) -> None:
    """Write down what (act, number of its entry) changed; numbers only grow."""
    last: dict[Part, int] = {}
    for act, seq in acts:
        part = PARTS.get(act)
        if part is not None:
            last[part] = max(seq, last.get(part, seq))
    if last:
        rows = [{"part": part.value, "seq": seq} for part, seq in last.items()]
        connection.execute(_newer(compartment), rows)


def version(
    connection: Connection, held: Sequence[Compartment], part: Part
) -> tuple[int, ...]:
    """What differs as soon as anything of a part changed, over what a reader holds."""
    found = connection.execute(_seen(tuple(held)), {"part": part.value}).one()
    return tuple(-1 if one is None else int(one) for one in found)


@cache
def _newer(compartment: Compartment) -> Insert:
    table = schema.changed[compartment]
    row = insert(table)
    later = row.excluded.seq > table.c.seq
    return row.on_conflict_do_update(
        index_elements=["part"], set_={"seq": row.excluded.seq}, where=later
    )


@cache
def _seen(held: tuple[Compartment, ...]) -> Select[Any]:
    tables = [schema.changed[one] for one in held]
    wanted: BindParameter[str] = bindparam("part")
    return select(
        *(select(t.c.seq).where(t.c.part == wanted).scalar_subquery() for t in tables)
    )
