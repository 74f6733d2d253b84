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

from fastapi import APIRouter
from starlette.responses import Response as Answer

from witnessbox.base.errors import MediaRefusedError, MissingError
from witnessbox.base.values import Compartment
from witnessbox.pipeline.proxies import Played
from witnessbox.pipeline.session import Session
from witnessbox.release.disclosure import Cover, Refuse, decide
from witnessbox.release.disclosure import Request as Wish
from witnessbox.web.gate import Seated
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
def clear_still(seat: Seated, item_id: str, number: str) -> Answer:
    """Reveal a still, on record."""
    return _still(seat.session, item_id, number, deliberate=True)


@router.get("/item/{item_id}/part/{part}")
def covered_part(seat: Seated, item_id: str, part: str) -> Answer:
    """A covered segment, or a covered film's beginning."""
    return _part(seat.session, item_id, part, deliberate=False)


@router.post("/item/{item_id}/part/{part}")
def clear_part(seat: Seated, item_id: str, part: str) -> Answer:
    """Reveal a segment, on record, or begin to."""
    return _part(seat.session, item_id, part, deliberate=True)


def covered(session: Session, item_id: str, *, deliberate: bool) -> bool:
    """The decision for one item: True to cover, False to show.

    Raises:
        MissingError: There is nothing to show, or not to this member.
    """
    view = item_of(session, item_id)
    held = Compartment.EVIDENCE in session.compartments
    decision = decide(Wish(held, view.row.state, deliberate=deliberate))
    if isinstance(decision, Refuse):
        raise MissingError("There is no such item.")
    return isinstance(decision, Cover)


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
