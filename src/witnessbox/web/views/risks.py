# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Everybody at risk: those to look at first before the others.

What holds: missing and forbidden are one answer; a person stands once, with all that
may happen to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from witnessbox.link.sight import text
from witnessbox.model.testimony import RISK
from witnessbox.web import counted
from witnessbox.web.gate import Seated
from witnessbox.web.pages import render
from witnessbox.web.views.records import kind_of, looking

router = APIRouter()

PAGE = 50
MAX_PLACE = 7


@dataclass(frozen=True, slots=True)
class Endangered:
    """A person in the list; `risks` are (record, situation)."""

    person: str
    title: str
    risks: tuple[tuple[str, str], ...]
    review: str
    late: int
    blackmailed: bool


@router.get("/risks")
def page(request: Request, seat: Seated) -> HTMLResponse:
    """The list."""
    session = seat.session
    kind_of(session, RISK.name)
    known = counted.risks(session, datetime.now(UTC).date())
    given = request.query_params.get("after", "")
    place = int(given) if given.isascii() and given.isdigit() else 0
    place = place if len(given) < MAX_PLACE else 0
    some = known[place : place + PAGE]
    with looking(session) as (_, showing):
        showing.learn((), [one.person for one in some])
        rows = [
            Endangered(
                person=one.person,
                title=showing.linked(one.person).text,
                risks=tuple(
                    (
                        each.id,
                        showing.terms.word("situation", text(each.fields, "situation")),
                    )
                    for each in one.risks
                ),
                review=text(one.risks[0].fields, "review"),
                late=one.late,
                blackmailed=any("blackmailed_with" in r.fields for r in one.risks),
            )
            for one in some
        ]
    return render(
        request,
        "risks.html",
        here="case",
        rows=rows,
        count=len(known),
        late=sum(one.late > 0 for one in known),
        place=place,
        after=str(place + PAGE) if len(known) > place + PAGE else "",
    )
