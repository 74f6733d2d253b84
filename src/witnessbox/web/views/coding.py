# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Coding: my next item to code, the round, and settling what differs.

What holds: while a round is open, a page of it holds the reader's own codes and
nobody else's, only how many others made; what settles a difference stands beside the
first codes, which stay.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response as Answer

from witnessbox.base.errors import MissingError
from witnessbox.catalogue import query, worklist
from witnessbox.catalogue.work_schema import STATES
from witnessbox.model.field import CODE, ID
from witnessbox.pipeline import coding
from witnessbox.pipeline.coding import Round
from witnessbox.pipeline.session import Session
from witnessbox.web import labelled, words
from witnessbox.web.choices import Choice, Terms
from witnessbox.web.gate import Seated, asked, whole
from witnessbox.web.pages import render
from witnessbox.web.tongue import decimal, gettext
from witnessbox.web.views.item import item_of

router = APIRouter()

MAX_REASON = 5000
MAX_CODES = 20
NUMBERS = {
    "3-5": "3–5",
    "6-10": "6–10",
}


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable to code, and what may be said of it."""

    code: str
    name: str
    choices: tuple[Choice, ...]
    chosen: str


@router.get("/coding")
def page(request: Request, seat: Seated) -> HTMLResponse:
    """My rounds, and what is left of each."""
    session = seat.session
    session.committer.glance()
    found = coding.every(session)
    with session.reading() as connection:
        terms = Terms(connection, session.compartments)
        variables = terms.choices("variable")
    return render(
        request,
        "coding.html",
        here="work",
        rounds=[(one, len(coding.left(session, one))) for one in found],
        me=session.member,
        variables=variables,
        members=[(one.handle, one.name) for one in session.members() if one.name],
        states=STATES,
    )


@router.post("/coding")
def set_up(request: Request, seat: Seated) -> Answer:
    """Set up a round."""
    share = asked(request, "share", 3)
    made = coding.set_up(
        seat.session,
        asked(request, "title", 200).strip(),
        _given(request, "variable"),
        _given(request, "coder"),
        state=asked(request, "state", 20),
        share=whole(share) or 0,
    )
    return RedirectResponse(f"/coding/{made}", 303)


@router.get("/coding/{round_id}")
def one(request: Request, seat: Seated, round_id: str) -> HTMLResponse:
    """One round: the next item to code; or, once it is closed, the report."""
    session = seat.session
    session.committer.glance()
    round_ = _round(session, round_id)
    names = {one.handle: one.name for one in session.members() if one.name}
    left = coding.left(session, round_)
    item = left[0] if left else ""
    told = coding.report(session, round_)
    with session.reading() as connection:
        terms = Terms(connection, session.compartments)
        works = worklist.some(connection, [item] if item else [])
        shown = [unit.item for unit in told.differing] if told else []
        called = query.names(connection, [*shown, *([item] if item else [])])
        variables = [_variable(terms, code, "") for code in round_.variables]
        chips = labelled.told(works.get(item), terms).chips if item else ()
    return render(
        request,
        "round.html",
        here="work",
        round=round_,
        mine=round_.by == session.member,
        me=session.member,
        done=[(names.get(c, c), *n) for c, n in coding.done(session, round_).items()],
        left=len(left),
        item=item,
        name=called.get(item, ""),
        names=called,
        people=names,
        chips=chips,
        variables=variables,
        said={
            (variable.code, choice.code): choice.label
            for variable in variables
            for choice in variable.choices
        },
        report=told,
        figure=lambda value: decimal(value, 2),
    )


@router.post("/coding/{round_id}")
def code(request: Request, seat: Seated, round_id: str) -> Answer:
    """Code one item."""
    session = seat.session
    round_ = _round(session, round_id)
    item = item_of(session, asked(request, "item", 40)).row.item
    values = {
        variable: asked(request, f"value-{variable}", 64)
        for variable in round_.variables
    }
    coding.code(session, round_, item, values)
    return RedirectResponse(f"/coding/{round_.id}", 303)


@router.post("/coding/{round_id}/close")
def close(seat: Seated, round_id: str) -> Answer:
    """Close a round."""
    round_ = _round(seat.session, round_id)
    coding.close(seat.session, round_)
    return RedirectResponse(f"/coding/{round_.id}", 303)


@router.post("/coding/{round_id}/settle")
def settle(request: Request, seat: Seated, round_id: str) -> Answer:
    """Settle two codes that differ."""
    round_ = _round(seat.session, round_id)
    given = request.state.form.getlist("code")
    codes = [c for c in given if isinstance(c, str) and ID.fullmatch(c)][:MAX_CODES]
    reason = asked(request, "reason", MAX_REASON).strip()
    coding.settle(seat.session, codes, asked(request, "value", 64), reason)
    return RedirectResponse(f"/coding/{round_.id}", 303)


def _round(session: Session, round_id: str) -> Round:
    if not ID.fullmatch(round_id):
        raise MissingError("There is no such round.")
    return coding.one(session, round_id)


def _variable(terms: Terms, code: str, chosen: str) -> Variable:
    vocabulary, numbers = coding.values(code)
    choices = (
        tuple(terms.choices(vocabulary))
        if vocabulary
        else tuple(Choice(one, _number(one)) for one in numbers)
    )
    return Variable(code, terms.word("variable", code), choices, chosen)


def _number(code: str) -> str:
    if code == "unknown":
        return gettext("Not known")
    if code == "11-more":
        return gettext("11 or more")
    return NUMBERS.get(code) or words.plain(code)


def _given(request: Request, name: str) -> list[str]:
    given = request.state.form.getlist(name)
    return [one for one in given if isinstance(one, str) and CODE.fullmatch(one)]
