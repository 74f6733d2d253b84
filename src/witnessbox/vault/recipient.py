# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The two kinds of recipient: an X25519 key, and a passphrase through scrypt.

What holds: an identity opens only a stanza of its own kind and refuses one that
is malformed; a stanza for somebody else is passed over without a word. A shared
secret of zeros and a work factor beyond the limit are refused before any use.

Bytes and values only, and the system's random source for fresh keys.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from witnessbox.vault import bech32
from witnessbox.vault.clause import Clause, HeaderError, KeyTextError
from witnessbox.vault.header import FILE_KEY_SIZE, Stanza, argument, base64, hkdf

KEY_SIZE = 32
TAG = 16
SCRYPT_SALT_SIZE = 16
DEFAULT_WORK_FACTOR = 18
"""N = 2^18: a quarter of a gigabyte and about a second for each guess."""
MAX_WORK_FACTOR = 20
"""A header from elsewhere may not make us spend more than four times that."""

_X25519 = "X25519"
_X25519_INFO = b"age-encryption.org/v1/X25519"
_SCRYPT = "scrypt"
_SCRYPT_LABEL = b"age-encryption.org/v1/scrypt"
_BLOCK = 8
_ZERO_NONCE = bytes(12)
_RECIPIENT_PREFIX = "age"
_IDENTITY_PREFIX = "age-secret-key-"


@dataclass(frozen=True, slots=True)
class X25519Recipient:
    """A public key to which objects are sealed.

    Attributes:
        public: 32 bytes.
    """

    public: bytes

    def __post_init__(self) -> None:
        if len(self.public) != KEY_SIZE:
            raise ValueError("a public key has 32 bytes")

    @staticmethod
    def parse(untrusted: str) -> X25519Recipient:
        """The recipient that `age1…` names.

        Raises:
            KeyTextError: The text is not such a key.
        """
        return X25519Recipient(_key(_RECIPIENT_PREFIX, untrusted))

    def text(self) -> str:
        """Its `age1…` form."""
        return bech32.encode(_RECIPIENT_PREFIX, self.public)

    def wrap(self, file_key: bytes) -> Stanza:
        """The stanza that gives this recipient the file key."""
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(self.public))
        wrapping = hkdf(shared, share + self.public, _X25519_INFO)
        body = ChaCha20Poly1305(wrapping).encrypt(_ZERO_NONCE, file_key, None)
        return Stanza(_X25519, (base64(share).decode("ascii"),), body)


@dataclass(frozen=True, slots=True)
class X25519Identity:
    """A secret key that opens what was sealed to its recipient.

    Attributes:
        secret: 32 bytes; never shown by `repr`.
    """

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_SIZE:
            raise ValueError("a secret key has 32 bytes")

    @staticmethod
    def generate() -> X25519Identity:
        """A fresh key."""
        return X25519Identity(os.urandom(KEY_SIZE))

    @staticmethod
    def parse(untrusted: str) -> X25519Identity:
        """The identity that `AGE-SECRET-KEY-1…` names.

        Raises:
            KeyTextError: The text is not such a key.
        """
        return X25519Identity(_key(_IDENTITY_PREFIX, untrusted))

    def text(self) -> str:
        """Its `AGE-SECRET-KEY-1…` form, as the stock tool reads it."""
        return bech32.encode(_IDENTITY_PREFIX, self.secret).upper()

    def recipient(self) -> X25519Recipient:
        """The public half."""
        private = X25519PrivateKey.from_private_bytes(self.secret)
        return X25519Recipient(private.public_key().public_bytes_raw())

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """The file key, or None if no stanza is for this key.

        Raises:
            HeaderError: An X25519 stanza is malformed.
        """
        for stanza in stanzas:
            if stanza.kind == _X25519:
                file_key = self._try(stanza)
                if file_key is not None:
                    return file_key
        return None

    def _try(self, stanza: Stanza) -> bytes | None:
        if len(stanza.arguments) != 1:
            raise HeaderError(
                Clause.HEADER_X25519, "A recipient has too many or too few values."
            )
        share = argument(stanza.arguments[0], KEY_SIZE, Clause.HEADER_X25519)
        body = _body(stanza, Clause.HEADER_X25519)
        private = X25519PrivateKey.from_private_bytes(self.secret)
        try:
            shared = private.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError as error:
            # OpenSSL refuses the all-zero secret of a low-order share.
            raise HeaderError(
                Clause.HEADER_LOW_ORDER, "A recipient's share is a forbidden point."
            ) from error
        public = private.public_key().public_bytes_raw()
        return _open(hkdf(shared, share + public, _X25519_INFO), body)


@dataclass(frozen=True, slots=True)
class ScryptRecipient:
    """A passphrase; it must be an object's only recipient.

    Attributes:
        passphrase: As the stock tool would be given it.
        work_factor: log2 of scrypt's N; less than the default is for tests only.
    """

    passphrase: str = field(repr=False)
    work_factor: int = DEFAULT_WORK_FACTOR

    def __post_init__(self) -> None:
        if not 1 <= self.work_factor <= MAX_WORK_FACTOR:
            raise ValueError("the work factor lies between 1 and MAX_WORK_FACTOR")

    def wrap(self, file_key: bytes) -> Stanza:
        """The stanza that gives the file key to whoever knows the passphrase."""
        salt = os.urandom(SCRYPT_SALT_SIZE)
        wrapping = _stretch(self.passphrase, salt, self.work_factor)
        body = ChaCha20Poly1305(wrapping).encrypt(_ZERO_NONCE, file_key, None)
        values = (base64(salt).decode("ascii"), str(self.work_factor))
        return Stanza(_SCRYPT, values, body)


@dataclass(frozen=True, slots=True)
class ScryptIdentity:
    """A passphrase that may open an object.

    Attributes:
        passphrase: As it was typed.
        max_work_factor: What a header may ask of us at most.
    """

    passphrase: str = field(repr=False)
    max_work_factor: int = MAX_WORK_FACTOR

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """The file key, or None if the passphrase does not open it.

        Raises:
            HeaderError: The scrypt stanza is malformed or asks too much work.
        """
        for stanza in stanzas:
            if stanza.kind == _SCRYPT:
                return self._try(stanza)
        return None

    def _try(self, stanza: Stanza) -> bytes | None:
        if len(stanza.arguments) != 2:
            raise HeaderError(
                Clause.HEADER_SCRYPT, "A passphrase has too many or too few values."
            )
        untrusted_salt, untrusted_factor = stanza.arguments
        salt = argument(untrusted_salt, SCRYPT_SALT_SIZE, Clause.HEADER_SCRYPT)
        allowed = {str(n): n for n in range(1, self.max_work_factor + 1)}
        if untrusted_factor not in allowed:
            raise HeaderError(
                Clause.HEADER_SCRYPT,
                "A passphrase's work factor is malformed, or more than we will spend.",
            )
        body = _body(stanza, Clause.HEADER_SCRYPT)
        factor = allowed[untrusted_factor]
        return _open(_stretch(self.passphrase, salt, factor), body)


def _key(prefix: str, untrusted: str) -> bytes:
    data = bech32.decode(prefix, untrusted)
    if len(data) != KEY_SIZE:
        raise KeyTextError(Clause.KEY_TEXT, "A key has too many or too few bytes.")
    return data


def _stretch(passphrase: str, salt: bytes, work_factor: int) -> bytes:
    cost = 1 << work_factor
    return hashlib.scrypt(
        passphrase.encode(),
        salt=_SCRYPT_LABEL + salt,
        n=cost,
        r=_BLOCK,
        p=1,
        # What the algorithm needs, and a little for the library's own use.
        maxmem=128 * _BLOCK * (cost + 4) + (1 << 20),
        dklen=KEY_SIZE,
    )


def _body(stanza: Stanza, clause: Clause) -> bytes:
    # The size is checked first: a longer body could open under two keys.
    if len(stanza.body) != FILE_KEY_SIZE + TAG:
        raise HeaderError(clause, "A wrapped file key has a wrong size.")
    return stanza.body


def _open(wrapping: bytes, body: bytes) -> bytes | None:
    try:
        return ChaCha20Poly1305(wrapping).decrypt(_ZERO_NONCE, body, None)
    except InvalidTag:
        return None
