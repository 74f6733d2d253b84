# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""When: all that is dated, by year, month and day.

What holds: what members say and what a file's own clock says stand side by side and
are never added up; a date that is known less exactly than the list is listed apart,
as exact as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from witnessbox.catalogue import records, search_when
from witnessbox.catalogue.search_when import Dated
from witnessbox.web import dated, words, words_found, words_records
from witnessbox.web.gate import Seated
from witnessbox.web.pages import render
from witnessbox.web.shown import Showing
from witnessbox.web.views.records import looking

router = APIRouter()

AT = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
WIDE = 1000
"""Thousandths of a bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One year, month or day: counts, and how long its two bars are."""

    at: str
    label: str
    said: int
    recorded: int
    said_wide: int
    recorded_wide: int


@dataclass(frozen=True, slots=True)
class Line:
    """One record, and when it is."""

    href: str
    title: str
    kind: str
    when: str


@router.get("/when")
def page(request: Request, seat: Seated) -> HTMLResponse:
    """Everything by years, or one year, month or day of it."""
    at = request.query_params.get("at", "")
    at = at if AT.fullmatch(at) and _real(at) else ""
    with looking(seat.session) as (connection, showing):
        held = seat.session.compartments
        steps = [] if len(at) == 10 else search_when.steps(connection, held, at)
        wide = search_when.wider(connection, held, at) if at or steps else []
        exact = search_when.on(connection, held, at) if len(at) == 10 else []
        items = search_when.items_on(connection, held, at) if len(at) == 10 else []
        some = records.some(connection, held, [one.record for one in (*wide, *exact)])
        showing.learn(some.values(), [item for item, _, _ in items])
        wide_lines = _lines(showing, some, wide)
        exact_lines = _lines(showing, some, exact)
        names = {item: words.plain(showing.titles.of(item)) for item, _, _ in items}
    most = max((max(one.said, one.recorded) for one in steps), default=1) or 1
    return render(
        request,
        "when.html",
        here="when",
        at=at,
        label=dated.said(at) if at else "",
        up=[(one, dated.said(one)) for one in (at[:4], at[:7]) if one and one != at],
        bars=[
            Bar(
                one.at, dated.said(one.at), one.said, one.recorded,
                _wide(one.said, most), _wide(one.recorded, most),
            )
            for one in steps
        ],
        wide=wide_lines,
        exact=exact_lines,
        items=[
            (f"/item/{item}", names[item], dated.claimed(moment),
             words.said(words_found.SAID, who))
            for item, moment, who in items
        ],
    )  # fmt: skip


def _lines(
    showing: Showing, some: dict[str, records.Record], found: list[Dated]
) -> list[Line]:
    return [
        Line(
            f"/record/{one.record}",
            showing.title(some[one.record]),
            words.said(words_records.KINDS, one.kind),
            dated.of_kind(one.kind, one.text),
        )
        for one in found
        if one.record in some
    ]


def _wide(count: int, most: int) -> int:
    return -(-WIDE * count // most)


def _real(at: str) -> bool:
    try:
        date.fromisoformat(at + "-01-01"[len(at) - 4 :] if len(at) < 10 else at)
    except ValueError:
        return False
    return True
