# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One ledger act in, its rows in one index: a function an act.

What holds: each function writes the same rows however often it is called; none
reads anything but the index that it writes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from witnessbox.base.canonical import JsonDict, encode
from witnessbox.base.moment import Instant
from witnessbox.base.values import Compartment, MemberId
from witnessbox.catalogue import schema
from witnessbox.model.evidence import path_bytes

Row = dict[str, Any]

INSERT_MANY = 5000
"""Rows in one statement at most; an entry holds some thousands of originals."""

LOOK_UP_MANY = 500


@dataclass(frozen=True, slots=True)
class Event:
    """One opened ledger entry, as far as an index needs it.

    Attributes:
        seq: Its place in the log.
        pledges: (name, payload bytes, payload SHA-256) of each object it commits.
    """

    seq: int
    compartment: Compartment
    act: str
    author: MemberId
    at: Instant
    body: JsonDict
    pledges: tuple[tuple[str, int, str], ...]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _elements(event: Event, name: str) -> list[JsonDict]:
    return cast("list[JsonDict]", event.body.get(name, []))


def _json(value: object) -> str:
    return encode(cast("JsonDict", value)).decode("utf-8")


def _put(connection: Connection, table: Any, rows: list[Row]) -> None:
    for first in range(0, len(rows), INSERT_MANY):
        connection.execute(
            insert(table).on_conflict_do_nothing(), rows[first : first + INSERT_MANY]
        )


def _objects(connection: Connection, event: Event) -> None:
    rows = [
        {"name": name, "size": size, "sha256": digest, "seq": event.seq}
        for name, size, digest in event.pledges
    ]
    _put(connection, schema.sealed_object, rows)


def _accession_opened(connection: Connection, event: Event) -> None:
    row: Row = {
        "id": event.body["accession"],
        "name": event.body["name"],
        "source": event.body["source"],
        "opened_at": event.at,
        "opened_by": event.author,
        "seq": event.seq,
    }
    _put(connection, schema.accession, [row])


def _run_began(connection: Connection, event: Event) -> None:
    body = event.body
    row: Row = {
        "id": body["run"],
        "accession": body["accession"],
        "source": body["source"],
        "began_at": event.at,
        "began_by": event.author,
        "could_be_written": int(bool(body["could_be_written"])),
        "writable_reason": body["writable_reason"],
        "seq": event.seq,
    }
    _put(connection, schema.run, [row])


def _run_ended(connection: Connection, event: Event) -> None:
    connection.execute(
        schema.run.update()
        .where(schema.run.c.id == event.body["run"])
        .values(
            ended_at=event.at,
            outcome=event.body["outcome"],
            counts=_json(event.body["counts"]),
        )
    )


def _originals(connection: Connection, event: Event) -> None:
    _objects(connection, event)
    position = connection.scalar(select(func.max(schema.item.c.position))) or 0
    items: list[Row] = []
    origins: list[Row] = []
    for leaf, element in enumerate(_elements(event, "originals")):
        if "object" in element:
            position += 1
            items.append(_item_row(element, position, event.seq))
        origins.append(
            {
                "accession": event.body["accession"],
                "source": event.body["source"],
                "path": path_bytes(_text(element["path"])),
                "item": element["item"],
                "changed": int("changed" in element),
                "at": event.at,
                "seq": event.seq,
                "leaf": leaf,
            }
        )
    _put(connection, schema.item, items)
    _merge(connection, items, origins)
    _put(connection, schema.origin, origins)


def _merge(connection: Connection, items: list[Row], origins: list[Row]) -> None:
    """Two logs or processes may have sealed one content: the first item counts."""
    ids = {row["sha256"]: row["id"] for row in items}
    digests = list(ids)
    first: dict[object, object] = {}
    for start in range(0, len(digests), LOOK_UP_MANY):
        wanted = select(schema.item.c.sha256, schema.item.c.id).where(
            schema.item.c.sha256.in_(digests[start : start + LOOK_UP_MANY])
        )
        for digest, known in connection.execute(wanted):
            if known != ids[digest]:
                first[ids[digest]] = known
    if first:
        for origin in origins:
            origin["item"] = first.get(origin["item"], origin["item"])


def _item_row(element: JsonDict, position: int, seq: int) -> Row:
    extents = element.get("extents")
    return {
        "id": element["item"],
        "position": position,
        "sha256": element["sha256"],
        "blake3": element["blake3"],
        "size": element["size"],
        "object": element["object"],
        "extents": None if extents is None else _json({"extents": extents}),
        "seq": seq,
        "state": "waiting",
        "reason": "",
        "kind": "",
        "media_type": "",
        "stills": 0,
    }


def _noted(connection: Connection, event: Event) -> None:
    rows: list[Row] = [
        {
            "accession": event.body["accession"],
            "source": event.body["source"],
            "path": path_bytes(_text(element["path"])),
            "kind": element["kind"],
            "target": path_bytes(_text(element.get("target"))),
            "seq": event.seq,
        }
        for element in _elements(event, "noted")
    ]
    _put(connection, schema.noted, rows)


def _refused(connection: Connection, event: Event) -> None:
    rows: list[Row] = [
        {
            "run": event.body["run"],
            "accession": event.body["accession"],
            "source": event.body["source"],
            "path": path_bytes(_text(element["path"])),
            "reason": element["reason"],
            "seq": event.seq,
        }
        for element in _elements(event, "refused")
    ]
    _put(connection, schema.refusal, rows)


def _derived(connection: Connection, event: Event) -> None:
    _objects(connection, event)
    body = event.body
    row: Row = {
        "item": body["item"],
        "stage": body["stage"],
        "version": body["version"],
        "status": body["status"],
        "code": body["code"],
        "decoder": body["decoder"],
        "result": _json(body["result"]),
        "objects": _json({"objects": body["objects"]}),
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
        "item": _text(event.body.get("item")),
        "at": event.at,
        "author": event.author,
        "act": event.act,
        "detail": _text(event.body.get("reason")),
    }
    _put(connection, schema.custody, [row])


def _origin_facts(connection: Connection, event: Event) -> None:
    rows: list[Row] = [
        {
            "accession": event.body["accession"],
            "source": event.body["source"],
            "path": path_bytes(_text(element["path"])),
            "size": element["size"],
            "mtime_ns": cast("JsonDict", element["facts"])["mtime_ns"],
            "facts": _json(element["facts"]),
            "seq": event.seq,
        }
        for element in _elements(event, "facts")
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
        "body": _json(event.body),
        "seq": event.seq,
    }
    _put(connection, schema.source_standing, [row])


def _reading(connection: Connection, event: Event) -> None:
    row: Row = {
        "seq": event.seq,
        "item": _text(event.body.get("item")),
        "at": event.at,
        "author": event.author,
        "act": event.act,
        "detail": _text(event.body.get("detail")),
    }
    _put(connection, schema.reading, [row])


Handler = Callable[[Connection, Event], None]

HANDLERS: dict[tuple[Compartment, str], Handler] = {
    (Compartment.EVIDENCE, "accession-opened"): _accession_opened,
    (Compartment.EVIDENCE, "run-began"): _run_began,
    (Compartment.EVIDENCE, "run-ended"): _run_ended,
    (Compartment.EVIDENCE, "originals-received"): _originals,
    (Compartment.EVIDENCE, "sightings-noted"): _noted,
    (Compartment.EVIDENCE, "sightings-refused"): _refused,
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
