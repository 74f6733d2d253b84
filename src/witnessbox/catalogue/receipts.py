# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Questions before complaints come in: which are here, under which receipt.

What holds: a complaint that was taken back is here too, with what it said; a reader
who does not hold the identities is told of none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, String, and_, cast, or_, select

from witnessbox.catalogue import outgoing, schema
from witnessbox.catalogue.records import Held, Record, as_record, shelf_of
from witnessbox.catalogue.worklist import held_back
from witnessbox.media.formats import CSV, TEXT, XLSX
from witnessbox.model import kinds

Fields = Mapping[str, Any]
TABLES = (CSV, XLSX)
ENDINGS = (".csv", ".tsv")


@dataclass(slots=True)
class Here:
    """One complaint that is here.

    Attributes:
        record: Its id.
        versions: What each of its statements said, in the ledger's order.
        withdrawn: Whether it was taken back.
    """

    record: str
    versions: list[Fields] = field(default_factory=list)
    withdrawn: bool = False


def complaints(connection: Connection, held: Held) -> list[Here]:
    """Every complaint, those taken back too, in the order of their first statements."""
    shelf = shelf_of("complaint", held)
    if shelf is None:
        return []
    r, s = shelf.record.c, shelf.statement.c
    found = {
        row.id: Here(row.id, withdrawn=bool(row.withdrawn))
        for row in connection.execute(
            select(r.id, r.withdrawn)
            .where(r.kind == "complaint")
            .order_by(r.first_at, r.id)
        )
    }
    for row in connection.execute(
        select(s.record, s.body).where(s.kind == "complaint").order_by(s.seq)
    ):
        fields = json.loads(row.body)["fields"]
        if fields and row.record in found:
            found[row.record].versions.append(fields)
    return list(found.values())


def under(connection: Connection, held: Held, receipt: str) -> list[Record]:
    """The standing complaints that a list names as it names this receipt."""
    shelf = shelf_of("complaint", held)
    if shelf is None:
        return []
    r, kind = shelf.record.c, kinds.BY_NAME["complaint"]
    wanted = select(shelf.record).where(r.kind == kind.name, r.withdrawn == 0)
    # Its title is the receipt, and lies in the index beside the kind.
    wanted = wanted.where(r.title == kind.name_of({"receipt": receipt}))
    return [as_record(row) for row in connection.execute(wanted)]


def mappings(connection: Connection, held: Held) -> Sequence[Record]:
    """The mappings that stand, the latest first."""
    every = list(outgoing.standing(connection, held, "mapping"))
    return sorted(every, key=lambda one: (one.at, one.id), reverse=True)


def tables(connection: Connection, limit: int) -> list[str]:
    """The items that are tables, those taken in last first.

    A CSV file of which one row is too short reads as plain text: it goes by its name.
    """
    i, o = schema.item.c, schema.origin.c
    ends = or_(*(cast(o.path, String).ilike(f"%{end}") for end in ENDINGS))
    named = select(o.item).where(o.item == i.id, ends).exists()
    texts = and_(i.media_type == TEXT, named)
    wanted = select(i.id).where(i.kind == "document", i.id.not_in(held_back()))
    wanted = wanted.where(or_(i.media_type.in_(TABLES), texts))
    return list(connection.scalars(wanted.order_by(i.position.desc()).limit(limit)))


def called(
    connection: Connection, held: Held, kinds: Sequence[str]
) -> dict[str, list[str]]:
    """The ids of records by what they are called, in small letters."""
    found: dict[str, list[str]] = {}
    for kind in kinds:
        if kind in ("item", "accession"):
            continue
        for one in outgoing.standing(connection, held, kind):
            named = {one.fields.get(name) for name in ("name", "native_name", "label")}
            for name in named:
                if isinstance(name, str):
                    found.setdefault(" ".join(name.casefold().split()), []).append(
                        one.id
                    )
    return found
