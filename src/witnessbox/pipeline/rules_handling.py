# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Rules of labels, work, quarantine and the group's own terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from witnessbox.catalogue import work
from witnessbox.catalogue.event import Row
from witnessbox.catalogue.work_schema import CLOSED, SECOND_LOOK
from witnessbox.catalogue.worklist import Label
from witnessbox.link.sight import text
from witnessbox.model.kind import Problem
from witnessbox.model.terms import BY_NAME
from witnessbox.pipeline import speaking
from witnessbox.pipeline.draft import Draft, Rule, View
from witnessbox.pipeline.fixed import earlier, fixed

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


def stays_withheld(view: View, draft: Draft) -> Iterator[Problem]:
    """What may show the abuse of a child is opened by the legal officer alone.

    Whoever alone said so may say that it was a mistake.
    """
    before = draft.before
    if before is None or before.withdrawn or not _withheld(before.fields):
        return
    if not draft.withdraws and _withheld(draft.fields):
        return
    own = {one.author for one in view.said(draft.record)} == {draft.author}
    if not own and LEGAL_OFFICER not in view.roles(draft.author):
        yield Problem("" if draft.withdraws else "child", "needs-legal-officer")


def _withheld(fields: Mapping[str, Any]) -> bool:
    sexual, child = text(fields, "sexual"), text(fields, "child")
    return Label(True, 0, (), "", sexual, child, "").withheld


def given_to_a_member(view: View, draft: Draft) -> Iterator[Problem]:
    """An item is in the hands of a member, or of nobody."""
    assignee = draft.known("assignee")
    if assignee is not None and not view.is_member(assignee):
        yield Problem("assignee", "no-such-member")


def second_look_is_anothers(view: View, draft: Draft) -> Iterator[Problem]:
    """Who worked on an item neither takes nor ends the second look at it."""
    before, hands = _worked(view, draft)
    waited = before["state"] == SECOND_LOOK
    waits = draft.known("state") == SECOND_LOOK
    if waited and not waits and draft.author in hands:
        yield Problem("state", "own-second-look")
    if waits and not waited:
        hands.add(draft.author)
    assignee = draft.known("assignee")
    given = not waited or assignee != before["assignee"]
    if waits and given and assignee in hands:
        yield Problem("assignee", "own-second-look")


def closed_with_a_word(view: View, draft: Draft) -> Iterator[Problem]:
    """An item is closed when somebody described it, or said why nobody need."""
    before, _ = _worked(view, draft)
    closes = draft.known("state") == CLOSED != before["state"]
    if not closes or draft.why.strip():
        return
    if not view.leading_to(text(draft.fields, "item"), "description"):
        yield Problem("state", "needs-description")


def _worked(view: View, draft: Draft) -> tuple[Row, set[str]]:
    """How the work on an item stood before a statement, and who had a hand in it."""
    told = draft.before.fields if draft.before and draft.withdraws else draft.fields
    item = text(told, "item")
    about = {lead.record.id for lead in view.leading_to(item, "work")}
    said = [one for record in sorted(about) for one in view.said(record)]
    row = work.worked(said)
    describers = {lead.record.first_by for lead in view.leading_to(item, "description")}
    return row, {*row["by"], *describers}


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


def not_renamed(view: View, draft: Draft) -> Iterator[Problem]:
    """What a term means stays; a translation that was left out may be added."""
    for name in ("english", "russian", "huridocs"):
        said = {text(fields, name) for fields in earlier(view, draft)} - {""}
        if said - {text(draft.fields, name)}:
            yield Problem(name, "term-renamed")


def stays(view: View, draft: Draft) -> Iterator[Problem]:
    """A term is retired, not taken back: its code would come to mean something else."""
    del view, draft
    yield Problem("", "term-stays")


RULES: dict[str, tuple[Rule, ...]] = {
    "work": (
        fixed("item"),
        given_to_a_member,
        second_look_is_anothers,
        closed_with_a_word,
    ),
    "label": (fixed("item"), from_none_to_worst, stays_withheld),
    "quarantine": (fixed("item"), only_the_legal_officer_lifts),
    "transcript": (speaking.confirmed_by_a_speaker,),
    "term": (fixed("vocabulary", "code"), not_renamed, adds_a_term),
}
WITHDRAWALS: dict[str, tuple[Rule, ...]] = {
    "label": (stays_withheld,),
    "quarantine": (only_the_legal_officer_lifts,),
    "work": (second_look_is_anothers,),
    "term": (stays,),
}
