# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures and segments: covered by GET, clear by POST, decided first.

What holds: `disclosure.decide` is asked before any byte is fetched; a clear
still or segment is given to a POST with the token alone, and the session puts
the revealing on record before it gives it; what is refused or missing is one
answer, and past the end there is none; nothing is an original's byte, and
nothing is stored.
"""

from __future__ import annotations

import re

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse
from starlette.responses import Response as Answer

from witnessbox.base.errors import MediaRefusedError, MissingError
from witnessbox.base.values import Compartment
from witnessbox.catalogue import worklist
from witnessbox.pipeline.proxies import Played
from witnessbox.pipeline.session import Session
from witnessbox.release.disclosure import (
    DESCRIBED,
    NOT_SURE,
    Cover,
    Decision,
    Refuse,
    decide,
)
from witnessbox.release.disclosure import Request as Wish
from witnessbox.web.gate import SURE_HEADER, Seated
from witnessbox.web.handled import LOOKED_AT
from witnessbox.web.seats import Seat
from witnessbox.web.tongue import gettext
from witnessbox.web.views.item import item_of

router = APIRouter()

NUMBER = re.compile(r"[0-9]{1,7}")
BEGINNING = "beginning"
SEGMENT_TYPE = "video/mp4"


@router.get("/item/{item_id}/still/{number}")
def covered_still(seat: Seated, item_id: str, number: str) -> Answer:
    """A covered still."""
    return _still(seat.session, item_id, number, deliberate=False)


@router.post("/item/{item_id}/still/{number}")
def clear_still(request: Request, seat: Seated, item_id: str, number: str) -> Answer:
    """Reveal a still, on record."""
    return _asked_first(request, seat, item_id) or _still(
        seat.session, item_id, number, deliberate=True
    )


@router.get("/item/{item_id}/part/{part}")
def covered_part(seat: Seated, item_id: str, part: str) -> Answer:
    """A covered segment, or a covered film's beginning."""
    return _part(seat.session, item_id, part, deliberate=False)


@router.post("/item/{item_id}/part/{part}")
def clear_part(request: Request, seat: Seated, item_id: str, part: str) -> Answer:
    """Reveal a segment, on record, or begin to."""
    return _asked_first(request, seat, item_id) or _part(
        seat.session, item_id, part, deliberate=True
    )


def covered(session: Session, item_id: str, *, deliberate: bool) -> bool:
    """The decision for one item: True to cover, False to show.

    Raises:
        MissingError: There is nothing to show, or not to this member.
    """
    decision = _decided(session, item_id, deliberate=deliberate, sure=True)
    if isinstance(decision, Refuse):
        raise MissingError("There is no such item.")
    return isinstance(decision, Cover)


def described(seat: Seat, item: str) -> bool:
    """Whether this one is asked first what they still need from an item."""
    with seat.session.reading() as connection:
        work = worklist.one(connection, item)
    known = work is not None and work.state in LOOKED_AT
    return known and item not in seat.looking


def _decided(
    session: Session,
    item_id: str,
    *,
    deliberate: bool,
    sure: bool,
    described: bool = False,
) -> Decision:
    view = item_of(session, item_id)
    with session.reading() as connection:
        work = worklist.one(connection, item_id)
    label = worklist.NO_LABEL if work is None else work.label
    return decide(
        Wish(
            held=Compartment.EVIDENCE in session.compartments,
            state=view.row.state,
            quarantined=work is not None and work.quarantined,
            withheld=label.withheld,
            severity=label.severity if label.known else None,
            sure=sure,
            described=described,
            deliberate=deliberate,
        )
    )


def _asked_first(request: Request, seat: Seat, item_id: str) -> Answer | None:
    """The question that comes before this is revealed, if there is one."""
    sure = request.headers.get(SURE_HEADER) == "1"
    decision = _decided(
        seat.session,
        item_id,
        deliberate=True,
        sure=sure,
        described=described(seat, item_id),
    )
    if decision == Refuse(DESCRIBED):
        text = gettext("Somebody described this: say first what you still need.")
        return PlainTextResponse(text, 412)
    if decision == Refuse(NOT_SURE):
        text = gettext("This counts as the highest severity: confirm it first.")
        return PlainTextResponse(text, 428)
    return None


def _still(session: Session, item_id: str, number: str, *, deliberate: bool) -> Answer:
    cover = covered(session, item_id, deliberate=deliberate)
    if not NUMBER.fullmatch(number):
        raise MissingError("There is no such still.")
    data = session.still(item_id, int(number), covered=cover)
    return Answer(data, media_type="image/jpeg")


def _part(session: Session, item_id: str, part: str, *, deliberate: bool) -> Answer:
    cover = covered(session, item_id, deliberate=deliberate)
    if part != BEGINNING and not NUMBER.fullmatch(part):
        raise MissingError("There is no such part.")
    segment = None if part == BEGINNING else int(part)
    try:
        return _played(session.proxy(item_id, segment, covered=cover))
    except MissingError:
        # The item is there, and this part of it is not: it ends before.
        return Answer(status_code=204)
    except MediaRefusedError as error:
        return Answer(error.what, 422, media_type="text/plain")


def _played(played: Played) -> Answer:
    headers = {
        "x-witnessbox-type": played.mime,
        "x-witnessbox-origin": f"{played.origin[0]}/{played.origin[1]}",
    }
    return Answer(played.data, media_type=SEGMENT_TYPE, headers=headers)
