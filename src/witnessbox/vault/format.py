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

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from witnessbox.vault.clause import Clause, PayloadError
from witnessbox.vault.header import FILE_KEY_SIZE as FILE_KEY_SIZE
from witnessbox.vault.header import MAX_HEADER as MAX_HEADER
from witnessbox.vault.header import Header as Header
from witnessbox.vault.header import Identity as Identity
from witnessbox.vault.header import Recipient as Recipient
from witnessbox.vault.header import Stanza as Stanza
from witnessbox.vault.header import hkdf, write_header
from witnessbox.vault.header import read_header as read_header
from witnessbox.vault.recipient import TAG as TAG
from witnessbox.vault.recipient import ScryptIdentity as ScryptIdentity
from witnessbox.vault.recipient import ScryptRecipient as ScryptRecipient
from witnessbox.vault.recipient import X25519Identity as X25519Identity
from witnessbox.vault.recipient import X25519Recipient as X25519Recipient

CHUNK = 65536
NONCE_SIZE = 16
BATCH = 16
"""Chunks that are hashed and written, or read, at a time: about 1 MiB."""

_SEALED_CHUNK = CHUNK + TAG

Buffer = bytes | bytearray | memoryview


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
        self._out = memoryview(bytearray(len(first) + BATCH * _SEALED_CHUNK))
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
            _nonce(self._chunks, last=last), plain, None, self._out[self._filled : end]
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


class Unsealed:
    """A sealed object, read at any offset; threads may share it.

    Attributes:
        size: Bytes of plaintext, padding included.
        header_size: Bytes before the payload.
        payload_size: Bytes of nonce and chunks.
    """

    def __init__(
        self,
        read_at: Callable[[int, int], bytes],
        total_size: int,
        key: bytes | Sequence[Identity],
        *,
        header_size: int | None = None,
    ) -> None:
        """Open an object, and check its header, its shape and its last chunk.

        Args:
            read_at: Gives up to n bytes at an offset, none only at the end.
            total_size: Bytes of the sealed object.
            key: Identities, or the file key itself.
            header_size: With a file key: where the payload begins, from somebody
                who has checked the header; it is then not read again.

        Raises:
            WrongKeyError: No identity opens it.
            SealedError: It is malformed or altered.
        """
        self._read_sealed = read_at
        if header_size is None or not isinstance(key, bytes):
            header, header_size = read_header(read_at(0, min(MAX_HEADER, total_size)))
            if isinstance(key, bytes):
                header.check(key)
            else:
                key = header.file_key(key)
        self.header_size = header_size
        self.payload_size = total_size - header_size
        if self.payload_size < NONCE_SIZE:
            raise PayloadError(Clause.PAYLOAD_NONCE, "An object ends within its nonce.")
        nonce = self._fetch(header_size, NONCE_SIZE)
        self._cipher = ChaCha20Poly1305(hkdf(key, nonce, b"payload"))
        self._first = header_size + NONCE_SIZE
        self._end = total_size
        body = self.payload_size - NONCE_SIZE
        self._chunks = -(-body // _SEALED_CHUNK)
        ending = body - (self._chunks - 1) * _SEALED_CHUNK
        if body == 0 or ending < TAG or (ending == TAG and self._chunks > 1):
            raise PayloadError(
                Clause.PAYLOAD_SHAPE, "An object's size is not one that sealing gives."
            )
        self.size = body - self._chunks * TAG
        self._kept: tuple[int, bytes] = (-1, b"")
        self._keep(self._chunks - 1)

    def read_at(self, offset: int, size: int) -> bytes:
        """Up to this many bytes at an offset: fewer only at the end.

        Raises:
            PayloadError: A chunk that they lie in is not as it was sealed.
        """
        if offset < 0 or size < 0:
            raise ValueError("offsets and sizes are not negative")
        end = min(offset + size, self.size)
        if offset < end:
            index, start = divmod(offset, CHUNK)
            if start + end - offset <= CHUNK:
                return self._keep(index)[start : start + end - offset]
        data = bytearray(max(0, end - offset))
        self.read_into(offset, memoryview(data))
        return bytes(data)

    def read_into(self, offset: int, buffer: memoryview) -> int:
        """Fill a buffer from an offset; how many bytes were there to give.

        Raises:
            PayloadError: A chunk is not as it was sealed; the buffer then holds
                bytes of checked chunks, and zeros.
        """
        if offset < 0:
            raise ValueError("an offset is not negative")
        end = min(offset + len(buffer), self.size)
        at = offset
        while at < end:
            index, start = divmod(at, CHUNK)
            room = buffer[at - offset : end - offset]
            whole = 0 if start else len(room) // CHUNK
            if whole:
                at += self._open_many(index, min(whole, BATCH), room)
            else:
                part = self._keep(index)[start : start + len(room)]
                room[: len(part)] = part
                at += len(part)
        return max(0, end - offset)

    def _open_many(self, index: int, count: int, room: memoryview) -> int:
        position = self._first + index * _SEALED_CHUNK
        last = self._chunks - 1
        sealed = memoryview(self._fetch(position, count * _SEALED_CHUNK))
        for i in range(count):
            part = sealed[i * _SEALED_CHUNK : (i + 1) * _SEALED_CHUNK]
            target = room[i * CHUNK : i * CHUNK + len(part) - TAG]
            nonce = _nonce(index + i, last=index + i == last)
            try:
                self._cipher.decrypt_into(nonce, part, None, target)
            except InvalidTag as error:
                # The cipher may have written before it saw the tag.
                target[:] = bytes(len(target))
                raise _bad_chunk(index + i) from error
        return count * CHUNK

    def _keep(self, index: int) -> bytes:
        # One assignment of one tuple: a second thread sees the old or the new.
        number, plain = self._kept
        if number == index:
            return plain
        position = self._first + index * _SEALED_CHUNK
        length = min(_SEALED_CHUNK, self._end - position)
        nonce = _nonce(index, last=index == self._chunks - 1)
        try:
            plain = self._cipher.decrypt(nonce, self._fetch(position, length), None)
        except InvalidTag as error:
            raise _bad_chunk(index) from error
        self._kept = (index, plain)
        return plain

    def _fetch(self, position: int, length: int) -> bytes:
        data = self._read_sealed(position, length)
        while len(data) < length:
            more = self._read_sealed(position + len(data), length - len(data))
            if not more:
                raise PayloadError(
                    Clause.PAYLOAD_SHAPE, "An object became shorter while it was read."
                )
            data += more
        return data


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


def _nonce(index: int, *, last: bool) -> bytes:
    return index.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _bad_chunk(index: int) -> PayloadError:
    return PayloadError(
        Clause.PAYLOAD_CHUNK, f"Chunk {index} of an object is not as it was sealed."
    )
