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

from witnessbox.base.canonical import JsonDict
from witnessbox.base.values import Compartment
from witnessbox.catalogue import (
    found_schema,
    received,
    schema,
    stated,
    surveyed,
    work,
)
from witnessbox.catalogue.event import (
    Event,
    Row,
    as_json,
    elements,
    put,
    replace,
    text,
)
from witnessbox.catalogue.stated_schema import HOLDING
from witnessbox.model.evidence import path_bytes


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
    replace(connection, schema.member, ("id",), [row])


def _described(connection: Connection, event: Event) -> None:
    row: Row = {
        "only": 1,
        "title": event.body["title"],
        "demo": int(bool(event.body["demo"])),
        "seq": event.seq,
    }
    replace(connection, schema.description, ("only",), [row])


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


def _carried(connection: Connection, event: Event) -> None:
    """Records that went out or came in: once for the box, and for each item named."""
    items = [str(one) for one in cast("list[str]", event.body.get("items", []))]
    base: Row = {
        "seq": event.seq,
        "at": event.at,
        "author": event.author,
        "act": event.act,
        "detail": text(event.body.get("reason")),
    }
    put(connection, schema.custody, [{**base, "item": one} for one in ["", *items]])


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
    replace(connection, schema.origin_facts, ("accession", "source", "path"), rows)


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


def _printed(connection: Connection, event: Event) -> None:
    row: Row = {
        "seq": event.seq,
        "record": text(event.body.get("record")),
        "at": event.at,
        "author": event.author,
        "reason": text(event.body.get("reason")),
    }
    put(connection, schema.printed, [row])


STATED = "stated"
PRINTED = "statement-printed"
OWN = "own-kept"


def _pass_asked(connection: Connection, event: Event) -> None:
    row: Row = {
        "item": event.body["item"],
        "depth": event.body["depth"],
        "at": event.at,
        "author": event.author,
        "seq": event.seq,
    }
    put(connection, found_schema.asked, [row])


Handler = Callable[[Connection, Event], None]

HANDLERS: dict[tuple[Compartment, str], Handler] = {
    (Compartment.EVIDENCE, "accession-opened"): received.accession_opened,
    (Compartment.EVIDENCE, "run-began"): received.run_began,
    (Compartment.EVIDENCE, "run-ended"): received.run_ended,
    (Compartment.EVIDENCE, "originals-received"): received.originals,
    (Compartment.EVIDENCE, "sightings-noted"): received.noted,
    (Compartment.EVIDENCE, "sightings-refused"): received.refused,
    (Compartment.EVIDENCE, "derived"): surveyed.derived,
    (Compartment.EVIDENCE, "surveyed"): surveyed.surveyed,
    (Compartment.EVIDENCE, "pass-asked"): _pass_asked,
    (Compartment.EVIDENCE, "member-named"): _member_named,
    (Compartment.EVIDENCE, "box-described"): _described,
    (Compartment.EVIDENCE, "original-given-out"): _handled,
    (Compartment.EVIDENCE, "proof-given-out"): _handled,
    (Compartment.EVIDENCE, "key-revealed"): _handled,
    (Compartment.EVIDENCE, "exported"): _carried,
    (Compartment.EVIDENCE, "imported"): _carried,
    (Compartment.IDENTITIES, PRINTED): _printed,
    (Compartment.SOURCES, "origin-facts"): _origin_facts,
    (Compartment.SOURCES, "source-standing"): _standing,
    (Compartment.AUDIT, "original-opened"): _reading,
    (Compartment.AUDIT, "revealed"): _reading,
    **{(compartment, STATED): stated.stated for compartment in HOLDING},
    (Compartment.EVIDENCE, STATED): work.said,
    (Compartment.EVIDENCE, OWN): work.kept_own,
}
"""Every act that an index knows, by the compartment it is sealed to."""
