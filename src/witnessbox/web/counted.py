# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The counts of a box, kept for a moment: many pages ask for the same ones.

What holds: counts are at most `FRESH_SECONDS` behind while entries come in, and
exact where none came; they are a session's own and go with it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from witnessbox.catalogue import cells, contents
from witnessbox.catalogue.cells import Cells
from witnessbox.catalogue.contents import Contents, Device
from witnessbox.pipeline import standing
from witnessbox.pipeline.session import Session

FRESH_SECONDS = 5.0
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class _Counts:
    size: int
    at: float
    value: object


_counts: WeakKeyDictionary[Session, dict[str, _Counts]] = WeakKeyDictionary()
_lock = threading.Lock()


def whole(session: Session) -> Contents:
    """What is on it."""

    def ask() -> Contents:
        skipped = standing.skipped(session.lookout.models)
        with session.reading() as connection:
            return contents.contents(connection, standing.wanted(), skipped)

    return _kept(session, "whole", ask)


def table(session: Session, accession: str = "") -> Cells:
    """The table of counts, of the box or of one accession's items."""

    def ask() -> Cells:
        with session.reading() as connection:
            return cells.cells(connection, accession)

    return _kept(session, f"table {accession}", ask)


def devices(session: Session) -> dict[str, Device]:
    """Every device by its key."""

    def ask() -> dict[str, Device]:
        with session.reading() as connection:
            return contents.devices(connection)

    return _kept(session, "devices", ask)


def _kept(session: Session, name: str, ask: Callable[[], Kept]) -> Kept:
    session.committer.catch_up()
    size, at = session.log.size(), time.monotonic()
    with _lock:
        held = _counts.setdefault(session, {}).get(name)
    if held is not None and (held.size == size or at - held.at < FRESH_SECONDS):
        return cast(Kept, held.value)
    value = ask()
    with _lock:
        _counts.setdefault(session, {})[name] = _Counts(size, at, value)
    return value
