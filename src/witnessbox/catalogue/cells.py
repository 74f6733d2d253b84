# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The box as a table of counts: every combination of words, and how many items.

What holds: the table is kept as items come and change, so that reading it costs by
its combinations and not by the items; the rest is pure. A count beside a choice
is what one would see after choosing it, all other choices kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
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
    "state": lambda cell: cell.state,
    "month": lambda cell: cell.month or UNKNOWN,
    "device": lambda cell: cell.device or UNKNOWN,
    "language": lambda cell: cell.language,
    "shape": lambda cell: cell.shape,
}

Whole = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Table:
    """The table of counts by columns: 30,000 combinations are counted in a moment."""

    def __init__(self, table: Sequence[Cell]) -> None:
        self.cells: Cells = tuple(table)
        self._columns = {facet: self._column(word) for facet, word in _WORDS.items()}
        self._flags = _numbers(cell.flags for cell in self.cells)
        self._items = _numbers(cell.items for cell in self.cells)
        self._seconds = _numbers(cell.seconds for cell in self.cells)

    def choices(self, narrowed: Filter, facet: str) -> tuple[Choice, ...]:
        """The values of one facet, commonest first, its own choice left aside."""
        codes, places = self._columns[facet]
        mask = self._passing(replace(narrowed, **{facet: ""}))  # type: ignore[arg-type]
        here, many = places[mask], len(codes)
        items = np.bincount(here, self._items[mask], many)
        seconds = np.bincount(here, self._seconds[mask], many)
        there = np.bincount(here, minlength=many)
        found = [
            Choice(value, int(items[n]), int(seconds[n]))
            for value, n in codes.items()
            if value and there[n]
        ]
        return tuple(sorted(found, key=lambda one: (-one.items, one.value)))

    def features(self, narrowed: Filter) -> tuple[Choice, ...]:
        """What may be asked of an item, each with the count after asking it too."""
        mask = self._passing(narrowed)
        found = []
        for name in WITH:
            having = mask & (self._flags & FLAGS[name] != 0)
            items = int(self._items[having].sum())
            if items:
                found.append(Choice(name, items, int(self._seconds[having].sum())))
        return tuple(found)

    def _passing(self, narrowed: Filter) -> Mask:
        """The cells whose items pass, as `chosen` has it."""
        having = flags(narrowed.having)
        mask: Mask = self._flags & having == having
        mask &= self._flags & flags(narrowed.lacking) == 0
        for facet, (codes, places) in self._columns.items():
            wanted = getattr(narrowed, facet)
            if wanted:
                mask &= places == codes.get(wanted, -1)
        return mask

    def _column(self, word: Callable[[Cell], str]) -> tuple[dict[str, int], Whole]:
        codes: dict[str, int] = {}
        places = (codes.setdefault(word(cell), len(codes)) for cell in self.cells)
        numbers = _numbers(places)
        return codes, numbers


def _numbers(some: Iterable[int]) -> Whole:
    return np.fromiter(some, np.int64)
