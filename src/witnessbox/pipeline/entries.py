# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Opened ledger entries as the indexes need them.

What holds: an entry whose compartment is not held is passed over; one that
was opened was held against its record; its author's signature is checked by
verification, not on every reading.
"""

from __future__ import annotations

from collections.abc import Iterator

from witnessbox.base.values import Compartment
from witnessbox.catalogue.projector import Event
from witnessbox.ledger.entry import Entry
from witnessbox.ledger.log import Log
from witnessbox.pipeline.keyring import Keyring


def opened(
    log: Log, keyring: Keyring, start: int, wanted: tuple[Compartment, ...]
) -> Iterator[Entry]:
    """The entries of some compartments from a sequence number on, in order."""
    for stored in log.read(start):
        compartment = stored.record.compartment
        if compartment not in wanted or stored.sealed is None:
            continue

        def unseal(sealed: bytes, which: Compartment = compartment) -> bytes:
            return keyring.unseal(which, sealed)

        yield log.open_entry(stored, unseal)


def pledged(log: Log, start: int) -> Iterator[str]:
    """The names of the objects that entries from `start` on pledge."""
    for stored in log.read(start):
        for pledge in stored.pledges:
            yield pledge.name


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
