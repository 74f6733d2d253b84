# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a link would make a record lie within itself."""

from __future__ import annotations

from witnessbox.link.sight import Sight, several

UPWARD = {
    "post": "reports_to",
    "place": "within",
    "organisation": "within",
    "event": "part_of",
    "person": "same_as",
}
"""The field by which a record of each kind leads to the one above it."""
BEFORE = "after"


def closes(sight: Sight, start: str, targets: tuple[str, ...], field: str) -> bool:
    """Whether the way from some records by a field comes back to where it started."""
    waiting, seen = [*targets], set()
    while waiting:
        one = waiting.pop()
        if one == start:
            return True
        if one in seen:
            continue
        seen.add(one)
        record = sight.record(one)
        if record is not None and not record.withdrawn:
            waiting += several(record.fields, field)
    return False
