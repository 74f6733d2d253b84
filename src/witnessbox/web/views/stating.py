# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Stating on screen: forms, changing, withdrawing, undoing, settling.

What holds: nothing is stated by a GET; a refused statement comes back as it was
typed, with each reason at its field; the heads that the author saw go with a change,
so that two who write at once are both kept; after it one is where one came from, and
only ever on a page of ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.responses import Response as Answer

from witnessbox.base.errors import MissingError, StatementError, UnusableError
from witnessbox.catalogue import records
from witnessbox.catalogue.records import Record
from witnessbox.link import told_before
from witnessbox.link.sight import several, text
from witnessbox.model import kinds
from witnessbox.model.field import ID
from witnessbox.model.kind import Kind, Problem
from witnessbox.model.statement import Said
from witnessbox.model.testimony import COMPLAINT
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import MAX_WHY, Stating, Wish
from witnessbox.web import forms, letters, telling, words_links, words_testimony
from witnessbox.web.form_page import IMPORTED, Form, form_of, quick_title
from witnessbox.web.gate import Seated, asked
from witnessbox.web.pages import render
from witnessbox.web.shown import ids_in
from witnessbox.web.tongue import gettext
from witnessbox.web.views.records import kind_of, looking, may_write

router = APIRouter()

OWN_PAGE = re.compile(r"/(?![/.])[A-Za-z0-9/?=&.,~_%+-]{0,600}")
RECORD_PAGE = re.compile(r"/record/[a-z]{1,2}-[0-9a-f]{32}")
STATEMENT = re.compile(r"st-[0-9a-f]{32}")
MAX_SEEN = 64
REFUSED = 422
"""The status of a form that comes back."""


@router.get("/records/{kind_name}/new")
def new(request: Request, seat: Seated, kind_name: str) -> HTMLResponse:
    """An empty form, or one that the address fills in."""
    kind = _writable(seat.session, kind_name)
    fields = forms.parse(kind, request.query_params)
    back = _own(request.query_params.get("from", ""))
    return _page(request, seat.session, kind, fields, back=back)


@router.post("/records/{kind_name}/new")
def make(request: Request, seat: Seated, kind_name: str) -> Answer:
    """State a new record."""
    session = seat.session
    kind = _writable(session, kind_name)
    fields = forms.parse(kind, request.state.form)
    for name in IMPORTED.get(kind.name, ()):
        fields.pop(name, None)
    back = _own(asked(request, "from", 700))
    try:
        made = Stating(session).state(kind.name, fields)
    except StatementError as error:
        return _page(request, session, kind, fields, back=back, error=error)
    if asked(request, "again", 1):
        return RedirectResponse(_again(request, kind, back), 303)
    return RedirectResponse(_after(back, made), 303)


@router.post("/records/{kind_name}/quick")
def quick(request: Request, seat: Seated, kind_name: str) -> Answer:
    """State a record by its title alone, from a form that wants to lead to it."""
    kind = _writable(seat.session, kind_name)
    field = quick_title(kind)
    if not field:
        raise MissingError("Such a record needs more than a title.")
    title = asked(request, "title", 1000).strip()
    try:
        made = Stating(seat.session).state(kind.name, {field: title})
    except StatementError:
        return JSONResponse({"said": gettext("This needs a title.")}, REFUSED)
    return JSONResponse({"id": made, "text": title})


@router.get("/record/{record_id}/change")
def change(request: Request, seat: Seated, record_id: str) -> HTMLResponse:
    """The form with what stands in it."""
    session = seat.session
    record, standing = _standing(session, record_id)
    kind = _writable(session, record.kind)
    seen = [one.statement.id for one in standing]
    back = _own(request.query_params.get("from", ""))
    fields = {**record.fields, **forms.parse(kind, request.query_params)}
    return _page(request, session, kind, fields, back=back, record=record, seen=seen)


@router.post("/record/{record_id}/change")
def changed(request: Request, seat: Seated, record_id: str) -> Answer:
    """State a record again; what its author saw is superseded, and nothing else."""
    session = seat.session
    record, _ = _standing(session, record_id)
    kind = _writable(session, record.kind)
    kept = words_testimony.LOCKED.get(kind.name, ())
    fields = {name: record.fields[name] for name in kept if name in record.fields}
    fields |= forms.parse(kind, request.state.form)
    seen = _seen(request)
    back = _own(asked(request, "from", 700))
    why = asked(request, "why", MAX_WHY + 1).strip()
    try:
        Stating(session).together([Wish(kind.name, fields, record.id, why, seen)])
    except StatementError as error:
        return _page(
            request,
            session,
            kind,
            fields,
            back=back,
            error=error,
            record=record,
            seen=seen,
        )
    return RedirectResponse(_after(back, record.id), 303)


@router.post("/record/{record_id}/withdraw")
def withdraw(request: Request, seat: Seated, record_id: str) -> Answer:
    """Take a record back, with a reason; its history stays."""
    record, _ = _standing(seat.session, record_id)
    why = asked(request, "why", MAX_WHY + 1).strip()
    if not why:
        raise UnusableError("To withdraw a record needs a reason.")
    Stating(seat.session).withdraw(record.id, why)
    return RedirectResponse(f"/record/{record.id}", 303)


@router.post("/record/{record_id}/settle")
def settle(request: Request, seat: Seated, record_id: str) -> Answer:
    """Let one of several statements stand, as one's own; all stay on record."""
    record, standing = _standing(seat.session, record_id)
    chosen = asked(request, "take", 100)
    seen = _seen(request)
    said = [one.statement for one in standing if one.statement.id == chosen]
    if not said:
        raise UnusableError("Somebody has just changed it. Look at it again.")
    wish = Wish(
        record.kind,
        said[0].fields,
        record.id,
        why=asked(request, "why", MAX_WHY + 1).strip(),
        seen=seen,
        withdraws=said[0].withdrawn,
    )
    Stating(seat.session).together([wish])
    return RedirectResponse(_after("", record.id), 303)


@router.post("/record/{record_id}/undo")
def undo(request: Request, seat: Seated, record_id: str) -> Answer:
    """Undo this member's last statement, if it is of this record."""
    session = seat.session
    _standing(session, record_id)
    with session.reading() as connection:
        last = records.last_by(connection, session.compartments, session.member)
    if last is None or last.statement.record != record_id:
        raise UnusableError("Your last statement is of another record.")
    Stating(session).undo()
    back = _own(asked(request, "from", 700))
    return RedirectResponse(back or f"/record/{record_id}", 303)


def _page(
    request: Request,
    session: Session,
    kind: Kind,
    fields: dict[str, Any],
    *,
    back: str,
    error: StatementError | None = None,
    record: Record | None = None,
    seen: Sequence[str] = (),
) -> HTMLResponse:
    problems = [Problem(*one) for one in error.problems] if error else []
    form, title = _form(session, kind, fields, problems, record)
    complains = kind.name == COMPLAINT.name
    letter = letters.letter(session, text(fields, "letter")) if complains else None
    return render(
        request,
        "record_form.html",
        REFUSED if error else 200,
        here="case",
        form=form,
        kind=kind.name,
        record=record,
        record_title=title,
        seen=seen,
        back=back,
        why=asked(request, "why", MAX_WHY) if error else "",
        own_fields=forms.PREFIX,
        letter=letter,
        gaps=telling.gaps(record.fields) if complains and record else (),
        ask_again=_ask_again(fields, problems),
    )


def _ask_again(fields: dict[str, Any], problems: Sequence[Problem]) -> str:
    """Where a second interview is asked for, if the lack of it is the trouble."""
    if "told-before" not in [one.code for one in problems]:
        return ""
    person = told_before.teller(fields)
    pairs = [("f.person", person)] if person else []
    pairs += [("f.earlier", one) for one in several(fields, "same_person")]
    return f"/records/again/new?{urlencode(pairs)}"


def _form(
    session: Session,
    kind: Kind,
    fields: dict[str, Any],
    problems: list[Problem],
    record: Record | None,
) -> tuple[Form, str]:
    with looking(session) as (_, showing):
        also = [one for one in ids_in(kind, fields) if ID.fullmatch(one)]
        showing.learn([record] if record else [], also)
        members = {one.handle: one.name for one in session.members()}
        first = record is None
        made = form_of(showing, kind, fields, problems, members, first=first)
        return made, showing.title(record) if record else ""


def _writable(session: Session, name: str) -> Kind:
    kind = kind_of(session, name)
    if not may_write(session, kind):
        raise UnusableError("Your role in this group may not state this.")
    return kind


def _standing(session: Session, record_id: str) -> tuple[Record, Sequence[Said]]:
    """A record and its heads.

    Raises:
        MissingError: It is not there, or not for this member.
    """
    session.committer.catch_up()
    found = None
    if ID.fullmatch(record_id) and kinds.leads_to(record_id) in kinds.BY_NAME:
        with session.reading() as connection:
            held = session.compartments
            found = records.record(connection, held, record_id)
            standing = records.standing(connection, held, record_id)
    if found is None:
        raise MissingError("There is no such record.")
    return found, standing


def _seen(request: Request) -> tuple[str, ...]:
    given = request.state.form.getlist("seen")[:MAX_SEEN]
    return tuple(
        one for one in given if isinstance(one, str) and STATEMENT.fullmatch(one)
    )


def _own(page: str) -> str:
    """A page of ours to go back to; empty if it is none."""
    return page if OWN_PAGE.fullmatch(page) else ""


def _after(back: str, made: str) -> str:
    """Where one is after stating: where one came from, else at the record."""
    if RECORD_PAGE.fullmatch(back):
        return f"{back}?made={made}"
    return back or f"/record/{made}?made={made}"


def _again(request: Request, kind: Kind, back: str) -> str:
    """The same form once more, with what the last one was about."""
    kept = {field for pairs in words_links.ADDS.values() for _, field in pairs}
    fields = forms.parse(kind, request.state.form)
    same = {
        one.name: fields[one.name]
        for one in kind.fields
        if one.name in fields and one.required and one.name in kept
    }
    query = urlencode([*forms.pairs(kind, same), ("from", back)])
    return f"/records/{kind.name}/new?{query}"
