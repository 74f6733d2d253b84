# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The rows of what was received: accessions, runs, originals, notes, refusals.

What holds: an item stands once however many entries brought its content; the
first counts, and later findings are tied to it.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from witnessbox.base.canonical import JsonDict
from witnessbox.catalogue import schema, search_passages
from witnessbox.catalogue.event import (
    Event,
    Row,
    as_json,
    elements,
    objects,
    put,
    text,
)
from witnessbox.catalogue.numbering import numbered
from witnessbox.model.evidence import path_bytes

LOOK_UP_MANY = 500
NOWHERE = -1
"""The position of what an entry names as an item and no entry brought."""


def accession_opened(connection: Connection, event: Event) -> None:
    """An accession was opened."""
    row: Row = {
        "id": event.body["accession"],
        "name": event.body["name"],
        "source": event.body["source"],
        "opened_at": event.at,
        "opened_by": event.author,
        "seq": event.seq,
    }
    put(connection, schema.accession, [row])


def run_began(connection: Connection, event: Event) -> None:
    """A run over one source began."""
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
    put(connection, schema.run, [row])


def run_ended(connection: Connection, event: Event) -> None:
    """A run ended, somehow."""
    connection.execute(
        schema.run.update()
        .where(schema.run.c.id == event.body["run"])
        .values(
            ended_at=event.at,
            outcome=event.body["outcome"],
            counts=as_json(event.body["counts"]),
        )
    )


def originals(connection: Connection, event: Event) -> None:
    """Originals were received: items and where they were found."""
    objects(connection, event)
    position = connection.scalar(select(func.max(schema.item.c.position))) or 0
    items: list[Row] = []
    origins: list[Row] = []
    for leaf, element in enumerate(elements(event, "originals")):
        if "object" in element:
            position += 1
            items.append(_item_row(element, position, event.seq))
        path = path_bytes(text(element["path"]))
        counted = numbered(path)
        origins.append(
            {
                "accession": event.body["accession"],
                "source": event.body["source"],
                "path": path,
                "series": None if counted is None else counted.series,
                "number": None if counted is None else counted.number,
                "item": element["item"],
                "changed": int("changed" in element),
                "at": event.at,
                "seq": event.seq,
                "leaf": leaf,
            }
        )
    put(connection, schema.item, items)
    _merge(connection, elements(event, "originals"), origins)
    put(connection, schema.origin, origins)
    found = [(one["item"], one["path"], one["accession"]) for one in origins]
    search_passages.of_files(connection, found, {str(one["id"]) for one in items})


def _merge(
    connection: Connection, received: list[JsonDict], origins: list[Row]
) -> None:
    """Tie each origin to the item with its content.

    Two logs or processes may have sealed one content: the first item counts.
    """
    digests = sorted({text(element["sha256"]) for element in received})
    items: dict[str, tuple[str, int]] = {}
    for start in range(0, len(digests), LOOK_UP_MANY):
        i = schema.item.c
        wanted = select(i.sha256, i.id, i.position).where(
            i.sha256.in_(digests[start : start + LOOK_UP_MANY])
        )
        for digest, item, position in connection.execute(wanted):
            items[digest] = item, position
    for element, origin in zip(received, origins, strict=True):
        unknown = (origin["item"], NOWHERE)
        found = items.get(text(element["sha256"]), unknown)
        origin["item"], origin["position"] = found


def _item_row(element: JsonDict, position: int, seq: int) -> Row:
    extents = element.get("extents")
    return {
        "id": element["item"],
        "position": position,
        "sha256": element["sha256"],
        "blake3": element["blake3"],
        "size": element["size"],
        "object": element["object"],
        "extents": None if extents is None else as_json({"extents": extents}),
        "seq": seq,
        "state": "waiting",
        "reason": "",
        "kind": "",
        "media_type": "",
        "stills": 0,
    }


def noted(connection: Connection, event: Event) -> None:
    """Names that were noted: folders, links, devices."""
    rows: list[Row] = [
        {
            "accession": event.body["accession"],
            "source": event.body["source"],
            "path": path_bytes(text(element["path"])),
            "kind": element["kind"],
            "target": path_bytes(text(element.get("target"))),
            "seq": event.seq,
        }
        for element in elements(event, "noted")
    ]
    put(connection, schema.noted, rows)


def refused(connection: Connection, event: Event) -> None:
    """Names that could not be read."""
    rows: list[Row] = [
        {
            "run": event.body["run"],
            "accession": event.body["accession"],
            "source": event.body["source"],
            "path": path_bytes(text(element["path"])),
            "reason": element["reason"],
            "seq": event.seq,
        }
        for element in elements(event, "refused")
    ]
    put(connection, schema.refusal, rows)
