# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A survey beside an intake: starts with the first group, ends after the last.

What holds: the survey may keep all cores busy while the intake runs; its processes
have a low priority, so that the copy keeps the disk's speed. A survey that fails
never takes the intake with it: its error is raised when it is waited for.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from witnessbox.base.errors import BusyError
from witnessbox.base.values import Compartment
from witnessbox.pipeline import runs
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.survey import Pace, Tally

LOCK = "survey"
"""One survey of a box at a time: nothing is looked at twice."""

WAIT_SECONDS = 0.5


class Surveyor:
    """One survey in a thread of its own."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._copying = threading.Event()
        self._copying.set()
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(1)
        self._future: Future[Tally] | None = None

    def start(self) -> None:
        """Begin, if it has not begun."""
        if self._future is None:
            self._future = self._pool.submit(self._run)

    def stop(self) -> None:
        """End early: what is being looked at is finished, the rest waits."""
        self._stop.set()

    def finish(self) -> Tally:
        """The copy is over: survey what is left, and wait.

        Raises:
            WitnessboxError: The survey could not go on.
        """
        self._copying.clear()
        try:
            return Tally() if self._future is None else self._future.result()
        except KeyboardInterrupt:
            self._stop.set()
            raise
        finally:
            self._stop.set()
            self._pool.shutdown(wait=True)

    def _run(self) -> Tally:
        recipient = self._session.premises.recipients[Compartment.EVIDENCE]
        pace = Pace(
            more=self._copying.is_set,
            stop=self._stop,
        )
        while not self._stop.is_set():
            with (
                suppress(BusyError),
                runs.alone(self._session.premises.folder, LOCK),
            ):
                return self._session.survey().run(recipient, pace)
            # Another process surveys this box; what it leaves is ours. Once our
            # copy is over, what it has done already need not be waited for: it
            # may go on for as long as its own copy does.
            if not self._copying.is_set() and not self._session.survey().left():
                break
            self._stop.wait(WAIT_SECONDS)
        return Tally()
