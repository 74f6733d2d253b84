# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Opened ledger entries as the indexes need them.

What holds: an entry whose compartment is not held is passed over; one that
was opened was held against its record; its author's signature is checked by
verification, not on every reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from witnessbox.base.canonical import JsonDict
from witnessbox.base.errors import DamagedError, MissingError
from witnessbox.base.values import Compartment, ObjectName
from witnessbox.catalogue.projector import Event
from witnessbox.ledger.entry import Entry
from witnessbox.ledger.log import Log
from witnessbox.ledger.proof import prove
from witnessbox.model.finding import Finding, from_json
from witnessbox.pipeline import table
from witnessbox.pipeline.keyring import Keyring
from witnessbox.vault.store import Vault

SURVEYED = "surveyed"
FINDINGS = "findings"


def opened(
    log: Log, keyring: Keyring, start: int, wanted: tuple[Compartment, ...]
) -> Iterator[Entry]:
    """The entries of some compartments from a sequence number on, in order."""
    for stored in log.read(start):
        compartment = stored.record.compartment
        if compartment not in wanted or stored.sealed is None:
            continue
        yield log.open_entry(stored, partial(keyring.unseal, compartment))


def pledged(log: Log, start: int) -> Iterator[str]:
    """The names of the objects that entries from `start` on pledge."""
    for stored in log.read(start):
        for pledge in stored.pledges:
            yield pledge.name


def proof(log: Log, keyring: Keyring, seq: int, leaf: int) -> str:
    """The proof of one leaf of one entry, against the last checkpoint.

    Raises:
        LockedError: The entry's compartment is not held.
        MissingError: There is no such entry.
    """
    last = log.checkpoint
    stored = next(log.read(seq), None)
    if last is None or stored is None:
        raise MissingError("There is no such entry.")
    entry = log.open_entry(stored, partial(keyring.unseal, stored.record.compartment))
    return prove(log.leaves(), last, (stored, entry), leaf).decode("utf-8")


def events(
    log: Log,
    keyring: Keyring,
    start: int,
    wanted: tuple[Compartment, ...],
    vault: Vault,
) -> Iterator[Event]:
    """The same, as the projector takes them, with what machines found."""
    for entry in opened(log, keyring, start, wanted):
        yield Event(
            seq=entry.seq,
            compartment=entry.compartment,
            act=entry.act,
            author=entry.author,
            at=entry.at,
            body=entry.body,
            pledges=tuple((p.name, p.size, p.sha256) for p in entry.pledges),
            findings=findings(entry.body, keyring, vault)
            if entry.act == SURVEYED
            else {},
        )


def findings(
    body: JsonDict, keyring: Keyring, vault: Vault
) -> dict[str, list[Finding]]:
    """Per stage of a pass what it found: from the entry, else from its object.

    An object that is gone or damaged is `verify`'s to report: an index is made
    of what there is.
    """
    found: dict[str, list[Finding]] = {}
    stages: Any = body["stages"]
    for name, told in stages.items():
        found[name] = [from_json(one) for one in told.get("findings", ())]
    identity = keyring.identity(Compartment.EVIDENCE)
    objects: Any = body["objects"]
    for kept in objects:
        if kept["role"] == FINDINGS:
            with suppress(MissingError, DamagedError):
                data = vault.read(ObjectName(kept["name"]), identity, kept["size"])
                found[kept["stage"]] = table.unpack(data)
    return found
