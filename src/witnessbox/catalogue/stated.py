# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Statements in, records out: how each record stands after what was said of it.

What holds: how a record stands follows from the set of its statements alone, in
whatever order they came (`model.statement.heads`). A statement of a kind that this
version does not know, that is not the kind that its record's id says, or that lies in
another compartment than its kind's, is passed over: the ledger keeps it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Delete,
    Select,
    bindparam,
    delete,
    select,
    update,
)

from witnessbox.base.values import Compartment
from witnessbox.catalogue import search_passages
from witnessbox.catalogue.event import Event, Row, as_json, put, replace
from witnessbox.catalogue.stated_schema import SHELVES, Shelf
from witnessbox.model import kinds
from witnessbox.model.field import UNKNOWN, Field, Takes, marked
from witnessbox.model.kind import Kind
from witnessbox.model.statement import Said, from_json, heads

MICRO = 1_000_000
_THIS: BindParameter[str] = bindparam("this")


def stated(connection: Connection, event: Event) -> None:
    """One statement."""
    said = Said(from_json(event.body), event.author, event.at, event.seq)
    kind = kinds.BY_NAME.get(said.statement.kind)
    if kind is None or kind.compartment is not event.compartment:
        return
    if kinds.leads_to(said.statement.record) != kind.name:
        return
    shelf = SHELVES[event.compartment]
    row: Row = {
        "id": said.statement.id,
        "record": said.statement.record,
        "kind": kind.name,
        "body": as_json(event.body),
        "author": said.author,
        "at": said.at,
        "standing": 1,
        "seq": event.seq,
    }
    put(connection, shelf.statement, [row])
    _stand(connection, event.compartment, kind, said.statement.record)


def said_of(connection: Connection, shelf: Shelf, record: str) -> list[Said]:
    """Every statement of a record, in the ledger's order."""
    return [
        Said(from_json(json.loads(row.body)), row.author, row.at, row.seq)
        for row in connection.execute(_all_said(shelf), {"this": record})
    ]


# Making a statement anew costs ten times what carrying it out does.
@cache
def _all_said(shelf: Shelf) -> Select[Any]:
    s = shelf.statement.c
    wanted = select(s.body, s.author, s.at, s.seq).where(s.record == _THIS)
    return wanted.order_by(s.seq)


@cache
def _forgotten(shelf: Shelf) -> tuple[Delete, ...]:
    tables = (shelf.lead, shelf.mark, shelf.word)
    return tuple(delete(table).where(table.c.record == _THIS) for table in tables)


def _stand(
    connection: Connection, compartment: Compartment, kind: Kind, record: str
) -> None:
    shelf = SHELVES[compartment]
    every = said_of(connection, shelf, record)
    standing = heads(every, own=kind.own)
    every.sort(key=lambda one: one.order)
    last = standing[-1]
    fields = dict(last.statement.fields)
    row: Row = {
        "id": record,
        "kind": kind.name,
        "title": kind.name_of(fields),
        "fields": as_json(fields),
        "heads": len(standing),
        "statements": len(every),
        "withdrawn": int(last.statement.withdrawn),
        "first_at": every[0].at,
        "first_by": every[0].author,
        "at": last.at,
        "author": last.author,
    }
    replace(connection, shelf.record, ("id",), [row])
    if len(every) > 1:
        _mark_heads(connection, shelf, record, [s.statement.id for s in standing])
        for forgotten in _forgotten(shelf):
            connection.execute(forgotten, {"this": record})
    found = None if last.statement.withdrawn else fields
    search_passages.of_record(connection, compartment, kind, record, found)
    if not last.statement.withdrawn:
        put(connection, shelf.lead, list(_leads(kind, record, fields)))
        put(connection, shelf.mark, list(_marks(kind, record, fields)))
        put(connection, shelf.word, list(_words(kind, record, fields)))


def _mark_heads(
    connection: Connection, shelf: Shelf, record: str, standing: list[str]
) -> None:
    s = shelf.statement
    mine = s.c.record == record
    connection.execute(update(s).where(mine).values(standing=s.c.id.in_(standing)))


def _values(kind: Kind, fields: dict[str, Any]) -> Iterator[tuple[Field, Any]]:
    """(field, value) of what is known, one by one where there are several."""
    for field in kind.fields:
        value = fields.get(field.name)
        if value is None or value == UNKNOWN:
            continue
        for one in value if field.many else (value,):
            yield field, one


def _leads(kind: Kind, record: str, fields: dict[str, Any]) -> Iterator[Row]:
    for field, value in _values(kind, fields):
        base: Row = {"record": record, "field": field.name, "kind": kind.name}
        if field.takes in (Takes.LINK, Takes.LINKS, Takes.MEMBER):
            yield {**base, "target": value}
        elif field.takes in (Takes.SPAN, Takes.SPANS):
            yield {**base, "target": value["item"]}


def _marks(kind: Kind, record: str, fields: dict[str, Any]) -> Iterator[Row]:
    number = 0
    for field, value in _values(kind, fields):
        if field.takes not in (Takes.SPAN, Takes.SPANS):
            continue
        span = marked(value)
        yield {
            "record": record,
            "field": field.name,
            "number": number,
            "kind": kind.name,
            "item": span.item,
            "stream": span.stream,
            "start": _micro(span.start),
            "end": _micro(span.end),
        }
        number += 1


def _words(kind: Kind, record: str, fields: dict[str, Any]) -> Iterator[Row]:
    for field, value in _values(kind, fields):
        base: Row = {"record": record, "field": field.name, "kind": kind.name}
        if field.takes in (Takes.TERM, Takes.TERMS):
            yield {**base, "term": value}
        elif field.takes is Takes.FLAG:
            yield {**base, "term": "yes" if value else "no"}


def _micro(seconds: Fraction | None) -> int | None:
    return None if seconds is None else round(seconds * MICRO)
