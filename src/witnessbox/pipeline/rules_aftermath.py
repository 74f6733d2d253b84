# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Rules of interventions and outcomes: an effect is not before its cause."""

from __future__ import annotations

from collections.abc import Iterator

from witnessbox.link import tenure
from witnessbox.link.circles import closes
from witnessbox.link.sight import several
from witnessbox.model.kind import Problem
from witnessbox.pipeline.draft import Draft, Rule, View


def sourced(view: View, draft: Draft) -> Iterator[Problem]:
    """An outcome names where it is known from."""
    del view
    if draft.known("source") is None:
        yield Problem("source", "needs-source")


def follows(view: View, draft: Draft) -> Iterator[Problem]:
    """An outcome is not before what it is said to follow, nor after itself."""
    named = several(draft.fields, "follows")
    if closes(view, draft.record, named, "follows"):
        yield Problem("follows", "circle")
    own = tenure.when(draft.fields)
    for identity in named:
        cause = view.record(identity)
        before = tenure.when(cause.fields) if cause else None
        if own and before and own.last < before.first:
            yield Problem("date", "before-what-it-follows")
            return


def answered_after(view: View, draft: Draft) -> Iterator[Problem]:
    """No answer is before its question."""
    del view
    asked = tenure.when(draft.fields)
    answered = tenure.when(draft.fields, "response_date")
    if asked and answered and answered.last < asked.first:
        yield Problem("response_date", "answered-before-asked")


RULES: dict[str, tuple[Rule, ...]] = {
    "intervention": (answered_after,),
    "outcome": (sourced, follows),
}
