# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Reading a sealed object at any offset, checked chunk by chunk.

What holds: the last chunk is checked when an object is opened, so that a cut or
extended object is refused before its first byte; after that, only bytes of
checked chunks are given out. One damaged chunk does not hide the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from witnessbox.vault.chunk import (
    BATCH,
    CHUNK,
    NONCE_SIZE,
    SEALED_CHUNK,
    chunk_nonce,
)
from witnessbox.vault.clause import Clause, PayloadError
from witnessbox.vault.header import MAX_HEADER, Identity, hkdf, read_header
from witnessbox.vault.recipient import TAG


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
        self._chunks = -(-body // SEALED_CHUNK)
        ending = body - (self._chunks - 1) * SEALED_CHUNK
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
        position = self._first + index * SEALED_CHUNK
        last = self._chunks - 1
        sealed = memoryview(self._fetch(position, count * SEALED_CHUNK))
        for i in range(count):
            part = sealed[i * SEALED_CHUNK : (i + 1) * SEALED_CHUNK]
            target = room[i * CHUNK : i * CHUNK + len(part) - TAG]
            nonce = chunk_nonce(index + i, last=index + i == last)
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
        position = self._first + index * SEALED_CHUNK
        length = min(SEALED_CHUNK, self._end - position)
        nonce = chunk_nonce(index, last=index == self._chunks - 1)
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


def _bad_chunk(index: int) -> PayloadError:
    return PayloadError(
        Clause.PAYLOAD_CHUNK, f"Chunk {index} of an object is not as it was sealed."
    )
