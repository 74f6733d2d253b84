# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Who looks at what next: the next item, its label first; the board of all work.

What holds: no picture is in these pages; an item is given out by a statement, so
that nobody else is given it; nothing here counts anybody's time; what a member does
not want to be given is shown to that member alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.responses import Response as Answer

from witnessbox.catalogue import query, worklist
from witnessbox.catalogue.work import ANSWERS
from witnessbox.catalogue.work_schema import STATES, UNSEEN
from witnessbox.catalogue.worklist import Spared, Work
from witnessbox.link import order
from witnessbox.model.field import CODE
from witnessbox.pipeline import handling
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import MAX_WHY
from witnessbox.web import labelled, moments, words_work
from witnessbox.web.choices import Terms
from witnessbox.web.gate import Seated, asked, whole
from witnessbox.web.handled import LOOKED_AT
from witnessbox.web.labelled import Chip
from witnessbox.web.pages import render
from witnessbox.web.tongue import gettext
from witnessbox.web.views.item import MARKABLE, MOMENT, begins_at, item_of

router = APIRouter()

ROWS = 50
MAX_TEXT = 20_000
MAX_TERMS = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One item in a list of work."""

    item: str
    name: str
    state: str
    chips: tuple[Chip, ...]


@router.get("/next")
def next_for_me(request: Request, seat: Seated) -> HTMLResponse:
    """What is next, in words."""
    session = seat.session
    session.committer.glance()
    wanted = request.query_params.get("item", "")
    with session.reading() as connection:
        mine = worklist.mine(connection, session.member)
    fresh = [one for one in mine if one.state == UNSEEN]
    one = next((w for w in mine if w.item == wanted), fresh[0] if fresh else None)
    names = _names(session)
    shown = {} if one is None else _expected(session, one, names)
    rest = [w for w in mine if one is None or w.item != one.item]
    return render(
        request,
        "next.html",
        here="next",
        row=shown.get("row"),
        told=shown.get("told"),
        why=shown.get("why", []),
        peaks=shown.get("peaks", []),
        alike=shown.get("alike", 0),
        same=shown.get("same", 0),
        timeline=shown.get("timeline", False),
        nothing=request.query_params.get("nothing") == "1",
        rest=request.query_params.get("rest") == "1",
        mine=lines(session, rest[:ROWS]),
    )


def _expected(
    session: Session, one: Work, names: Mapping[str, str]
) -> dict[str, object]:
    view = session.item(one.item)
    device = str(one.parts.get("device", ""))
    with session.reading() as connection:
        devices = worklist.of_devices(connection, [device] if device else [])
        terms = Terms(connection, session.compartments)
        told = labelled.told(one, terms)
        alike = worklist.alike(connection, one)
        same = len(worklist.open_alike(connection, one.item, handling.MOST_ALIKE))
        label = handling.label_of(connection, session, one.item)
    return {
        "row": view.row,
        "told": told,
        "why": [words_work.reason(why, names) for why in order.why(one, devices)],
        "peaks": moments.said(label, begins_at(view)),
        "alike": alike,
        "same": same,
        # What was described is asked for a reason first, on the item's page.
        "timeline": view.row.kind in MARKABLE and one.state not in LOOKED_AT,
    }


@router.post("/next")
def take(seat: Seated) -> Answer:
    """Take the next item: it is this member's from here on."""
    choice = handling.take_next(seat.session)
    if choice is None:
        return RedirectResponse("/next?nothing=1", 303)
    told = {"item": choice.work.item, **({"rest": "1"} if choice.rest else {})}
    return RedirectResponse(f"/next?{urlencode(told)}", 303)


@router.post("/item/{item_id}/label")
def label(request: Request, seat: Seated, item_id: str) -> Answer:
    """Say what is to be expected of an item."""
    view = item_of(seat.session, item_id)
    severity = asked(request, "severity", 2)
    fields: dict[str, Any] = {
        "category": _codes(request, "category"),
        "severity": whole(severity),
        **{name: asked(request, name, 10) for name in ANSWERS},
    }
    try:
        text = asked(request, "peaks", 500)
        fields["peaks"] = moments.spans(text, view.row.item, begins_at(view))
    except ValueError as error:
        unread = gettext("This is no moment of a film: %(text)s", text=str(error))
        return PlainTextResponse(unread, 422)
    handling.label(seat.session, view.row.item, fields)
    return RedirectResponse(f"/item/{view.row.item}", 303)


@router.post("/item/{item_id}/work")
def move(request: Request, seat: Seated, item_id: str) -> Answer:
    """Move an item on, take it, hand it back, give it to another, or ask for it."""
    session, item = seat.session, item_of(seat.session, item_id).row.item
    if asked(request, "back", 1):
        handling.give_back(session, item)
    elif asked(request, "take", 1):
        handling.take(session, item)
    elif asked(request, "ask", 1):
        handling.ask(session, item, asked(request, "asked", 20))
    elif asked(request, "assign", 1):
        handling.assign(session, item, asked(request, "member", 64))
    else:
        why = asked(request, "why", MAX_WHY).strip()
        handling.move(session, item, asked(request, "move", 20), why)
    back_to = {"next": "/next", "work": "/work"}
    return RedirectResponse(back_to.get(asked(request, "to", 4), f"/item/{item}"), 303)


@router.post("/item/{item_id}/again")
def again(request: Request, seat: Seated, item_id: str) -> Answer:
    """Look again at what was described, and say what for."""
    item = item_of(seat.session, item_id).row.item
    needed = asked(request, "needed", MAX_TEXT).strip()
    if not needed:
        return RedirectResponse(f"/item/{item}", 303)
    handling.reopen(seat.session, item, needed)
    seat.answered.add(item)
    seat.looking.add(item)
    at = asked(request, "at", 32)
    exact = f"/timeline?at={at}" if MOMENT.fullmatch(at) else ""
    return RedirectResponse(f"/item/{item}{exact}", 303)


@router.post("/item/{item_id}/settled")
def settled(request: Request, seat: Seated, item_id: str) -> Answer:
    """Write down which facts are settled."""
    item = item_of(seat.session, item_id).row.item
    handling.settle(seat.session, item, asked(request, "settled", MAX_TEXT).strip())
    return RedirectResponse(f"/item/{item}", 303)


@router.post("/item/{item_id}/quarantine")
def quarantine(request: Request, seat: Seated, item_id: str) -> Answer:
    """Hold an item back."""
    item = item_of(seat.session, item_id).row.item
    reason, alike = asked(request, "reason", MAX_TEXT), asked(request, "alike", 1)
    handling.quarantine(seat.session, item, reason, alike=alike == "1")
    return RedirectResponse(f"/item/{item}", 303)


@router.post("/item/{item_id}/lift")
def lift(request: Request, seat: Seated, item_id: str) -> Answer:
    """Hold an item back no longer."""
    item = item_of(seat.session, item_id).row.item
    handling.lift(seat.session, item, asked(request, "why", 2000))
    return RedirectResponse(f"/item/{item}", 303)


@router.get("/work")
def board(request: Request, seat: Seated) -> HTMLResponse:
    """How far the work is, and in whose hands."""
    session = seat.session
    session.committer.glance()
    names = _names(session)
    with session.reading() as connection:
        counts = worklist.board(connection)
        mine = worklist.mine(connection, session.member)
        second = worklist.second_looks(connection, ROWS)
        terms = Terms(connection, session.compartments)
        categories = terms.choices("category")
    people = sorted(
        ((member, names.get(member, member)) for member in counts.held),
        key=lambda one: one[1],
    )
    return render(
        request,
        "work.html",
        here="work",
        states=STATES,
        board=counts,
        people=people,
        mine=lines(session, mine[:ROWS]),
        second=lines(session, second),
        spared=handling.spared_by(session),
        categories=categories,
        members=sorted(names.items(), key=lambda one: one[1]),
    )


@router.post("/work/spared")
def spare(request: Request, seat: Seated) -> Answer:
    """Keep what this member does not want to be given."""
    wanted = Spared(
        categories=tuple(_codes(request, "category")),
        sexual=bool(asked(request, "sexual", 1)),
        child=bool(asked(request, "child", 1)),
        sound=bool(asked(request, "sound", 1)),
        unlabelled=bool(asked(request, "unlabelled", 1)),
    )
    handling.spare(seat.session, wanted)
    return RedirectResponse("/work", 303)


def lines(session: Session, found: Iterable[Work]) -> list[Line]:
    """Items of work by their names, with what to expect."""
    works = list(found)
    with session.reading() as connection:
        terms = Terms(connection, session.compartments)
        names = query.names(connection, [one.item for one in works])
        return [
            Line(
                one.item,
                names.get(one.item, one.item),
                one.state,
                labelled.told(one, terms).chips,
            )
            for one in works
        ]


def _names(session: Session) -> dict[str, str]:
    return {one.handle: one.name for one in session.members() if one.name}


def _codes(request: Request, name: str) -> list[str]:
    given = request.state.form.getlist(name)
    found = [one for one in given if isinstance(one, str) and CODE.fullmatch(one)]
    return list(dict.fromkeys(found))[:MAX_TERMS]
