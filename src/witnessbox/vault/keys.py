# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Members' keys under a passphrase, compartments' keys under members' keys.

What holds: a key file is an age v1 file around one canonical JSON document. A
member's file opens with the passphrase and gives a sealing and a signing key; a
compartment's file opens with a member's sealing key and gives the compartment's.
No secret is shown by `repr`, and none is written unsealed.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from witnessbox.base import canonical
from witnessbox.base.canonical import JsonDict, JsonValue
from witnessbox.base.errors import DamagedError, NewerFormatError, WrongKeyError
from witnessbox.base.values import SEALED_COMPARTMENTS, Compartment
from witnessbox.vault.clause import Clause, KeyDocumentError
from witnessbox.vault.format import (
    ScryptIdentity,
    ScryptRecipient,
    X25519Identity,
    X25519Recipient,
    seal,
    unseal,
)
from witnessbox.vault.header import hkdf
from witnessbox.vault.recipient import DEFAULT_WORK_FACTOR, KEY_SIZE

VERSION = 1
PASSPHRASE_WORDS = 7
"""Each word has 12.6 bits: 88 in all."""
HANDLE_WORDS = 2

_CONSONANTS = "bdfghjklmnprstvz"
_VOWELS = "aeiou"
_DERIVE = b"witnessbox-derive/1\n"


@dataclass(frozen=True, slots=True)
class MemberKeys:
    """A member's two secrets.

    Attributes:
        sealing: Opens what is sealed to the member.
        signing_seed: 32 bytes; the Ed25519 key is made from it.
    """

    sealing: X25519Identity
    signing_seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.signing_seed) != KEY_SIZE:
            raise ValueError("a signing seed has 32 bytes")

    @staticmethod
    def generate() -> MemberKeys:
        """Fresh keys."""
        return MemberKeys(X25519Identity.generate(), secrets.token_bytes(KEY_SIZE))

    def sign(self, message: bytes) -> bytes:
        """The member's Ed25519 signature, 64 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.signing_seed).sign(message)

    def verifying(self) -> bytes:
        """The public half of the signing key, 32 bytes."""
        private = Ed25519PrivateKey.from_private_bytes(self.signing_seed)
        return private.public_key().public_bytes_raw()

    def lock(self, passphrase: str, *, work_factor: int = DEFAULT_WORK_FACTOR) -> bytes:
        """The member's key file.

        Args:
            passphrase: Of any form of Unicode; it is brought to NFC.
            work_factor: Less than the default is for tests only.
        """
        document: JsonDict = {
            "kind": "member",
            "sealing": self.sealing.text(),
            "signing": self.signing_seed.hex(),
            "v": VERSION,
        }
        recipient = ScryptRecipient(_normal(passphrase), work_factor)
        return seal(canonical.encode(document), [recipient])

    @staticmethod
    def unlock(untrusted: bytes, passphrase: str) -> MemberKeys:
        """The keys in a member's key file.

        Raises:
            WrongKeyError: The passphrase does not open it.
            DamagedError: It is altered, or not a member's key file.
        """
        identity = ScryptIdentity(_normal(passphrase))
        try:
            plain = unseal(untrusted, [identity])
        except WrongKeyError as error:
            raise WrongKeyError(
                "This passphrase does not open the key.",
                safe="Nothing was changed.",
                todo="Type it again; check the keyboard's language and Caps Lock.",
            ) from error
        document = _document(plain, "member", ("sealing", "signing"))
        sealing = X25519Identity.parse(_text(document, "sealing"))
        return MemberKeys(sealing, _secret(document, "signing"))


@dataclass(frozen=True, slots=True)
class CompartmentKey:
    """The secret that opens one compartment's objects and entries.

    Attributes:
        compartment: Which; never the public one.
        identity: The key.
    """

    compartment: Compartment
    identity: X25519Identity

    def __post_init__(self) -> None:
        if self.compartment not in SEALED_COMPARTMENTS:
            raise ValueError("the public record has no key")

    @staticmethod
    def generate(compartment: Compartment) -> CompartmentKey:
        """A fresh key."""
        return CompartmentKey(compartment, X25519Identity.generate())

    def recipient(self) -> X25519Recipient:
        """The public half: seals, and opens nothing."""
        return self.identity.recipient()

    def derive(self, label: str) -> bytes:
        """32 bytes for one other purpose, such as an index's key."""
        return derive(self.identity.secret, label)

    def wrap(self, member: X25519Recipient) -> bytes:
        """The key file that gives a member this compartment."""
        document: JsonDict = {
            "compartment": self.compartment.value,
            "key": self.identity.text(),
            "kind": "compartment",
            "v": VERSION,
        }
        return seal(canonical.encode(document), [member])

    @staticmethod
    def unwrap(untrusted: bytes, member: X25519Identity) -> CompartmentKey:
        """The key in a compartment's key file.

        Raises:
            WrongKeyError: It was wrapped to somebody else.
            DamagedError: It is altered, or not a compartment's key file.
        """
        plain = unseal(untrusted, [member])
        document = _document(plain, "compartment", ("compartment", "key"))
        name = _text(document, "compartment")
        if name not in {each.value for each in SEALED_COMPARTMENTS}:
            raise _malformed("it is for a compartment that this program does not know")
        identity = X25519Identity.parse(_text(document, "key"))
        return CompartmentKey(Compartment(name), identity)


def derive(secret: bytes, label: str) -> bytes:
    """32 bytes from a secret for one purpose: HKDF-SHA-256 under the label."""
    return hkdf(secret, b"", _DERIVE + label.encode())


def new_passphrase() -> str:
    """Seven pseudo-words: 88 bits, easy to say and to write on paper."""
    return "-".join(_word() for _ in range(PASSPHRASE_WORDS))


def new_handle() -> str:
    """A member's public handle: two pseudo-words that tell nothing."""
    return "-".join(_word() for _ in range(HANDLE_WORDS))


def _word() -> str:
    return "".join(secrets.choice(letters) for letters in (_CONSONANTS, _VOWELS) * 2)


def _normal(passphrase: str) -> str:
    # Keyboards differ in how they compose й or é: the key must not.
    return unicodedata.normalize("NFC", passphrase)


def _document(plain: bytes, kind: str, members: tuple[str, ...]) -> JsonDict:
    try:
        document = canonical.decode(plain)
    except DamagedError as error:
        raise _malformed("it is not a record in canonical form") from error
    version = document.get("v")
    if isinstance(version, int) and version > VERSION:
        raise NewerFormatError(
            "A key file was written by a later program than this one.",
            safe="Nothing was changed.",
            todo="Use the later program.",
        )
    if version != VERSION or document.get("kind") != kind:
        raise _malformed(f"it is not one of a {kind}")
    if set(document) != {"v", "kind", *members}:
        raise _malformed("it has other members than a key file has")
    return document


def _text(document: Mapping[str, JsonValue], name: str) -> str:
    value = document[name]
    if not isinstance(value, str):
        raise _malformed(f"its {name} is not text")
    return value


def _secret(document: Mapping[str, JsonValue], name: str) -> bytes:
    text = _text(document, name)
    try:
        value = bytes.fromhex(text)
    except ValueError as error:
        raise _malformed(f"its {name} is not hexadecimal") from error
    if len(value) != KEY_SIZE or value.hex() != text:
        raise _malformed(f"its {name} is not 32 bytes in lower-case hexadecimal")
    return value


def _malformed(why: str) -> KeyDocumentError:
    return KeyDocumentError(Clause.KEY_DOCUMENT, f"A key file is malformed: {why}.")
