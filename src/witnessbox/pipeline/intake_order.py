# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""An intake, whole: admit the sources, count, check for room, take in, report.

What holds: nothing is read before every source is admitted; the needed space
is known before the first byte is stored; the accession's lock is held from
before the count to after the last record; whatever happens, the run's end is
recorded with its outcome, unless the process is killed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from witnessbox.base.canonical import JsonDict
from witnessbox.base.errors import (
    SourceError,
    StorageError,
    UnusableError,
    WitnessboxError,
)
from witnessbox.base.values import Compartment
from witnessbox.intake.origins import standing, walk
from witnessbox.intake.parcel import Admission, admit
from witnessbox.intake.presence import Presence
from witnessbox.ledger.entry import Act
from witnessbox.model.evidence import SightingKind, path_text
from witnessbox.pipeline import runs
from witnessbox.pipeline.commit import Committer
from witnessbox.pipeline.counts import Counts, Watcher
from witnessbox.pipeline.group import Place
from witnessbox.pipeline.live import Live
from witnessbox.pipeline.memory import Memory
from witnessbox.pipeline.runs import Pledged, Run
from witnessbox.pipeline.sealers import Sealers
from witnessbox.pipeline.taking import RESERVE, Taking
from witnessbox.vault.backend import Backend
from witnessbox.vault.format import padme

OUTCOMES: dict[type[BaseException], str] = {
    SourceError: "source-lost",
    StorageError: "storage-refused",
    KeyboardInterrupt: "interrupted",
}

HEADER = 400
"""Bytes that sealing adds to the padded content, at most."""

RECORD = 2400
"""Bytes of ledger and indexes that an original costs, their journals included."""

FOLDERS = 4 << 20
"""Bytes of the folders of objects and of the indexes' first pages, whatever comes."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a person asked for.

    Attributes:
        sources: Folders or mount points, as bytes of this machine's paths.
        accession: The name of the handing-over.
        codename: The source's code name; never a real name.
        writable_reason: Why a writable mount may be read; usually empty.
        workers: Sealing processes.
    """

    sources: tuple[bytes, ...]
    accession: str
    codename: str
    writable_reason: str = ""
    workers: int = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """What the count before the first byte found.

    Attributes:
        names: Everything under the sources.
        bytes: Data to read, holes left out.
        needed: Room on the box's disk, for what cannot be a copy.
        likely_known: Room for what is as large as something in the box, should
            it not be a copy after all.
        free: Room that there is.
    """

    names: int
    bytes: int
    needed: int
    likely_known: int
    free: int


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told what, as an intake goes on."""

    planned: Callable[[Plan], None]
    moved: Callable[[int, int], None]
    ack: Callable[[bytes, str], None]
    committed: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Bench:
    """What an intake works with; wired by the box.

    Attributes:
        folder: The box's folder.
        accession_id: Finds or makes the id of a named accession.
        memory: Makes the memory of one source.
        source_number: The number of a source in its accession, by its path; the
            position in the order where that cannot be told.
        live: Where progress is written for the screens.
        recipient: The compartment's public key, as text.
        pledged: What the ledger's entries pledge.
    """

    folder: str
    backend: Backend
    committer: Committer
    accession_id: Callable[[str, str], str]
    memory: Callable[[str, int], Memory]
    source_number: Callable[[str, int, bytes], int]
    live: Live
    recipient: str
    pledged: Pledged


def take_in(bench: Bench, order: Order, listener: Listener) -> Counts:
    """Carry out an order.

    Raises:
        UnusableError: A source is not admitted, or the accession is being taken in.
        StorageError: The box's disk is full or failing.
        SourceError: A source went away.
    """
    if not order.sources:
        raise UnusableError("No source was named.")
    admissions = [
        admit(standing(source), order.writable_reason) for source in order.sources
    ]
    for source in order.sources:
        _not_inside(source, bench.folder)
    accession = bench.accession_id(order.accession, order.codename)
    with runs.alone(bench.folder, accession):
        runs.sweep_dead(bench.folder, bench.backend, bench.pledged)
        plan = _plan(bench, order, accession)
        listener.planned(plan)
        if plan.free < plan.needed + RESERVE:
            raise StorageError(
                f"The disk of the box has too little room: {plan.needed} bytes are"
                f" needed, {plan.free} are free.",
                safe="Nothing was stored; the source was not touched.",
                todo="Make room, or put the box on a larger disk.",
            )
        intake = _Intake(bench, order, plan, listener, Counts())
        for position, (source, admission) in enumerate(
            zip(order.sources, admissions, strict=True)
        ):
            number = bench.source_number(accession, position, source)
            with runs.run(bench.folder, bench.backend, "r") as run:
                place = Place(accession, run.name, number)
                intake.one_source(run, place, source, admission)
        return intake.counts


@dataclass(frozen=True, slots=True)
class _Intake:
    bench: Bench
    order: Order
    plan: Plan
    listener: Listener
    counts: Counts

    def one_source(
        self, run: Run, place: Place, source: bytes, admission: Admission
    ) -> None:
        bench = self.bench
        bench.committer.commit(_beginning(place, source, admission))
        live = bench.live.run(
            place.run, self.order.accession, self.plan.bytes, self.plan.names
        )

        def moved(names: int, done: int) -> None:
            at_names, at_bytes = self.counts.seen + names, self.counts.bytes + done
            live.moved(at_names, at_bytes)
            self.listener.moved(at_names, at_bytes)

        watcher = Watcher(self.listener.ack, moved, self.listener.committed)
        taking = self._taking(run, place, watcher, Presence(source))
        outcome = "stopped"
        try:
            taking.run(source, read_links=admission.standing.read_only)
            outcome = "ended"
        except (SourceError, StorageError, KeyboardInterrupt) as error:
            outcome = OUTCOMES[type(error)]
            raise
        finally:
            taking.close()
            # The ledger's own disk may be what failed; the first error says more.
            with suppress(WitnessboxError):
                bench.committer.commit([_ending(place, outcome, taking.counts)])
            live.end(outcome)
            self.counts.merge(taking.counts)

    def _taking(
        self, run: Run, place: Place, watcher: Watcher, presence: Presence
    ) -> Taking:
        bench = self.bench
        hello = {
            "objects": bench.folder + "/objects",
            "run": place.run,
            "recipient": bench.recipient,
        }
        return Taking(
            bench.committer,
            bench.memory(place.accession, place.source),
            place,
            watcher,
            run=run,
            presence=presence,
            sealers=lambda known: Sealers(self.order.workers, hello, known),
            free=lambda: free_bytes(bench.folder),
        )


def free_bytes(folder: str) -> int:
    """Bytes free on the disk that holds a folder."""
    state = os.statvfs(folder)
    return state.f_bavail * state.f_frsize


def _plan(bench: Bench, order: Order, accession: str) -> Plan:
    names = data = needed = likely = 0
    block = os.statvfs(bench.folder).f_frsize
    for position, source in enumerate(order.sources):
        number = bench.source_number(accession, position, source)
        memory = bench.memory(accession, number)
        for sighting in walk(source):
            names += 1
            if sighting.kind is not SightingKind.FILE or sighting.refusal:
                continue
            data += sighting.allocated
            # What may be a copy of something in the box is not counted as needed.
            cost = RECORD
            if sighting.size:  # empty files are all copies of one
                sealed = padme(sighting.allocated) * 65552 // 65536 + HEADER
                cost += -(-sealed // block) * block
            if memory.size_known(sighting.size):
                likely += cost
            else:
                needed += cost
        memory.close()
    if needed:
        needed += FOLDERS
    return Plan(names, data, needed, likely, free_bytes(bench.folder))


def _beginning(place: Place, source: bytes, admission: Admission) -> list[Act]:
    seen = admission.standing
    where: JsonDict = {
        **place.to_json(),
        "path": path_text(source),
        "file_system": seen.file_system,
        "volume": seen.volume,
        "read_only": seen.read_only,
    }
    return [
        Act(
            Compartment.EVIDENCE,
            "run-began",
            {**place.to_json(), **admission.to_json()},
        ),
        Act(Compartment.SOURCES, "source-standing", where),
    ]


def _ending(place: Place, outcome: str, counts: Counts) -> Act:
    body: JsonDict = {
        **place.to_json(),
        "outcome": outcome,
        "counts": dict(counts.to_json()),
    }
    return Act(Compartment.EVIDENCE, "run-ended", body)


def _not_inside(source: bytes, folder: str) -> None:
    real_source = os.path.realpath(source)
    real_folder = os.fsencode(os.path.realpath(folder))
    if real_folder == real_source or real_folder.startswith(real_source + b"/"):
        raise UnusableError(
            "The box lies inside the source: it would take in itself.",
            safe="Nothing was read or written.",
            todo="Put the box on another disk.",
        )
