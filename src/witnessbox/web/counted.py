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

from witnessbox.analysis.devices import Group
from witnessbox.catalogue import cells, contents
from witnessbox.catalogue.cells import Cells
from witnessbox.catalogue.contents import Contents, Device
from witnessbox.catalogue.records import Record
from witnessbox.pipeline import casework, grouping, standing
from witnessbox.pipeline.casework import Wanted
from witnessbox.pipeline.session import Session

FRESH_SECONDS = 5.0
LACKING = 3
"""Of each kind, so many claims that lack support."""
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


def groups(session: Session) -> tuple[Group, ...]:
    """Groups of several items that one device may have made, best grade first."""

    def ask() -> tuple[Group, ...]:
        with session.reading() as connection:
            found = grouping.devices(connection)
        return tuple(one for one in found if len(one.members) > 1)

    return _kept(session, "groups", ask)


@dataclass(frozen=True, slots=True)
class Glance:
    """The case in numbers; `lacking`: a few claims that nothing supports yet."""

    counts: dict[str, int]
    lacking: tuple[Record, ...]


def case(session: Session) -> Glance:
    """How many records there are, and what lacks support."""

    def ask() -> Glance:
        held = session.compartments
        with session.reading() as connection:
            counts = casework.counts(connection, held)
            lacking: list[Record] = []
            for kind in casework.CLAIMS:
                wanted = Wanted(kind, lacking=True)
                lacking += casework.listed(connection, held, wanted, LACKING).records
        return Glance(counts, tuple(lacking))

    return _kept(session, "case", ask)


def words(session: Session, kind: str) -> dict[str, dict[str, int]]:
    """The terms that the records of a kind hold, with counts."""

    def ask() -> dict[str, dict[str, int]]:
        with session.reading() as connection:
            return casework.words(connection, session.compartments, kind)

    return _kept(session, f"words {kind}", ask)


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
