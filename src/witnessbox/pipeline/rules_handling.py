# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Rules of labels, quarantine and the group's own terms."""

from __future__ import annotations

from collections.abc import Iterator

from witnessbox.link.sight import text
from witnessbox.model.kind import Problem
from witnessbox.model.terms import BY_NAME
from witnessbox.pipeline import speaking
from witnessbox.pipeline.draft import Draft, Rule, View
from witnessbox.pipeline.fixed import fixed

LEGAL_OFFICER = "legal officer"
MAX_SEVERITY = 4


def from_none_to_worst(view: View, draft: Draft) -> Iterator[Problem]:
    """Severity is from 0, nothing, to 4, the worst."""
    del view
    severity = draft.known("severity")
    if severity is not None and not 0 <= severity <= MAX_SEVERITY:
        yield Problem("severity", "not-severity")


def only_the_legal_officer_lifts(view: View, draft: Draft) -> Iterator[Problem]:
    """Anyone puts an item into quarantine; the legal officer alone takes it out."""
    lifts = draft.withdraws or draft.fields.get("lifted") is True
    if lifts and LEGAL_OFFICER not in view.roles(draft.author):
        yield Problem("" if draft.withdraws else "lifted", "needs-legal-officer")


def adds_a_term(view: View, draft: Draft) -> Iterator[Problem]:
    """An own term is new, and of a vocabulary that takes any."""
    vocabulary = BY_NAME.get(text(draft.fields, "vocabulary"))
    if vocabulary is None:
        yield Problem("vocabulary", "no-such-vocabulary")
        return
    if not vocabulary.open:
        yield Problem("vocabulary", "closed-vocabulary")
    code, replaced = text(draft.fields, "code"), text(draft.fields, "replaces")
    added = view.own_term(vocabulary.name, code)
    if vocabulary.term(code) or (added and added.id != draft.record):
        yield Problem("code", "term-exists")
    if replaced and not (
        vocabulary.term(replaced) or view.own_term(vocabulary.name, replaced)
    ):
        yield Problem("replaces", "no-such-term")


RULES: dict[str, tuple[Rule, ...]] = {
    "label": (fixed("item"), from_none_to_worst),
    "quarantine": (fixed("item"), only_the_legal_officer_lifts),
    "transcript": (speaking.confirmed_by_a_speaker,),
    "term": (fixed("vocabulary", "code"), adds_a_term),
}
WITHDRAWALS: dict[str, tuple[Rule, ...]] = {
    "quarantine": (only_the_legal_officer_lifts,),
}
