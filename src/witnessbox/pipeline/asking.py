# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Asking for a close look: on record, and done by the next survey, behind the rest.

What holds: what was asked survives the process and the night; asking twice is
asking once; where a model is missing, the answer says so and the asking stays.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select

from witnessbox.base.errors import UnusableError
from witnessbox.base.values import Compartment
from witnessbox.catalogue import schema
from witnessbox.catalogue.answers import ItemView
from witnessbox.catalogue.found_schema import asked
from witnessbox.ledger.entry import Act
from witnessbox.pipeline import registry
from witnessbox.pipeline.passes import NOT_SHOWN
from witnessbox.pipeline.session import Session


class Asked(StrEnum):
    """How a close look at an item stands."""

    NOT_FOR_IT = "not-for-it"
    """It is no film, or cannot be shown."""
    NOT_ASKED = "not-asked"
    WAITING = "waiting"
    DONE = "done"


def standing(session: Session, view: ItemView) -> Asked:
    """How a close look at one item stands."""
    stages = [one for one in registry.CLOSE if view.row.kind in one.kinds]
    if not stages or view.row.state in (NOT_SHOWN, ""):
        return Asked.NOT_FOR_IT
    able = session.lookout.able(stages)
    d = schema.derivation.c
    with session.reading() as connection:
        rows = connection.execute(
            select(d.stage, d.version).where(d.item == view.row.item)
        )
        have = {(row[0], row[1]) for row in rows}
        wish = select(asked.c.item).where(
            asked.c.item == view.row.item, asked.c.depth == registry.CLOSE_LOOK.depth
        )
        wished = connection.scalar(wish) is not None
    if able and all((one.name, one.version) in have for one in able):
        return Asked.DONE
    return Asked.WAITING if wished else Asked.NOT_ASKED


def ask(session: Session, view: ItemView) -> None:
    """Ask for a close look at an item.

    Raises:
        UnusableError: There is nothing in it to look at closely.
    """
    now = standing(session, view)
    if now is Asked.NOT_FOR_IT:
        raise UnusableError("Only a film that can be shown is looked at closely.")
    if now is Asked.NOT_ASKED:
        body = {"item": view.row.item, "depth": registry.CLOSE_LOOK.depth}
        session.committer.commit([Act(Compartment.EVIDENCE, "pass-asked", {**body})])
