# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A worker process that checks objects for `verify`.

What holds: it reads, and writes nothing; the key it is given comes over the
inherited socket pair, never in an argument; one damaged object never ends the
check of the others.

Run as `python -m witnessbox.pipeline.checking DESCRIPTOR`.
"""

from __future__ import annotations

import sys
from typing import Any

from witnessbox.base.errors import LockedError
from witnessbox.base.values import Fault, ObjectName, Severity
from witnessbox.pipeline import post
from witnessbox.vault.check import Content, Pledge, Wanted, check_object
from witnessbox.vault.clause import Clause, SealedError
from witnessbox.vault.format import X25519Identity
from witnessbox.vault.local import LocalBackend
from witnessbox.vault.store import Vault

Job = dict[str, Any]


def job(pledge: Pledge, content: Content | None, *, keyed: bool) -> Job:
    """One object's check as a message."""
    asked: Job = {
        "pledge": [pledge.name, pledge.payload_size, pledge.payload_sha256],
        "keyed": keyed,
    }
    if content is not None:
        asked["content"] = [
            content.size,
            content.sha256,
            content.blake3,
            content.extents,
        ]
    return asked


def main() -> None:
    """Serve the parent until it closes the channel."""
    channel = post.inherited(sys.argv[1])
    try:
        hello, _ = post.receive(channel)
        backend = LocalBackend(str(hello["objects"]))
        key = hello["key"]
        identity = None if key is None else X25519Identity.parse(str(key))
        while True:
            message, _ = post.receive(channel)
            faults: list[Fault] = []
            for asked in message["jobs"]:
                found = _check if hello["full"] else _check_sealed
                faults.extend(found(backend, asked, identity))
            answer = [[f.code, f.severity.value, f.where, f.detail] for f in faults]
            post.send(channel, {"faults": answer})
    except post.Gone:
        return


def _check_sealed(
    backend: LocalBackend, asked: Job, identity: X25519Identity | None
) -> list[Fault]:
    """The payload's digest, and the header with the key, if there is one."""
    pledge = Pledge(*asked["pledge"])
    faults = check_object(backend, Wanted(pledge))
    if faults or identity is None or not asked["keyed"]:
        return faults
    try:
        Vault(backend).file_key(ObjectName(pledge.name), identity)
    except (SealedError, LockedError) as error:
        code = error.clause if isinstance(error, SealedError) else Clause.OBJECT_KEY
        where = f"objects/{pledge.name[:2]}/{pledge.name}"
        return [Fault(code.value, Severity.ERROR, where, error.what)]
    return []


def _check(
    backend: LocalBackend, asked: Job, identity: X25519Identity | None
) -> list[Fault]:
    content = None
    if "content" in asked:
        size, sha256, blake3, extents = asked["content"]
        runs = None if extents is None else tuple((a, b) for a, b in extents)
        content = Content(size, sha256, blake3, runs)
    key = identity if asked["keyed"] else None
    return check_object(backend, Wanted(Pledge(*asked["pledge"]), key, content))


if __name__ == "__main__":
    main()
