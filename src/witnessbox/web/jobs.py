# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Long work that a member starts from a page: an intake, a verification.

What holds: each runs in a thread of its own and outlives the page and the
seat; it holds the session open until it is over, so a box that takes in a disk
keeps its keys in memory though every seat is locked; what went wrong is kept
as the error that the command line would have told of.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from witnessbox.base.errors import LockedError, WitnessboxError
from witnessbox.base.values import Fault
from witnessbox.pipeline.intake_order import Listener, Order, Plan
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.surveyor import Surveyor
from witnessbox.pipeline.verifying import outer, verify
from witnessbox.web.seats import Lease

MAX_JOBS_KEPT = 20
MAX_FAULTS_KEPT = 200
WORKERS = max(1, min(os.cpu_count() or 1, 8))
OWN_FAULT = "An error of our own ended this. What was acknowledged is safe."
TOO_LATE = "The session was locked before this could begin."


@dataclass(frozen=True, slots=True)
class Intake:
    """How one intake that was started here is doing.

    Attributes:
        state: `counting`, `copying`, `looking`, `done` or `failed`.
        plan: What the count found, once it is over.
        trouble: What went wrong, if anything did.
    """

    number: int
    accession: str
    codename: str
    state: str = "counting"
    plan: Plan | None = None
    done_names: int = 0
    done_bytes: int = 0
    began: float = 0.0
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)
    """Stored, known, noted, refused."""

    trouble: WitnessboxError | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """The latest verification that was started here.

    Attributes:
        state: `none`, `running`, `sound`, `faults` or `failed`.
        ended: Seconds since 1970.
    """

    state: str = "none"
    ended: float = 0.0
    objects: int = 0
    entries: int = 0
    faults: tuple[Fault, ...] = field(default_factory=tuple)
    trouble: WitnessboxError | None = None


class Jobs:
    """The running and lately ended work of this process; safe in threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._intakes: dict[int, Intake] = {}
        self._verification = Verification()
        self._next = 1
        self._surveying = False

    def intakes(self) -> tuple[Intake, ...]:
        """Intakes started here, latest first."""
        with self._lock:
            return tuple(sorted(self._intakes.values(), key=lambda one: -one.number))

    def verification(self) -> Verification:
        """The latest verification."""
        with self._lock:
            return self._verification

    def take_in(self, lease: Lease, order: Order) -> int:
        """Start an intake; its number."""
        with self._lock:
            number = self._next
            self._next += 1
            self._intakes[number] = Intake(
                number, order.accession, order.codename, began=time.time()
            )
            self._intakes.pop(number - MAX_JOBS_KEPT, None)

        def failed(error: WitnessboxError) -> None:
            self._move(number, state="failed", trouble=error)

        self._start(
            lease, lambda: self._carry_out(lease.session, number, order), failed
        )
        return number

    def verify(self, lease: Lease) -> None:
        """Start a plain verification, unless one runs."""
        with self._lock:
            if self._verification.state == "running":
                return
            self._verification = replace(self._verification, state="running")

        def failed(error: WitnessboxError) -> None:
            with self._lock:
                self._verification = Verification(
                    "failed", ended=time.time(), trouble=error
                )

        self._start(lease, lambda: self._verify(lease.session), failed)

    def survey(self, lease: Lease) -> None:
        """Survey what waits, unless this process does so already."""
        with self._lock:
            if self._surveying:
                return
            self._surveying = True

        def over(_error: WitnessboxError | None = None) -> None:
            # What it did not get to waits for the next survey.
            with self._lock:
                self._surveying = False

        def work() -> None:
            surveyor = Surveyor(lease.session)
            surveyor.start()
            surveyor.finish()
            over()

        self._start(lease, work, over)

    def _start(
        self,
        lease: Lease,
        work: Callable[[], None],
        failed: Callable[[WitnessboxError], None],
    ) -> None:
        if not lease.retain():
            failed(LockedError(TOO_LATE))
            return

        def run() -> None:
            try:
                work()
            except WitnessboxError as error:
                failed(error)
            except Exception:
                failed(WitnessboxError(OWN_FAULT))
                raise
            finally:
                lease.release()

        threading.Thread(target=run, name="job", daemon=True).start()

    def _carry_out(self, session: Session, number: int, order: Order) -> None:
        surveyor = Surveyor(session)
        listener = Listener(
            planned=lambda plan: self._move(number, state="copying", plan=plan),
            moved=lambda names, done: self._move(
                number, done_names=names, done_bytes=done
            ),
            ack=lambda *_: None,
            committed=surveyor.start,
        )
        try:
            found = session.take_in(order, listener)
            counts = (found.stored, found.known, found.noted, found.refused)
            self._move(number, state="looking", counts=counts)
        finally:
            surveyor.finish()
        self._move(number, state="done")

    def _verify(self, session: Session) -> None:
        premises = session.premises
        verdict = verify(premises, outer(premises.folder), None)
        with self._lock:
            self._verification = Verification(
                state="sound" if verdict.ok else "faults",
                ended=time.time(),
                objects=verdict.objects,
                entries=verdict.entries,
                faults=verdict.faults[:MAX_FAULTS_KEPT],
            )

    def _move(self, number: int, **changes: object) -> None:
        with self._lock:
            intake = self._intakes.get(number)
            if intake is not None:
                self._intakes[number] = replace(intake, **changes)  # type: ignore[arg-type]
