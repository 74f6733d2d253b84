# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The counts of a box, kept while what they count stays: many pages ask for the same.

What holds: counts are exact while what they count stays as it is, whatever else is
entered; while it changes, those that take longer than `CHEAP` to count may be behind
by `FRESH_SECONDS`, or by ten times what counting takes. Members who hold the same
compartments share them; they go with the last such session.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar, cast
from weakref import WeakKeyDictionary, WeakValueDictionary

from sqlalchemy import Connection

from witnessbox.analysis.devices import Grade
from witnessbox.base.values import Compartment
from witnessbox.catalogue import cells, changes, contents, summary
from witnessbox.catalogue.answers import AccessionRow, Overview, RefusalRow
from witnessbox.catalogue.cells import Table
from witnessbox.catalogue.changes import Part
from witnessbox.catalogue.contents import Contents, Device
from witnessbox.catalogue.records import Record
from witnessbox.pipeline import casework, grouping, standing, testimony
from witnessbox.pipeline.casework import Wanted
from witnessbox.pipeline.grounded import Footage
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.testimony import AtRisk, Tellings

FRESH_SECONDS = 5.0
CHEAP = 0.05
"""What is counted in so many seconds is counted anew whenever it changed."""
SLOW = 10

LACKING = 3
"""Of each kind, so many claims that lack support."""
Kept = TypeVar("Kept")
Version = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Counts:
    version: Version
    at: float
    cost: float
    value: object

    def serves(self, version: Version) -> bool:
        """Whether it need not be counted anew."""
        age = time.monotonic() - self.at
        kept = max(FRESH_SECONDS, SLOW * self.cost) if self.cost > CHEAP else 0.0
        return version == self.version or age < kept


@dataclass(slots=True, weakref_slot=True)
class _Board:
    """What some sessions share."""

    counts: dict[str, _Counts] = field(default_factory=dict)
    counting: dict[str, threading.Lock] = field(default_factory=dict)
    footage: tuple[Version, Footage] | None = None


_shared: WeakValueDictionary[tuple[str, tuple[Compartment, ...]], _Board] = (
    WeakValueDictionary()
)
_boards: WeakKeyDictionary[Session, _Board] = WeakKeyDictionary()
_lock = threading.Lock()


def overview(session: Session) -> Overview:
    """The box in numbers."""

    def ask() -> Overview:
        with session.reading() as connection:
            return summary.overview(connection)

    return _kept(session, "overview", Part.FOOTAGE, ask)


def accessions(session: Session) -> tuple[AccessionRow, ...]:
    """Every accession, with what it brought."""
    return _kept(session, "accessions", Part.FOOTAGE, session.accessions)


def refusals(session: Session) -> tuple[RefusalRow, ...]:
    """What could not be read, of all accessions."""
    return _kept(session, "refusals", Part.FOOTAGE, session.refusals)


def whole(session: Session) -> Contents:
    """What is on it."""

    def ask() -> Contents:
        skipped = standing.skipped(session.lookout.models)
        with session.reading() as connection:
            return contents.contents(connection, standing.wanted(), skipped)

    return _kept(session, "whole", Part.FOOTAGE, ask)


def table(session: Session, accession: str = "") -> Table:
    """The table of counts, of the box or of one accession's items."""

    def ask() -> Table:
        with session.reading() as connection:
            return Table(cells.cells(connection, accession))

    return _kept(session, f"table {accession}", Part.FOOTAGE, ask)


def devices(session: Session) -> dict[str, Device]:
    """Every device by its key."""

    def ask() -> dict[str, Device]:
        with session.reading() as connection:
            return contents.devices(connection)

    return _kept(session, "devices", Part.FOOTAGE, ask)


@dataclass(frozen=True, slots=True)
class OneDevice:
    """Several items that one device may have made: how many, and the first."""

    label: str
    grade: Grade
    items: int
    first: str


def groups(session: Session) -> tuple[OneDevice, ...]:
    """Groups of several items that one device may have made, best grade first."""

    def ask() -> tuple[OneDevice, ...]:
        with session.reading() as connection:
            found = grouping.devices(connection)
        return tuple(
            OneDevice(one.label, one.grade, len(one.members), one.members[0].item)
            for one in found
            if len(one.members) > 1
        )

    return _kept(session, "groups", Part.FOOTAGE, ask)


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

    return _kept(session, "case", Part.RECORDS, ask)


def words(session: Session, kind: str) -> dict[str, dict[str, int]]:
    """The terms that the records of a kind hold, with counts."""

    def ask() -> dict[str, dict[str, int]]:
        with session.reading() as connection:
            return casework.words(connection, session.compartments, kind)

    return _kept(session, f"words {kind}", Part.RECORDS, ask)


def tellings(session: Session, today: date) -> Tellings:
    """All complaints in numbers, and whose teller waits."""

    def ask() -> Tellings:
        with session.reading() as connection:
            return testimony.tally(connection, session.compartments, today)

    return _kept(session, f"tellings {today}", Part.RECORDS, ask)


def risks(session: Session, today: date) -> tuple[AtRisk, ...]:
    """Everybody at risk, those to look at first before the others."""

    def ask() -> tuple[AtRisk, ...]:
        with session.reading() as connection:
            return testimony.at_risk(connection, session.compartments, today)

    return _kept(session, f"risks {today}", Part.RECORDS, ask)


def footage(session: Session, connection: Connection) -> Footage:
    """What pages read of items, for decisions: never behind what the index holds."""
    board = _board(session)
    version = changes.version(connection, session.compartments, Part.FOOTAGE)
    held = board.footage
    if held is None or held[0] != version:
        held = board.footage = (version, Footage())
    return held[1]


def _kept(session: Session, name: str, part: Part, ask: Callable[[], Kept]) -> Kept:
    session.committer.glance()
    board = _board(session)
    with session.reading() as connection:
        version = changes.version(connection, session.compartments, part)
    held = board.counts.get(name)
    if held is not None and held.serves(version):
        return cast(Kept, held.value)
    counting = board.counting.setdefault(name, threading.Lock())
    if not counting.acquire(blocking=held is None):
        # Somebody counts anew in this moment: what stood before serves meanwhile.
        return cast(Kept, cast(_Counts, held).value)
    try:
        held = board.counts.get(name)
        if held is None or not held.serves(version):
            since = time.monotonic()
            value = ask()
            now = time.monotonic()
            held = _Counts(version, since, now - since, value)
            board.counts[name] = held
    finally:
        counting.release()
    return cast(Kept, held.value)


def _board(session: Session) -> _Board:
    with _lock:
        board = _boards.get(session)
        if board is None:
            key = (session.premises.folder, session.compartments)
            board = _shared.setdefault(key, _Board())
            _boards[session] = board
    return board
