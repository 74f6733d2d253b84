# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Sealed = an age v1 file, written as a stream and read at any offset.

What holds: the payload is a 16-byte nonce and chunks of 64 KiB, each under a
tag that covers its number and whether it is the last. `Unsealed` checks the last
chunk when it opens, so a cut or extended object is refused before its first
byte, and then gives out bytes of checked chunks only. The order of writing:
header, nonce, chunks; a digest over nonce and chunks is what the ledger keeps.

Bytes and values only: a sandboxed child that holds one descriptor and one file
key can use this module. No file, no socket, no clock is touched here.

    >>> identity = X25519Identity.generate()
    >>> unseal(seal(b"footage", [identity.recipient()]), [identity])
    b'footage'
"""

from __future__ import annotations

from collections.abc import Sequence

from witnessbox.vault.chunk import BATCH as BATCH
from witnessbox.vault.chunk import CHUNK as CHUNK
from witnessbox.vault.chunk import NONCE_SIZE as NONCE_SIZE
from witnessbox.vault.chunk import Buffer as Buffer
from witnessbox.vault.header import FILE_KEY_SIZE as FILE_KEY_SIZE
from witnessbox.vault.header import MAX_HEADER as MAX_HEADER
from witnessbox.vault.header import Header as Header
from witnessbox.vault.header import Identity as Identity
from witnessbox.vault.header import Recipient as Recipient
from witnessbox.vault.header import Stanza as Stanza
from witnessbox.vault.header import read_header as read_header
from witnessbox.vault.recipient import TAG as TAG
from witnessbox.vault.recipient import ScryptIdentity as ScryptIdentity
from witnessbox.vault.recipient import ScryptRecipient as ScryptRecipient
from witnessbox.vault.recipient import X25519Identity as X25519Identity
from witnessbox.vault.recipient import X25519Recipient as X25519Recipient
from witnessbox.vault.sealer import Sealed as Sealed
from witnessbox.vault.sealer import Sealer as Sealer
from witnessbox.vault.unsealed import Unsealed as Unsealed


def seal(plaintext: Buffer, recipients: Sequence[Recipient]) -> bytes:
    """A whole sealed object in memory, without padding."""
    parts: list[bytes] = []
    sealer = Sealer(lambda part: parts.append(bytes(part)), recipients)
    sealer.write(plaintext)
    sealer.finish()
    return b"".join(parts)


def unseal(sealed: bytes, identities: Sequence[Identity]) -> bytes:
    """The whole plaintext of an object in memory.

    Raises:
        WrongKeyError: No identity opens it.
        SealedError: It is malformed or altered.
    """
    opened = Unsealed(
        lambda offset, size: sealed[offset : offset + size], len(sealed), identities
    )
    return opened.read_at(0, opened.size)


def padme(size: int) -> int:
    """The size to which a plaintext is padded: it tells log log of the size.

    Padmé keeps only the leading bits of a size, at most 12 % above it, so that
    sizes fall into few classes and tell little.

        >>> [padme(size) for size in (0, 1, 9, 1000, 1000000)]
        [0, 1, 10, 1024, 1015808]
    """
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    kept_bits = exponent.bit_length()
    mask = (1 << (exponent - kept_bits)) - 1
    return size + mask & ~mask
