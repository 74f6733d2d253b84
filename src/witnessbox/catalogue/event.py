# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One opened ledger entry, and how its parts become cells.

What holds: a body came from an entry that was held against its record, so its
form is ours; what it lacks reads as empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.sqlite import Insert, insert

from witnessbox.base.canonical import JsonDict, encode
from witnessbox.base.moment import Instant
from witnessbox.base.values import Compartment, MemberId
from witnessbox.catalogue import schema
from witnessbox.model.finding import Finding

Row = dict[str, Any]

INSERT_MANY = 5000
"""Rows in one statement at most; an entry holds some thousands of originals."""


@dataclass(frozen=True, slots=True)
class Event:
    """One opened ledger entry, as far as an index needs it.

    Attributes:
        seq: Its place in the log.
        pledges: (name, payload bytes, payload SHA-256) of each object it commits.
        findings: Per stage, what machines found, opened by the pipeline.
    """

    seq: int
    compartment: Compartment
    act: str
    author: MemberId
    at: Instant
    body: JsonDict
    pledges: tuple[tuple[str, int, str], ...]
    findings: Mapping[str, Sequence[Finding]] = field(default_factory=dict)


def text(value: object) -> str:
    """A string of a body, or nothing."""
    return value if isinstance(value, str) else ""


def elements(event: Event, name: str) -> list[JsonDict]:
    """A list of a body, or none."""
    return cast("list[JsonDict]", event.body.get(name, []))


def as_json(value: object) -> str:
    """A part of a body as canonical JSON."""
    return encode(cast("JsonDict", value)).decode("utf-8")


def put(connection: Connection, table: Table, rows: list[Row]) -> None:
    """Insert rows that are not there yet."""
    for first in range(0, len(rows), INSERT_MANY):
        connection.execute(_insertion(table), rows[first : first + INSERT_MANY])


def replace(
    connection: Connection, table: Table, keys: tuple[str, ...], rows: list[Row]
) -> None:
    """Insert rows, or put them in the place of those with the same keys."""
    for first in range(0, len(rows), INSERT_MANY):
        connection.execute(_upsertion(table, keys), rows[first : first + INSERT_MANY])


# Making a statement anew costs 1 ms, carrying it out 0.1 ms.
@cache
def _insertion(table: Table) -> Insert:
    return insert(table).on_conflict_do_nothing()


@cache
def _upsertion(table: Table, keys: tuple[str, ...]) -> Insert:
    later = insert(table)
    newer = {
        column.name: later.excluded[column.name]
        for column in table.columns
        if column.name not in keys
    }
    return later.on_conflict_do_update(index_elements=[*keys], set_=newer)


def objects(connection: Connection, event: Event) -> None:
    """The objects that an entry pledges."""
    rows = [
        {"name": name, "size": size, "sha256": digest, "seq": event.seq}
        for name, size, digest in event.pledges
    ]
    put(connection, schema.sealed_object, rows)
