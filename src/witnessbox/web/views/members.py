# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Members: who may read which compartment; a list."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from witnessbox.base.values import SEALED_COMPARTMENTS
from witnessbox.web.gate import Seated
from witnessbox.web.pages import render

router = APIRouter()


@router.get("/members")
def page(request: Request, seat: Seated) -> HTMLResponse:
    """Every member."""
    return render(
        request,
        "members.html",
        here="members",
        members=seat.session.members(),
        compartments=[each.value for each in SEALED_COMPARTMENTS],
        own=seat.session.member,
    )
