# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Rules of coding twice, blind: who codes what, when, and who settles.

What holds: a round keeps what its lot was drawn from and is never opened again; what
is coded is in the lot of its author, in an open round, with one of the variable's
values; once a round is closed nobody touches a first code, and only then a third
member settles two that differ.
"""

from __future__ import annotations

from collections.abc import Iterator

from witnessbox.link.sight import coming, items, several, standing, text
from witnessbox.model.kind import Problem
from witnessbox.pipeline import coded_round
from witnessbox.pipeline.coded_round import Round
from witnessbox.pipeline.draft import Draft, Rule, View
from witnessbox.pipeline.fixed import fixed

MAX_SHARE = 100
_UNIT = ("variable", "round")


def drawn_from_members(view: View, draft: Draft) -> Iterator[Problem]:
    """The share coded twice is of a hundred; coders are members, two for a second."""
    share = draft.known("share")
    if share is not None and not 0 <= share <= MAX_SHARE:
        yield Problem("share", "not-a-share")
    coders = coded_round.coders_of(draft.fields)
    if not all(view.is_member(one) for one in coders):
        yield Problem("coders", "no-such-member")
    if len(set(coders)) < (2 if share else 1):
        yield Problem("coders", "needs-coders")


def never_reopened(view: View, draft: Draft) -> Iterator[Problem]:
    """What was closed, or taken back, showed everybody's codes: it stays closed."""
    if draft.fields.get("closed") is True:
        return
    for said in view.said(draft.record):
        if said.statement.withdrawn or said.statement.fields.get("closed") is True:
            yield Problem("closed", "round-closed")
            return


def drawn_and_open(view: View, draft: Draft) -> Iterator[Problem]:
    """A first code is of one item in its author's lot, while the round is open."""
    record = standing(view, text(draft.fields, "round"), "round")
    if record is None:
        yield Problem("round", "no-such-round")
        return
    named = items(draft.fields)
    try:
        round_ = coded_round.of_record(record, view.sorts(record.fields["items"]))
    except ValueError:
        yield Problem("round", "no-such-round")
        return
    yield from _of_the_round(view, draft, round_)
    if several(draft.fields, "adjudicates"):
        if not round_.closed:
            yield Problem("round", "round-open")
        return
    if round_.closed:
        yield Problem("round", "round-closed")
    if len(named) != 1 or named[0] not in round_.lot.of(draft.author):
        yield Problem("spans", "not-in-your-lot")


def _of_the_round(view: View, draft: Draft, round_: Round) -> Iterator[Problem]:
    variable = text(draft.fields, "variable")
    if variable not in round_.variables:
        yield Problem("variable", "not-of-this-round")
    if not coded_round.takes(view, variable, text(draft.fields, "value")):
        yield Problem("value", "not-a-value")


def coded_once(view: View, draft: Draft) -> Iterator[Problem]:
    """Nobody codes the same variable of the same item twice in a round."""
    if several(draft.fields, "adjudicates"):
        return
    variable = text(draft.fields, "variable")
    for item in items(draft.fields):
        for other in view.codings(item, variable, draft.author):
            same = other.fields.get("round") == draft.fields.get("round")
            settles = bool(other.fields.get("adjudicates"))
            if same and not settles and other.id != draft.record:
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
    """A code that was adjudicated, or whose round was closed, stays as it was."""
    if draft.before is None or draft.before.withdrawn:
        return
    if any(True for _ in coming(view, draft.record, "coding", "adjudicates")):
        yield Problem("", "adjudicated")
    elif draft.withdraws and not several(draft.before.fields, "adjudicates"):
        round_ = standing(view, text(draft.before.fields, "round"), "round")
        if round_ is None or round_.fields.get("closed") is True:
            yield Problem("", "round-closed")


RULES: dict[str, tuple[Rule, ...]] = {
    "coding": (
        fixed("spans", "variable", "round", "adjudicates"),
        drawn_and_open,
        coded_once,
        adjudicated_by_a_third,
        first_codes_stay,
    ),
    "round": (
        fixed("seed", "items", "coders", "share", "variables"),
        drawn_from_members,
        never_reopened,
    ),
}
WITHDRAWALS: dict[str, tuple[Rule, ...]] = {"coding": (first_codes_stay,)}
