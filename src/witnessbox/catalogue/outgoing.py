# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Questions that a gate asks before records go out: what is held back, what agreed.

What holds: where members differ, the stricter statement counts; what nobody said is
taken as no.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from witnessbox.base.values import Compartment
from witnessbox.catalogue import records, schema, worklist
from witnessbox.catalogue.records import Held, Record
from witnessbox.catalogue.stated_schema import SHELVES

IMPORTED = "Imported from "
"""How the reason of a statement begins that an import made."""


def standing(connection: Connection, held: Held, kind: str) -> Iterator[Record]:
    """Every standing record of a kind, first stated first."""
    after = None
    while True:
        page = records.of_kind(connection, held, kind, after=after)
        yield from page.records
        after = page.after
        if after is None:
            return


def quarantined(
    connection: Connection, held: Held, *, named: bool = False
) -> frozenset[str]:
    """The items that are in quarantine, and those that name victims.

    Args:
        connection: Where the held compartments are attached.
        held: The reader's compartments.
        named: Whether what names victims goes along.
    """
    if Compartment.EVIDENCE not in held:
        return frozenset()
    reader = (Compartment.IDENTITIES,) if named else ()
    return frozenset(connection.scalars(worklist.not_for(reader)))


def open_rounds(connection: Connection, held: Held) -> frozenset[str]:
    """The rounds of coding that are not closed."""
    return frozenset(
        one.id
        for one in standing(connection, held, "round")
        if one.fields.get("closed") is not True
    )


def consents(connection: Connection, held: Held) -> Iterator[Record]:
    """Every standing consent; where members differ, what each of them says."""
    for one in standing(connection, held, "consent"):
        for fields in _heads(connection, held, one):
            yield replace(one, fields=fields)


def items(connection: Connection, wanted: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Kind and SHA-256 of some items, by their ids."""
    i = schema.item.c
    found: dict[str, tuple[str, str]] = {}
    names = sorted(set(wanted))
    for first in range(0, len(names), records.MAX_PAGE):
        some = names[first : first + records.MAX_PAGE]
        asked = select(i.id, i.kind, i.sha256).where(i.id.in_(some))
        found |= {row.id: (row.kind, row.sha256) for row in connection.execute(asked)}
    return found


def imported(connection: Connection, held: Held) -> dict[str, list[tuple[str, str]]]:
    """The reason of every statement that an import made: by record, with its id."""
    found: dict[str, list[tuple[str, str]]] = {}
    for compartment in held:
        if compartment not in SHELVES:
            continue
        s = SHELVES[compartment].statement.c
        marked = s.body.like(f'%"why":"{IMPORTED}%')
        for row in connection.execute(
            select(s.record, s.id, s.body).where(marked).order_by(s.seq)
        ):
            why = str(json.loads(row.body)["why"])
            if why.startswith(IMPORTED):
                found.setdefault(row.record, []).append((row.id, why))
    return found


def _heads(connection: Connection, held: Held, one: Record) -> Iterator[Any]:
    if one.heads < 2:
        yield one.fields
        return
    for said in records.standing(connection, held, one.id):
        if not said.statement.withdrawn:
            yield said.statement.fields
