# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Rules of persons, places, bodies, posts and who held them."""

from __future__ import annotations

from collections.abc import Iterator

from witnessbox.link import tenure
from witnessbox.link.circles import UPWARD, closes
from witnessbox.link.sight import Sight, coming, several
from witnessbox.model.kind import Problem
from witnessbox.pipeline.draft import Draft, Rule, View

NAMES = ("official_name", "native_name", "aliases")
"""The fields of a person's record by which the person can be known."""
INDIVIDUAL = "individual"


def no_circle(view: View, draft: Draft) -> Iterator[Problem]:
    """No record lies above itself."""
    field = UPWARD[draft.kind]
    targets = several(draft.fields, field)
    if closes(view, draft.record, targets, field):
        yield Problem(field, "circle")


def in_order(view: View, draft: Draft) -> Iterator[Problem]:
    """A term does not end before it begins."""
    del view
    if tenure.backwards(draft.fields):
        yield Problem("to", "ends-before-it-begins")


def while_there_is_the_post(view: View, draft: Draft) -> Iterator[Problem]:
    """Nobody holds a post before it is made, or after it is gone."""
    if tenure.backwards(draft.fields):
        return
    if tenure.held(view, draft.fields).empty:
        yield Problem("post", "outside-its-post")


def victims_are_not_named(view: View, draft: Draft) -> Iterator[Problem]:
    """Whoever is the victim of an act is named with the identities alone."""
    named = [name for name in NAMES if draft.known(name)]
    if named and is_victim(view, draft.record):
        yield from (Problem(name, "name-of-victim") for name in named)


def counted(view: View, draft: Draft) -> Iterator[Problem]:
    """A group says how many it is, from the least to the most; one person is one."""
    del view
    least, most = draft.known("least"), draft.known("most")
    for name, value in (("least", least), ("most", most)):
        if value is not None and value < 1:
            yield Problem(name, "not-a-count")
        if value is not None and draft.known("counting") in (None, INDIVIDUAL):
            yield Problem(name, "not-a-group")
    if least is not None and most is not None and least > most:
        yield Problem("most", "least-above-most")


def is_victim(sight: Sight, person: str) -> bool:
    """Whether a standing act names a person as its victim."""
    return any(True for _ in coming(sight, person, "act", "victim"))


RULES: dict[str, tuple[Rule, ...]] = {
    "person": (no_circle, victims_are_not_named, counted),
    "place": (no_circle,),
    "organisation": (no_circle,),
    "post": (no_circle, in_order),
    "occupancy": (in_order, while_there_is_the_post),
}
