# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The application: its routes, and what stands before each of them.

What holds: a request passes the guard (host, origin, size), then the token
check, then the seat; session calls run in worker threads, never on the event
loop; an error shows a sentence of ours, never a trace or a path of the machine;
what is missing and what is forbidden are the same answer, byte for byte.
"""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from witnessbox.base.errors import MissingError, WitnessboxError
from witnessbox.pipeline.box import Box
from witnessbox.web import words_trouble
from witnessbox.web.gate import ClosedError, ForeignError, Place, checked, clock, seated
from witnessbox.web.guard import SAFE_METHODS, Guard, hosts_of
from witnessbox.web.pages import STATIC_FOLDER, render
from witnessbox.web.seats import Seats
from witnessbox.web.tongue import Interpreter, cookie_name, gettext
from witnessbox.web.views import (
    accessions,
    box_page,
    chain,
    coding,
    complaints,
    complaints_import,
    contents,
    entry,
    film,
    footage,
    item,
    language,
    members,
    outcomes,
    overview,
    paper,
    records,
    risks,
    search,
    stating,
    suggest,
    timeline,
    together,
    when,
    where,
    work,
)

SWEEP_SECONDS = 5.0
CLOSED_VIEWS = (
    overview,
    contents,
    footage,
    item,
    film,
    timeline,
    together,
    work,
    coding,
    complaints,
    complaints_import,
    records,
    risks,
    paper,
    search,
    when,
    where,
    stating,
    suggest,
    outcomes,
    chain,
    accessions,
    members,
    box_page,
)


def create_app(box: Box, *, port: int, demo: bool = False) -> FastAPI:
    """The screens of one box, for a server on this port of the loopback address."""
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        dependencies=[Depends(checked)],
    )
    app.state.place = Place(box, port, demo, Seats(clock))
    mimetypes.add_type("font/woff2", ".woff2")
    mimetypes.add_type("text/javascript", ".js")
    app.include_router(entry.router)
    app.include_router(language.router)
    for view in CLOSED_VIEWS:
        app.include_router(view.router, dependencies=[Depends(seated)])
    app.mount("/static", StaticFiles(directory=STATIC_FOLDER), name="static")
    app.add_exception_handler(ClosedError, _closed)
    app.add_exception_handler(ForeignError, _foreign)
    app.add_exception_handler(WitnessboxError, _told)
    app.add_exception_handler(RequestValidationError, _missing)
    app.add_exception_handler(HTTPException, _missing)
    app.add_exception_handler(ClientDisconnect, _too_much)
    app.add_exception_handler(Exception, _own_fault)
    place: Place = app.state.place
    known = (place.cookie, place.seats.known)
    app.add_middleware(Guard, hosts=hosts_of(port), seats=known)
    app.add_middleware(Interpreter, cookie=cookie_name(port))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    place: Place = app.state.place

    async def sweep() -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await run_in_threadpool(place.seats.sweep)

    sweeping = asyncio.create_task(sweep())
    try:
        yield
    finally:
        sweeping.cancel()
        with suppress(asyncio.CancelledError):
            await sweeping
        await run_in_threadpool(place.seats.lock_all)


def _navigates(request: Request) -> bool:
    mode = request.headers.get("sec-fetch-mode", "navigate")
    return request.method in SAFE_METHODS and mode == "navigate"


async def _closed(request: Request, error: Exception) -> Response:
    away = isinstance(error, ClosedError) and error.away
    if _navigates(request):
        return RedirectResponse("/blank" if away else "/sign-in", 303)
    return PlainTextResponse(gettext("Locked."), 403)


async def _foreign(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse(gettext("This request did not come from this page."), 403)


async def _missing(request: Request, _error: Exception) -> Response:
    place: Place = request.app.state.place
    cookie = request.cookies.get(place.cookie, "")
    with place.seats.sitting(cookie) as seat:
        if seat is None or seat.away_since is not None:
            return await _closed(request, ClosedError(away=seat is not None))
        if not _navigates(request):
            return PlainTextResponse(gettext("There is nothing here."), 404)
        request.state.seat = seat
        return await run_in_threadpool(render, request, "missing.html", 404)


async def _told(request: Request, error: Exception) -> Response:
    if isinstance(error, MissingError):
        return await _missing(request, error)
    told = error if isinstance(error, WitnessboxError) else None
    if not _navigates(request):
        return PlainTextResponse(words_trouble.trouble(told), 409)
    return await run_in_threadpool(render, request, "trouble.html", 409, trouble=told)


async def _too_much(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse(gettext("That is too much at once."), 413)


async def _own_fault(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse(gettext("An error of our own. Nothing was lost."), 500)
