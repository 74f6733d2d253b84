# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The box: its format, its log, its last verification, what the cage lacks.

What holds: nothing here claims a protection that was not just looked at; what
the lock-down lacks is named; a verification says when it was made.
"""

from __future__ import annotations

import time

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response as Answer

from witnessbox.base.errors import WitnessboxError
from witnessbox.base.moment import now
from witnessbox.pipeline.boxfile import FORMAT
from witnessbox.pipeline.intake_order import free_bytes
from witnessbox.pipeline.session import Session
from witnessbox.web import words
from witnessbox.web.gate import Seated, place_of
from witnessbox.web.pages import render

router = APIRouter()


@router.get("/box")
def page(request: Request, seat: Seated) -> HTMLResponse:
    """The box."""
    session = seat.session
    verification = place_of(request).jobs.verification()
    lacks, trouble = _lacks(session)
    return render(
        request,
        "box.html",
        here="box",
        facts=session.box_facts(),
        file=session.premises.file,
        format=FORMAT,
        lacks=lacks,
        trouble=trouble,
        held=[each.value for each in session.compartments],
        ended=words.span(int(time.time() - verification.ended)),
        free=words.size(free_bytes(session.premises.folder)),
        clock=now(),
    )


@router.post("/verify")
def verify(request: Request, seat: Seated) -> Answer:
    """Start a verification."""
    place_of(request).jobs.verify(seat.lease)
    return RedirectResponse("/box", 303)


def _lacks(session: Session) -> tuple[list[str], WitnessboxError | None]:
    try:
        return list(session.desk.client.missing()), None
    except WitnessboxError as error:
        return [], error
