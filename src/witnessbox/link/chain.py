# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The chain of command at a date: who stood above whom, and how far that is held.

What holds: the way upward goes over posts, from an act's participants or a person;
each edge is dated, names the record that says so, what supports and what contradicts
it, and is no stronger than those. A post that was held before or after the date is
no part of the chain; one that was possibly held is marked so. The weakest edge of a
way is the strength of the way.

Source: requirements LNK-07 and LNK-08; effective control as against mere office.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from witnessbox.catalogue.records import Record
from witnessbox.link import corroborate, tenure
from witnessbox.link.corroborate import Weight
from witnessbox.link.sight import Sight, coming, standing, text
from witnessbox.model.dating import Dated, Overlap

OFFICE = "office"
MOST_LEVELS = 64


class Strength(IntEnum):
    """How far an edge is held, the weakest first."""

    NOT_IN_POST = 0
    POSSIBLE = 1
    BY_OFFICE = 2
    EVIDENCED = 3

    @property
    def code(self) -> str:
        """As screens and exports have it."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True, slots=True)
class Edge:
    """One step of a chain.

    Attributes:
        sort: `involved`, `held` or `reports-to`.
        start: The record that it leads from; `end` the one that it leads to.
        record: The record that says so.
        when: Whether it held at the date.
        weight: What speaks for it and against it.
        acting: Whether the post was held in another's stead.
    """

    sort: str
    start: str
    end: str
    record: str
    strength: Strength
    when: Overlap
    weight: Weight
    acting: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """One post of a chain.

    Attributes:
        held: Who held it at the date, surely or possibly, the best held first.
        up: The step to the post above; None at the top.
    """

    post: str
    held: tuple[Edge, ...]
    up: Edge | None


@dataclass(frozen=True, slots=True)
class Chain:
    """The way upward from one person by one post.

    Attributes:
        start: How its person comes into it: the involvement in an act, if there is
            one, and the post that they held.
        levels: The posts, theirs first.
        broken: Why it ends before its top: `unread`, `circle`; or empty.
    """

    person: str
    start: tuple[Edge, ...]
    levels: tuple[Level, ...]
    broken: str = ""

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The way to its top: at each post the one who is best held."""
        return self.way()

    @property
    def weakest(self) -> Edge | None:
        """The first of its weakest edges."""
        return weakest(self.edges)

    def way(self, person: str = "") -> tuple[Edge, ...]:
        """The edges up to a person, or to the top; none if they are not in it."""
        found = [*self.start]
        if person and person == self.person:
            return tuple(found)
        for number, level in enumerate(self.levels):
            mine = [e for e in level.held if number and e.end == person]
            if mine:
                return (*found, mine[0])
            if number:
                found += level.held[:1]
            if level.up is not None:
                found.append(level.up)
        return () if person else tuple(found)


def weakest(edges: Sequence[Edge]) -> Edge | None:
    """The first of the weakest; None if there are no edges."""
    return min(edges, key=lambda edge: edge.strength, default=None)


def of_act(sight: Sight, act: Record) -> tuple[Chain, ...]:
    """The chains above everyone who was involved in an act, at its date."""
    board = Board(sight, tenure.date_of_act(sight, act))
    found: list[Chain] = []
    for one in coming(sight, act.id, "involvement", "act"):
        involved = _involved(sight, one)
        by_post = standing(sight, text(one.fields, "by_post"), "occupancy")
        if by_post is not None:
            found.append(board.above((involved,), by_post))
            continue
        person = text(one.fields, "person")
        own = board.of_person(person)
        found += [
            Chain(c.person, (involved, *c.start), c.levels, c.broken) for c in own
        ] or [Chain(person, (involved,), ())]
    return tuple(found)


def of_person(sight: Sight, person: str, when: Dated | None) -> tuple[Chain, ...]:
    """The chains above a person at a date, one for each post that they held."""
    return Board(sight, when).of_person(person)


class Board:
    """The posts at one date, each weighed once however many ways lead over it.

    With a hundred posts and five hundred supports, a picture of all ways weighs each
    post twenty times over otherwise: four seconds.
    """

    def __init__(self, sight: Sight, when: Dated | None) -> None:
        self._sight = sight
        self._when = when
        self._levels: dict[str, Level | None] = {}

    def of_person(self, person: str) -> tuple[Chain, ...]:
        """The chains above a person, one for each post that they held."""
        return tuple(
            self.above((), occupancy)
            for occupancy in coming(self._sight, person, "occupancy", "person")
            if at(self._sight, occupancy, self._when)
        )

    def above(self, start: tuple[Edge, ...], occupancy: Record) -> Chain:
        """The chain above whoever held a post, by that time in it."""
        own = held(self._sight, occupancy, self._when)
        levels, broken = self._way(own.start)
        return Chain(own.end, (*start, own), levels, broken)

    def upward(self, post: str) -> Chain:
        """The way up from a post, by the one who is best held in it, if any is."""
        levels, broken = self._way(post)
        best = levels[0].held[:1] if levels else ()
        return Chain(best[0].end if best else "", best, levels, broken)

    def level(self, post: str) -> Level | None:
        """A post with who held it and the step above; None if it is not there."""
        if post not in self._levels:
            record = standing(self._sight, post, "post")
            self._levels[post] = self._looked(record) if record else None
        return self._levels[post]

    def _looked(self, post: Record) -> Level:
        sight, when = self._sight, self._when
        terms = coming(sight, post.id, "occupancy", "post")
        there = [held(sight, one, when) for one in terms if at(sight, one, when)]
        there.sort(key=lambda edge: (-edge.strength, edge.record))
        return Level(post.id, tuple(there), reports_to(sight, post, when))

    def _way(self, post: str) -> tuple[tuple[Level, ...], str]:
        """The posts upward from one, and why they end before their top."""
        levels: list[Level] = []
        seen: set[str] = set()
        for _ in range(MOST_LEVELS):
            level = self.level(post)
            if level is None or post in seen:
                return tuple(levels), "circle" if post in seen else "unread"
            seen.add(post)
            levels.append(level)
            if level.up is None:
                break
            post = level.up.end
        return tuple(levels), ""


def at(sight: Sight, occupancy: Record, when: Dated | None) -> bool:
    """Whether somebody held a post at a date, surely or possibly."""
    return tenure.held(sight, occupancy.fields).at(when) is not Overlap.NO


def held(sight: Sight, occupancy: Record, when: Dated | None) -> Edge:
    """That somebody held a post at a date, as far as that is held."""
    weight = corroborate.weight(sight, occupancy.id, occupancy.fields)
    overlap = tenure.held(sight, occupancy.fields).at(when)
    return Edge(
        "held",
        text(occupancy.fields, "post"),
        text(occupancy.fields, "person"),
        occupancy.id,
        _strength(overlap, weight, Strength.POSSIBLE),
        overlap,
        weight,
        occupancy.fields.get("acting") is True,
    )


def reports_to(sight: Sight, post: Record, when: Dated | None) -> Edge | None:
    """The step from a post to the one above it; None at the top."""
    above = text(post.fields, "reports_to")
    if not above:
        return None
    weight = corroborate.weight(sight, post.id, post.fields)
    # When a post began is seldom known, and says little of whom it reports to: only
    # a term that is stated can rule the step out.
    dated = "from" in post.fields or "to" in post.fields
    overlap = tenure.term(post.fields).at(when) if dated else Overlap.YES
    strength = _strength(overlap, weight, Strength.BY_OFFICE)
    if text(post.fields, "basis") in ("", OFFICE):
        strength = min(strength, Strength.BY_OFFICE)
    return Edge("reports-to", post.id, above, post.id, strength, overlap, weight)


def _involved(sight: Sight, involvement: Record) -> Edge:
    weight = corroborate.weight(sight, involvement.id, involvement.fields)
    return Edge(
        "involved",
        text(involvement.fields, "act"),
        text(involvement.fields, "person"),
        involvement.id,
        _strength(Overlap.YES, weight, Strength.POSSIBLE),
        Overlap.YES,
        weight,
    )


def _strength(overlap: Overlap, weight: Weight, unsourced: Strength) -> Strength:
    if overlap is Overlap.NO:
        return Strength.NOT_IN_POST
    contradicted = weight.sources_against >= max(weight.sources, 1)
    if overlap is Overlap.POSSIBLE or contradicted:
        return Strength.POSSIBLE
    return Strength.EVIDENCED if weight.sources else unsourced


def against(chain: Chain) -> Iterator[tuple[Edge, str]]:
    """Everything that contradicts a chain, with the edge that it contradicts."""
    for edge in chain.edges:
        for record in edge.weight.against:
            yield edge, record
