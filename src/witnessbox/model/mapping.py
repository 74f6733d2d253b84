# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which column of a table of complaints is which field: as text, and back.

What holds: a mapping names every column of its header row in their order, those that
are left out too, so that a table with another header is another table; two columns of
one title are told apart by a number; a field takes one column.

    receipt = №
    name_given = кто
    - = примечание
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from witnessbox.model.field import Takes
from witnessbox.model.testimony import COMPLAINT

NONE = "-"
"""Stands for the field of a column that is left out."""
_PARTED = " = "
MAX_TITLE = 200
NOT_MAPPED = ("same_person", "source_row", "again")
"""What no table says: members' judgements, and what the import itself writes."""
FIELDS = tuple(
    one.name
    for one in COMPLAINT.fields
    if one.name not in NOT_MAPPED and one.takes is not Takes.LINKS
)
"""What a column may be, in the order of the record."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a header row, and the field of each or `NONE`."""

    pairs: tuple[tuple[str, str], ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The header row."""
        return tuple(title for title, _ in self.pairs)

    def place(self, field: str) -> int:
        """The column of a field, from 0; -1 for none."""
        return next((n for n, (_, f) in enumerate(self.pairs) if f == field), -1)

    def text(self) -> str:
        """As records hold it."""
        return "\n".join(f"{field}{_PARTED}{title}" for title, field in self.pairs)

    def problems(self) -> list[tuple[str, str]]:
        """What is wrong with it: (field, code)."""
        named = [field for _, field in self.pairs if field != NONE]
        strange = [(one, "no-such-field") for one in named if one not in FIELDS]
        twice = {one for one in named if named.count(one) > 1}
        return strange + [(one, "mapped-twice") for one in sorted(twice)]


def titles(cells: Iterable[str]) -> tuple[str, ...]:
    """A header row as mappings name its columns."""
    found: list[str] = []
    for number, cell in enumerate(cells, 1):
        title = " ".join(cell.replace("\0", " ").split())[:MAX_TITLE]
        title = told = title or f"column {number}"
        again = 1
        while title in found:
            again += 1
            title = f"{told[: MAX_TITLE - 12]} ({again})"
        found.append(title)
    return tuple(found)


def parse(text: str) -> Columns:
    """A mapping from its text.

    Raises:
        ValueError: A line names no field or no column.
    """
    pairs: list[tuple[str, str]] = []
    for line in text.splitlines():
        field, parted, title = line.partition(_PARTED)
        if not parted or not field.strip() or not title.strip():
            raise ValueError("a line names a field and a column")
        pairs.append((title.strip(), field.strip()))
    if not pairs:
        raise ValueError("a mapping names columns")
    return Columns(tuple(pairs))


def made(header: Sequence[str], fields: Sequence[str]) -> Columns:
    """The mapping of these columns to these fields."""
    return Columns(tuple(zip(header, fields, strict=True)))
