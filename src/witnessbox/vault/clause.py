# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The clauses of docs/spec/vault.md and docs/spec/keys.md, and their errors.

What holds: every refusal of a sealed object or a key file names the one clause
that it breaks, and a fault that `check` reports has the same name as its code.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from witnessbox.base.errors import DamagedError


class Clause(StrEnum):
    """One MUST of the vault's two specifications each."""

    HEADER_VERSION = "header-version"
    HEADER_SIZE = "header-size"
    HEADER_STANZA = "header-stanza"
    HEADER_BASE64 = "header-base64"
    HEADER_MAC_LINE = "header-mac-line"
    HEADER_MAC = "header-mac"
    HEADER_X25519 = "header-x25519"
    HEADER_LOW_ORDER = "header-low-order"
    HEADER_SCRYPT = "header-scrypt"
    HEADER_SCRYPT_ALONE = "header-scrypt-alone"
    PAYLOAD_NONCE = "payload-nonce"
    PAYLOAD_SHAPE = "payload-shape"
    PAYLOAD_CHUNK = "payload-chunk"
    OBJECT_NAME = "object-name"
    OBJECT_MISSING = "object-missing"
    OBJECT_UNREADABLE = "object-unreadable"
    OBJECT_KEY = "object-key"
    OBJECT_SIZE = "object-size"
    OBJECT_DIGEST = "object-digest"
    OBJECT_PADDING = "object-padding"
    OBJECT_EXTENTS = "object-extents"
    OBJECT_UNREFERENCED = "object-unreferenced"
    ORIGINAL_SHA256 = "original-sha256"
    ORIGINAL_BLAKE3 = "original-blake3"
    KEY_TEXT = "key-text"
    KEY_DOCUMENT = "key-document"


class SealedError(DamagedError):
    """A sealed object is not what its format allows.

    Attributes:
        clause: The clause that it breaks.
    """

    code: ClassVar[str] = "sealed"
    remedy: ClassVar[str] = "Run verify, and restore the object from a copy of the box."

    def __init__(self, clause: Clause, what: str) -> None:
        super().__init__(
            what,
            safe="Nothing was changed, and no unchecked byte was given out.",
            todo=self.remedy,
        )
        self.clause = clause


class HeaderError(SealedError):
    """The header is not one that an age v1 file may have."""

    code: ClassVar[str] = "sealed-header"


class MacError(SealedError):
    """The header was altered after it was written: its MAC does not match."""

    code: ClassVar[str] = "sealed-mac"


class PayloadError(SealedError):
    """The payload was cut, extended, reordered or altered."""

    code: ClassVar[str] = "sealed-payload"


class KeyTextError(SealedError):
    """A key is not written as keys are written."""

    code: ClassVar[str] = "key-text"
    remedy: ClassVar[str] = "Compare it, letter by letter, with where it came from."


class KeyDocumentError(SealedError):
    """A key file opens, and does not hold what a key file holds."""

    code: ClassVar[str] = "key-document"
    remedy: ClassVar[str] = "Run verify, and restore the key file from a copy of it."
