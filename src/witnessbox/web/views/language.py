# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The member's choice of language, before the door and behind it.

What holds: the choice is a cookie of this browser's session and is nowhere on record;
it needs the token, as every change does, and leads back to a page of ours only.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse
from starlette.responses import Response as Answer

from witnessbox.web import tongue
from witnessbox.web.gate import asked, place_of
from witnessbox.web.views.entry import OWN_PAGE

router = APIRouter()


@router.post("/language")
def choose(request: Request) -> Answer:
    """Speak another language from here on."""
    code, page = asked(request, "tongue", 8), asked(request, "page", 200)
    answer = RedirectResponse(page if OWN_PAGE.fullmatch(page) else "/", 303)
    if code in tongue.TONGUES:
        name = tongue.cookie_name(place_of(request).port)
        answer.set_cookie(name, code, httponly=True, samesite="strict", path="/")
    return answer
