# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Rules of persons, places, bodies, posts and who held them."""

from __future__ import annotations

from collections.abc import Iterator

from witnessbox.link import mention, tenure
from witnessbox.link.circles import UPWARD, closes
from witnessbox.link.sight import Sight, coming, several, standing, text
from witnessbox.model.kind import Problem
from witnessbox.pipeline.draft import Draft, Rule, View
from witnessbox.pipeline.fixed import fixed

NAMES = ("official_name", "native_name", "aliases")
"""The fields of a person's record by which the person can be known."""
FREE = ("label", "described", "notes")
"""The fields of a person's record in which their names may slip."""
OF_A_DEATH = ("last_seen_told", "cause_given", "body_where", "family_told", "notes")
"""The fields of a death's record in which names may slip."""
SUFFERING = (("act", "victim"), ("complaint", "victim"), ("complaint", "complainant"))
"""What makes a person a victim: being known as one is itself the harm."""
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
    """Whoever suffered is named with the identities alone, by whatever record."""
    above = several(draft.fields, "same_as")
    same = same_persons(view, draft.record, *above)
    if not any(suffered(view, one) for one in same):
        return
    named = [name for name in NAMES if draft.known(name)]
    yield from (Problem(name, "name-of-victim") for name in named)
    others = same_persons(view, *above) - {draft.record}
    if not named and any(is_named(view, one) for one in others):
        yield Problem("same_as", "name-of-victim")


def pseudonym_only(view: View, draft: Draft) -> Iterator[Problem]:
    """What everyone reads of a person holds no name that lies with the identities."""
    same = same_persons(view, draft.record, *several(draft.fields, "same_as"))
    names = {name for one in same for name in names_of(view, one)}
    for field in FREE:
        told = text(draft.fields, field)
        if told and any(mention.mentions(told, name) for name in names):
            yield Problem(field, "name-on-record")


def not_read_already(view: View, draft: Draft) -> Iterator[Problem]:
    """A name is tied to whoever suffered once nothing that everyone reads holds it."""
    same = same_persons(view, *several(draft.fields, "person"))
    if not any(suffered(view, one) for one in same):
        return
    name = text(draft.fields, "name")
    records = [standing(view, one, "person") for one in same]
    told = [text(one.fields, field) for one in records if one for field in FREE]
    if any(mention.mentions(one, name) for one in told if one):
        yield Problem("name", "name-read-already")


def death_is_told(view: View, draft: Draft) -> Iterator[Problem]:
    """Who is dead has a record of the death, or a member says that none can be made.

    What comes from elsewhere may come in any order: there it is shown as missing.
    """
    dead = text(draft.fields, "alive") == "dead"
    if not dead or draft.fields.get("death_untold") is True or draft.came:
        return
    if not any(True for _ in coming(view, draft.record, "death", "person")):
        yield Problem("alive", "death-untold")


def seen_before_the_death(view: View, draft: Draft) -> Iterator[Problem]:
    """Nobody was seen alive surely after they died."""
    del view
    seen, died = (tenure.when(draft.fields, name) for name in ("last_seen", "date"))
    if seen is not None and died is not None and died.last < seen.first:
        yield Problem("last_seen", "seen-after-death")


def no_name_with_a_death(view: View, draft: Draft) -> Iterator[Problem]:
    """What everyone reads of a death names neither the dead nor the family."""
    told = (*several(draft.fields, "person"), *several(draft.fields, "family"))
    names = {name for one in told for name in names_of(view, one)}
    for field in OF_A_DEATH:
        words = text(draft.fields, field)
        if words and any(mention.mentions(words, name) for name in names):
            yield Problem(field, "name-on-record")


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


def same_persons(sight: Sight, *persons: str) -> set[str]:
    """Some persons, and all that are said to be the same as one of them."""
    waiting, seen = [*persons], set[str]()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        record = standing(sight, one, "person")
        waiting += several(record.fields, "same_as") if record else ()
        waiting += [below.id for below in coming(sight, one, "person", "same_as")]
    return seen


def suffered(sight: Sight, person: str) -> bool:
    """Whether an act's victim, or somebody of whom or by whom a complaint is."""
    return any(
        True for kind, field in SUFFERING for _ in coming(sight, person, kind, field)
    )


def is_named(sight: Sight, person: str) -> bool:
    """Whether a person's record has a name that everyone can read."""
    record = standing(sight, person, "person")
    return record is not None and any(text(record.fields, name) for name in NAMES)


def names_of(sight: Sight, person: str) -> Iterator[str]:
    """The names of a person that lie with the identities, for who may read those."""
    for one in coming(sight, person, "name", "person"):
        yield text(one.fields, "name")


RULES: dict[str, tuple[Rule, ...]] = {
    "person": (
        no_circle,
        victims_are_not_named,
        pseudonym_only,
        counted,
        death_is_told,
    ),
    "name": (not_read_already,),
    "death": (fixed("person"), seen_before_the_death, no_name_with_a_death),
    "place": (no_circle,),
    "organisation": (no_circle,),
    "post": (no_circle, in_order),
    "occupancy": (in_order, while_there_is_the_post),
}
