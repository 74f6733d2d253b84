# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is told of an item before any picture: its label in words, the worst first.

What holds: an item without a label is told as the worst; what is held back is told
as such and as nothing else; a no is not told, an unknown is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from witnessbox.catalogue import worklist
from witnessbox.catalogue.work import ANSWERS
from witnessbox.catalogue.worklist import NO_LABEL, Label, Work
from witnessbox.pipeline.session import Session
from witnessbox.web import words, words_terms, words_work
from witnessbox.web.choices import Terms
from witnessbox.web.tongue import gettext

GRAVE = 3


@dataclass(frozen=True, slots=True)
class Chip:
    """A few words; `css` is `grave`, `warn` or nothing."""

    text: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one item.

    Attributes:
        withheld: Whether no picture of it is shown to anybody.
        confirmed: Whether revealing it is confirmed first.
        state: How far the work on it is; empty before it was looked at.
    """

    chips: tuple[Chip, ...]
    withheld: bool
    confirmed: bool
    state: str
    severity: int


def of_items(session: Session, items: Sequence[str]) -> dict[str, Told]:
    """What is told of some items."""
    with session.reading() as connection:
        found = worklist.some(connection, items)
        terms = Terms(connection, session.compartments)
        return {item: told(found.get(item), terms) for item in items}


def told(work: Work | None, terms: Terms | None = None) -> Told:
    """What is told of an item by the work on it."""
    label = NO_LABEL if work is None else work.label
    back = work is not None and work.quarantined
    said = chips(label, terms)
    if back:
        said = (Chip(gettext("Quarantined: legal officer only"), "grave"),)
    elif work is not None and work.confided:
        said = (Chip(gettext("For members who hold the identities"), "grave"), *said)
    return Told(
        chips=said,
        withheld=back or label.withheld,
        confirmed=not label.known or label.severity >= worklist.WORST,
        state="" if work is None else work.state,
        severity=label.severity,
    )


def chips(label: Label, terms: Terms | None = None) -> tuple[Chip, ...]:
    """A label in words."""
    if not label.known:
        return (Chip(words_work.unlabelled(), "warn"),)
    css = "grave" if label.severity >= GRAVE else "warn" if label.severity else ""
    found = [Chip(words_work.severity(label.severity), css)]
    word = words_terms.term if terms is None else terms.word
    found += [Chip(word("category", one)) for one in label.categories]
    for name in ANSWERS:
        answer = getattr(label, name)
        if answer == "yes":
            found.append(Chip(words.said(words_work.ANSWERED[name], "yes"), "warn"))
        elif answer == "unknown":
            found.append(Chip(words.said(words_work.ANSWERED[name], "unknown")))
    return tuple(found)
