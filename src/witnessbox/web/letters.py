# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A scanned letter beside the account, covered as every picture is.

What holds: what the letter is labelled as stands before its pictures; what is held
back, or described already, is not shown here but on its own page; no picture is in
the page, only addresses of covered ones.
"""

from __future__ import annotations

from dataclasses import dataclass

from witnessbox.base.errors import MissingError, QuarantinedError
from witnessbox.pipeline.session import Session
from witnessbox.web.handled import handled
from witnessbox.web.labelled import Chip


@dataclass(frozen=True, slots=True)
class Letter:
    """A scanned letter as a page shows it beside the account.

    Attributes:
        stills: How many covered pictures of it the page may ask for; none of what is
            held back, or described already: its own page tells of that first.
    """

    item: str
    name: str
    kind: str
    chips: tuple[Chip, ...]
    stills: int


def letter(session: Session, item: str) -> Letter | None:
    """The letter of a complaint; None if there is none, or it is held back."""
    if not item:
        return None
    try:
        view = session.item(item)
    except (MissingError, QuarantinedError):
        return None
    work = handled(session, item, {})
    look = [one.result for one in view.derivations if one.stage == "look"]
    stills = look[-1].get("stills") if look else None
    count = len(stills) if isinstance(stills, list) else 0
    shown = view.row.state == "looked" and not work.told.withheld and not work.known
    return Letter(
        item=item,
        name=view.row.name,
        kind=view.row.kind,
        chips=work.told.chips,
        stills=count if shown else 0,
    )
