# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Opened ledger entries as the indexes need them.

What holds: an entry whose compartment is not held is passed over; one that
was opened was held against its record; its author's signature is checked by
verification, not on every reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from witnessbox.base.errors import MissingError
from witnessbox.base.values import Compartment
from witnessbox.catalogue.projector import Event
from witnessbox.ledger.entry import Entry
from witnessbox.ledger.log import Log
from witnessbox.ledger.proof import prove
from witnessbox.pipeline.keyring import Keyring


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
    log: Log, keyring: Keyring, start: int, wanted: tuple[Compartment, ...]
) -> Iterator[Event]:
    """The same, as the projector takes them."""
    for entry in opened(log, keyring, start, wanted):
        yield Event(
            seq=entry.seq,
            compartment=entry.compartment,
            act=entry.act,
            author=entry.author,
            at=entry.at,
            body=entry.body,
            pledges=tuple((p.name, p.size, p.sha256) for p in entry.pledges),
        )
