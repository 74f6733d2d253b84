# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the index holds of each item that may tell of the device that made it.

What holds: names of origins are for reading, as everywhere; of several findings
the first of an item counts; items are in the order of taking in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from witnessbox.catalogue import found_schema, schema
from witnessbox.model.evidence import readable

DEVICE, ENCODER = "device", "encoder"


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One item.

    Attributes:
        names: Of all its origins.
        device: `make`, `model` and `serial`, as far as the file states them.
        encoder: The program that wrote it, as the file states it.
        size: Width and height as displayed.
    """

    item: str
    names: tuple[str, ...]
    device: dict[str, str]
    encoder: str
    size: tuple[int, int] | None


def traces(connection: Connection) -> Iterator[TraceRow]:
    """Every item with a picture or sound."""
    found = found_schema.finding.c
    said: dict[str, dict[str, dict[str, Any]]] = {}
    for item, kind, value in connection.execute(
        select(found.item, found.kind, found.value)
        .where(found.kind.in_((DEVICE, ENCODER)))
        .order_by(found.item, found.number.desc())
    ):
        said.setdefault(item, {})[kind] = json.loads(value)
    names: dict[str, list[str]] = {}
    origin = schema.origin.c
    for item, path in connection.execute(
        select(origin.item, origin.path).order_by(origin.seq, origin.leaf)
    ):
        names.setdefault(item, []).append(readable(path.rpartition(b"/")[2]))
    i = schema.item.c
    for row in connection.execute(
        select(i.id, i.width, i.height)
        .where(i.kind.in_(("video", "sound", "photograph")))
        .order_by(i.position)
    ):
        mine = said.get(row.id, {})
        yield TraceRow(
            item=row.id,
            names=tuple(names.get(row.id, ())),
            device={
                name: str(mine.get(DEVICE, {}).get(name) or "")
                for name in ("make", "model", "serial")
            },
            encoder=str(mine.get(ENCODER, {}).get("text") or ""),
            size=(row.width, row.height) if row.width and row.height else None,
        )
