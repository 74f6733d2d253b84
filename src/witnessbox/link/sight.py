# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a decision may look at: records, and what leads to them.

What holds: a decision sees what its reader may read and nothing else; it changes
nothing, and the same records give the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from witnessbox.catalogue.records import Lead, Record
from witnessbox.model import kinds
from witnessbox.model.field import UNKNOWN

SUPPORTS = "supports"
CONTRADICTS = "contradicts"


class Sight(Protocol):
    """The records that a member may read."""

    def record(self, identity: str) -> Record | None:
        """How a record stands; None if it is not there."""

    def leading_to(self, target: str, kind: str = "") -> Sequence[Lead]:
        """The standing records that lead to something."""

    def alike(self, item: str) -> str:
        """A key that an item shares with those whose pictures are the same, or empty.

        A machine says so: it may make two sources one, never one two.
        """

    def accessions(self, item: str) -> Sequence[str]:
        """With which accessions an item came."""


def text(fields: Mapping[str, Any], name: str) -> str:
    """A field's text; empty where it is empty, or nobody knows."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def several(fields: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    """A field's values; none where it is empty, or nobody knows."""
    value = fields.get(name)
    if value is None or value == UNKNOWN:
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def items(fields: Mapping[str, Any], name: str = "spans") -> tuple[str, ...]:
    """The items that a field's spans lie on, each once."""
    return tuple(dict.fromkeys(span["item"] for span in several(fields, name)))


def standing(sight: Sight, identity: str, kind: str = "") -> Record | None:
    """A record that is there and not withdrawn, and of that kind."""
    if kind and kinds.leads_to(identity) != kind:
        return None
    found = sight.record(identity) if identity else None
    return None if found is None or found.withdrawn else found


def coming(sight: Sight, target: str, kind: str, field: str) -> Iterator[Record]:
    """The records of a kind that lead here by one field, in their order."""
    for lead in sight.leading_to(target, kind):
        if lead.field == field and lead.record.kind == kind:
            yield lead.record
