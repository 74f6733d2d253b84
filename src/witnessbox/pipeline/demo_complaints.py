# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The demo's complaints: imported from the tables on the drawn disk, by a member.

What holds: they come in as anybody's would, through the same dry run and rules; the
three malformed rows are left out and listed on record; done again, it adds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from witnessbox.catalogue import receipts
from witnessbox.media.client import SpawnerClient
from witnessbox.pipeline import cells, complaint_import
from witnessbox.pipeline.complaint_import import Order
from witnessbox.pipeline.session import Session
from witnessbox.story.case_complaints import TABLES


def bring_in(
    session: Session, items: Mapping[str, str], client: SpawnerClient
) -> dict[str, str]:
    """Import the story's tables; the ids of complaints by their receipts.

    Args:
        session: Of the member who imports.
        items: The tables' items by their paths.
        client: The way to a locked-down child that is there already.
    """
    for path, language in TABLES.items():
        table = cells.of_item(session, items[path], client=client)
        name = path.rpartition("/")[2]
        order = Order(name=name, language=language, without_malformed=True)
        complaint_import.bring_in(session, table, order, dry=False)
    with session.reading() as connection:
        every = receipts.complaints(connection, session.compartments)
    return {str(one.versions[0]["receipt"]): one.record for one in every}
