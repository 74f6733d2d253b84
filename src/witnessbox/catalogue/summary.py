# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The box in numbers.

What holds: copies count once; what was not looked at yet is said, not guessed.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, func, select

from witnessbox.catalogue import schema
from witnessbox.catalogue.answers import BoxFacts, Overview

_ITEM = schema.item.c


def facts(connection: Connection, entries: int) -> BoxFacts:
    """What the box says of itself."""
    row = connection.execute(select(schema.description)).one_or_none()
    title, demo = ("", False) if row is None else (row.title, bool(row.demo))
    return BoxFacts(title, demo, entries)


def overview(connection: Connection) -> Overview:
    """The box in numbers."""
    item, origin = schema.item, schema.origin
    items, total = _one(
        connection, select(func.count(), func.coalesce(func.sum(_ITEM.size), 0))
    )
    seconds = connection.scalar(
        select(func.coalesce(func.sum(_ITEM.duration_num / _ITEM.duration_den), 0))
    )
    kinds = connection.execute(
        select(_ITEM.kind, func.count())
        .where(_ITEM.state != "waiting")
        .group_by(_ITEM.kind)
        .order_by(_ITEM.kind)
    )
    hidden = connection.execute(
        select(_ITEM.reason, func.count())
        .where(_ITEM.state == "not-shown")
        .group_by(_ITEM.reason)
        .order_by(func.count().desc(), _ITEM.reason)
    )
    day = func.substr(_ITEM.recorded, 1, 10)
    days = connection.execute(
        select(day, _ITEM.kind, func.count())
        .where(_ITEM.recorded.is_not(None), _ITEM.recorded != "")
        .group_by(day, _ITEM.kind)
        .order_by(day, _ITEM.kind)
    )
    return Overview(
        items=items,
        originals=_count(connection, select(func.count()).select_from(origin)),
        bytes=total,
        seconds=int(seconds or 0),
        waiting=_count(
            connection,
            select(func.count()).select_from(item).where(_ITEM.state == "waiting"),
        ),
        kinds=tuple((kind, count) for kind, count in kinds),
        not_shown=tuple((reason, count) for reason, count in hidden),
        noted=_count(connection, select(func.count()).select_from(schema.noted)),
        refused=_count(
            connection,
            select(func.count(func.distinct(schema.refusal.c.path))),
        ),
        days=tuple((str(a), str(b), int(c)) for a, b, c in days),
    )


def _count(connection: Connection, wanted: Select[Any]) -> int:
    return int(connection.scalar(wanted) or 0)


def _one(connection: Connection, wanted: Select[int, int]) -> tuple[int, int]:
    first, second = connection.execute(wanted).one()
    return int(first), int(second)
