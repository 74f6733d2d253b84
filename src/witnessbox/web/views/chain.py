# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Who stood above whom on a date, and one line from an outcome back to the disk.

What holds: both are decided by `link` and only shown here; each step says how far it
is held and by what; a post that was held at another time is not shown as held; what
contradicts stands on the line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from witnessbox.base.errors import MissingError
from witnessbox.catalogue.records import Record
from witnessbox.link import chain, tenure, trail
from witnessbox.link.chain import Edge, Strength
from witnessbox.link.trail import Step
from witnessbox.model import dating, kinds
from witnessbox.model.dating import Dated
from witnessbox.model.field import ID, marked
from witnessbox.pipeline.grounded import Grounded
from witnessbox.web import counted, dated, words, words_chain
from witnessbox.web.gate import Seated
from witnessbox.web.pages import render
from witnessbox.web.shown import Piece, Showing
from witnessbox.web.views.records import looking

router = APIRouter()

MAX_DATE = 60
MOST_CHANGES = 60


@dataclass(frozen=True, slots=True)
class Link:
    """One edge of the picture.

    Attributes:
        weak: Whether it is the weakest of a whole way upward.
        ways: The lowest posts of those ways, where it is not so for all through it.
    """

    piece: Piece
    record: str
    strength: str
    said: str
    supports: int
    against: int
    acting: bool = False
    weak: bool = False
    ways: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """One post with who held it, and the posts below."""

    id: str
    title: str
    organisation: Piece | None
    holders: tuple[Link, ...]
    up: Link | None
    below: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """One step of a line to the disk."""

    why: str
    on: Piece
    spans: tuple[Piece, ...]
    against: bool


@router.get("/chain")
def page(request: Request, seat: Seated) -> HTMLResponse:
    """The chain of command at a date."""
    session = seat.session
    held = session.compartments
    given = request.query_params.get("date", "")[:MAX_DATE].strip()
    with looking(session) as (connection, showing):
        sight = Grounded(connection, held, counted.footage(session, connection))
        sight.read(("post", "occupancy"))
        posts, terms = sight.of_kind("post"), sight.of_kind("occupancy")
        changes, every = _changes([*posts, *terms]), len(terms)
        when, wrong = _date(given, changes)
        sight.read_leads(("occupancy", "post"), [one.id for one in posts])
        terms = [one for one in terms if chain.at(sight, one, when)]
        sight.read_supports([*posts, *terms])
        also = [str(one.fields.get("organisation", "")) for one in posts]
        also += [str(one.fields.get("person", "")) for one in terms]
        showing.learn([*posts, *terms], also)
        tops = _tops(showing, sight, posts, when)
    days = [when.first, *(one.first for one in changes)]
    days += [one.last for one in changes if one.last != date.max]
    return render(
        request,
        "chain.html",
        here="case",
        tops=tops,
        when=when.text,
        wrong=given if wrong else "",
        changes=[(one.text, dated.said(one.text)) for one in changes[-MOST_CHANGES:]],
        day=when.first.toordinal(),
        first=min(days).toordinal(),
        last=max(days).toordinal(),
        counts=(len(posts), every),
    )


@router.get("/trail/{thing}")
def line(request: Request, seat: Seated, thing: str) -> HTMLResponse:
    """From a record back to the disk; from an item ahead to the outcomes."""
    session = seat.session
    kind = kinds.leads_to(thing) if ID.fullmatch(thing) else ""
    target = request.query_params.get("item", "")
    with looking(session) as (connection, showing):
        known = counted.footage(session, connection)
        sight = Grounded(connection, session.compartments, known)
        if kind == "item":
            session.item(thing)
        elif kind not in kinds.BY_NAME or sight.record(thing) is None:
            raise MissingError("There is no such record.")
        found = trail.line(sight, thing, target if ID.fullmatch(target) else "")
        against = trail.contradicting(sight, found.steps)
        ahead = trail.outcomes_of(sight, thing)
        things = {one for s in (*found.steps, *against) for one in (s.thing, s.on)}
        showing.learn((), [thing, *things, *ahead])
        start = showing.linked(thing)
        steps = [_passed(showing, one) for one in found.steps]
        opposed = [(showing.linked(s.thing), _passed(showing, s)) for s in against]
        outcomes = [(one, showing.linked(one)) for one in ahead]
    return render(
        request,
        "trail.html",
        here="case",
        thing=thing,
        start=start,
        is_item=kind == "item",
        line=found,
        steps=steps,
        opposed=opposed,
        outcomes=outcomes,
        object_path=session.object_path(found.stored.object) if found.stored else "",
    )


def _date(given: str, changes: Sequence[Dated]) -> tuple[Dated, bool]:
    """The date that is asked for, else the last on which something changed."""
    try:
        return dating.parse(given), False
    except ValueError:
        today = dating.parse(datetime.now(UTC).date().isoformat())
        return changes[-1] if changes else today, bool(given)


def _changes(some: Sequence[Record]) -> list[Dated]:
    """When somebody came or went, each as exact as it is said and once."""
    found: dict[str, Dated] = {}
    for one in some:
        for name in ("from", "to"):
            when = tenure.when(one.fields, name)
            if when is not None and when.first != date.min:
                found[when.text] = when
    return sorted(found.values(), key=lambda one: (one.first, one.last))


def _tops(
    showing: Showing, sight: Grounded, posts: Sequence[Record], when: Dated
) -> list[Post]:
    known = {one.id: one for one in posts}
    below: dict[str, list[Record]] = {}
    for one in posts:
        above = str(one.fields.get("reports_to", ""))
        below.setdefault(above if above in known else "", []).append(one)
    reached: set[str] = set()
    board = chain.Board(sight, when)
    marks = _marks(showing, board, [one for one in posts if one.id not in below])

    def made(one: Record) -> Post:
        reached.add(one.id)
        level = board.level(one.id)
        holders, up = (level.held, level.up) if level else ((), None)
        mine = [each for each in below.get(one.id, ()) if each.id not in reached]
        organisation = one.fields.get("organisation")
        return Post(
            id=one.id,
            title=showing.title(one),
            organisation=showing.linked(organisation)
            if isinstance(organisation, str)
            else None,
            holders=tuple(_link(showing, edge, marks) for edge in holders),
            up=None if up is None else _link(showing, up, marks),
            below=tuple(made(each) for each in mine),
        )

    tops = [made(one) for one in below.get("", ())]
    # What reports in a circle has no top: each is shown all the same, once.
    return tops + [made(one) for one in posts if one.id not in reached]


_Marks = Mapping[tuple[str, str], tuple[str, ...]]


def _marks(showing: Showing, board: chain.Board, lowest: Sequence[Record]) -> _Marks:
    """The weakest edge of each whole way; for which posts, or for all through it.

    A way of which every edge has evidence has none that is weak.
    """
    through: Counter[tuple[str, str]] = Counter()
    weak: dict[tuple[str, str], list[str]] = {}
    for one in lowest:
        way = board.upward(one.id)
        through.update({(edge.sort, edge.record) for edge in way.edges})
        edge = way.weakest
        if edge is not None and edge.strength < Strength.EVIDENCED:
            weak.setdefault((edge.sort, edge.record), []).append(showing.title(one))
    return {
        edge: () if len(posts) == through[edge] else tuple(posts)
        for edge, posts in weak.items()
    }


def _link(showing: Showing, edge: Edge, marks: _Marks) -> Link:
    ways = marks.get((edge.sort, edge.record))
    return Link(
        piece=showing.linked(edge.end),
        record=edge.record,
        strength=edge.strength.code,
        said=words.said(words_chain.STRENGTHS, edge.strength.code),
        supports=len(edge.weight.supporting),
        against=len(edge.weight.against),
        acting=edge.acting,
        weak=ways is not None,
        ways=ways or (),
    )


def _passed(showing: Showing, step: Step) -> Passed:
    return Passed(
        why=words_chain.step(step.why, against=step.against),
        on=showing.linked(step.on),
        spans=tuple(showing.span(marked(one)) for one in step.spans),
        against=step.against,
    )
