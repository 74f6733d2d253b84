# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Groups of items that one device may have made, out of the index.

What holds: a group rests on what files say of themselves, and is a guess with its
grade and reason; nothing is written down.
"""

from __future__ import annotations

from sqlalchemy import Connection

from witnessbox.analysis.devices import Group, Trace, groups
from witnessbox.catalogue.traces import traces


def devices(connection: Connection) -> tuple[Group, ...]:
    """The groups, best grade first."""
    return groups(
        Trace(
            item=row.item,
            names=row.names,
            make=row.device["make"],
            model=row.device["model"],
            serial=row.device["serial"],
            encoder=row.encoder,
            size=row.size,
        )
        for row in traces(connection)
    )
