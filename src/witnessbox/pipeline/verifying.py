# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Verify: ledger, keys and objects against what was signed.

What holds: every file of the box is either checked against a signed record or
named as unreferenced; a fault names the file; trouble with one file never ends
the check of another; a check that could not be made is a fault itself. Four
depths: *quick* (ledger, keys, and that each object is there with its size),
*sealed* (each object's payload too; needs no key), *plain* (each entry and each
object's header opened as well, for the compartments that the member holds),
*full* (each chunk opened, and the original's bytes compared).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, cast

from witnessbox.base.canonical import JsonDict
from witnessbox.base.errors import (
    DamagedError,
    LockedError,
    MissingError,
    StorageError,
)
from witnessbox.base.values import Compartment, Fault, ObjectName, Severity
from witnessbox.ledger import check as ledger_check
from witnessbox.ledger.entry import Entry, Pledge
from witnessbox.ledger.log import Log
from witnessbox.pipeline import checking, post
from witnessbox.pipeline.entries import SURVEYED
from witnessbox.pipeline.keyring import Keyring
from witnessbox.pipeline.premises import LEDGER, OBJECTS, Premises
from witnessbox.vault import check
from witnessbox.vault.backend import Backend
from witnessbox.vault.check import Content
from witnessbox.vault.clause import Clause, SealedError
from witnessbox.vault.format import MAX_HEADER, read_header
from witnessbox.vault.local import LocalBackend

BATCH_OBJECTS = 64
BATCH_BYTES = 64 << 20
WORKERS = 2
CHECKER = "witnessbox.pipeline.checking"


class Depth(StrEnum):
    """How much of the box is read."""

    QUICK = "quick"
    SEALED = "sealed"
    PLAIN = "plain"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found.

    Attributes:
        objects: Objects that were pledged; `entries`: entries in the log.
        faults: In the order of finding; notes leave the whole sound.
    """

    objects: int
    entries: int
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """True if nothing worse than a note was found."""
        return all(fault.severity is Severity.NOTE for fault in self.faults)


def outer(folder: str, against: bytes | None = None) -> list[Fault]:
    """Faults of box.toml, ledger and key files; needs no key and no whole box.

    Args:
        folder: The box's folder.
        against: Checkpoints kept elsewhere, one after another.
    """
    return ledger_check.verify(folder, against)


@dataclass(frozen=True, slots=True)
class _Wanted:
    pledge: Pledge
    keyed: bool
    content: Content | None


def verify(
    premises: Premises,
    found: Sequence[Fault],
    ring: Keyring | None,
    *,
    depth: Depth = Depth.SEALED,
    sha256: bool = False,
    moved: Callable[[int, int], None] = lambda *_: None,
) -> Verdict:
    """Verify a box.

    Args:
        premises: The box.
        found: What `outer` found.
        ring: The member's keys; None for a sealed verification.
        depth: How much; `PLAIN` and `FULL` need keys.
        sha256: In full depth, compare the originals' SHA-256 as well as BLAKE3.
        moved: Told objects checked and payload bytes checked.
    """
    faults = list(found)
    backend = LocalBackend(premises.path(OBJECTS))
    wanted: dict[str, _Wanted] = {}
    entries = 0
    try:
        log = premises.log()
        entries = log.size()
        keys = ring if depth in (Depth.PLAIN, Depth.FULL) else None
        for one in _wanted(log, keys, faults, sha256=sha256):
            wanted[one.pledge.name] = one
    except (DamagedError, MissingError) as error:
        where = f"{LEDGER}/{premises.file.log}"
        faults.append(Fault("ledger-unreadable", Severity.ERROR, where, error.what))
    if depth is Depth.QUICK:
        faults.extend(_present(backend, wanted.values()))
    else:
        asked = list(wanted.values())
        faults.extend(_checked(premises, ring, asked, moved, full=depth is Depth.FULL))
    if entries:
        faults.extend(check.unreferenced(backend, wanted.keys()))
    unique = dict.fromkeys(faults)
    return Verdict(len(wanted), entries, tuple(unique))


def _wanted(
    log: Log, ring: Keyring | None, faults: list[Fault], *, sha256: bool
) -> Iterator[_Wanted]:
    for stored in log.read(0):
        compartment = stored.record.compartment
        held = ring is not None and compartment in ring.compartments
        contents: dict[str, Content] = {}
        if ring is not None and (held or compartment is Compartment.PUBLIC):
            try:
                unseal = partial(ring.unseal, compartment)
                contents = _contents(log.open_entry(stored, unseal), sha256=sha256)
            except (DamagedError, LockedError) as error:
                detail = f"Entry {stored.seq}: {error.what}"
                code = getattr(error, "clause", "entry-unreadable")
                faults.append(Fault(str(code), Severity.ERROR, stored.where, detail))
        for pledge in stored.pledges:
            keyed = held and compartment is Compartment.EVIDENCE
            yield _Wanted(pledge, keyed, contents.get(pledge.name))


def _contents(entry: Entry, *, sha256: bool) -> dict[str, Content]:
    found: dict[str, Content] = {}
    for element in cast("list[JsonDict]", entry.body.get("originals", [])):
        name = element.get("object")
        if not isinstance(name, str):
            continue
        extents = cast("list[list[int]] | None", element.get("extents"))
        found[name] = Content(
            size=cast("int", element["size"]),
            # BLAKE3 stands beside SHA-256 in the same signed record and costs
            # 0.2 s a GB against 0.55.
            sha256=str(element["sha256"]) if sha256 else None,
            blake3=str(element["blake3"]),
            extents=None if extents is None else tuple((a, b) for a, b in extents),
        )
    if entry.act in ("derived", SURVEYED):
        for element in cast("list[JsonDict]", entry.body.get("objects", [])):
            found[str(element["name"])] = Content(size=cast("int", element["size"]))
    return found


def _present(backend: Backend, wanted: Iterable[_Wanted]) -> Iterator[Fault]:
    for one in wanted:
        where = object_path(one.pledge.name)
        try:
            with backend.reader(ObjectName(one.pledge.name)) as reader:
                _, header = read_header(reader.read_at(0, MAX_HEADER))
                same = reader.size - header == one.pledge.size
        except MissingError as error:
            yield Fault(Clause.OBJECT_MISSING.value, Severity.ERROR, where, error.what)
        except StorageError as error:
            yield Fault(
                Clause.OBJECT_UNREADABLE.value, Severity.ERROR, where, error.what
            )
        except SealedError as error:
            yield Fault(error.clause.value, Severity.ERROR, where, error.what)
        else:
            if not same:
                detail = "Its payload has not the size that was pledged."
                yield Fault(Clause.OBJECT_SIZE.value, Severity.ERROR, where, detail)


def _checked(
    premises: Premises,
    ring: Keyring | None,
    wanted: list[_Wanted],
    moved: Callable[[int, int], None],
    *,
    full: bool,
) -> Iterator[Fault]:
    hello: dict[str, Any] = {
        "objects": premises.path(OBJECTS),
        "key": None,
        "full": full,
    }
    if ring is not None and Compartment.EVIDENCE in ring.compartments:
        hello["key"] = ring.identity(Compartment.EVIDENCE).text()
    batches = _batches(wanted)
    done = [0, 0]

    def serve() -> list[Fault]:
        process, channel = post.start(CHECKER)
        found: list[Fault] = []
        try:
            # One that is gone already shows at its first batch.
            with suppress(post.Gone):
                post.send(channel, hello)
            while batches:
                try:
                    batch = batches.pop()
                except IndexError:
                    break
                found.extend(_one_batch(channel, batch))
                done[0] += len(batch)
                done[1] += sum(one.pledge.size for one in batch)
                moved(done[0], done[1])
        finally:
            channel.close()
            process.wait()
        return found

    with ThreadPoolExecutor(WORKERS) as pool:
        for future in [pool.submit(serve) for _ in range(WORKERS)]:
            yield from future.result()


def _one_batch(channel: Any, batch: list[_Wanted]) -> list[Fault]:
    jobs = [checking.job(_pledge(one), one.content, keyed=one.keyed) for one in batch]
    try:
        post.send(channel, {"jobs": jobs})
        answer, _ = post.receive(channel)
    except post.Gone:
        # A check that could not be made is never a check that passed.
        return [
            Fault(
                "check-died",
                Severity.ERROR,
                object_path(one.pledge.name),
                "The process that checked this object and others ended.",
            )
            for one in batch
        ]
    return [
        Fault(code, Severity(severity), where, detail)
        for code, severity, where, detail in answer["faults"]
    ]


def _batches(wanted: list[_Wanted]) -> list[list[_Wanted]]:
    batches: list[list[_Wanted]] = []
    current: list[_Wanted] = []
    size = 0
    # The largest last: batches are taken from the end.
    for one in sorted(wanted, key=lambda w: w.pledge.size):
        if current and (
            len(current) >= BATCH_OBJECTS or size + one.pledge.size > BATCH_BYTES
        ):
            batches.append(current)
            current, size = [], 0
        current.append(one)
        size += one.pledge.size
    if current:
        batches.append(current)
    return batches


def _pledge(one: _Wanted) -> check.Pledge:
    return check.Pledge(one.pledge.name, one.pledge.size, one.pledge.sha256)


def object_path(name: str) -> str:
    """Where an object lies, relative to the box."""
    return f"{OBJECTS}/{ObjectName(name)[:2]}/{name}"
