# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Rebuild: throw the indexes away and make them again from the ledger.

What holds: nobody else uses the indexes meanwhile; the new files are complete
before they take the place of the old ones; a member without a compartment's
key rebuilds the others and leaves that one as it is; equal means that the
canonical dumps are equal.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from functools import partial

from witnessbox.base.errors import WrongKeyError
from witnessbox.base.values import Compartment
from witnessbox.catalogue.index import Index
from witnessbox.pipeline import entries, runs
from witnessbox.pipeline.commit import Follower
from witnessbox.pipeline.keyring import Keyring
from witnessbox.pipeline.premises import INDEX, OBJECTS, Premises
from witnessbox.vault.local import LocalBackend
from witnessbox.vault.store import Vault

BESIDE = "rebuilding"


def rebuild(premises: Premises, ring: Keyring) -> dict[Compartment, tuple[str, str]]:
    """Make every index anew that the member's keys open.

    Returns:
        For each compartment the canonical dump's digest before (empty where
        there was nothing readable) and after.

    Raises:
        BusyError: Another process uses the indexes: stop it first.
        DamagedError: The ledger cannot be replayed.
    """
    folder = premises.path(INDEX)
    beside = os.path.join(folder, BESIDE)
    with runs.alone(premises.folder, INDEX):
        before = _dumps(folder, ring)
        shutil.rmtree(beside, ignore_errors=True)
        fresh = Index(beside, ring.index_keys())
        log = premises.log()
        vault = Vault(LocalBackend(premises.path(OBJECTS)))
        opener = partial(entries.events, log, ring, vault=vault)
        Follower(fresh, opener).follow(log.size())
        after = {one: fresh.dump(one) for one in fresh.compartments}
        fresh.close()
        for one in after:
            for ending in ("-wal", "-shm"):
                with suppress(FileNotFoundError):
                    os.unlink(os.path.join(folder, f"{one.value}.db{ending}"))
            os.replace(
                os.path.join(beside, f"{one.value}.db"),
                os.path.join(folder, f"{one.value}.db"),
            )
        shutil.rmtree(beside, ignore_errors=True)
    return {one: (before.get(one, ""), digest) for one, digest in after.items()}


def _dumps(folder: str, ring: Keyring) -> dict[Compartment, str]:
    found: dict[Compartment, str] = {}
    for one, key in ring.index_keys().items():
        if not os.path.exists(os.path.join(folder, f"{one.value}.db")):
            continue
        # A damaged index is why one rebuilds; what it said does not matter.
        with suppress(WrongKeyError):
            index = Index(folder, {one: key})
            found[one] = index.dump(one)
            index.close()
    return found
