# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The box as a table of counts: every combination of words, and how many items.

What holds: the table is kept as items come and change, so that reading it costs by
its combinations and not by the items; the rest is pure. A count beside a choice
is what one would see after choosing it, all other choices kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, select

from witnessbox.catalogue import found_schema
from witnessbox.catalogue.answers import UNKNOWN, Filter
from witnessbox.catalogue.found_schema import trait
from witnessbox.catalogue.schema import origin
from witnessbox.catalogue.traits import FLAGS, flags

WITH = ("faces", "voice", "clock", "text", "damaged", "place", "hidden", "night")
"""What one may ask an item to have, in the order shown."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Some items that share all these words.

    Attributes:
        flags: Bits of `traits.FLAGS`.
        seconds: To play, all of them together.
    """

    kind: str
    state: str
    month: str
    device: str
    language: str
    flags: int
    shape: str
    items: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that may be chosen, and what one would see."""

    value: str
    items: int
    seconds: int


Cells = tuple[Cell, ...]


def cells(connection: Connection, accession: str = "") -> Cells:
    """The table of counts, of all that was looked at, or of one accession's."""
    if accession:
        t = trait.c
        words = (t.kind, t.state, t.month, t.device, t.language, t.flags, t.shape)
        here = select(origin.c.item).where(origin.c.accession == accession)
        wanted = select(*words, func.count(), func.sum(t.seconds)).group_by(*words)
        wanted = wanted.where(t.item.in_(here))
    else:
        wanted = select(found_schema.cell).where(found_schema.cell.c.held > 0)
    return tuple(Cell(*row) for row in connection.execute(wanted))


def chosen(cell: Cell, narrowed: Filter) -> bool:
    """Whether a cell's items pass a filter, its accession left aside."""
    for value, wanted in (
        (cell.kind, narrowed.kind),
        (cell.state, narrowed.state),
        (cell.month or UNKNOWN, narrowed.month),
        (cell.device or UNKNOWN, narrowed.device),
        (cell.language, narrowed.language),
        (cell.shape, narrowed.shape),
    ):
        if wanted and value != wanted:
            return False
    having = flags(narrowed.having)
    return cell.flags & having == having and not cell.flags & flags(narrowed.lacking)


_WORDS: dict[str, Callable[[Cell], str]] = {
    "kind": lambda cell: cell.kind,
    "month": lambda cell: cell.month or UNKNOWN,
    "device": lambda cell: cell.device or UNKNOWN,
    "language": lambda cell: cell.language,
    "shape": lambda cell: cell.shape,
}


def choices(table: Sequence[Cell], narrowed: Filter, facet: str) -> tuple[Choice, ...]:
    """The values of one facet, commonest first, its own choice left aside."""
    word = _WORDS[facet]
    others = replace(narrowed, **{facet: ""})  # type: ignore[arg-type]
    items: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for cell in table:
        if chosen(cell, others):
            items[word(cell)] += cell.items
            seconds[word(cell)] += cell.seconds
    order = sorted(items, key=lambda value: (-items[value], value))
    return tuple(Choice(v, items[v], seconds[v]) for v in order if v)


def features(table: Sequence[Cell], narrowed: Filter) -> tuple[Choice, ...]:
    """What may be asked of an item, each with the count after asking it too."""
    counts: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for cell in table:
        if chosen(cell, narrowed):
            for name in WITH:
                if cell.flags & FLAGS[name]:
                    counts[name] += cell.items
                    seconds[name] += cell.seconds
    return tuple(
        Choice(name, counts[name], seconds[name]) for name in WITH if counts[name]
    )
