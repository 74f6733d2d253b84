# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The rules that look beyond a record: a few functions a kind, each pure over a view.

What holds: a rule sees the statement that is about to be made and the records that
its author may read; it answers with what is wrong, or nothing. What it decides by
lies in `link`; here the kinds are only tied to their rules. Taking a record back is
free, but for the kinds that say otherwise.
"""

from __future__ import annotations

from witnessbox.model.kind import Problem
from witnessbox.pipeline import (
    rules_aftermath,
    rules_claim,
    rules_clock,
    rules_handling,
    rules_happening,
    rules_subject,
    rules_testimony,
)
from witnessbox.pipeline.draft import Draft as Draft
from witnessbox.pipeline.draft import Rule as Rule
from witnessbox.pipeline.draft import View as View

RULES: dict[str, tuple[Rule, ...]] = {
    **rules_subject.RULES,
    **rules_happening.RULES,
    **rules_claim.RULES,
    **rules_testimony.RULES,
    **rules_aftermath.RULES,
    **rules_handling.RULES,
    **rules_clock.RULES,
}
"""Rules of each kind, beyond its fields."""
WITHDRAWALS: dict[str, tuple[Rule, ...]] = {**rules_handling.WITHDRAWALS}
"""Rules of taking a record back."""


def broken(view: View, draft: Draft) -> tuple[Problem, ...]:
    """What is wrong with a draft, of all rules of its kind, each thing once."""
    rules = WITHDRAWALS if draft.withdraws else RULES
    found = [p for rule in rules.get(draft.kind, ()) for p in rule(view, draft)]
    return tuple(dict.fromkeys(found))
