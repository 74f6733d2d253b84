# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Imports: other groups' records enter as claims by a source, all of them or none.

What holds, in this order: the file is read as a whole; each row is new, known, changed,
left out or refused, with a reason; a dry run ends here; one refused row refuses all;
the source is a record of its own, and each claim is tied to it. Each statement says
in its reason whose row it was and that row's digest: the same row again adds nothing,
and a row that they changed takes the place of what they said before, unless one of us
has written there since. `own` brings our own export into another box of ours: ids stay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from witnessbox.base.canonical import JsonDict
from witnessbox.base.errors import UnusableError
from witnessbox.base.values import Compartment
from witnessbox.ledger.entry import Act
from witnessbox.pipeline.import_plan import REFUSED, Order, Plan, Verdict
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating, Wish
from witnessbox.release import (
    exchange_csv,
    exchange_ftm_read,
    exchange_json,
    exchange_uwazi_read,
)
from witnessbox.release.exchanged import MAX_FILE, Form, Read

IMPORTED = "imported"
MAX_LABEL = 200


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do.

    Attributes:
        done: Whether it was carried out.
    """

    verdicts: tuple[Verdict, ...]
    passed_over: tuple[tuple[str, str], ...]
    done: bool

    def count(self, verdict: str) -> int:
        """How many rows had this verdict."""
        return sum(one.verdict == verdict for one in self.verdicts)


def bring_in(session: Session, order: Order, *, dry: bool) -> Imported:
    """Import a file, or say what would happen.

    Raises:
        UnusableError: The file cannot be read, or no source was named.
    """
    _refuse_if_unfounded(order)
    read = _read(order)
    session.committer.catch_up()
    with session.reading() as connection:
        planned = Plan(session, connection, order, read)
    pen = Stating(session)
    tried = pen.tried([step.wish for step in planned.steps])
    wishes: list[Wish] = []
    for step, problems in zip(planned.steps, tried, strict=True):
        if not problems:
            wishes.append(step.wish)
            continue
        told = tuple(f"{p.field}: {p.code}" if p.field else p.code for p in problems)
        before = planned.verdicts[step.row]
        if step.optional:
            stays = tuple(f"stays lower ({one})" for one in told)
            after = replace(before, reasons=(*before.reasons, *stays))
        elif before.verdict == REFUSED:
            continue  # What follows from the first refusal says nothing more.
        else:
            after = replace(before, verdict=REFUSED, reasons=told, record="")
        planned.verdicts[step.row] = after
    verdicts = tuple(planned.verdicts.values())
    refused = any(one.verdict == REFUSED for one in verdicts)
    if dry or refused or not wishes:
        return Imported(verdicts, read.passed_over, False)
    pen.together(wishes)
    session.committer.commit([_act(order, verdicts)])
    return Imported(verdicts, read.passed_over, True)


def _refuse_if_unfounded(order: Order) -> None:
    if len(order.data) > MAX_FILE:
        raise UnusableError("The file is larger than any that is imported.")
    if order.own and order.form is not Form.JSON:
        raise UnusableError("Our own exports come back in our own form, JSON.")
    if not order.own and not 0 < len(order.source.strip()) <= MAX_LABEL:
        raise UnusableError(
            "An import needs the name of its source, in a few words.",
            todo="Add --source.",
        )


def _read(order: Order) -> Read:
    if order.form is Form.JSON:
        return exchange_json.read(order.data)
    if order.form is Form.FTM:
        return exchange_ftm_read.read(order.data)
    if order.form is Form.CSV:
        return exchange_csv.read(order.data, order.kind)
    return exchange_uwazi_read.read(order.data, order.kind)


def _act(order: Order, verdicts: Sequence[Verdict]) -> Act:
    counts: dict[str, int] = {}
    for one in verdicts:
        counts[one.verdict] = counts.get(one.verdict, 0) + 1
    body: JsonDict = {
        "form": order.form.value,
        "reason": order.source or "our own export",
        "sha256": hashlib.sha256(order.data).hexdigest(),
        "bytes": len(order.data),
        "counts": counts,
    }
    return Act(Compartment.EVIDENCE, IMPORTED, body)
