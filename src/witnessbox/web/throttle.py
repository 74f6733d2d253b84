# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Wrong passphrases: a growing wait for each handle, and none for the others.

What holds: each wrong try doubles the wait before the next one is looked at,
from 2 to 42 seconds, so that a handle sees at most five tries in any minute,
and with those made without a handle at most ten; a try that comes early is not
looked at, right or wrong; trying one handle never delays another; what was
forgotten for a quarter of an hour starts anew. Time comes in as a value.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

FIRST_WAIT = 2.0
LONGEST_WAIT = 42.0
"""Seconds; the ceiling that whistle-blowing platforms found bearable."""

FORGET_AFTER = 900.0


@dataclass(slots=True)
class _Record:
    wrong: int
    last: float


class Throttle:
    """Counts wrong tries by a name that the caller gives; safe in threads."""

    def __init__(self) -> None:
        self._records: dict[str, _Record] = {}
        self._lock = threading.Lock()

    def wait(self, name: str, now: float) -> float:
        """Seconds until a try for this name is looked at; 0 is now."""
        with self._lock:
            record = self._records.get(name)
            if record is None:
                return 0.0
            if now - record.last >= FORGET_AFTER:
                del self._records[name]
                return 0.0
            return max(0.0, record.last + _wait(record.wrong) - now)

    def wrong(self, name: str, now: float) -> None:
        """A try for this name was wrong."""
        with self._lock:
            record = self._records.setdefault(name, _Record(0, now))
            record.wrong += 1
            record.last = now

    def right(self, name: str) -> None:
        """A try for this name was right: its count starts anew."""
        with self._lock:
            self._records.pop(name, None)


def _wait(wrong: int) -> float:
    if wrong == 0:
        return 0.0
    return float(min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(wrong - 1, 10)))
