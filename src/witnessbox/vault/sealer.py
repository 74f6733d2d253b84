# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Writing a sealed object as a stream: header, nonce, chunks, and their digest.

What holds: the length need not be known beforehand, memory is bounded, and the
digest over nonce and chunks, which is what the ledger keeps, is made in passing.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from witnessbox.vault.chunk import (
    BATCH,
    CHUNK,
    NONCE_SIZE,
    SEALED_CHUNK,
    Buffer,
    chunk_nonce,
)
from witnessbox.vault.header import FILE_KEY_SIZE, Recipient, hkdf, write_header
from witnessbox.vault.recipient import TAG


@dataclass(frozen=True, slots=True)
class Sealed:
    """What came out of a sealer.

    Attributes:
        header_size: Bytes before the payload.
        payload_size: Bytes of nonce and chunks.
        payload_sha256: Hex, over the same; this is what the ledger commits to.
        size: Bytes of plaintext, padding included.
    """

    header_size: int
    payload_size: int
    payload_sha256: str
    size: int


class Sealer:
    """Seals a stream of unknown length in about 2 MiB of memory.

    `write` is given views of a buffer that is used again: it must be done with
    them when it returns. If it raises, the sealer is of no further use.
    """

    def __init__(
        self,
        write: Callable[[bytes | memoryview], object],
        recipients: Sequence[Recipient],
        *,
        file_key: bytes | None = None,
    ) -> None:
        key = os.urandom(FILE_KEY_SIZE) if file_key is None else file_key
        header = write_header(key, recipients)
        nonce = os.urandom(NONCE_SIZE)
        first = header + nonce
        self._write = write
        self._cipher = ChaCha20Poly1305(hkdf(key, nonce, b"payload"))
        self._header_size = len(header)
        self._unhashed_from = len(header)
        self._out = memoryview(bytearray(len(first) + BATCH * SEALED_CHUNK))
        self._out[: len(first)] = first
        self._filled = len(first)
        # The last chunk is sealed as the last, so one chunk is always held back.
        self._held = memoryview(bytearray(CHUNK))
        self._held_size = 0
        self._chunks = 0
        self._size = 0
        self._hash = hashlib.sha256()
        self._written = 0
        self._finished = False

    def write(self, data: Buffer) -> None:
        """Seal the next bytes of the plaintext.

        Raises:
            RuntimeError: The sealer was finished.
        """
        if self._finished:
            raise RuntimeError("this sealer was finished")
        view = memoryview(data).cast("B")
        self._size += len(view)
        at = min(len(view), CHUNK - self._held_size) if self._held_size else 0
        self._hold(view[:at])
        if at == len(view):
            return
        if self._held_size:
            self._seal(self._held, last=False)
            self._held_size = 0
        while len(view) - at > CHUNK:
            self._seal(view[at : at + CHUNK], last=False)
            at += CHUNK
        self._hold(view[at:])

    def finish(self) -> Sealed:
        """Seal the last chunk and say what was written.

        Raises:
            RuntimeError: The sealer was finished before.
        """
        if self._finished:
            raise RuntimeError("this sealer was finished")
        self._finished = True
        self._seal(self._held[: self._held_size], last=True)
        self._flush()
        return Sealed(
            header_size=self._header_size,
            payload_size=self._written - self._header_size,
            payload_sha256=self._hash.hexdigest(),
            size=self._size,
        )

    def _hold(self, part: memoryview) -> None:
        end = self._held_size + len(part)
        self._held[self._held_size : end] = part
        self._held_size = end

    def _seal(self, plain: memoryview, *, last: bool) -> None:
        end = self._filled + len(plain) + TAG
        if end > len(self._out):
            self._flush()
            end = len(plain) + TAG
        self._cipher.encrypt_into(
            chunk_nonce(self._chunks, last=last),
            plain,
            None,
            self._out[self._filled : end],
        )
        self._chunks += 1
        self._filled = end

    def _flush(self) -> None:
        ready = self._out[: self._filled]
        self._hash.update(ready[self._unhashed_from :])
        self._write(ready)
        self._written += self._filled
        self._filled = 0
        self._unhashed_from = 0
