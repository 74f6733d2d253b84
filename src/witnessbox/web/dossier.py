# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One record as a page shows it: how it stands, who said so, what leads to it.

What holds: what speaks against a claim stands beside what speaks for it and is never
cut off; where members say different things, both are shown and neither counts more;
what was said before stays, with what each statement changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from witnessbox.base.errors import MissingError
from witnessbox.catalogue import records
from witnessbox.catalogue.records import Held, Record
from witnessbox.model import kinds, statement
from witnessbox.model.kind import Kind
from witnessbox.model.statement import Said
from witnessbox.pipeline import casework
from witnessbox.pipeline.casework import AGAINST, FOR, WEIGHT
from witnessbox.web import words_links, words_records
from witnessbox.web.rows import Row, facts_need, rows_of
from witnessbox.web.shown import Line, Showing, ids_in
from witnessbox.web.tongue import gettext

SHOWN = 12
"""Of each group of records that lead here; its count leads to all."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a statement changed of one field; None where it was or is absent."""

    label: str
    before: Line | None
    after: Line | None


@dataclass(frozen=True, slots=True)
class Told:
    """One statement of a record.

    Attributes:
        what: `first`, `changed`, `withdrawn` or `undone`.
        stands: Whether nothing took its place.
    """

    id: str
    who: str
    at: str
    why: str
    what: str
    stands: bool
    lines: tuple[Line, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Leading:
    """Records that lead here by one field."""

    head: str
    kind: str
    field: str
    count: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All of a record's page.

    Attributes:
        heads: The statements that stand, the one that counts last.
        told: All of them, the newest first.
        supports: What speaks for it; `against` against it; `neither` neither.
        claims: Whether it is of a kind that wants support.
    """

    record: Record
    kind: Kind
    title: str
    lines: tuple[Line, ...]
    heads: tuple[Told, ...]
    differing: tuple[str, ...]
    told: tuple[Told, ...]
    supports: tuple[Row, ...]
    against: tuple[Row, ...]
    neither: tuple[Row, ...]
    claims: bool
    leading: tuple[Leading, ...]


def dossier(
    connection: Connection, held: Held, showing: Showing, identity: str
) -> Dossier:
    """All of one record.

    Raises:
        MissingError: It is not there, or not for this reader.
    """
    record = records.record(connection, held, identity)
    if record is None:
        raise MissingError("There is no such record.")
    kind = kinds.BY_NAME[record.kind]
    every = records.history(connection, held, identity)
    standing = statement.heads(every, own=kind.own)
    bearing = [lead.record for lead in casework.bearing(connection, held, identity)]
    groups = [
        group
        for group in casework.leading(connection, held, identity, SHOWN)
        if WEIGHT.get(group.kind) != group.field
    ]
    listed = [*bearing, *(one for group in groups for one in group.records)]
    also = [one for said in every for one in ids_in(kind, said.statement.fields)]
    showing.learn([record, *listed], [*also, *facts_need(listed)])
    rows = {one.id: one for one in rows_of(connection, held, showing, listed, identity)}
    told = {one.id: one for one in _told(showing, kind, every, standing)}
    heads = tuple(told[one.statement.id] for one in standing)
    by: dict[str, list[Row]] = {FOR: [], AGAINST: [], "": []}
    for one in bearing:
        how = one.fields.get("how")
        by[how if how in (FOR, AGAINST) else ""].append(rows[one.id])
    fields = _last_known(record, every)
    return Dossier(
        record=record,
        kind=kind,
        title=showing.titles.of_fields(kind, fields) or gettext(words_records.UNTITLED),
        lines=showing.lines(kind, fields),
        heads=heads,
        differing=_differing(standing),
        told=tuple(reversed(told.values())),
        supports=tuple(by[FOR]),
        against=tuple(by[AGAINST]),
        neither=tuple(by[""]),
        claims=kind.name in casework.CLAIMS,
        leading=tuple(
            Leading(
                words_links.head(group.kind, group.field),
                group.kind,
                group.field,
                group.count,
                tuple(rows[one.id] for one in group.records),
            )
            for group in groups
        ),
    )


def _told(
    showing: Showing, kind: Kind, every: Sequence[Said], standing: Sequence[Said]
) -> list[Told]:
    by_id = {said.statement.id: said for said in every}
    stands = {said.statement.id for said in standing}
    found = []
    for said in sorted(every, key=lambda one: one.seq):
        made = said.statement
        before = [by_id[name] for name in made.supersedes if name in by_id]
        last = max(before, key=lambda one: one.order, default=None)
        base = {} if last is None else last.statement.fields
        found.append(
            Told(
                id=made.id,
                who=showing.member(said.author),
                at=said.at,
                why=made.why,
                what=_what(said, last),
                stands=made.id in stands,
                lines=showing.lines(kind, made.fields),
                changes=_changes(showing, kind, base, made.fields) if last else (),
            )
        )
    return found


def _what(said: Said, before: Said | None) -> str:
    if said.statement.undoes:
        return "undone"
    if said.statement.withdrawn:
        return "withdrawn"
    return "first" if before is None else "changed"


def _changes(
    showing: Showing, kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[Change, ...]:
    names = set(statement.changed(before, after))

    def line(fields: Mapping[str, Any], name: str) -> Line | None:
        field = kind.field(name)
        if field is None or name not in fields:
            return None
        return showing.line(kind, field, fields[name])

    return tuple(
        Change(
            words_records.label(kind.name, one.name),
            line(before, one.name),
            line(after, one.name),
        )
        for one in kind.fields
        if one.name in names
    )


def _differing(standing: Sequence[Said]) -> tuple[str, ...]:
    """The fields in which heads differ."""
    names: set[str] = set()
    for one in standing[1:]:
        names.update(
            statement.changed(standing[0].statement.fields, one.statement.fields)
        )
    return tuple(sorted(names))


def _last_known(record: Record, every: Sequence[Said]) -> Mapping[str, Any]:
    """Its fields; of what was withdrawn those that were said last."""
    if not record.withdrawn:
        return record.fields
    told = sorted(every, key=lambda one: one.order)
    said = [one.statement.fields for one in told if not one.statement.withdrawn]
    return said[-1] if said else {}
