# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A station that only takes in: it seals and signs, and can open nothing.

What holds: a station has the box's public keys and a signing key of its own,
kept without a passphrase because it opens nothing; seized, it cannot read what
it stored. It remembers nothing either: after a power-off it stores again, and
a member's index merges what was stored twice.
"""

from __future__ import annotations

import hmac
import os

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from witnessbox.base.canonical import JsonDict, decode, encode
from witnessbox.base.errors import DamagedError, MissingError
from witnessbox.base.values import Compartment, MemberId
from witnessbox.ledger.entry import Act, Author
from witnessbox.pipeline import entries
from witnessbox.pipeline.commit import Committer
from witnessbox.pipeline.counts import Counts
from witnessbox.pipeline.intake_order import Bench, Listener, Order, take_in
from witnessbox.pipeline.keyring import KEYS
from witnessbox.pipeline.live import Live
from witnessbox.pipeline.memory import Memory
from witnessbox.pipeline.premises import OBJECTS, Premises
from witnessbox.vault.local import LocalBackend

STATION_FILE = "station.key"
MAX_STATION_FILE = 4096
_ACCESSION = b"witnessbox-station-accession/1\n"


class Station:
    """One station at work in one box."""

    def __init__(self, premises: Premises, handle: str, seed: bytes) -> None:
        self._premises = premises
        self._seed = seed
        key = Ed25519PrivateKey.from_private_bytes(seed)
        self._backend = LocalBackend(premises.path(OBJECTS))
        self._log = premises.log()
        self._committer = Committer(
            self._backend,
            self._log,
            Author(MemberId(handle), key.sign),
            premises.seal_entry,
        )

    def take_in(self, order: Order, listener: Listener) -> Counts:
        """Carry out an intake; see `intake_order.take_in` for what it raises."""
        bench = Bench(
            folder=self._premises.folder,
            backend=self._backend,
            committer=self._committer,
            accession_id=self._accession_id,
            memory=lambda accession, source: Memory(None, accession, source),
            source_number=lambda *named: named[1],
            live=Live(None),
            recipient=self._premises.recipients[Compartment.EVIDENCE].text(),
            pledged=lambda start: entries.pledged(self._log, start),
        )
        return take_in(bench, order, listener)

    def _accession_id(self, name: str, codename: str) -> str:
        # A station cannot look up what it opened before, so the id follows from
        # the name, in a way that nobody without its key can repeat.
        digest = hmac.digest(self._seed, _ACCESSION + name.encode(), "sha256")
        accession = f"a-{digest[:16].hex()}"
        body: JsonDict = {"accession": accession, "name": name, "source": codename}
        self._committer.commit([Act(Compartment.EVIDENCE, "accession-opened", body)])
        return accession


def station_file(seed: bytes) -> bytes:
    """A station's key file: not locked, for it opens nothing."""
    return encode({"kind": "station", "signing": seed.hex(), "v": 1})


def stations(premises: Premises) -> list[str]:
    """The handles of the box's stations."""
    folder = premises.path(KEYS)
    found = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    return [h for h in found if os.path.exists(os.path.join(folder, h, STATION_FILE))]


def open_station(premises: Premises, handle: str | None) -> Station:
    """The station of that handle, or the only one.

    Raises:
        MissingError: There is none, or there are several and none was named.
        DamagedError: Its key file is damaged.
    """
    known = stations(premises)
    if handle is None and len(known) == 1:
        handle = known[0]
    if handle is None or handle not in known:
        raise MissingError(
            "There is no such station in this box.",
            todo="Make one with 'witnessbox member add NAME --station'.",
        )
    path = premises.path(KEYS, handle, STATION_FILE)
    with open(path, "rb") as file:
        document = decode(file.read(MAX_STATION_FILE))
    seed = document.get("signing")
    if not isinstance(seed, str):
        raise DamagedError("A station's key file is damaged.")
    try:
        return Station(premises, handle, bytes.fromhex(seed))
    except ValueError as error:
        raise DamagedError("A station's key file is damaged.") from error
