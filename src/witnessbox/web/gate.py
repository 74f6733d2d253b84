# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Who may pass to a route: the token of every unsafe request, then the seat.

What holds: every unsafe request brings the token of its own seat (or, before
sign-in, one bound to a random cookie), in a form field or a header, whatever
the route; every route is closed unless it is named in `OPEN`; a closed route,
a missing page and a forbidden one answer a stranger alike.
"""

from __future__ import annotations

import hmac
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData

from witnessbox.pipeline.box import Box
from witnessbox.web.guard import SAFE_METHODS
from witnessbox.web.jobs import Jobs
from witnessbox.web.seats import Seat, Seats
from witnessbox.web.throttle import Throttle

TOKEN_FIELD = "token"  # noqa: S105  (the name of a form's field)
TOKEN_HEADER = "x-witnessbox-token"  # noqa: S105
SURE_HEADER = "x-witnessbox-sure"
"""Marks a revealing of somebody who was told that it is of the highest severity."""

QUIET_HEADER = "x-witnessbox-quiet"
"""Marks what a page asks by itself: it keeps no seat alive."""

STRANGER_COOKIE_BYTES = 32
OPEN = ("/sign-in", "/blank", "/back", "/language", "/static")
"""Paths that need no seat; everything else does."""


class ClosedError(Exception):
    """There is no seat, or it was put away; the answer tells no more."""

    def __init__(self, *, away: bool = False) -> None:
        super().__init__()
        self.away = away


class ForeignError(Exception):
    """An unsafe request without the right token."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the routes of one application share.

    Attributes:
        cookie: The cookie's name; it carries the port, for cookies do not.
        secret: Binds a stranger's token to their cookie.
    """

    box: Box
    port: int
    demo: bool
    seats: Seats
    jobs: Jobs = field(default_factory=Jobs)
    throttle: Throttle = field(default_factory=Throttle)
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    @property
    def cookie(self) -> str:
        """The session cookie's name."""
        return f"witnessbox-{self.port}"

    @property
    def stranger_cookie(self) -> str:
        """The cookie to which a stranger's token is bound."""
        return f"witnessbox-{self.port}-door"

    def stranger_token(self, value: str) -> str:
        """The token of whoever has this cookie and no seat."""
        return hmac.new(self.secret, value.encode(), "sha256").hexdigest()


def place_of(request: Request) -> Place:
    """The application's shared things."""
    place: Place = request.app.state.place
    return place


def clock() -> float:
    """Seconds that go on while the machine sleeps, so that a lid closes a seat."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def seated(request: Request) -> Iterator[Seat]:
    """The seat of a request to a closed route.

    Raises:
        ClosedError: There is none, or it was put away.
    """
    place = place_of(request)
    with place.seats.sitting(request.cookies.get(place.cookie, "")) as seat:
        if seat is None:
            raise ClosedError
        if seat.away_since is not None:
            raise ClosedError(away=True)
        if QUIET_HEADER not in request.headers:
            place.seats.touch(seat)
        request.state.seat = seat
        yield seat


async def checked(request: Request) -> None:
    """Refuse an unsafe request that lacks the right token.

    Raises:
        ForeignError: The token is missing, old or somebody else's.
    """
    if request.method in SAFE_METHODS:
        request.state.form = FormData()
        return
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    # multipart would let a request make files; no page of ours sends it.
    simple = kind == "application/x-www-form-urlencoded"
    form = await request.form() if simple else FormData()
    request.state.form = form
    given = request.headers.get(TOKEN_HEADER) or form.get(TOKEN_FIELD) or ""
    wanted = _wanted(request)
    if not wanted or not isinstance(given, str):
        raise ForeignError
    if not hmac.compare_digest(wanted.encode(), given.encode("utf-8", "replace")):
        raise ForeignError


def _wanted(request: Request) -> str:
    place = place_of(request)
    with place.seats.sitting(request.cookies.get(place.cookie, "")) as seat:
        if seat is not None:
            return seat.csrf
    stranger = request.cookies.get(place.stranger_cookie, "")
    return place.stranger_token(stranger) if stranger else ""


def asked(request: Request, name: str, limit: int = 4096) -> str:
    """A text field of the form, cut to a limit; empty if absent."""
    value = request.state.form.get(name)
    return value[:limit] if isinstance(value, str) else ""


WHOLE = re.compile(r"[0-9]{1,15}")


def whole(text: str) -> int | None:
    """A whole number of a form; None if it is none, as a small raised two is."""
    return int(text) if WHOLE.fullmatch(text) else None


Seated = Annotated[Seat, Depends(seated)]
