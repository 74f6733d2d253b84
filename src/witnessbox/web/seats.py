# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Seats: the browsers at which a member is signed in, and when they end.

What holds: a seat is named by 256 random bits, new at each sign-in, and lives
in this process's memory only; it ends after 30 idle minutes, at once on
locking, and two minutes after its member put it away with Esc; a session's
keys are dropped when no seat, request or running intake holds it any more.
Polling by the page itself is not activity. Time comes in as a value.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from witnessbox.ledger.log import Log
from witnessbox.pipeline.session import Session

IDLE_SECONDS = 1800.0
AWAY_SECONDS = 120.0
TOKEN_BYTES = 32
MAX_SEATS = 16
"""The seat idle for longest goes when one more signs in."""


class Lease:
    """Holds a session open for as long as somebody needs it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._held = 1
        self._lock = threading.Lock()

    def retain(self) -> bool:
        """One more holder; False if the session is closed already."""
        with self._lock:
            if self._held == 0:
                return False
            self._held += 1
            return True

    def release(self) -> None:
        """One holder less; the last one closes the session."""
        with self._lock:
            if self._held == 0:
                return
            self._held -= 1
            last = self._held == 0
        if last:
            self.session.close()


@dataclass(slots=True)
class Seat:
    """One signed-in browser.

    Attributes:
        token: The cookie's value.
        csrf: What unsafe requests must bring.
        name: How the member is called, or the handle.
        away_since: When Esc put it away, or None.
        away_from: The page to come back to.
        questions: What was sought lately, by keys that say nothing: an address holds
            the key, so that no history, restored tab or address bar tells it.
        answered: Items of which this one said what they still need from them.
        looking: Items that they look at: `answered`, and those that nobody had
            described when they were opened here.
    """

    token: str
    csrf: str
    lease: Lease = field(repr=False)
    name: str
    last: float
    away_since: float | None = None
    away_from: str = "/"
    questions: dict[str, str] = field(default_factory=dict, repr=False)
    answered: set[str] = field(default_factory=set, repr=False)
    looking: set[str] = field(default_factory=set, repr=False)

    @property
    def session(self) -> Session:
        """The unlocked member at this seat."""
        return self.lease.session


class Seats:
    """Every seat of this process; safe in threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seats: dict[str, Seat] = {}
        self._lock = threading.Lock()

    def open(self, session: Session, name: str) -> Seat:
        """A new seat; nothing of an earlier one is taken over."""
        seat = Seat(
            token=secrets.token_urlsafe(TOKEN_BYTES),
            csrf=secrets.token_urlsafe(TOKEN_BYTES),
            lease=Lease(session),
            name=name,
            last=self._clock(),
        )
        with self._lock:
            gone = []
            if len(self._seats) >= MAX_SEATS:
                oldest = min(self._seats.values(), key=lambda one: one.last)
                gone.append(self._seats.pop(oldest.token))
            self._seats[seat.token] = seat
        for one in gone:
            one.lease.release()
        return seat

    @contextmanager
    def sitting(self, token: str) -> Iterator[Seat | None]:
        """The seat of a cookie, held open meanwhile; None if there is none."""
        seat = self._find(token)
        if seat is None or not seat.lease.retain():
            yield None
            return
        try:
            yield seat
        finally:
            seat.lease.release()

    def log(self) -> Log | None:
        """The log that sessions have open here, if there are any: no key is in it."""
        with self._lock:
            seat = next(iter(self._seats.values()), None)
        return None if seat is None else seat.session.log

    def known(self, token: str) -> bool:
        """Whether there is such a seat, and it was not put away."""
        with self.sitting(token) as seat:
            return seat is not None and seat.away_since is None

    def touch(self, seat: Seat) -> None:
        """Its member did something."""
        seat.last = self._clock()

    def put_away(self, seat: Seat, page: str) -> None:
        """Esc: nothing is shown at this seat until its member comes back."""
        with self._lock:
            if seat.away_since is None:
                seat.away_since = self._clock()
                seat.away_from = page

    def come_back(self, seat: Seat) -> str:
        """The member is back; the page where they were."""
        with self._lock:
            seat.away_since = None
            seat.last = self._clock()
            return seat.away_from

    def lock(self, token: str) -> None:
        """End a seat at once."""
        with self._lock:
            seat = self._seats.pop(token, None)
        if seat is not None:
            seat.lease.release()

    def sweep(self) -> None:
        """End every seat whose time is over."""
        with self._lock:
            over = [one.token for one in self._seats.values() if self._over(one)]
        for token in over:
            self.lock(token)

    def lock_all(self) -> None:
        """The server ends."""
        with self._lock:
            tokens = list(self._seats)
        for token in tokens:
            self.lock(token)

    def _find(self, token: str) -> Seat | None:
        with self._lock:
            seat = self._seats.get(token)
            over = seat is not None and self._over(seat)
        if over:
            self.lock(token)
            return None
        return seat

    def _over(self, seat: Seat) -> bool:
        now = self._clock()
        if seat.away_since is not None and now - seat.away_since >= AWAY_SECONDS:
            return True
        return now - seat.last >= IDLE_SECONDS
