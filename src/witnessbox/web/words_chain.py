# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How far a step of a chain is held, and what a step to the disk says, in words."""

from __future__ import annotations

from witnessbox.web import words, words_records
from witnessbox.web.tongue import N_, gettext

STRENGTHS = {
    "not-in-post": N_("Not in post then"),
    "possible": N_("Possible, not shown"),
    "by-office": N_("By office, not shown in fact"),
    "evidenced": N_("Shown"),
}
STEPS = {
    "outcome.follows": N_("came after"),
    "outcome.about": N_("is about"),
    "outcome.paper": N_("is told by the paper"),
    "intervention.about": N_("is about"),
    "intervention.paper": N_("is told by the paper"),
    "publication.spans": N_("shows"),
    "publication.about": N_("is about"),
    "publication.copy": N_("is kept as"),
    "act.event": N_("happened in"),
    "act.spans": N_("can be seen in"),
    "event.spans": N_("can be seen in"),
    "involvement.spans": N_("can be seen in"),
    "involvement.act": N_("is a part in"),
    "involvement.supports": N_("rests on"),
    "involvement.person": N_("took part, it is said, as"),
    "identification.appearance": N_("says who this is"),
    "identification.person": N_("is said to appear as"),
    "appearance.spans": N_("can be seen in"),
    "support.claim": N_("is supported by"),
    "support.spans": N_("points to"),
    "support.by": N_("points to"),
    "support.source": N_("comes from"),
    "ground.identification": N_("rests on the ground"),
    "complaint.letter": N_("is the letter"),
    "source.accession": N_("handed over"),
}
AGAINST = N_("is contradicted by")


def step(why: str, *, against: bool = False) -> str:
    """How one thing rests on another."""
    if against:
        return gettext(AGAINST)
    if why in STEPS:
        return words.said(STEPS, why)
    kind, _, field = why.partition(".")
    return words_records.label(kind, field)
