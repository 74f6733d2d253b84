# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The premises of a box: its folder, its public keys, its log, its key files.

What holds: nothing here needs or holds a secret that opens anything; key files
are written before the ledger speaks of them, so a crash leaves a key file that
no entry names, never an entry without its file.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence

from witnessbox.base.canonical import JsonDict
from witnessbox.base.values import Compartment, MemberId
from witnessbox.ledger.entry import Act
from witnessbox.ledger.log import Log
from witnessbox.pipeline import boxfile, keyring
from witnessbox.pipeline.boxfile import BoxFile, Founder
from witnessbox.pipeline.files import write_durably
from witnessbox.vault.format import X25519Recipient
from witnessbox.vault.keys import CompartmentKey, MemberKeys

LEDGER = "ledger"
OBJECTS = "objects"
INDEX = "index"


class Premises:
    """A box's folder and what can be done there without a secret."""

    def __init__(self, folder: str, file: BoxFile) -> None:
        self.folder = folder
        self.file = file
        self.recipients = {
            name: X25519Recipient.parse(key) for name, key in file.compartments.items()
        }

    def path(self, *inside: str) -> str:
        """A path inside the box."""
        return os.path.join(self.folder, *inside)

    def seal_entry(self, compartment: Compartment, plain: bytes) -> bytes:
        """Seal a ledger entry; needs no secret."""
        return keyring.sealer(self.recipients, compartment, plain)

    def log(self) -> Log:
        """The box's log, opened.

        Raises:
            DamagedError: It cannot be appended to.
        """
        return Log.open(self.path(LEDGER, self.file.log))

    def write_keys(
        self,
        handle: str,
        locked: bytes,
        own: MemberKeys,
        keys: Sequence[CompartmentKey],
    ) -> list[Act]:
        """Write one member's key files; the acts that put their digests on record."""
        files = {keyring.MEMBER_FILE: locked}
        recipient = own.sealing.recipient()
        for key in keys:
            name = keyring.compartment_file(key.compartment)
            files[name] = key.wrap(recipient)
        return self.write_key_files(handle, files)

    def write_key_files(self, handle: str, files: Mapping[str, bytes]) -> list[Act]:
        """Write files under keys/; the acts that put their digests on record."""
        acts: list[Act] = []
        for name, data in files.items():
            inside = f"{keyring.KEYS}/{handle}/{name}"
            write_durably(os.path.join(self.folder, inside), data)
            digest = hashlib.sha256(data).hexdigest()
            body: JsonDict = {"file": inside, "sha256": digest}
            acts.append(Act(Compartment.PUBLIC, "key-wrapped", body))
        return acts


def member_added(handle: str, own: MemberKeys) -> Act:
    """The public record of a new member: keys, no name."""
    founder = founder_of(handle, own)
    body: JsonDict = {
        "member": founder.member,
        "handle": founder.handle,
        "sealing": founder.sealing,
        "signing": founder.signing,
    }
    return Act(Compartment.PUBLIC, "member-added", body)


def named(
    handle: str, name: str, role: str, compartments: Sequence[Compartment]
) -> Act:
    """The sealed record of who a member is."""
    body: JsonDict = {
        "member": handle,
        "handle": handle,
        "name": name,
        "role": role,
        "compartments": [each.value for each in compartments],
    }
    return Act(Compartment.EVIDENCE, "member-named", body)


def founder_of(handle: str, own: MemberKeys) -> Founder:
    """A member's public half."""
    return Founder(
        member=MemberId(handle),
        handle=handle,
        sealing=own.sealing.recipient().text(),
        signing=own.verifying().hex(),
    )


def box_created(file: BoxFile) -> Act:
    """The log's first entry."""
    founder = file.founder
    body: JsonDict = {
        "box": file.box,
        "format": boxfile.FORMAT,
        "founder": {
            "member": founder.member,
            "handle": founder.handle,
            "sealing": founder.sealing,
            "signing": founder.signing,
        },
        "compartments": {name.value: key for name, key in file.compartments.items()},
        "log": file.log,
        "box_toml": hashlib.sha256(file.encode()).hexdigest(),
    }
    return Act(Compartment.PUBLIC, "box-created", body)
