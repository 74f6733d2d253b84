# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""All complaints: who waits for help or for word stands above the list.

What holds: missing and forbidden are one answer; what speaks against an account is
counted beside what speaks for it; who waits for help stands above who waits for word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import HTMLResponse

from witnessbox.catalogue import records, tellings
from witnessbox.catalogue.records import Record
from witnessbox.catalogue.tellings import NARROWING, Sought
from witnessbox.link import followup
from witnessbox.link.sight import several, text
from witnessbox.model.field import CODE, LANGUAGE
from witnessbox.model.testimony import COMPLAINT
from witnessbox.pipeline import casework
from witnessbox.pipeline.casework import Weighed
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.testimony import Tellings
from witnessbox.web import counted, words_found
from witnessbox.web.choices import Choice
from witnessbox.web.gate import Seated
from witnessbox.web.pages import render
from witnessbox.web.shown import Showing
from witnessbox.web.views.records import CURSOR, kind_of, looking

router = APIRouter()

PAGE = 50
FEW = 6
MAX_SESSIONS = 200
MAX_TEXT = 200
MAX_PLACE = 7
TERMS = ("status", "referral")
LATE = ("help", "word")


@dataclass(frozen=True, slots=True)
class Told:
    """A complaint in the list.

    Attributes:
        date: When it was received, else when it was told.
        help: How the help that is needed stands, as `followup.Referral`.
        needs: What help; `due` until when.
        gaps: How many questions nobody asked yet.
    """

    id: str
    receipt: str
    language: str
    date: str
    session: str
    status: str
    help: str
    needs: tuple[str, ...]
    due: str
    weighed: Weighed
    who: str
    at: str
    differs: bool
    gaps: int


@router.get("/complaints")
def page(request: Request, seat: Seated) -> HTMLResponse:
    """The list, and who waits."""
    session = seat.session
    kind_of(session, COMPLAINT.name)
    today = datetime.now(UTC).date()
    known = counted.tellings(session, today)
    sought, late = _sought(request), request.query_params.get("late", "")
    late = late if late in LATE else ""
    with looking(session) as (connection, showing):
        found, after, first = _found(request, session, connection, (sought, late))
        waiting = _waiting(connection, session, known)
        rows = told(connection, session, showing, found, today)
        by = {
            one.id: one
            for one in told(connection, session, showing, waiting.values(), today)
        }
        status = showing.terms.choices("complaint-status")
        needs = showing.terms.choices("referral")
    return render(
        request,
        "complaints.html",
        here="complaints",
        rows=rows,
        all=known.count,
        known=known,
        overdue=[(by[i], due) for i, due in known.overdue[:FEW] if i in by],
        silent=[(by[i], days) for i, days in known.silent[:FEW] if i in by],
        sought=sought,
        late=late,
        statuses=[(one, known.statuses.get(one.code, 0)) for one in status],
        needs=needs,
        languages=_languages(known.languages),
        sessions=list(known.sessions)[:MAX_SESSIONS],
        after=after,
        first_page=first,
        query=_address(sought, late),
    )


def told(
    connection: Connection,
    session: Session,
    showing: Showing,
    found: Iterable[Record],
    today: date,
) -> list[Told]:
    """Complaints as lists show them."""
    some = list(found)
    weights = casework.weighed(connection, session.compartments, [o.id for o in some])
    return [
        Told(
            id=one.id,
            receipt=text(one.fields, "receipt") or one.id,
            language=words_found.language(text(one.fields, "language")),
            date=text(one.fields, "received") or text(one.fields, "date"),
            session=text(one.fields, "session"),
            status=text(one.fields, "status"),
            help=followup.referral(one.fields, today).value,
            needs=tuple(
                showing.terms.word("referral", each)
                for each in several(one.fields, "referral")
            ),
            due=text(one.fields, "referral_due"),
            weighed=weights.get(one.id, Weighed()),
            who=showing.member(one.author),
            at=one.at,
            differs=one.heads > 1,
            gaps=len(followup.gaps(one.fields)),
        )
        for one in some
    ]


def _found(
    request: Request,
    session: Session,
    connection: Connection,
    asked: tuple[Sought, str],
) -> tuple[Sequence[Record], str, bool]:
    """A page's complaints, what asks for the next, and whether it is the first."""
    sought, late = asked
    given, held = request.query_params.get("after", ""), session.compartments
    if late:
        today = datetime.now(UTC).date()
        known = counted.tellings(session, today)
        pairs = known.overdue if late == LATE[0] else known.silent
        here = given.isascii() and given.isdigit() and len(given) < MAX_PLACE
        place = int(given) if here else 0
        ids = [one for one, _ in pairs[place : place + PAGE]]
        rows = records.some(connection, held, ids)
        more = str(place + PAGE) if len(pairs) > place + PAGE else ""
        return [rows[one] for one in ids if one in rows], more, place == 0
    match = CURSOR.fullmatch(given)
    before = (match[1], match[2]) if match else None
    found = tellings.page(connection, held, sought, PAGE, before)
    after = "~".join(found.after) if found.after else ""
    return found.records, after, before is None


def _waiting(
    connection: Connection, session: Session, known: Tellings
) -> Mapping[str, Record]:
    ids = [one for one, _ in (*known.overdue[:FEW], *known.silent[:FEW])]
    return records.some(connection, session.compartments, ids)


def _sought(request: Request) -> Sought:
    given = request.query_params
    terms = {name: given[name] for name in TERMS if CODE.fullmatch(given.get(name, ""))}
    texts = {name: given.get(name, "").strip()[:MAX_TEXT] for name in NARROWING}
    if not LANGUAGE.fullmatch(texts["language"]):
        texts["language"] = ""
    kept = {name: told for name, told in texts.items() if told}
    return Sought(terms, kept, given.get("receipt", "").strip()[:MAX_TEXT])


def _languages(counts: Mapping[str, int]) -> list[Choice]:
    return [Choice(code, words_found.language(code)) for code in counts]


def _address(sought: Sought, late: str) -> str:
    pairs = [*sought.terms.items(), *sought.texts.items()]
    if sought.receipt:
        pairs.append(("receipt", sought.receipt))
    if late:
        pairs.append(("late", late))
    return urlencode(pairs)
