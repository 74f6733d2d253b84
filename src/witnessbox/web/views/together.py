# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One event, seen by several cameras: side by side in true time, covered.

What holds: the page holds no picture; covered ones come by the same routes and the
same decision as everywhere; what somebody described is asked for first, on the item's
own page, and shows nothing here before; what a member may not see is counted and no
more; nothing is placed in time but by what a named person stated.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from witnessbox.base.errors import MissingError
from witnessbox.catalogue import records
from witnessbox.catalogue.answers import ItemView
from witnessbox.model.field import ID
from witnessbox.pipeline.session import Session
from witnessbox.web import dated, sides, words
from witnessbox.web.gate import Seated
from witnessbox.web.pages import render
from witnessbox.web.views.film import covered, described
from witnessbox.web.views.item import MARKABLE, item_of
from witnessbox.web.views.records import looking

router = APIRouter()


@router.get("/record/{record_id}/together")
def page(request: Request, seat: Seated, record_id: str) -> HTMLResponse:
    """The items of an event beside one another."""
    session = seat.session
    if not ID.fullmatch(record_id):
        raise MissingError("There is no such event.")
    with looking(session) as (connection, showing):
        event = records.record(connection, session.compartments, record_id)
        if event is None or not sides.abreast(event):
            raise MissingError("There is no such event.")
        showing.learn([event])
        title = showing.title(event)
    spans = sides.marked_items(event)
    views = {item: view for item in spans if (view := _seen(session, item))}
    names = {one.handle: words.plain(one.name) for one in session.members()}
    found = sides.sides_of(session, views, spans, names)
    items = [one.view.row.item for one in found.sides]
    asks = {item for item in items if described(seat, item)}
    seat.looking.update(set(items) - asks)
    return render(
        request,
        "together.html",
        here="case",
        event=event,
        event_title=title,
        found=found,
        asks=asks,
        day=dated.long(found.day) if found.placed else "",
        ratio=sides.ratio,
    )


def _seen(session: Session, item: str) -> ItemView | None:
    """An item that may be seen covered; None if not."""
    try:
        covered(session, item, deliberate=False)
        view = item_of(session, item)
    except MissingError:
        return None
    return view if view.row.kind in MARKABLE else None
