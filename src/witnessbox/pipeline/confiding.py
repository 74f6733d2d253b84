# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Items that name victims, or are held back otherwise, and what is stated of them.

What holds: whatever leads from the identities to an item as a complaint's letter or
as an imported table goes into the ledger together with a statement in the evidence
that holds that item back; one that was let out and is led to again is held back again.
Nobody marks new spans on what they may not open; those that a record had, it keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from witnessbox.model import kinds
from witnessbox.model.field import UNKNOWN, Field, Takes, marked
from witnessbox.model.kind import Kind, Problem
from witnessbox.pipeline.draft import Draft
from witnessbox.pipeline.looking import Looking

LEADS = {"complaint": "letter", "import": "item"}
"""Kinds of the identities, and the field that leads to what names victims."""


def record_of(item: str) -> str:
    """The one record that says so of an item: everybody's the same."""
    return f"{kinds.BY_NAME['confided'].prefix}-{item.partition('-')[2]}"


def untold(
    looking: Looking, coming: Iterable[tuple[str, Mapping[str, Any]]]
) -> Iterator[tuple[str, str]]:
    """(record, item) of what is to be said of items before statements lead to them.

    Args:
        looking: What stands.
        coming: Kind and fields of each statement.
    """
    items = {fields.get(LEADS[kind]) for kind, fields in coming if kind in LEADS}
    for item in sorted(one for one in items if isinstance(one, str)):
        if kinds.leads_to(item) != "item" or not looking.there(item):
            continue
        record = record_of(item)
        before = looking.record(record)
        if before is None or before.withdrawn or before.fields.get("lifted") is True:
            yield record, item


def new_on_held_back(looking: Looking, kind: Kind, draft: Draft) -> Iterator[Problem]:
    """New spans on what is held back from their author: as if it were not there."""
    for one in kind.fields:
        if one.takes not in (Takes.SPAN, Takes.SPANS):
            continue
        back = looking.held_back({*_items(one, draft.fields)}, draft.author)
        if back:
            # What any of its statements had can be kept, and brought back by undoing.
            said = looking.said(draft.record)
            back -= {i for each in said for i in _items(one, each.statement.fields)}
        if back:
            yield Problem(one.name, "not-there")


def _items(field: Field, fields: Mapping[str, Any]) -> Iterator[str]:
    """The items of spans."""
    value = fields.get(field.name)
    if value is not None and value != UNKNOWN:
        yield from (marked(one).item for one in (value if field.many else [value]))
