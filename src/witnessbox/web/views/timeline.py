# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The timeline of an item: look covered, mark exact spans, say what they show.

A photograph has the same page without a time: parts of it are marked.

What holds: the page holds no picture; covered ones come second by second, by the
same decision as every other picture; what is stated is the signed-in member's own,
on exact fractions of the stream's clock; what breaks a rule is refused in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse
from starlette.responses import Response as Answer

from witnessbox.base.errors import (
    MediaRefusedError,
    MissingError,
    StatementError,
    UnusableError,
)
from witnessbox.catalogue import worklist
from witnessbox.catalogue.answers import ItemView
from witnessbox.catalogue.surveyed import MICRO
from witnessbox.model.field import MAX_LONG, Marked
from witnessbox.model.finding import Region
from witnessbox.pipeline import adopting, handling, stamps, undoing
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating
from witnessbox.web import (
    along,
    labelled,
    words,
    words_found,
    words_records,
    words_trouble,
)
from witnessbox.web.choices import Terms
from witnessbox.web.gate import Seated, asked
from witnessbox.web.pages import render
from witnessbox.web.timing import timing_of
from witnessbox.web.tongue import gettext
from witnessbox.web.views.film import NUMBER, covered, described
from witnessbox.web.views.item import MARKABLE, item_of, moment_of

router = APIRouter()

CELLS = "application/octet-stream"
SECONDS = re.compile(r"(-?[0-9]{1,13})/([0-9]{1,13})")
MAX_TERMS = 40


@router.get("/item/{item_id}/timeline")
def page(request: Request, seat: Seated, item_id: str) -> Answer:
    """The timeline of one item that can be marked.

    What somebody described already is asked for first, on the item's own page.
    """
    session = seat.session
    view = _markable(session, item_id)
    if described(seat, view.row.item):
        at = moment_of(request)
        exact = f"?at={at}" if at else ""
        return RedirectResponse(f"/item/{view.row.item}{exact}", 303)
    seat.looking.add(view.row.item)
    timing = timing_of(view)
    with session.reading() as connection:
        terms = Terms(connection, session.compartments)
        sure, categories = terms.choices("sureness"), terms.choices("category")
        same = worklist.open_alike(connection, view.row.item, handling.MOST_ALIKE)
    return render(
        request,
        "timeline.html",
        here="footage",
        row=view.row,
        told=labelled.of_items(session, [view.row.item])[view.row.item],
        same=len(same),
        begins=timing.begins,
        origin=timing.origin,
        length=timing.length,
        stream=timing.stream,
        sure=sure,
        categories=categories,
        label=words_records.label,
        speaks=" ".join(adopting.languages(session)),
    )


@router.get("/item/{item_id}/lanes")
def lanes(seat: Seated, item_id: str) -> JSONResponse:
    """Everything along its time."""
    session = seat.session
    view = _markable(session, item_id)
    session.committer.glance()
    names = _names(session)
    with session.reading() as connection:
        held = session.compartments
        return JSONResponse(along.timeline(connection, held, view.row.item, names))


@router.get("/item/{item_id}/second/{part}")
def second(seat: Seated, item_id: str, part: str) -> Answer:
    """The covered pictures of one second, with their exact stamps."""
    session = seat.session
    covered(session, item_id, deliberate=False)
    if not NUMBER.fullmatch(part):
        raise MissingError("There is no such second.")
    try:
        data = stamps.second(session, item_of(session, item_id), int(part))
    except MediaRefusedError as error:
        return PlainTextResponse(error.what, 422)
    return Answer(data, media_type=CELLS)


@router.post("/item/{item_id}/describe")
def describe(request: Request, seat: Seated, item_id: str) -> Answer:
    """State what can be seen or heard on a span."""
    view = _markable(seat.session, item_id)
    terms = [one for one in request.state.form.getlist("terms") if isinstance(one, str)]

    def state() -> str:
        fields: dict[str, Any] = {
            "spans": [_span(request, view.row.item).to_json()],
            "observed": asked(request, "observed", MAX_LONG).strip(),
            "sure": asked(request, "sure", 64),
            "terms": terms[:MAX_TERMS],
        }
        return Stating(seat.session).state("description", fields)

    return _stated(state)


@router.post("/item/{item_id}/adopt")
def adopt(request: Request, seat: Seated, item_id: str) -> Answer:
    """State what a machine found, in one's own name."""
    view = _markable(seat.session, item_id)
    name = asked(request, "finding", 64)
    said = asked(request, "said", MAX_LONG).strip()
    return _stated(lambda: adopting.adopt(seat.session, view.row.item, name, said))


@router.post("/item/{item_id}/transcribe")
def transcribe(request: Request, seat: Seated, item_id: str) -> Answer:
    """Confirm or correct a segment of the machine's transcript."""
    view = _markable(seat.session, item_id)
    name = asked(request, "finding", 64)
    text = asked(request, "text", MAX_LONG).strip()
    confirmed = asked(request, "confirmed", 1) == "1"
    return _stated(
        lambda: adopting.transcribe(
            seat.session, view.row.item, name, text, confirmed=confirmed
        )
    )


@router.get("/item/{item_id}/quote/{part}")
def quote(seat: Seated, item_id: str, part: str) -> Answer:
    """A confirmed segment as it may be quoted, with where it is and who says so."""
    view = _markable(seat.session, item_id)
    try:
        found = adopting.quotable(seat.session, view.row.item, part)
    except MissingError:
        raise
    except UnusableError:
        refused = gettext("No speaker of its language confirmed it.")
        return PlainTextResponse(refused, 409)
    names = _names(seat.session)
    (start, end, _), *_ = along.spans_of(found, view.row.item)
    begins = timing_of(view).begins
    text = gettext(
        "“%(text)s” (%(item)s, %(start)s to %(end)s; %(language)s; confirmed by %(who)s"
        " on %(day)s; %(record)s)",
        text=found.fields["text"],
        item=view.row.item,
        start=words_found.clock(Fraction(start, MICRO) - begins),
        end=words_found.clock(Fraction(end, MICRO) - begins),
        language=words_found.language(str(found.fields["language"])),
        who=names.get(found.author, found.author),
        day=words.moment(found.at),
        record=found.id,
    )
    return PlainTextResponse(text)


@router.post("/item/{item_id}/undo")
def undo(seat: Seated, item_id: str) -> Answer:
    """Undo one's last statement about this item, and say which that was."""
    view = _markable(seat.session, item_id)
    undone: list[str] = []

    def undo_it() -> str:
        record = undoing.undo_on(seat.session, view.row.item)
        called = {
            "kind": words.said(words_records.KINDS, record.kind),
            "title": record.title,
        }
        told = gettext("%(kind)s “%(title)s”", **called) if record.title else ""
        undone.append(told or called["kind"])
        return record.id

    return _stated(undo_it, undone)


def _stated(state: Callable[[], str], told: Sequence[str] = ()) -> Answer:
    """Carry a statement out; its record, or what is wrong with it in words.

    Args:
        state: States it; its record.
        told: What is to be said of it then.
    """
    try:
        return JSONResponse({"record": state(), "problems": [], "told": [*told]})
    except MissingError:
        raise
    except StatementError as error:
        problems = [
            f"{words_records.label('description', name)}: {words_records.problem(code)}"
            if name
            else words_records.problem(code)
            for name, code in error.problems
        ]
    except UnusableError as error:
        problems = [words.plain(words_trouble.translated(error.what))]
    except ValueError:
        problems = [words_records.problem("not-spans")]
    return JSONResponse({"record": "", "problems": problems}, 422)


def _markable(session: Session, item_id: str) -> ItemView:
    """An item that can be looked at and marked.

    Raises:
        MissingError: It is not there, has no picture and no time, or is not for
            this member.
    """
    covered(session, item_id, deliberate=False)
    view = item_of(session, item_id)
    if view.row.kind not in MARKABLE:
        raise MissingError("There is no such item.")
    return view


def _span(request: Request, item: str) -> Marked:
    """The span of a form: exact seconds, and perhaps a part of the picture.

    Raises:
        ValueError: It is none.
    """
    region = asked(request, "region", 64)
    sides = [int(side) for side in region.split(",")] if region else []
    if sides and len(sides) != 4:
        raise ValueError("not a region")
    return Marked(
        item,
        int(stream) if (stream := asked(request, "stream", 4)) else None,
        _seconds(asked(request, "start", 64)),
        _seconds(asked(request, "end", 64)),
        Region(*sides) if sides else None,
    )


def _seconds(text: str) -> Fraction | None:
    if not text:
        return None
    match = SECONDS.fullmatch(text)
    if match is None or not int(match[2]):
        raise ValueError("not a fraction of seconds")
    return Fraction(int(match[1]), int(match[2]))


def _names(session: Session) -> dict[str, str]:
    return {one.handle: words.plain(one.name) for one in session.members() if one.name}
