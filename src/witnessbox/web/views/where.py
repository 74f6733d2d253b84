# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where: the places of the case as a tree, and their plans, with no map from outside.

What holds: a place counts what leads to it and what leads to the places within it; a
plan is a picture like any other: covered, shown clear only while it is held, and
each revealing goes on record. Nothing is asked of a server that is not ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from sqlalchemy import Connection, func, select
from starlette.responses import HTMLResponse

from witnessbox.base.errors import MissingError, WitnessboxError
from witnessbox.base.values import Compartment
from witnessbox.catalogue import records
from witnessbox.catalogue.records import Held, Record
from witnessbox.catalogue.stated_schema import SHELVES
from witnessbox.model import kinds
from witnessbox.pipeline.session import Session
from witnessbox.web import words, words_records
from witnessbox.web.gate import Seated
from witnessbox.web.pages import render
from witnessbox.web.views.records import looking

router = APIRouter()

MAX_PLACES = 2000
DEEP = 12
WHOLE = 10_000
"""A plan's own units: ten-thousandths of its width and height."""
PICTURED = ("photograph", "video")


@dataclass(slots=True)
class Node:
    """One place in the tree.

    Attributes:
        counts: (kind, how many) that lead to it; `below`, to it and all within it.
        plan: Whether there is a plan of it.
    """

    id: str
    title: str
    sort: str
    plan: bool
    counts: tuple[tuple[str, str, int], ...]
    below: int = 0
    inner: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on a plan, in the picture's own units."""

    id: str
    title: str
    x: int
    y: int
    count: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: the picture's item, its shape, and what is marked on it."""

    item: str
    still: bool
    width: int
    height: int
    marks: tuple[Mark, ...]
    unplaced: tuple[str, ...]


@router.get("/where")
def page(request: Request, seat: Seated) -> HTMLResponse:
    """The tree of places."""
    with looking(seat.session) as (connection, showing):
        held = seat.session.compartments
        every = _places(connection, held)
        showing.learn(every)
        counts = _counts(connection, held)
        titles = {one.id: showing.title(one) for one in every}
        sorts = {
            one.id: showing.terms.word("place-sort", str(one.fields["sort"]))
            for one in every
            if isinstance(one.fields.get("sort"), str)
        }
    roots = _tree(every, titles, sorts, counts)
    cut = len(every) >= MAX_PLACES
    return render(request, "where.html", here="where", roots=roots, cut=cut)


@router.get("/where/{place}")
def plan(request: Request, seat: Seated, place: str) -> HTMLResponse:
    """One place: its plan, and what is within it."""
    session = seat.session
    with looking(session) as (connection, showing):
        held = session.compartments
        record = records.record(connection, held, place)
        if record is None or record.kind != "place" or record.withdrawn:
            raise MissingError("There is no such place.")
        leads = records.leading_to(connection, held, place, "place")
        inner = [one.record for one in leads if one.field == "within"]
        counts = _counts(connection, held)
        showing.learn([record, *inner])
        titles = {one.id: showing.title(one) for one in (record, *inner)}
    drawn = _plan(session, record, inner, titles, counts)
    return render(
        request,
        "where_plan.html",
        here="where",
        place=place,
        heading=titles[place],
        plan=drawn,
        node=_node(record, titles, {}, counts),
        inner=[_node(one, titles, {}, counts) for one in inner],
    )


def _places(connection: Connection, held: Held) -> list[Record]:
    found: list[Record] = []
    after = None
    while len(found) < MAX_PLACES:
        page = records.of_kind(connection, held, "place", after=after)
        found += page.records
        after = page.after
        if after is None:
            break
    return found


def _counts(connection: Connection, held: Held) -> dict[str, dict[str, int]]:
    """How many records of each kind lead to each place."""
    found: dict[str, dict[str, int]] = {}
    prefix = kinds.BY_NAME["place"].prefix
    for compartment in held:
        shelf = SHELVES.get(compartment)
        if shelf is None:
            continue
        e = shelf.lead.c
        wanted = select(e.target, e.kind, func.count())
        # From '-' up to the sign after it: a range of the index.
        wanted = wanted.where(e.target > f"{prefix}-", e.target < f"{prefix}.")
        wanted = wanted.where(e.kind != "place").group_by(e.target, e.kind)
        for target, kind, count in connection.execute(wanted):
            own = found.setdefault(target, {})
            own[kind] = own.get(kind, 0) + count
    return found


def _node(
    one: Record,
    titles: Mapping[str, str],
    sorts: Mapping[str, str],
    counts: Mapping[str, dict[str, int]],
) -> Node:
    own = counts.get(one.id, {})
    told = tuple(
        (kind, words.said(words_records.KINDS_MANY, kind), own[kind])
        for kind in kinds.BY_NAME
        if kind in own
    )
    plan = isinstance(one.fields.get("plan"), str)
    below = sum(own.values())
    return Node(one.id, titles[one.id], sorts.get(one.id, ""), plan, told, below)


def _tree(
    every: Sequence[Record],
    titles: Mapping[str, str],
    sorts: Mapping[str, str],
    counts: Mapping[str, dict[str, int]],
) -> list[Node]:
    """The places under those that they lie within; a circle is cut where it closes."""
    nodes = {one.id: _node(one, titles, sorts, counts) for one in every}
    above = {one.id: one.fields.get("within") for one in every}
    roots: list[Node] = []
    for one in every:
        chain = list(_above(one.id, above))
        parent = chain[0] if chain else ""
        if parent in nodes and one.id not in chain and len(chain) < DEEP:
            nodes[parent].inner.append(nodes[one.id])
            own = sum(count for _, _, count in nodes[one.id].counts)
            for up in chain:
                if up in nodes:
                    nodes[up].below += own
        else:
            roots.append(nodes[one.id])
    return roots


def _above(place: str, above: Mapping[str, object]) -> Iterator[str]:
    seen: set[str] = set()
    at = above.get(place)
    while isinstance(at, str) and at not in seen:
        seen.add(at)
        yield at
        at = above.get(at)


def _plan(
    session: Session,
    record: Record,
    inner: Sequence[Record],
    titles: Mapping[str, str],
    counts: Mapping[str, dict[str, int]],
) -> Plan | None:
    item = record.fields.get("plan")
    if not isinstance(item, str) or Compartment.EVIDENCE not in session.compartments:
        return None
    try:
        row = session.item(item).row
    except WitnessboxError:
        return None
    width, height = row.width or 1000, row.height or 700
    marks, unplaced = [], []
    for one in inner:
        x, y = one.fields.get("plan_x"), one.fields.get("plan_y")
        if type(x) is int and type(y) is int and 0 <= x <= WHOLE and 0 <= y <= WHOLE:
            count = sum(counts.get(one.id, {}).values())
            at = (1000 * x // WHOLE, 1000 * height // width * y // WHOLE)
            marks.append(Mark(one.id, titles[one.id], *at, count))
        else:
            unplaced.append(one.id)
    still = row.kind in PICTURED and row.stills > 0
    return Plan(
        item, still, 1000, 1000 * height // width, tuple(marks), tuple(unplaced)
    )
