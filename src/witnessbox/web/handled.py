# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the page of an item says of the work on it, before it shows anything.

What holds: what was described, and which facts are settled, stand before any
picture of an item that somebody described already; the reason of a quarantine is
told to those who hold `restricted`, and to nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from witnessbox.base.values import Compartment
from witnessbox.catalogue import records, worklist
from witnessbox.catalogue.records import Record
from witnessbox.catalogue.work import ANSWERS
from witnessbox.catalogue.work_schema import CLOSED, DESCRIBED, SECOND_LOOK, STATES
from witnessbox.catalogue.worklist import Work
from witnessbox.pipeline import handling
from witnessbox.pipeline.session import Session
from witnessbox.web import moments
from witnessbox.web.choices import Choice, Terms
from witnessbox.web.labelled import Told, told

ZERO = Fraction()
LOOKED_AT = (DESCRIBED, SECOND_LOOK, CLOSED)
DESCRIPTIONS = 20


@dataclass(frozen=True, slots=True)
class Handled:
    """How the work on one item stands, for its page.

    Attributes:
        work: None while no machine looked at it and nobody spoke of it.
        known: Whether somebody described it already.
        mine: Whether it is the reader's to work on.
        assignee: Who has it, by name.
        label: The fields of the label as it stands, to be corrected; `peaks` its
            worst moments as one types them.
        described: The last descriptions.
        alike: How many others look the same and are not in quarantine.
        reasons: Why it is held back, for those who may read it.
    """

    work: Work | None
    told: Told
    known: bool
    mine: bool
    assignee: str
    label: Mapping[str, Any]
    peaks: str
    described: tuple[Record, ...]
    settled: str
    categories: tuple[Choice, ...]
    priorities: tuple[Choice, ...]
    answers: tuple[str, ...]
    states: tuple[str, ...]
    lifts: bool
    reasons: tuple[str, ...]
    alike: int


def handled(
    session: Session, item: str, names: Mapping[str, str], begins: Fraction = ZERO
) -> Handled:
    """How the work on one item stands; `begins` is the film's first time."""
    held = session.compartments
    with session.reading() as connection:
        work = worklist.one(connection, item)
        terms = Terms(connection, held)
        labels = [
            lead.record.fields
            for lead in records.leading_to(connection, held, item, "label")
        ]
        found = records.marked_on(
            connection, held, item, "description", limit=DESCRIPTIONS
        )
        own = records.record(connection, held, handling.record_of("work", item))
        categories = terms.choices("category")
        priorities = terms.choices("priority")
        shown = told(work, terms)
        same = len(worklist.open_alike(connection, item, handling.MOST_ALIKE))
    back = work is not None and work.quarantined
    reads = back and Compartment.RESTRICTED in held
    return Handled(
        work=work,
        told=shown,
        known=work is not None and work.state in LOOKED_AT,
        mine=work is not None and work.assignee == session.member,
        assignee=names.get(work.assignee, work.assignee) if work else "",
        label=labels[-1] if labels else {},
        peaks=", ".join(moments.said(labels[-1], begins)) if labels else "",
        described=found,
        settled=str(own.fields.get("settled", "")) if own else "",
        categories=tuple(categories),
        priorities=tuple(priorities),
        answers=ANSWERS,
        states=STATES[1:],
        lifts=back and session.opens_quarantine,
        reasons=handling.reasons(session, item) if reads else (),
        alike=same,
    )
