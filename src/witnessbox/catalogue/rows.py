# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One ledger act in, its rows in one index: a function an act.

What holds: each function writes the same rows however often it is called; none
reads anything but the index that it writes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert

from witnessbox.base.canonical import JsonDict
from witnessbox.base.values import Compartment
from witnessbox.catalogue import received, schema
from witnessbox.catalogue.event import (
    INSERT_MANY,
    Event,
    Row,
    as_json,
    elements,
    objects,
    put,
    text,
)
from witnessbox.model.evidence import path_bytes


def _derived(connection: Connection, event: Event) -> None:
    objects(connection, event)
    body = event.body
    row: Row = {
        "item": body["item"],
        "stage": body["stage"],
        "version": body["version"],
        "status": body["status"],
        "code": body["code"],
        "decoder": body["decoder"],
        "result": as_json(body["result"]),
        "objects": as_json({"objects": body["objects"]}),
        "at": event.at,
        "seq": event.seq,
    }
    later = insert(schema.derivation).values(**row)
    connection.execute(
        later.on_conflict_do_update(index_elements=["item", "stage"], set_=row)
    )
    if body["stage"] == "look":
        result = cast("JsonDict", body["result"])
        connection.execute(
            schema.item.update()
            .where(schema.item.c.id == body["item"])
            .values(**_look_columns(body, result))
        )


def _look_columns(body: JsonDict, result: JsonDict) -> Row:
    duration = cast("list[int] | None", result.get("duration"))
    return {
        "state": "looked" if body["status"] == "done" else "not-shown",
        "reason": body["code"],
        "kind": result.get("kind", "other"),
        "media_type": result.get("media_type", ""),
        "duration_num": duration[0] if duration else None,
        "duration_den": duration[1] if duration else None,
        "width": result.get("width"),
        "height": result.get("height"),
        "recorded": result.get("recorded"),
        "stills": len(cast("list[object]", result.get("stills", []))),
    }


def _member_named(connection: Connection, event: Event) -> None:
    body = event.body
    row: Row = {
        "id": body["member"],
        "handle": body["handle"],
        "name": body["name"],
        "role": body["role"],
        "compartments": " ".join(cast("list[str]", body["compartments"])),
        "added_at": event.at,
        "added_by": event.author,
        "seq": event.seq,
    }
    later = insert(schema.member).values(**row)
    connection.execute(later.on_conflict_do_update(index_elements=["id"], set_=row))


def _described(connection: Connection, event: Event) -> None:
    row: Row = {
        "only": 1,
        "title": event.body["title"],
        "demo": int(bool(event.body["demo"])),
        "seq": event.seq,
    }
    later = insert(schema.description).values(**row)
    connection.execute(later.on_conflict_do_update(index_elements=["only"], set_=row))


def _handled(connection: Connection, event: Event) -> None:
    row: Row = {
        "seq": event.seq,
        "item": text(event.body.get("item")),
        "at": event.at,
        "author": event.author,
        "act": event.act,
        "detail": text(event.body.get("reason")),
    }
    put(connection, schema.custody, [row])


def _origin_facts(connection: Connection, event: Event) -> None:
    rows: list[Row] = [
        {
            "accession": event.body["accession"],
            "source": event.body["source"],
            "path": path_bytes(text(element["path"])),
            "size": element["size"],
            "mtime_ns": cast("JsonDict", element["facts"])["mtime_ns"],
            "facts": as_json(element["facts"]),
            "seq": event.seq,
        }
        for element in elements(event, "facts")
    ]
    later = insert(schema.origin_facts)
    keys = ["accession", "source", "path"]
    newer = {
        column.name: later.excluded[column.name]
        for column in schema.origin_facts.columns
        if column.name not in keys
    }
    upsert = later.on_conflict_do_update(index_elements=keys, set_=newer)
    for first in range(0, len(rows), INSERT_MANY):
        connection.execute(upsert, rows[first : first + INSERT_MANY])


def _standing(connection: Connection, event: Event) -> None:
    row: Row = {
        "run": event.body["run"],
        "body": as_json(event.body),
        "seq": event.seq,
    }
    put(connection, schema.source_standing, [row])


def _reading(connection: Connection, event: Event) -> None:
    row: Row = {
        "seq": event.seq,
        "item": text(event.body.get("item")),
        "at": event.at,
        "author": event.author,
        "act": event.act,
        "detail": text(event.body.get("detail")),
    }
    put(connection, schema.reading, [row])


Handler = Callable[[Connection, Event], None]

HANDLERS: dict[tuple[Compartment, str], Handler] = {
    (Compartment.EVIDENCE, "accession-opened"): received.accession_opened,
    (Compartment.EVIDENCE, "run-began"): received.run_began,
    (Compartment.EVIDENCE, "run-ended"): received.run_ended,
    (Compartment.EVIDENCE, "originals-received"): received.originals,
    (Compartment.EVIDENCE, "sightings-noted"): received.noted,
    (Compartment.EVIDENCE, "sightings-refused"): received.refused,
    (Compartment.EVIDENCE, "derived"): _derived,
    (Compartment.EVIDENCE, "member-named"): _member_named,
    (Compartment.EVIDENCE, "box-described"): _described,
    (Compartment.EVIDENCE, "original-given-out"): _handled,
    (Compartment.EVIDENCE, "proof-given-out"): _handled,
    (Compartment.EVIDENCE, "key-revealed"): _handled,
    (Compartment.SOURCES, "origin-facts"): _origin_facts,
    (Compartment.SOURCES, "source-standing"): _standing,
    (Compartment.AUDIT, "original-opened"): _reading,
    (Compartment.AUDIT, "revealed"): _reading,
}
"""Every act that an index knows, by the compartment it is sealed to."""
