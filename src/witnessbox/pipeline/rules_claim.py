# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Rules of identifications and of the procedures that they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from witnessbox.link import corroborate
from witnessbox.link.corroborate import GRADES, Grade
from witnessbox.link.sight import several, standing, text
from witnessbox.model.field import marked
from witnessbox.model.kind import Problem
from witnessbox.pipeline.draft import Draft, Rule, View
from witnessbox.pipeline.fixed import fixed

FEWEST_ALIKE = 2

LINEUP = "lineup"
FILLERS = 5
"""Pictures of others in a line-up, at least.

Source: National Institute of Justice, "Eyewitness Evidence: A Guide for Law
Enforcement" (1999), on composing photo line-ups: a minimum of five fillers.
"""


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


def enough_fillers(view: View, draft: Draft) -> Iterator[Problem]:
    """One picture is the one in question; the others, all different, are fillers."""
    del view
    if draft.before is not None and not draft.before.withdrawn:
        return
    shown = {marked(span) for span in draft.known("shown") or ()}
    if len(shown) - 1 < FILLERS:
        yield Problem("shown", "needs-fillers")


def names_its_lineup(view: View, draft: Draft) -> Iterator[Problem]:
    """A ground by line-up says which, and that one was held for this claim."""
    named = text(draft.fields, "lineup")
    held = standing(view, named, "lineup")
    if text(draft.fields, "method") == LINEUP and held is None:
        yield Problem("lineup", "needs-lineup")
    claim = draft.fields.get("identification")
    if held is not None and held.fields.get("identification") != claim:
        yield Problem("lineup", "of-another-claim")


def of_two_items(view: View, draft: Draft) -> Iterator[Problem]:
    """One item alone is the same as nothing."""
    del view
    if len(several(draft.fields, "items")) < FEWEST_ALIKE:
        yield Problem("items", "needs-two-items")


RULES: dict[str, tuple[Rule, ...]] = {
    "identification": (fixed("appearance", "person"), graded),
    "ground": (fixed("identification"), names_its_lineup),
    "recording": (of_two_items,),
    "lineup": (
        fixed("identification", "seed", "shown"),
        enough_fillers,
        chosen_of_those_shown,
    ),
}
