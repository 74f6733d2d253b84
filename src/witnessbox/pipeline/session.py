# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""An unlocked member at work: what screens and commands may ask of a box.

What holds: a session can read what its member's keys open, and nothing else;
what is missing and what is forbidden are answered alike; every original that
leaves, every revealing and every member added is an act in the ledger, written
before its effect. Closing a session drops its keys and connections.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from sqlalchemy import Connection, select

from witnessbox.base.canonical import JsonDict
from witnessbox.base.errors import MissingError, QuarantinedError, UnusableError
from witnessbox.base.values import (
    Compartment,
    ItemId,
    MemberId,
    random_id,
)
from witnessbox.catalogue import found, handovers, query, schema, summary, worklist
from witnessbox.catalogue.answers import (
    AccessionRow,
    BoxFacts,
    CustodyRow,
    Filter,
    ItemRow,
    ItemView,
    MemberRow,
    Overview,
    Page,
    ProgressRow,
    RefusalRow,
)
from witnessbox.catalogue.index import Index
from witnessbox.ledger.entry import Act
from witnessbox.ledger.log import Log
from witnessbox.media.client import SpawnerClient
from witnessbox.pipeline import album, entries, listening, models, runs
from witnessbox.pipeline.commit import Committer
from witnessbox.pipeline.counts import Counts
from witnessbox.pipeline.desk import COMMAND, Desk, Part
from witnessbox.pipeline.intake_order import Bench, Order, take_in
from witnessbox.pipeline.intake_order import Listener as Intake
from witnessbox.pipeline.keyring import PROXY_LABEL, Keyring
from witnessbox.pipeline.listening import Listener
from witnessbox.pipeline.live import Live
from witnessbox.pipeline.lookout import Lookout, client_for
from witnessbox.pipeline.memory import Memory
from witnessbox.pipeline.premises import INDEX, OBJECTS, Premises
from witnessbox.pipeline.proxies import Played, Proxies
from witnessbox.pipeline.survey import Survey
from witnessbox.vault.keys import new_passphrase as new_passphrase
from witnessbox.vault.local import LocalBackend
from witnessbox.vault.store import Vault

LEGAL = "legal officer"
QUARANTINED, CONFIDED = "quarantined", "confided"
"""The states of items that are held back, in lists."""


class Session:
    """One unlocked member; safe to use from several threads."""

    def __init__(
        self, premises: Premises, keyring: Keyring, log: Log | None = None
    ) -> None:
        """Open a box with some keys; `log` is its log, if this process has it open."""
        self.premises = premises
        self.keyring = keyring
        self.log = premises.log() if log is None else log
        self.vault = Vault(LocalBackend(premises.path(OBJECTS)))
        self._using = runs.shared(premises.folder, INDEX)
        self.index = Index.shared(premises.path(INDEX), keyring.index_keys())
        self.committer = Committer(
            self.vault.backend, self.log, keyring.author(), premises.seal_entry
        )
        self.committer.attach(
            self.index,
            lambda start, wanted: entries.events(
                self.log, keyring, start, wanted, self.vault
            ),
        )
        self._closing = threading.Lock()
        self._closed = False
        self._client: SpawnerClient | None = None
        self._watchers: SpawnerClient | None = None
        self._listener: Listener | None = None

    @property
    def member(self) -> MemberId:
        """The member's handle."""
        return self.keyring.member

    @property
    def compartments(self) -> tuple[Compartment, ...]:
        """The compartments that the member holds."""
        return tuple(self.keyring.compartments)

    @cached_property
    def desk(self) -> Desk:
        """Where media are looked at; the first use starts the spawner."""
        identity = self.keyring.identity(Compartment.EVIDENCE)
        with self._closing:
            if self._client is None:
                self._client = SpawnerClient(COMMAND)
        return Desk(self.vault, identity, self._client)

    @cached_property
    def lookout(self) -> Lookout:
        """Where items are watched; the first use of it starts a process."""
        identity = self.keyring.identity(Compartment.EVIDENCE)
        there = models.installed()
        with self._closing:
            if self._watchers is None:
                self._watchers = client_for(there)
        return Lookout(self.vault, identity, there, self._watchers)

    @cached_property
    def listener(self) -> Listener:
        """Where speech is recognised; the first use of it starts a process."""
        there = sorted(models.installed().items())
        command = (*listening.COMMAND, *(f"{name}={path}" for name, path in there))
        with self._closing:
            if self._listener is None:
                self._listener = Listener(command)
        return self._listener

    @cached_property
    def proxies(self) -> Proxies:
        """Playable segments, made on demand and kept sealed."""
        key = self.keyring.compartments[Compartment.EVIDENCE]
        return Proxies(
            self.premises.path(INDEX, "proxies"),
            self.desk,
            key.identity,
            key.derive(PROXY_LABEL),
        )

    def close(self) -> None:
        """Forget the keys, close the index, end the spawner."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            if self._client is not None:
                self._client.close()
            if self._watchers is not None:
                self._watchers.close()
            if self._listener is not None:
                self._listener.close()
            self.index.close()
            self._using.close()

    def reading(self) -> Connection:
        """A connection for questions, which all need the evidence.

        Raises:
            LockedError: The member does not hold it.
        """
        self.keyring.identity(Compartment.EVIDENCE)
        return self.index.reader.connect()

    # What screens show.

    def box_facts(self) -> BoxFacts:
        """What the box says of itself."""
        with self.reading() as connection:
            return summary.facts(connection, self.log.size())

    def overview(self) -> Overview:
        """The box in numbers."""
        self.committer.catch_up()
        with self.reading() as connection:
            return summary.overview(connection)

    def items(self, narrowed: Filter, limit: int, after: int | None = None) -> Page:
        """A page of items in the order of taking in."""
        self.committer.glance()
        with self.reading() as connection:
            page = query.items(connection, narrowed, limit, after)
            ids = [row.item for row in page.rows]
            back = worklist.quarantined(connection, ids)
            confided = worklist.not_among(
                connection, ids, self.compartments, opens=True
            )
        rows = [_held_back(row, back, confided) for row in page.rows]
        return replace(page, rows=tuple(rows))

    def not_for_me(self, items: Iterable[str]) -> set[str]:
        """Those of some items that are held back from this member."""
        opens = self.opens_quarantine
        with self.reading() as connection:
            return worklist.not_among(connection, items, self.compartments, opens=opens)

    def item(self, item_id: str) -> ItemView:
        """One item.

        Raises:
            MissingError: There is none, or it is not for this member.
            QuarantinedError: It is held back from this member.
        """
        with self.reading() as connection:
            found = query.item(connection, item_id)
        if found is None:
            raise MissingError("There is no such item.")
        if self.not_for_me([item_id]):
            raise QuarantinedError("There is no such item.")
        return found

    def pictured(self, item_id: str) -> ItemView:
        """One item of which pictures may be made or shown: the one way to them.

        Raises:
            MissingError: There is none, or no picture of it is for anybody: it is
                held back, or labelled so that nothing of it is shown.
        """
        view = self.item(item_id)
        with self.reading() as connection:
            work = worklist.one(connection, item_id)
        if work is not None and (work.quarantined or work.label.withheld):
            raise QuarantinedError("There is no such item.")
        return view

    @property
    def roles(self) -> tuple[str, ...]:
        """What this member does in the group."""
        m = schema.member.c
        with self.reading() as connection:
            told = connection.scalar(select(m.role).where(m.id == self.member)) or ""
        return tuple(one.strip() for one in told.split(",") if one.strip())

    @property
    def opens_quarantine(self) -> bool:
        """Whether this member may open what is held back: role and key, both."""
        return Compartment.RESTRICTED in self.compartments and LEGAL in self.roles

    def custody(self, item_id: str) -> tuple[CustodyRow, ...]:
        """Acts upon an item."""
        with self.reading() as connection:
            return query.custody(connection, item_id, self.compartments)

    def accessions(self) -> tuple[AccessionRow, ...]:
        """Every accession."""
        with self.reading() as connection:
            return handovers.accessions(connection)

    def refusals(self, accession: str = "") -> tuple[RefusalRow, ...]:
        """What could not be read."""
        with self.reading() as connection:
            return handovers.refusals(connection, accession)

    def members(self) -> tuple[MemberRow, ...]:
        """Every member."""
        with self.reading() as connection:
            return query.members(connection)

    def progress(self) -> tuple[ProgressRow, ...]:
        """Intakes that run or lately ran."""
        with self.reading() as connection:
            return query.progress(connection)

    def still(self, item_id: str, number: int, *, covered: bool) -> bytes:
        """One still as JPEG; the clear one is an act that goes on record first.

        Raises:
            MissingError: There is no such still.
        """
        view = self.pictured(item_id)
        with self.reading() as connection:
            watched = found.still(connection, view.row.item, number)
        place = album.place(view.derivations, watched, number, covered=covered)
        if not covered:
            self._on_record("revealed", view, f"still {number}")
        identity = self.keyring.identity(Compartment.EVIDENCE)
        with self.vault.open(place.name, identity) as opened:
            return opened.read_at(place.offset, place.length)

    def proxy(self, item_id: str, segment: int | None, *, covered: bool) -> Played:
        """One playable part (fragmented MP4); None is the film's beginning.

        A clear segment is a revealing, and goes on record first.

        Raises:
            MissingError: The item has no picture or sound to play there.
            MediaRefusedError: The part cannot be made.
        """
        view = self.pictured(item_id)
        if not covered and segment is not None:
            self._on_record("revealed", view, f"segment {segment}")
        return self.proxies.part(view, Part(segment, covered))

    # Acts.

    def accession_id(self, name: str, codename: str) -> str:
        """The id of a named accession; the first call opens it.

        Raises:
            UnusableError: It exists with another source.
        """
        found = self._accession(name)
        if found is None:
            body: JsonDict = {
                "accession": random_id("a"),
                "name": name,
                "source": codename,
            }
            self.committer.commit([Act(Compartment.EVIDENCE, "accession-opened", body)])
            found = self._accession(name)
        if found is None:
            raise MissingError("The accession was not opened.")
        if found[1] != codename:
            raise UnusableError(
                f"The accession '{name}' came from another source.",
                todo="Give this one a name of its own.",
            )
        return found[0]

    def bench(self) -> Bench:
        """What an intake by this member works with."""
        return Bench(
            folder=self.premises.folder,
            backend=self.vault.backend,
            committer=self.committer,
            accession_id=self.accession_id,
            memory=lambda accession, source: Memory(self.index, accession, source),
            source_number=self._source_number,
            live=Live(self.index),
            recipient=self.premises.recipients[Compartment.EVIDENCE].text(),
            pledged=lambda start: entries.pledged(self.log, start),
        )

    def take_in(self, order: Order, listener: Intake) -> Counts:
        """Carry out an intake; see `intake_order.take_in` for what it raises."""
        return take_in(self.bench(), order, listener)

    def object_path(self, name: str) -> str:
        """Where an object lies, relative to the box."""
        return f"{OBJECTS}/{name[:2]}/{name}"

    def survey(self) -> Survey:
        """The survey of this box, by this member."""
        senses = (self.desk, self.lookout, self.listener)
        return Survey(
            self.premises.folder, self.vault, self.committer, self.index, senses
        )

    def _source_number(self, accession: str, position: int, source: bytes) -> int:
        """A path keeps its number within an accession; another gets the next."""
        if Compartment.SOURCES not in self.compartments:
            return position
        with self.reading() as connection:
            known = handovers.source_paths(connection, accession)
        return known.get(source, max(known.values(), default=-1) + 1)

    def _accession(self, name: str) -> tuple[str, str] | None:
        table = schema.accession
        with self.reading() as connection:
            row = connection.execute(
                select(table.c.id, table.c.source)
                .where(table.c.name == name)
                .order_by(table.c.seq)
                .limit(1)
            ).one_or_none()
        return None if row is None else (str(row[0]), str(row[1]))

    def _on_record(self, act: str, view: ItemView, detail: str) -> None:
        body: JsonDict = {"item": ItemId(view.row.item), "detail": detail}
        self.committer.commit([Act(Compartment.AUDIT, act, body)])


def _held_back(row: ItemRow, back: set[str], confided: set[str]) -> ItemRow:
    """A row that says of an item held back that it is there, and nothing more."""
    if row.item not in back and row.item not in confided:
        return row
    state = QUARANTINED if row.item in back else CONFIDED
    return replace(row, state=state, stills=0, traits=None, recorded="")
