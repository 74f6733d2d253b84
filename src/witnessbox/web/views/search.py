# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Search: one box for all that one may read.

What holds: what is asked is posted, and the page that answers has an address that
says nothing: the question stays in this process's memory, with the seat, and goes
with it, so that no history, address bar or restored tab of a seized laptop tells what
was sought; going back works all the same. An id or a SHA-256 leads straight there.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response as Answer

from witnessbox.base.errors import WitnessboxError
from witnessbox.catalogue import query, records
from witnessbox.catalogue.search_query import MAX_QUESTION
from witnessbox.model import kinds
from witnessbox.model.field import ID
from witnessbox.pipeline import searching
from witnessbox.pipeline.search_excerpt import Piece, Tongue
from witnessbox.pipeline.searching import Match
from witnessbox.pipeline.session import Session
from witnessbox.web import dated, tongue, words, words_records, words_search
from witnessbox.web.choices import Terms
from witnessbox.web.gate import Seated, asked
from witnessbox.web.pages import render
from witnessbox.web.seats import Seat
from witnessbox.web.shown import stretch
from witnessbox.web.tongue import gettext

router = APIRouter()

SHOWN = 50
KEPT = 20
"""Questions that a seat keeps, to go back to."""
DIGEST = re.compile(r"[0-9a-f]{64}")
TIMED = ("video", "sound")


@dataclass(frozen=True, slots=True)
class Row:
    """One answer as the page shows it."""

    href: str
    kind: str
    title: str
    where: str
    when: str
    field: str
    pieces: tuple[Piece, ...]
    why: tuple[str, ...]
    machine: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A kind of answer, with the question that asks for it alone."""

    label: str
    count: int
    question: str


@router.post("/search")
def ask(request: Request, seat: Seated) -> Answer:
    """Keep the question, and go where it is answered."""
    text = asked(request, "text", MAX_QUESTION).strip()
    straight = _straight(seat.session, text)
    if straight:
        return RedirectResponse(straight, 303)
    return RedirectResponse(f"/search?{urlencode({'q': _keep(seat, text)})}", 303)


@router.get("/search")
def page(request: Request, seat: Seated) -> HTMLResponse:
    """The answers to a question that was kept, or how to ask."""
    text = seat.questions.get(request.query_params.get("q", ""), "")
    session = seat.session
    if not text:
        return render(request, "search.html", here="search", question="", found=None)
    session.committer.glance()
    with session.reading() as connection:
        terms = Terms(connection, session.compartments)
        found = searching.ask(
            connection,
            session.compartments,
            text,
            SHOWN,
            word=terms.word,
            kind=words_search.kind_of,
            opens=session.opens_quarantine,
            tongue=Tongue(tongue.current() == dated.RUSSIAN, dated.said),
        )
    return render(
        request,
        "search.html",
        here="search",
        question=text,
        found=found,
        rows=[_row(one) for one in found.matches],
        chips=_chips(text, found.kinds),
        notes=[words_search.note(code, said) for code, said in found.notes],
    )


def _keep(seat: Seat, text: str) -> str:
    for key, kept in seat.questions.items():
        if kept == text:
            return key
    while len(seat.questions) >= KEPT:
        seat.questions.pop(next(iter(seat.questions)))
    key = secrets.token_urlsafe(9)
    seat.questions[key] = text
    return key


def _straight(session: Session, text: str) -> str:
    """Where an id or a digest leads; empty if it is none of what one may read."""
    known = re.sub(r"\s", "", text).lower()
    if DIGEST.fullmatch(known):
        with session.reading() as connection:
            item = query.item_by_digest(connection, known)
        known = item or ""
    if not ID.fullmatch(known):
        return ""
    if kinds.leads_to(known) == "item":
        try:
            return f"/item/{session.item(known).row.item}"
        except WitnessboxError:
            return ""
    with session.reading() as connection:
        record = records.record(connection, session.compartments, known)
    return f"/record/{known}" if record else ""


def _chips(text: str, counted: tuple[tuple[str, int], ...]) -> list[Chip]:
    if len(counted) < 2:
        return []
    return [
        Chip(words_search.kind(code), count, f"{text} kind:{code}")
        for code, count in counted
    ]


def _row(one: Match) -> Row:
    name = words.plain(one.item_name)
    span = "" if one.start is None else stretch(one.start, one.end, part=False)
    timed = one.item_kind in TIMED
    where = ""
    if one.owner != one.item and name:
        where = name
    if span and timed:
        where = gettext("%(item)s, %(time)s", item=where, time=span) if where else span
    return Row(
        href=_href(one, timed=timed),
        kind=words_search.kind(one.kind),
        title=words.plain(one.title) or gettext(words_records.UNTITLED),
        where=where,
        when=dated.of_kind(one.kind, one.dates[0]) if one.dates else "",
        field=words_records.label(one.kind, one.field) if one.field else "",
        pieces=tuple(Piece(words.plain(p.text), p.marked) for p in one.pieces),
        why=tuple(words_search.reason(why, text) for why, text in one.why),
        machine=one.machine,
    )


def _href(one: Match, *, timed: bool) -> str:
    if one.owner != one.item:
        return f"/record/{one.owner}"
    if one.start is None or not timed:
        return f"/item/{one.item}"
    at = f"{one.start.numerator}/{one.start.denominator}"
    return f"/item/{one.item}/timeline?{urlencode({'at': at}, safe='/')}"
