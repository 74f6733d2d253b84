# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A statement on paper: who told what, and what they were shown before.

What holds: that it is printed, by whom and why, is in the ledger before the page
comes; a GET shows none of it; the page is marked as not for release.
"""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from witnessbox.base.errors import MissingError, UnusableError
from witnessbox.model import kinds
from witnessbox.model.field import ID
from witnessbox.model.testimony import COMPLAINT
from witnessbox.pipeline import giving
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import MAX_WHY
from witnessbox.web import dated, telling
from witnessbox.web.dossier import dossier
from witnessbox.web.gate import Seated, asked
from witnessbox.web.pages import render
from witnessbox.web.views.records import kind_of, looking
from witnessbox.web.views.stating import REFUSED

router = APIRouter()


@router.get("/record/{record_id}/print")
def before(request: Request, seat: Seated, record_id: str) -> HTMLResponse:
    """Ask why it is printed."""
    return _page(request, seat.session, record_id)


@router.post("/record/{record_id}/print")
def paper(request: Request, seat: Seated, record_id: str) -> HTMLResponse:
    """Put the printing on record, then show what is printed."""
    session = seat.session
    reason = asked(request, "reason", MAX_WHY).strip()
    _refuse_others(session, record_id)
    try:
        giving.print_statement(session, record_id, reason)
    except MissingError:
        raise
    except UnusableError as error:
        return _page(request, session, record_id, trouble=error)
    return _page(request, session, record_id, reason)


def _page(
    request: Request,
    session: Session,
    record_id: str,
    reason: str = "",
    *,
    trouble: UnusableError | None = None,
) -> HTMLResponse:
    _refuse_others(session, record_id)
    today = datetime.now(UTC).date()
    with looking(session) as (connection, showing):
        held = session.compartments
        seen = dossier(connection, held, showing, record_id)
        found = telling.telling(connection, held, showing, seen, today)
    return render(
        request,
        "statement.html",
        REFUSED if trouble else 200,
        here="case",
        seen=seen,
        row=seen.record,
        telling=found,
        printed=bool(reason) and trouble is None,
        reason=reason,
        trouble=trouble,
        today=dated.said(today.isoformat()),
    )


def _refuse_others(session: Session, record_id: str) -> None:
    kind_of(session, COMPLAINT.name)
    if not ID.fullmatch(record_id) or kinds.leads_to(record_id) != COMPLAINT.name:
        raise MissingError("There is no such record.")
