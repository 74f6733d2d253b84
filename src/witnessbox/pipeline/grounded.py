# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What decisions of `link` look at, for screens that ask much at once.

What holds: a member's own sight, each record and its leads read once; below the
records lie the items, where they were found, and the sealed objects that hold them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from witnessbox.catalogue import query, records
from witnessbox.catalogue.found_schema import trait
from witnessbox.catalogue.records import Held, Lead, Record
from witnessbox.link.sight import items, several, text
from witnessbox.link.trail import Origin, Stored
from witnessbox.model import kinds
from witnessbox.pipeline import casework
from witnessbox.pipeline.casework import Wanted

MANY = 100_000
MOST_ORIGINS = 50
BELOW = ("by", "source")
"""The fields by which evidence leads to what it comes from."""


@dataclass(frozen=True, slots=True)
class Footage:
    """What was read of items; it stands while no item comes or is surveyed.

    Attributes:
        alike: By item, the key that it shares with those of the same pictures.
        came_with: By item, its accessions.
    """

    alike: dict[str, str] = field(default_factory=dict)
    came_with: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Grounded:
    """One member's sight down to the disk; for one page, on one connection."""

    def __init__(
        self, connection: Connection, held: Held, footage: Footage | None = None
    ) -> None:
        self._connection = connection
        self._held = held
        self._records: dict[str, Record | None] = {}
        self._leads: dict[tuple[str, str], tuple[Lead, ...]] = {}
        self._footage = footage or Footage()

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
        self._look_at([item])
        return self._footage.alike[item]

    def accessions(self, item: str) -> tuple[str, ...]:
        """With which accessions an item came."""
        self._look_at([item])
        return self._footage.came_with[item]

    def read(self, names: Iterable[str]) -> None:
        """Read the records of some kinds: up to a page of each."""
        for name in names:
            page = casework.listed(
                self._connection, self._held, Wanted(name), casework.MAX_PAGE
            )
            self._records.update({one.id: one for one in page.records})

    def read_supports(self, claims: Sequence[Record]) -> None:
        """Read what speaks for some claims and against, and what that rests on."""
        above = [one.id for one in claims]
        self._read_below([*claims, *self.read_leads(("support", "claim"), above)])

    def read_leads(self, pair: tuple[str, str], targets: Iterable[str]) -> list[Record]:
        """Read what of a kind leads by a field to some things: the records."""
        kind, field = pair
        by: dict[str, list[Lead]] = {one: [] for one in targets}
        every = casework.leads(self._connection, self._held, pair, by)
        for lead in every:
            for target in several(lead.record.fields, field):
                if target in by:
                    by[target].append(lead)
            self._records[lead.record.id] = lead.record
        self._leads.update({(to, kind): tuple(some) for to, some in by.items()})
        return [lead.record for lead in every]

    def _read_below(self, some: Iterable[Record]) -> None:
        """Read at once what decisions on sources ask of each of some records.

        One by one, the supports of a hundred posts are thirty thousand queries.
        """
        told = [one.fields for one in some]
        named = {text(fields, name) for fields in told for name in BELOW} - {""}
        shown = {one for fields in told for one in items(fields)}
        shown |= {one for one in named if _is_item(one)}
        others = named - shown
        found = records.some(self._connection, self._held, others)
        self._records.update({one: found.get(one) for one in others})
        told = [one.fields for one in found.values()]
        shown |= {one for fields in told for one in several(fields, "letter")}
        complaints = [one for one in others if kinds.leads_to(one) == "complaint"]
        self.read_leads(("complaint", "same_person"), complaints)
        self.read_leads(("recording", "items"), shown)
        self._look_at(shown)

    def _look_at(self, some: Iterable[str]) -> None:
        """Of items, what they look like and with what they came."""
        seen = self._footage
        new = [one for one in some if one not in seen.came_with]
        if not new:
            return
        t = trait.c
        rows = self._connection.execute(select(t.item, t.alike).where(t.item.in_(new)))
        found = {row[0]: row[1] or "" for row in rows}
        seen.alike.update({one: found.get(one, "") for one in new})
        # Last: another page may be asking for the same items.
        seen.came_with.update(query.came_with(self._connection, new))

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
