# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a form asks while it is filled in: where a link may lead, how a date reads.

What holds: nothing is suggested that this member may not read.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse
from starlette.responses import Response as Answer

from witnessbox.model import dating, kinds
from witnessbox.pipeline import suggesting
from witnessbox.web import dated, words_records
from witnessbox.web.gate import Seated
from witnessbox.web.views.records import MAX_SOUGHT, held_kind, looking

router = APIRouter()

MAX_KINDS = 400
"""Characters of a list of kinds."""


@router.get("/suggest")
def suggest(request: Request, seat: Seated) -> Answer:
    """What a link might lead to, by a few letters."""
    session = seat.session
    allowed = [
        name
        for name in request.query_params.get("of", "")[:MAX_KINDS].split(",")
        if name in kinds.OUTSIDE or held_kind(session, name)
    ]
    text = request.query_params.get("text", "")[:MAX_SOUGHT]
    held = session.compartments
    with looking(session) as (connection, showing):
        found = suggesting.suggest(
            connection, held, allowed, text, showing.terms.containing
        )
        showing.learn((), found)
        pieces = [(identity, showing.linked(identity)) for identity in found]
    return JSONResponse(
        [{"id": name, "text": one.text, "note": one.note} for name, one in pieces]
    )


@router.get("/dated")
def check_date(request: Request, seat: Seated) -> Answer:
    """A date as it will be read, while it is typed."""
    del seat
    text = request.query_params.get("text", "")[:MAX_SOUGHT].strip()
    try:
        dating.parse(text)
    except ValueError:
        return JSONResponse({"holds": False, "said": words_records.problem("not-date")})
    return JSONResponse({"holds": True, "said": dated.said(text)})
