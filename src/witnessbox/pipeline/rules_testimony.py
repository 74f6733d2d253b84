# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Rules of complaints and of what is derived from them."""

from __future__ import annotations

from collections.abc import Iterator

from witnessbox.link import told_before
from witnessbox.link.sight import coming, several, text
from witnessbox.model import mapping
from witnessbox.model.kind import Problem
from witnessbox.model.testimony import CHECKLIST
from witnessbox.pipeline.draft import Draft, Rule, View
from witnessbox.pipeline.fixed import earlier, fixed

CLOSED = "closed"
NO_REFERRAL = ("none", "declined")


def account_first(view: View, draft: Draft) -> Iterator[Problem]:
    """No list is offered before the account is told and locked."""
    if earlier(view, draft):
        return
    for name in CHECKLIST:
        if name in draft.fields:
            yield Problem(name, "account-first")


def asked_once(view: View, draft: Draft) -> Iterator[Problem]:
    """Nobody is interviewed twice without a reason and a second member's approval.

    A row of a table or of a file was told before it came here.
    """
    said = earlier(view, draft)
    if draft.came or (said[0] if said else draft.fields).get("source_row"):
        return
    before = {*told_before.earlier(view, said[-1], draft.record)} if said else set()
    was = text(said[-1], "again") if said else ""
    again = text(draft.fields, "again")
    if was and again != was:
        yield Problem("again", "fixed")
    elif was:
        # What was approved then took place: a later no does not close the record.
        return
    elif again:
        yield from _may_ask(view, draft, again)
    elif {*told_before.earlier(view, draft.fields, draft.record)} - before:
        yield Problem("again", "told-before")


def _may_ask(view: View, draft: Draft, again: str) -> Iterator[Problem]:
    others = {one.id for one in coming(view, again, "complaint", "again")}
    if not told_before.approved(view, again):
        yield Problem("again", "not-approved")
    elif not told_before.covers(view, again, draft.fields, draft.record):
        yield Problem("again", "of-somebody-else")
    elif others - {draft.record}:
        yield Problem("again", "used-already")


def names_who(view: View, draft: Draft) -> Iterator[Problem]:
    """A second interview is asked for somebody."""
    del view
    if not draft.known("person") and not draft.known("earlier"):
        yield Problem("person", "needs-who")


def by_a_second(view: View, draft: Draft) -> Iterator[Problem]:
    """Nobody approves what they asked for; who brings it in did not say it."""
    if draft.came:
        return
    asked = view.record(text(draft.fields, "of"))
    if asked is not None and asked.first_by == draft.author:
        yield Problem("of", "needs-second-member")


def referral_answered(view: View, draft: Draft) -> Iterator[Problem]:
    """No complaint is closed before its author's need is asked for."""
    del view
    needs = several(draft.fields, "referral")
    if len(needs) > 1 and NO_REFERRAL[0] in needs:
        yield Problem("referral", "none-and-others")
    if text(draft.fields, "status") != CLOSED:
        return
    if not needs:
        yield Problem("referral", "needs-referral")
    elif set(needs) - set(NO_REFERRAL):
        dated = draft.known("referral_due") or draft.known("referral_done")
        if not dated:
            yield Problem("referral_due", "needs-follow-up")


def of_another_language(view: View, draft: Draft) -> Iterator[Problem]:
    """A translation is beside its original, in another language."""
    original = view.record(text(draft.fields, "of"))
    told = text(original.fields, "language") if original else ""
    if told and told == draft.fields.get("language"):
        yield Problem("language", "language-of-original")


def maps_columns(view: View, draft: Draft) -> Iterator[Problem]:
    """A mapping names columns, and fields that a table may have."""
    del view
    told = draft.known("columns")
    if told is None:
        return
    try:
        found = mapping.parse(told)
    except ValueError:
        yield Problem("columns", "not-a-mapping")
        return
    for _, code in found.problems():
        yield Problem("columns", code)


RULES: dict[str, tuple[Rule, ...]] = {
    "complaint": (
        fixed("account", "language", code="account-locked"),
        account_first,
        asked_once,
        referral_answered,
    ),
    "again": (fixed("person", "earlier", "reason"), names_who),
    "approval": (fixed("of"), by_a_second),
    "elsewhere": (fixed("person"),),
    "translation": (fixed("of"), of_another_language),
    "shown": (fixed("complaint"),),
    "consent": (fixed("person", "item", "use", "form"),),
    "mapping": (maps_columns,),
    "import": (fixed("file", "item", "sha256", "rows", "stated", "left_out"),),
}
