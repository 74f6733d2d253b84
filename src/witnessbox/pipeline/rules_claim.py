# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Rules of identifications and of the procedures that they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from witnessbox.link import corroborate
from witnessbox.link.corroborate import GRADES, Grade
from witnessbox.link.sight import several, text
from witnessbox.model.kind import Problem
from witnessbox.pipeline.draft import Draft, Rule, View
from witnessbox.pipeline.fixed import fixed

FEWEST_ALIKE = 2


def graded(view: View, draft: Draft) -> Iterator[Problem]:
    """No grade is above what the grounds of two members allow."""
    stated = GRADES.get(text(draft.fields, "grade"), Grade.CANDIDATE)
    appearance = text(draft.fields, "appearance")
    allowed = corroborate.verdict(view, draft.record, appearance)
    if stated > allowed.grade:
        yield from (Problem("grade", code) for code in allowed.lacking)


def chosen_of_those_shown(view: View, draft: Draft) -> Iterator[Problem]:
    """A witness chose one of the pictures that they were shown, or none."""
    del view
    chosen = draft.known("chosen")
    shown = draft.known("shown") or []
    if chosen is not None and not 1 <= chosen <= len(shown):
        yield Problem("chosen", "not-shown")


def of_two_items(view: View, draft: Draft) -> Iterator[Problem]:
    """One item alone is the same as nothing."""
    del view
    if len(several(draft.fields, "items")) < FEWEST_ALIKE:
        yield Problem("items", "needs-two-items")


RULES: dict[str, tuple[Rule, ...]] = {
    "identification": (fixed("appearance", "person"), graded),
    "ground": (fixed("identification"),),
    "recording": (of_two_items,),
    "lineup": (fixed("identification", "seed", "shown"), chosen_of_those_shown),
}
