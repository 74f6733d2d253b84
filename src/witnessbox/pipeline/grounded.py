# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What decisions of `link` look at, for screens that ask much at once.

What holds: a member's own sight, each record and its leads read once; below the
records lie the items, where they were found, and the sealed objects that hold them.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from witnessbox.catalogue import query, records
from witnessbox.catalogue.found_schema import trait
from witnessbox.catalogue.records import Held, Lead, Record
from witnessbox.link.trail import Origin, Stored
from witnessbox.model import kinds
from witnessbox.pipeline import casework
from witnessbox.pipeline.casework import Wanted

MANY = 100_000
MOST_ORIGINS = 50


class Grounded:
    """One member's sight down to the disk; for one page, on one connection."""

    def __init__(self, connection: Connection, held: Held) -> None:
        self._connection = connection
        self._held = held
        self._records: dict[str, Record | None] = {}
        self._leads: dict[tuple[str, str], tuple[Lead, ...]] = {}

    def record(self, identity: str) -> Record | None:
        """How a record stands; None if it is not there, or not for this member."""
        if identity not in self._records:
            found = records.record(self._connection, self._held, identity)
            self._records[identity] = found
        return self._records[identity]

    def leading_to(self, target: str, kind: str = "") -> tuple[Lead, ...]:
        """The standing records that lead to something."""
        key = (target, kind)
        if key not in self._leads:
            found = records.leading_to(self._connection, self._held, target, kind, MANY)
            self._leads[key] = found
            self._records.update({lead.record.id: lead.record for lead in found})
        return self._leads[key]

    def alike(self, item: str) -> str:
        """A key that an item shares with those of the same pictures, or empty."""
        t = trait.c
        asked = select(t.alike).where(t.item == item)
        return self._connection.scalar(asked) or ""

    def accessions(self, item: str) -> tuple[str, ...]:
        """With which accessions an item came."""
        return query.accessions(self._connection, item)

    def read(self, names: Iterable[str], leading: Iterable[tuple[str, str]]) -> None:
        """Read all records of some kinds, and what of others leads to them.

        Args:
            names: Of kinds: up to a page of each.
            leading: Kind and field, of what leads to those.
        """
        known: list[Record] = []
        for name in names:
            page = casework.listed(
                self._connection, self._held, Wanted(name), casework.MAX_PAGE
            )
            known += page.records
        self._records.update({one.id: one for one in known})
        for kind, field in leading:
            by: dict[str, list[Lead]] = {one.id: [] for one in known}
            for lead in casework.leads(
                self._connection, self._held, (kind, field), by.keys()
            ):
                by[str(lead.record.fields.get(field))].append(lead)
                self._records[lead.record.id] = lead.record
            self._leads.update({(to, kind): tuple(some) for to, some in by.items()})

    def of_kind(self, name: str) -> list[Record]:
        """The records of a kind that were read."""
        found = [one for one in self._records.values() if one is not None]
        return [one for one in found if one.kind == name and not one.withdrawn]

    def origins(self, item: str) -> tuple[Origin, ...]:
        """Where an item was found, the first finding first."""
        found = query.item(self._connection, item) if _is_item(item) else None
        return tuple(
            Origin(one.accession, one.accession_name, one.name, one.seq, one.leaf)
            for one in (found.origins if found else ())[:MOST_ORIGINS]
        )

    def stored(self, item: str) -> Stored | None:
        """How an item is kept; None if there is no such item."""
        found = query.item(self._connection, item) if _is_item(item) else None
        if found is None:
            return None
        return Stored(found.object, found.row.sha256, found.row.size)


def _is_item(identity: str) -> bool:
    return kinds.leads_to(identity) == "item"
