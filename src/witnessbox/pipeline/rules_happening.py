# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Rules of events, acts, involvements and what the law calls them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from witnessbox.link import corroborate, tenure, wording
from witnessbox.link.circles import BEFORE, closes
from witnessbox.link.sight import coming, several, standing, text
from witnessbox.model.dating import Overlap
from witnessbox.model.kind import Problem
from witnessbox.pipeline.draft import Draft, Rule, View
from witnessbox.pipeline.rules_subject import is_named, no_circle, same_persons

UNVERIFIED = "unknown"
CONFIRMED = "confirmed"
INDEPENDENT = 2
MAX_AGE = 130


def reasoned(view: View, draft: Draft) -> Iterator[Problem]:
    """A status has a reason; a confirmed one two independent supports."""
    status = draft.known("status")
    if status in (None, UNVERIFIED):
        return
    if not draft.known("status_reason"):
        yield Problem("status_reason", "needs-reason")
    held = corroborate.weight(view, draft.record, draft.fields)
    if status.startswith(CONFIRMED):
        if held.sources < INDEPENDENT:
            yield Problem("status", "needs-independent-supports")
    elif not held.any:
        yield Problem("status", "needs-support")


def no_circle_in_time(view: View, draft: Draft) -> Iterator[Problem]:
    """No event comes after itself."""
    if closes(view, draft.record, several(draft.fields, BEFORE), BEFORE):
        yield Problem(BEFORE, "circle")


def within_its_event(view: View, draft: Draft) -> Iterator[Problem]:
    """An act is at the time of its event."""
    own = tenure.when(draft.fields)
    event = standing(view, text(draft.fields, "event"), "event")
    around = tenure.when(event.fields) if event else None
    if own and around and own.during(around) is Overlap.NO:
        yield Problem("date", "outside-its-event")


def victim_unnamed(view: View, draft: Draft) -> Iterator[Problem]:
    """Nobody becomes a victim under a name that everyone can read."""
    same = same_persons(view, text(draft.fields, "victim"))
    if any(is_named(view, one) for one in same):
        yield Problem("victim", "name-of-victim")


def victim_not_involved(view: View, draft: Draft) -> Iterator[Problem]:
    """Nobody becomes a victim of an act that they took part in unforced."""
    for one in coming(view, draft.record, "involvement", "act"):
        same = one.fields.get("person") == draft.fields.get("victim")
        if same and not coerced(one.fields):
            yield Problem("victim", "victim-involved")
            return


def aged(view: View, draft: Draft) -> Iterator[Problem]:
    """An age is one that people reach."""
    del view
    age = draft.known("age")
    if age is not None and not 0 <= age <= MAX_AGE:
        yield Problem("age", "not-an-age")


def in_post(view: View, draft: Draft) -> Iterator[Problem]:
    """A post ties its holder to an act only if it was there and held at the time."""
    occupancy = standing(view, text(draft.fields, "by_post"), "occupancy")
    act = standing(view, text(draft.fields, "act"), "act")
    if occupancy is None or act is None:
        return
    if occupancy.fields.get("person") != draft.fields.get("person"):
        yield Problem("by_post", "not-the-holder")
    when = tenure.date_of_act(view, act)
    if tenure.held(view, occupancy.fields).at(when) is Overlap.NO:
        yield Problem("by_post", "not-in-post")


def orders_are_shown(view: View, draft: Draft) -> Iterator[Problem]:
    """Nobody gave orders by virtue of office alone."""
    ordered = draft.known("degree") == wording.GAVE_ORDERS
    if ordered and not wording.shows_order(view, draft.record, draft.fields):
        yield Problem("supports", "needs-support")


def coercion_is_an_act(view: View, draft: Draft) -> Iterator[Problem]:
    """Whoever is coerced is the victim of an act, and of another than this one."""
    person, act = draft.fields.get("person"), text(draft.fields, "act")
    coercer, forced = draft.known("coerced_by"), coerced(draft.fields)
    coercion = standing(view, text(draft.fields, "coercion"), "act")
    if coercer is not None and coercer == person:
        yield Problem("coerced_by", "coerced-by-self")
    if forced and (
        coercion is None
        or coercion.fields.get("victim") != person
        or coercion.id == act
    ):
        yield Problem("coercion", "needs-coercion-act")
    of = standing(view, act, "act")
    if of and of.fields.get("victim") == person and not forced:
        yield Problem("person", "victim-involved")


def coerced(fields: Mapping[str, Any]) -> bool:
    """Whether an involvement says that its person was forced."""
    return bool(text(fields, "coerced_by") or text(fields, "coercion"))


def found_on_evidence(view: View, draft: Draft) -> Iterator[Problem]:
    """An element that is supported names what supports it."""
    if draft.known("finding") not in ("supported", "partly"):
        return
    if not corroborate.weight(view, draft.record, draft.fields).supporting:
        yield Problem("supports", "needs-support")


RULES: dict[str, tuple[Rule, ...]] = {
    "event": (no_circle, no_circle_in_time, reasoned),
    "act": (within_its_event, victim_unnamed, victim_not_involved, aged),
    "involvement": (in_post, orders_are_shown, coercion_is_an_act),
    "characterisation": (found_on_evidence,),
}
