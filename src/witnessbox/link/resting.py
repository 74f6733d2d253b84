# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a record's words rest on: the items on which its spans lie; pure.

What holds: a record whose every span lies on items that are not for a reader has no
words for that reader; one that also rests on others, or on none, keeps its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from witnessbox.model import kinds
from witnessbox.model.field import UNKNOWN, Takes, marked
from witnessbox.model.kind import Kind

_SPANS = (Takes.SPAN, Takes.SPANS)


def rests_on(kind: Kind, fields: Mapping[str, Any]) -> Iterator[str]:
    """The items of all its spans, and those that it must lead to."""
    for one in kind.fields:
        value = fields.get(one.name)
        if value is None or value == UNKNOWN:
            continue
        every = value if one.many else (value,)
        if one.takes in _SPANS:
            yield from (marked(span).item for span in every)
        elif one.required and one.takes in (Takes.LINK, Takes.LINKS):
            yield from (each for each in every if kinds.leads_to(each) == "item")


def silent(kind: Kind, fields: Mapping[str, Any], back: Collection[str]) -> bool:
    """Whether all that it rests on is held back."""
    items = set(rests_on(kind, fields))
    return bool(items) and items.issubset(back)
