# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The vault: seals streams into objects, and opens objects at any offset.

What holds: every object has a fresh random name and a fresh file key; its
plaintext is the original's bytes and zeros up to the Padmé size; what the
ledger must pledge comes back as a `StoredObject`. Nothing is published here:
whoever commits calls the backend's `publish` and `settle` first.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import TracebackType

from witnessbox.base.values import ObjectName, random_object_name
from witnessbox.vault.backend import Backend, ReadAt
from witnessbox.vault.clause import Clause, PayloadError
from witnessbox.vault.format import (
    MAX_HEADER,
    Buffer,
    Identity,
    Recipient,
    Sealer,
    Unsealed,
    padme,
    read_header,
)

_ZEROS = memoryview(bytes(1 << 20))


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object as it was written.

    Attributes:
        name: Its random name.
        size: Bytes of plaintext without the padding.
        payload_size: Bytes of nonce and chunks.
        payload_sha256: Hex, over the same.
        header_size: Bytes before the payload.
    """

    name: ObjectName
    size: int
    payload_size: int
    payload_sha256: str
    header_size: int


class OpenObject(AbstractContextManager["OpenObject"]):
    """An object whose bytes can be read; close it after use.

    Attributes:
        size: Bytes of plaintext, padding included.
        sealed: The sealed object beneath, with its descriptor.
    """

    def __init__(self, sealed: ReadAt, plain: Unsealed) -> None:
        self.sealed = sealed
        self.size = plain.size
        self.payload_size = plain.payload_size
        self.read_at = plain.read_at
        self.read_into = plain.read_into

    def close(self) -> None:
        """Close the object."""
        self.sealed.close()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Vault:
    """Sealed objects in a backend."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend

    def seal_stream(
        self, run: str, chunks: Iterable[Buffer], recipient: Recipient
    ) -> StoredObject:
        """Seal a stream into an object that waits to be published.

        Any failure, the stream's own included, discards what was written.

        Raises:
            StorageError: The medium refused.
        """
        name = random_object_name()
        incoming = self.backend.create(run, name)
        try:
            sealer = Sealer(incoming.write, [recipient])
            size = 0
            for chunk in chunks:
                sealer.write(chunk)
                size += memoryview(chunk).nbytes
            left = padme(size) - size
            while left:
                zeros = _ZEROS[:left]
                sealer.write(zeros)
                left -= len(zeros)
            sealed = sealer.finish()
            incoming.close()
        except BaseException:
            incoming.discard()
            raise
        return StoredObject(
            name=name,
            size=size,
            payload_size=sealed.payload_size,
            payload_sha256=sealed.payload_sha256,
            header_size=sealed.header_size,
        )

    def seal_bytes(self, run: str, data: Buffer, recipient: Recipient) -> StoredObject:
        """Seal some bytes into an object that waits to be published.

        Raises:
            StorageError: The medium refused.
        """
        return self.seal_stream(run, (data,), recipient)

    def open(self, name: ObjectName, key: Identity | bytes) -> OpenObject:
        """Open an object with an identity, or with its file key.

        Raises:
            MissingError: There is none of that name.
            WrongKeyError: The identity does not open it.
            SealedError: It is malformed or altered.
            StorageError: It cannot be read.
        """
        sealed = self.backend.reader(name)
        try:
            keys = key if isinstance(key, bytes) else [key]
            return OpenObject(sealed, Unsealed(sealed.read_at, sealed.size, keys))
        except BaseException:
            sealed.close()
            raise

    def read(self, name: ObjectName, key: Identity | bytes, size: int) -> bytes:
        """The first `size` bytes of an object: a small one, whole.

        Raises:
            MissingError: There is none of that name.
            WrongKeyError: The identity does not open it.
            SealedError: It is altered, or shorter than that.
            StorageError: It cannot be read.
        """
        with self.open(name, key) as opened:
            data = opened.read_at(0, size)
        if len(data) != size:
            raise PayloadError(
                Clause.OBJECT_SIZE, "An object is shorter than the record says."
            )
        return data

    def file_key(self, name: ObjectName, identity: Identity) -> bytes:
        """An object's file key: what a sandboxed child is given, and no more.

        Raises:
            MissingError: There is none of that name.
            WrongKeyError: The identity does not open it.
            SealedError: Its header is malformed or altered.
            StorageError: It cannot be read.
        """
        with self.backend.reader(name) as sealed:
            header, _ = read_header(sealed.read_at(0, MAX_HEADER))
            return header.file_key([identity])
