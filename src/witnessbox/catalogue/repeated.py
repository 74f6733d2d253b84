# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is there more than once: equal bytes, equal pictures; and what is long.

What holds: equal bytes are one item with several origins; equal pictures are
items whose hashes of pictures are the same, one by one, and whose bytes differ.
Each list is cut at a stated length, its counts are not.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, literal_column, select

from witnessbox.catalogue import schema, worklist
from witnessbox.catalogue.found_schema import trait

LISTED = 50


@dataclass(frozen=True, slots=True)
class Repeat:
    """One item that lay in several places, or several that look the same.

    Attributes:
        item: One of them.
        copies: How many there are, itself included.
        seconds: Of one.
        alike: The key of those that look the same; empty for equal bytes.
    """

    item: str
    copies: int
    seconds: int
    alike: str = ""


@dataclass(frozen=True, slots=True)
class Repeats:
    """Repeated material.

    Attributes:
        items: Items with more than one origin.
        names: Names beyond the first, of all of them.
        bytes: What those would have taken.
        most: The items with the most copies.
        groups: Groups of items whose pictures are equal, by their hashes.
        alike: Items in them beyond the first.
        seconds: Their length.
        largest: The largest groups, by one item of each.
    """

    items: int
    names: int
    bytes: int
    most: tuple[Repeat, ...]
    groups: int
    alike: int
    seconds: int
    largest: tuple[Repeat, ...]


def repeats(connection: Connection, limit: int = LISTED) -> Repeats:
    """What is there more than once."""
    o, i, t = schema.origin.c, schema.item, trait.c
    names = (
        select(o.item, func.count().label("n"))
        .group_by(o.item)
        .having(func.count() > 1)
        .subquery()
    )
    joined = names.join(i, i.c.id == names.c.item)
    items, more, size = connection.execute(
        select(
            func.count(),
            func.coalesce(func.sum(names.c.n - 1), 0),
            func.coalesce(func.sum((names.c.n - 1) * i.c.size), 0),
        ).select_from(joined)
    ).one()
    most = connection.execute(
        select(
            names.c.item,
            names.c.n,
            func.coalesce(i.c.duration_num / i.c.duration_den, 0),
        )
        .select_from(joined)
        .order_by(names.c.n.desc(), i.c.position)
        .limit(limit)
    )
    equal = (
        select(
            func.min(t.position).label("position"),
            func.count().label("n"),
            func.max(t.seconds).label("s"),
        )
        .where(t.alike != literal_column("''"))
        .group_by(t.alike)
        .having(func.count() > 1)
        .subquery()
    )
    groups, alike, seconds = connection.execute(
        select(
            func.count(),
            func.coalesce(func.sum(equal.c.n - 1), 0),
            func.coalesce(func.sum((equal.c.n - 1) * equal.c.s), 0),
        )
    ).one()
    largest = connection.execute(
        select(t.item, equal.c.n, equal.c.s, t.alike)
        .join(equal, equal.c.position == t.position)
        .order_by(equal.c.n.desc(), t.position)
        .limit(limit)
    )
    return Repeats(
        items=items,
        names=more,
        bytes=size,
        most=tuple(Repeat(item, n, int(s)) for item, n, s in most),
        groups=groups,
        alike=alike,
        seconds=seconds,
        largest=tuple(Repeat(*row) for row in largest),
    )


def longest(connection: Connection, limit: int = 5) -> tuple[Repeat, ...]:
    """The longest items that can be played, of those that are for everybody."""
    t = trait.c
    wanted = (
        select(t.item, t.seconds)
        .where(t.state == "looked", t.seconds > 0)
        .where(t.item.not_in(worklist.not_for(())))
        .order_by(t.seconds.desc(), t.position)
        .limit(limit)
    )
    rows = connection.execute(wanted)
    return tuple(Repeat(item, 1, seconds) for item, seconds in rows)
