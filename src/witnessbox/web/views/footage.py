# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Footage: covered tiles, narrowed by kind, state and accession, paged by cursor.

What holds: a page shows 24 tiles and costs the same with a hundred items and a
hundred thousand; no tile shows anything but the covered still; an item that
waits, or cannot be shown, has a tile that says so and why.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.responses import Response as Answer

from witnessbox.base.errors import MissingError
from witnessbox.catalogue import query
from witnessbox.catalogue.answers import ITEM_KINDS, Filter, ItemRow
from witnessbox.pipeline.session import Session
from witnessbox.web import words
from witnessbox.web.gate import Seated, asked
from witnessbox.web.pages import render

router = APIRouter()

TILES = 24
STATES = ("waiting", "looked", "not-shown")
ACCESSION = re.compile(r"a-[0-9a-f]{32}")
ITEM = re.compile(r"i-[0-9a-f]{32}")
DIGEST = re.compile(r"[0-9a-f]{64}")
CURSOR = re.compile(r"[0-9]{1,15}")


@router.get("/footage")
def page(request: Request, seat: Seated) -> HTMLResponse:
    """A page of tiles."""
    narrowed, after = wanted(request)
    found = seat.session.items(narrowed, TILES, after)
    return render(
        request,
        "footage.html",
        here="footage",
        rows=found.rows,
        after=found.after,
        first_page=after is None,
        narrowed=narrowed,
        query=address_of(narrowed),
        accessions=seat.session.accessions(),
        kinds=ITEM_KINDS,
        states=STATES,
        full=len(found.rows) == TILES,
    )


@router.get("/tiles")
def tiles(request: Request, seat: Seated) -> Answer:
    """The same page's tiles as they are now, for tiles that still wait."""
    narrowed, after = wanted(request)
    rows = seat.session.items(narrowed, TILES, after).rows
    return JSONResponse({"tiles": [_tile(row) for row in rows]})


@router.post("/find")
def find(request: Request, seat: Seated) -> Answer:
    """Go to the item with this SHA-256 or of this id."""
    text = re.sub(r"\s", "", asked(request, "text", 200)).lower()
    found = _find(seat.session, text)
    if found:
        return RedirectResponse(f"/item/{found}", 303)
    return render(request, "not_found.html", 404, text=words.plain(text))


def wanted(request: Request) -> tuple[Filter, int | None]:
    """The filter and cursor of an address; what is not of their form is dropped."""
    given = request.query_params
    kind, state = given.get("kind", ""), given.get("state", "")
    accession, after = given.get("accession", ""), given.get("after", "")
    narrowed = Filter(
        kind=kind if kind in ITEM_KINDS else "",
        state=state if state in STATES else "",
        accession=accession if ACCESSION.fullmatch(accession) else "",
    )
    return narrowed, int(after) if CURSOR.fullmatch(after) else None


def address_of(narrowed: Filter) -> str:
    """A filter as the query of an address: only checked words are in it."""
    pairs = (
        ("kind", narrowed.kind),
        ("state", narrowed.state),
        ("accession", narrowed.accession),
    )
    return urlencode([(name, value) for name, value in pairs if value])


def _tile(row: ItemRow) -> dict[str, object]:
    return {
        "item": row.item,
        "name": row.name,
        "state": row.state,
        "kind": words.said(words.KINDS, row.kind),
        "length": words.length(row.duration),
        "size": words.size(row.size),
        "still": row.state == "looked" and row.stills > 0,
        "sound": row.kind == "sound",
        "reason": words.said(words.REASONS, row.reason) if row.reason else "",
        "copies": row.origins,
    }


def _find(session: Session, text: str) -> str:
    if ITEM.fullmatch(text):
        try:
            return session.item(text).row.item
        except MissingError:
            return ""
    if DIGEST.fullmatch(text):
        with session.index.reader.connect() as connection:
            return query.item_by_digest(connection, text) or ""
    return ""
