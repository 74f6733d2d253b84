# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What was done about it and what came after, on one dated line.

What holds: each step names its source or addressee; what nobody answered for sixty
days stands above the line; nothing here says that one thing caused another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from witnessbox.model import kinds
from witnessbox.model.field import UNKNOWN
from witnessbox.pipeline import sequel
from witnessbox.pipeline.sequel import Step
from witnessbox.web import dated, words
from witnessbox.web.gate import Seated
from witnessbox.web.pages import render
from witnessbox.web.rows import Row, rows_of
from witnessbox.web.shown import Piece, Showing, ids_in
from witnessbox.web.tongue import gettext
from witnessbox.web.views.records import looking

router = APIRouter()

MANY = 150
"""Above this many steps, the line shows one year at a time."""

YEAR = re.compile(r"[0-9]{4}")
NAMED = ("person", "addressee_body", "follows")


@dataclass(frozen=True, slots=True)
class Shown:
    """One step on the line."""

    row: Row
    kind: str
    sort: str
    date: str
    source: str
    person: Piece | None
    after: tuple[Piece, ...]
    impact: str


@router.get("/outcomes")
def page(request: Request, seat: Seated) -> HTMLResponse:
    """The dated line."""
    session = seat.session
    held = session.compartments
    with looking(session) as (connection, showing):
        steps = sequel.steps(connection, held)
        silent = sequel.silences(steps, datetime.now(UTC).date())
        years = sorted({one.year for one in steps})
        year = _year(request, years) if len(steps) > MANY else 0
        shown = [one for one in steps if year in (0, one.year)]
        listed = [one.record for one in shown]
        listed += [one.record for one in silent]
        also = [one for step in shown for one in _named(step)]
        showing.learn(listed, also)
        rows = {one.id: one for one in rows_of(connection, held, showing, listed)}
        line = [_shown(showing, one, rows[one.record.id]) for one in shown]
    months = [
        (month, [step for step, _ in some])
        for month, some in groupby(
            zip(line, shown, strict=True), key=lambda pair: _month(pair[1])
        )
    ]
    return render(
        request,
        "outcomes.html",
        here="case",
        months=months,
        silent=[(rows[one.record.id], one.days) for one in silent],
        years=years if year else [],
        year=year,
        count=len(steps),
    )


def _year(request: Request, years: Sequence[int]) -> int:
    given = request.query_params.get("year", "")
    wanted = int(given) if YEAR.fullmatch(given) else 0
    return wanted if wanted in years else years[-1]


def _month(step: Step) -> str:
    if step.first.year == datetime.max.year:
        return gettext("Without a date")
    return dated.month(step.first)


def _named(step: Step) -> list[str]:
    kind = kinds.BY_NAME[step.record.kind]
    fields = step.record.fields
    return ids_in(kind, {name: fields[name] for name in NAMED if name in fields})


def _shown(showing: Showing, step: Step, row: Row) -> Shown:
    record = step.record
    kind = kinds.BY_NAME[record.kind]

    def said(name: str) -> str:
        field, value = kind.field(name), record.fields.get(name)
        if field is None or value is None or value == UNKNOWN:
            return ""
        pieces = showing.line(kind, field, value).pieces
        return ", ".join(one.text for one in pieces)

    person = record.fields.get("person")
    source = said("source") or said("addressee") or said("addressee_body")
    return Shown(
        row=row,
        kind=record.kind,
        sort=said("sort"),
        date=said("date"),
        source=words.plain(source or said("by")),
        person=showing.linked(person) if isinstance(person, str) else None,
        after=tuple(showing.linked(one) for one in step.follows),
        impact=said("response") or said("impact"),
    )
