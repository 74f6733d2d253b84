# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Rules of labels, quarantine, coding and the group's own terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from witnessbox.catalogue.records import Record
from witnessbox.link.sight import coming, items, several, text
from witnessbox.model.field import marked
from witnessbox.model.kind import Problem
from witnessbox.model.terms import BY_NAME
from witnessbox.pipeline import speaking
from witnessbox.pipeline.draft import Draft, Rule, View
from witnessbox.pipeline.fixed import fixed

LEGAL_OFFICER = "legal officer"
MAX_SEVERITY = 4
MAX_SHARE = 100


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


def coded_once(view: View, draft: Draft) -> Iterator[Problem]:
    """Nobody codes the same variable on the same span twice in a round."""
    for other in _own_of_this_unit(view, draft):
        if other.id != draft.record:
            yield Problem("spans", "coded-already")
            return


def adjudicated_by_a_third(view: View, draft: Draft) -> Iterator[Problem]:
    """Who settles two codes of one unit made neither of them."""
    named = [view.record(one) for one in several(draft.fields, "adjudicates")]
    if not named:
        return
    known = [one for one in named if one is not None]
    if len({one.first_by for one in known}) < 2:
        yield Problem("adjudicates", "needs-two-codes")
    if any(one.first_by == draft.author for one in known):
        yield Problem("adjudicates", "needs-third-member")
    about = {*items(draft.fields)}
    for one in known:
        same = all(one.fields.get(n) == draft.fields.get(n) for n in _UNIT)
        if not same or not about & {*items(one.fields)}:
            yield Problem("adjudicates", "not-of-this-unit")
            return


def first_codes_stay(view: View, draft: Draft) -> Iterator[Problem]:
    """A code that was adjudicated stays as it was."""
    if draft.before is None or draft.before.withdrawn:
        return
    if any(True for _ in coming(view, draft.record, "coding", "adjudicates")):
        yield Problem("", "adjudicated")


def shared(view: View, draft: Draft) -> Iterator[Problem]:
    """The share that is coded twice is of a hundred."""
    del view
    share = draft.known("share")
    if share is not None and not 0 <= share <= MAX_SHARE:
        yield Problem("share", "not-a-share")


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


_UNIT = ("variable", "round")


def _own_of_this_unit(view: View, draft: Draft) -> Iterator[Record]:
    variable = text(draft.fields, "variable")
    unit = _spans(draft.fields.get("spans", ()))
    for item in items(draft.fields):
        for other in view.codings(item, variable, draft.author):
            if other.fields.get("round") != draft.fields.get("round"):
                continue
            if _spans(other.fields.get("spans", ())) & unit:
                yield other


def _spans(value: Iterable[Any]) -> set[Any]:
    return {marked(span) for span in value}


RULES: dict[str, tuple[Rule, ...]] = {
    "label": (fixed("item"), from_none_to_worst),
    "quarantine": (fixed("item"), only_the_legal_officer_lifts),
    "transcript": (speaking.confirmed_by_a_speaker,),
    "coding": (coded_once, adjudicated_by_a_third, first_codes_stay),
    "round": (shared,),
    "term": (fixed("vocabulary", "code"), adds_a_term),
}
WITHDRAWALS: dict[str, tuple[Rule, ...]] = {
    "quarantine": (only_the_legal_officer_lifts,),
    "coding": (first_codes_stay,),
}
