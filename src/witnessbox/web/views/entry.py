# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Coming in and going away: sign-in, the neutral page, coming back, locking.

What holds: a wrong passphrase and an unknown handle read and last alike; each
wrong try makes the next one for that handle wait longer, and no other; a
sign-in always makes a new seat; Esc puts a seat away, and from then on each of
its pages leads to the neutral one.
"""

from __future__ import annotations

import math
import re
import secrets
import threading
from contextlib import suppress

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.responses import Response as Answer

from witnessbox.base.errors import MissingError, WitnessboxError, WrongKeyError
from witnessbox.pipeline.session import Session
from witnessbox.web.gate import (
    STRANGER_COOKIE_BYTES,
    Place,
    Seated,
    asked,
    clock,
    place_of,
)
from witnessbox.web.pages import render

router = APIRouter()

MAX_PASSPHRASE = 1024
WITHOUT_HANDLE = ""
UNKNOWN_HANDLE = "?"
"""All handles that no member has share one count: they are a guesser's."""

OWN_PAGE = re.compile(r"/(?!/)[a-z0-9/?=&-]{0,200}")
_one_at_a_time = threading.Lock()
"""One scrypt takes 256 MB and a second: two guesses never run at once."""


@router.get("/sign-in")
def door(request: Request) -> Answer:
    """Ask for a passphrase."""
    return _door(request)


@router.post("/sign-in")
def come_in(request: Request) -> Answer:
    """Try a passphrase."""
    place = place_of(request)
    handle = asked(request, "handle", 100).strip().lower()
    passphrase = asked(request, "passphrase", MAX_PASSPHRASE)
    known = handle in place.box.handles()
    name = handle if known or not handle else UNKNOWN_HANDLE
    with _one_at_a_time:
        wait = place.throttle.wait(name, clock())
        if wait > 0:
            return _door(request, 429, wait=math.ceil(wait), handle=handle)
        try:
            session = _unlocked(place, passphrase, handle, known=known)
        except (WrongKeyError, MissingError):
            place.throttle.wrong(name, clock())
            wait = place.throttle.wait(name, clock())
            return _door(request, 403, wrong=True, wait=math.ceil(wait), handle=handle)
        except WitnessboxError as error:
            return _door(request, 409, trouble=error)
        place.throttle.right(name)
    place.seats.lock(request.cookies.get(place.cookie, ""))
    seat = place.seats.open(session, _name(session))
    answer = RedirectResponse("/", 303)
    answer.set_cookie(
        place.cookie, seat.token, httponly=True, samesite="strict", path="/"
    )
    answer.delete_cookie(place.stranger_cookie, path="/")
    return answer


@router.get("/blank")
def blank(request: Request) -> HTMLResponse:
    """A page that says nothing."""
    place = place_of(request)
    with place.seats.sitting(request.cookies.get(place.cookie, "")) as seat:
        return render(request, "blank.html", token="" if seat is None else seat.csrf)


@router.post("/away")
def away(request: Request, seat: Seated) -> Answer:
    """Esc: put the seat away."""
    page = asked(request, "page", 200)
    if not OWN_PAGE.fullmatch(page):
        page = "/"
    place_of(request).seats.put_away(seat, page)
    return PlainTextResponse("")


@router.post("/back")
def back(request: Request) -> Answer:
    """The member is back within the time: to the page where they were."""
    place = place_of(request)
    with place.seats.sitting(request.cookies.get(place.cookie, "")) as seat:
        page = "/sign-in" if seat is None else place.seats.come_back(seat)
    return RedirectResponse(page, 303)


@router.post("/here")
def here(_seat: Seated) -> Answer:
    """The member moved: the page says so at most once a minute."""
    return PlainTextResponse("")


@router.post("/lock")
def lock(request: Request) -> Answer:
    """End the seat; its keys are dropped."""
    place = place_of(request)
    place.seats.lock(request.cookies.get(place.cookie, ""))
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(place.cookie, path="/")
    return answer


def _door(request: Request, status: int = 200, **said: object) -> HTMLResponse:
    place = place_of(request)
    stranger = request.cookies.get(place.stranger_cookie, "")
    if len(stranger) < STRANGER_COOKIE_BYTES or request.method == "GET":
        stranger = secrets.token_urlsafe(STRANGER_COOKIE_BYTES)
    values = {"wrong": False, "wait": 0, "handle": "", "trouble": None, **said}
    token = place.stranger_token(stranger)
    with place.seats.sitting(request.cookies.get(place.cookie, "")) as seat:
        if seat is not None:
            token = seat.csrf
    answer = render(request, "sign_in.html", status, token=token, **values)
    answer.set_cookie(
        place.stranger_cookie, stranger, httponly=True, samesite="strict", path="/"
    )
    if values["wait"]:
        answer.headers["retry-after"] = str(values["wait"])
    return answer


def _unlocked(place: Place, passphrase: str, handle: str, *, known: bool) -> Session:
    if handle and not known:
        # As slow as a wrong passphrase, so that the wait does not tell.
        with suppress(WitnessboxError):
            place.box.ring(secrets.token_hex(), place.box.handles()[0])
        raise WrongKeyError("This passphrase opens no member's key.")
    return place.box.unlock(passphrase, handle or None, log=place.seats.log())


def _name(session: Session) -> str:
    for member in session.members():
        if member.handle == session.member and member.name:
            return member.name
    return str(session.member)
