# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What one member can open: their own keys, and the compartments wrapped to them.

What holds: keys lie in memory of the unlocked session alone; a compartment
whose key file is missing or damaged is one that the session does not have. A
compartment's public half seals for everybody, members and stations alike.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from witnessbox.base.errors import DamagedError, LockedError, WrongKeyError
from witnessbox.base.values import SEALED_COMPARTMENTS, Compartment, MemberId
from witnessbox.ledger.entry import Author
from witnessbox.vault.format import X25519Identity, X25519Recipient, seal, unseal
from witnessbox.vault.keys import CompartmentKey, MemberKeys

KEYS = "keys"
MEMBER_FILE = "member.age"
MAX_KEY_FILE = 65_536
INDEX_LABEL = "index"
PROXY_LABEL = "proxy-names"

Recipients = Mapping[Compartment, X25519Recipient]


@dataclass(frozen=True, slots=True)
class Keyring:
    """One unlocked member's keys."""

    member: MemberId
    own: MemberKeys = field(repr=False)
    compartments: Mapping[Compartment, CompartmentKey] = field(repr=False)

    def author(self) -> Author:
        """The member as author of ledger entries."""
        return Author(self.member, self.own.sign)

    def identity(self, compartment: Compartment) -> X25519Identity:
        """A compartment's secret key.

        Raises:
            LockedError: The member does not have it.
        """
        key = self.compartments.get(compartment)
        if key is None:
            raise LockedError(
                f"This needs the key of the compartment '{compartment.value}'.",
                safe="Nothing was opened.",
                todo="Ask a member who has it.",
            )
        return key.identity

    def index_keys(self) -> dict[Compartment, bytes]:
        """The keys of the indexes that the member may read."""
        return {
            name: key.derive(INDEX_LABEL) for name, key in self.compartments.items()
        }

    def unseal(self, compartment: Compartment, sealed: bytes) -> bytes:
        """Open a ledger entry of a compartment that the member has."""
        return unseal(sealed, [self.identity(compartment)])


def sealer(recipients: Recipients, compartment: Compartment, plain: bytes) -> bytes:
    """Seal a ledger entry to its compartment."""
    return seal(plain, [recipients[compartment]])


def unlock(folder: str, member: MemberId, passphrase: str) -> Keyring:
    """Open one member's keys.

    Raises:
        WrongKeyError: The passphrase does not open them.
        DamagedError: The member's key file is damaged.
    """
    own = MemberKeys.unlock(_read(folder, member, MEMBER_FILE), passphrase)
    held: dict[Compartment, CompartmentKey] = {}
    for compartment in SEALED_COMPARTMENTS:
        name = compartment_file(compartment)
        if not os.path.exists(os.path.join(folder, KEYS, member, name)):
            continue
        try:
            held[compartment] = CompartmentKey.unwrap(
                _read(folder, member, name), own.sealing
            )
        except (WrongKeyError, DamagedError):
            # verify names the damaged file; the others still open.
            continue
    return Keyring(member, own, held)


def compartment_file(compartment: Compartment) -> str:
    """The name of a wrapped compartment key."""
    return f"{compartment.value}.age"


def _read(folder: str, member: MemberId, name: str) -> bytes:
    try:
        with open(os.path.join(folder, KEYS, member, name), "rb") as file:
            return file.read(MAX_KEY_FILE)
    except OSError as error:
        raise DamagedError(
            "A member's key file cannot be read.",
            safe="The objects are as they were.",
            todo="Put the file back from a backup of the box.",
        ) from error
