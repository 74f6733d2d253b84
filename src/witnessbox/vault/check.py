# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whether an object is still what the ledger pledged: sealed, or in full.

What holds: a sealed check needs no key and compares the payload's size and
digest; a full check opens every chunk as well, and compares the original's
bytes, holes and padding with its digests. Each fault names the object that it
is about. One object's trouble never ends the check of another: every refusal
becomes a fault, and only a programmer's error is raised.

The functions keep no state and their arguments can be pickled, so that several
processes can share the objects of a box.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Set
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TypeVar

from witnessbox.base.errors import LockedError, MissingError, StorageError
from witnessbox.base.values import Fault, Severity
from witnessbox.vault.backend import Backend, ReadAt, checked_name
from witnessbox.vault.clause import Clause, SealedError
from witnessbox.vault.content import Content as Content
from witnessbox.vault.content import ContentDigest
from witnessbox.vault.format import (
    BATCH,
    CHUNK,
    MAX_HEADER,
    NONCE_SIZE,
    TAG,
    Identity,
    Unsealed,
    padme,
    read_header,
)

_Part = TypeVar("_Part", bytes, memoryview)

_STEP = BATCH * CHUNK
_SEALED_STEP = BATCH * (CHUNK + TAG)


@dataclass(frozen=True, slots=True)
class Pledge:
    """What the ledger's public record says of an object.

    Attributes:
        name: The object's name, not checked yet.
        payload_size: Bytes of nonce and chunks.
        payload_sha256: Hex, over the same.
    """

    name: str
    payload_size: int
    payload_sha256: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """One object to check.

    Attributes:
        pledge: What its payload must be.
        key: An identity or the file key; None for a sealed check.
        content: What its plaintext must be, if that is known.
        payload: False if the payload's digest was or will be compared elsewhere:
            a full check then takes two thirds of the time.
    """

    pledge: Pledge
    key: Identity | bytes | None = None
    content: Content | None = None
    payload: bool = True


def check_object(backend: Backend, wanted: Wanted) -> list[Fault]:
    """What is wrong with one object; nothing, if the list is empty.

    Without a key only the payload is compared; with one every chunk is opened,
    and with a content the original's bytes are compared as well.
    """
    pledge = wanted.pledge
    try:
        name = checked_name(pledge.name)
    except ValueError:
        detail = "A record names an object in a form that no name has."
        return [
            Fault(Clause.OBJECT_NAME.value, Severity.ERROR, "objects", detail),
        ]
    try:
        with backend.reader(name) as reader:
            return list(_faults(reader, wanted))
    except MissingError:
        return [_about(pledge, Clause.OBJECT_MISSING, "The object is not there.")]
    except StorageError as error:
        return [_about(pledge, Clause.OBJECT_UNREADABLE, error.what)]


def check_objects(backend: Backend, wanted: Iterable[Wanted]) -> Iterator[Fault]:
    """What is wrong with some objects, as it is found."""
    for each in wanted:
        yield from check_object(backend, each)


def unreferenced(backend: Backend, pledged: Set[str]) -> Iterator[Fault]:
    """Objects that no record pledges: left by a crash before its entry."""
    for name in backend.names():
        if name not in pledged:
            yield Fault(
                Clause.OBJECT_UNREFERENCED.value,
                Severity.NOTE,
                _where(name),
                "No entry names this object; a run that was cut off may have left it.",
            )


def _faults(reader: ReadAt, wanted: Wanted) -> Iterator[Fault]:
    pledge = wanted.pledge
    start = reader.size - pledge.payload_size
    try:
        _, header_size = read_header(reader.read_at(0, MAX_HEADER))
    except SealedError as error:
        yield _about(pledge, error.clause, error.what)
    else:
        if header_size != start:
            yield _about(
                pledge,
                Clause.OBJECT_SIZE,
                f"Its payload has {reader.size - header_size} bytes, and"
                f" {pledge.payload_size} were pledged.",
            )
            start = header_size
        if wanted.key is not None:
            full = _Full(reader, wanted)
            yield from full.faults(wanted.key)
            if full.payload_sha256:
                yield from _compare(pledge, full.payload_sha256)
            if full.opened:
                return
    if start >= 0:
        yield from _compare(pledge, _digest(reader, start))


class _Full:
    """Reads an object once; its payload and its plaintext are hashed on the way.

    The digests run on two threads while the next chunks are opened: hashing lets
    other threads go on. A byte costs 0.16 ns to read, 0.29 to open, 0.57 for the
    payload's digest, and 0.16 for the original's BLAKE3 or 0.57 for its SHA-256.
    """

    def __init__(self, reader: ReadAt, wanted: Wanted) -> None:
        self._reader = reader
        self._pledge = wanted.pledge
        self._content = wanted.content
        self._payload = wanted.payload
        self.opened = False
        self.payload_sha256 = ""

    def faults(self, key: Identity | bytes) -> list[Fault]:
        """What is wrong within; sets the two attributes if all could be opened."""
        window = _Window(self._reader.read_at)
        try:
            keys = key if isinstance(key, bytes) else [key]
            opened = Unsealed(window.read_at, self._reader.size, keys)
            found, original = self._plan(opened.size)
            self.payload_sha256 = _read_through(
                window, opened, original, payload=self._payload
            )
            self.opened = True
        except SealedError as error:
            return [_about(self._pledge, error.clause, error.what)]
        except LockedError:
            return [
                _about(self._pledge, Clause.OBJECT_KEY, "The key does not open it.")
            ]
        for clause, detail in original.finish():
            found.append(_about(self._pledge, clause, detail))
        return found

    def _plan(self, size: int) -> tuple[list[Fault], ContentDigest]:
        content = self._content
        if content is None:
            return [], ContentDigest(None, [])
        runs = content.runs()
        if runs is None:
            detail = "The recorded runs of data cannot be."
            fault = _about(self._pledge, Clause.OBJECT_EXTENTS, detail)
            return [fault], ContentDigest(None, [])
        if padme(sum(length for _, length in runs)) != size:
            detail = "Its plaintext has not the size that was recorded."
            fault = _about(self._pledge, Clause.OBJECT_SIZE, detail)
            return [fault], ContentDigest(None, [])
        return [], ContentDigest(content, runs)


class _Window:
    """The sealed bytes that are being opened, read once for both uses."""

    def __init__(self, read_at: Callable[[int, int], bytes]) -> None:
        self._read_at = read_at
        self._start = 0
        self._data = b""

    def load(self, start: int, size: int) -> bytes:
        """Read and keep some bytes; fewer only at the end."""
        self._data = b""
        parts: list[bytes] = []
        got = 0
        while got < size and (more := self._read_at(start + got, size - got)):
            parts.append(more)
            got += len(more)
        self._start, self._data = start, b"".join(parts)
        return self._data

    def read_at(self, offset: int, size: int) -> bytes:
        """Bytes of what is kept, or else of the object."""
        at = offset - self._start
        if at >= 0 and at + size <= len(self._data):
            return self._data[at : at + size]
        return self._read_at(offset, size)


def _read_through(
    window: _Window, opened: Unsealed, original: ContentDigest, *, payload: bool
) -> str:
    """Open every chunk and feed the original; the payload's SHA-256, if wanted."""
    digest = hashlib.sha256(window.load(opened.header_size, NONCE_SIZE))
    first = opened.header_size + NONCE_SIZE
    steps = max(1, -(-opened.size // _STEP))
    buffers = [memoryview(bytearray(min(_STEP, opened.size))) for _ in range(2)]
    running: list[Future[None]] = []
    with ExitStack() as stack:
        # A thread costs more than the digests of one small object.
        pool = stack.enter_context(ThreadPoolExecutor(2)) if steps > 1 else None
        for step in range(steps):
            sealed = window.load(first + step * _SEALED_STEP, _SEALED_STEP)
            buffer = buffers[step % 2]
            plain = buffer[: opened.read_into(step * _STEP, buffer)]
            for each in running:
                each.result()
            running.clear()
            if payload:
                _start(pool, running, digest.update, sealed)
            _start(pool, running, original.feed, plain)
        for each in running:
            each.result()
    return digest.hexdigest() if payload else ""


def _start(
    pool: ThreadPoolExecutor | None,
    running: list[Future[None]],
    work: Callable[[_Part], None],
    part: _Part,
) -> None:
    if pool is None:
        work(part)
    else:
        running.append(pool.submit(work, part))


def _digest(reader: ReadAt, start: int) -> str:
    digest = hashlib.sha256()
    while data := reader.read_at(start, _SEALED_STEP):
        digest.update(data)
        start += len(data)
    return digest.hexdigest()


def _compare(pledge: Pledge, payload_sha256: str) -> Iterator[Fault]:
    if payload_sha256 != pledge.payload_sha256:
        yield _about(
            pledge, Clause.OBJECT_DIGEST, "Its payload is not the one that was pledged."
        )


def _about(pledge: Pledge, clause: Clause, detail: str) -> Fault:
    return Fault(clause.value, Severity.ERROR, _where(pledge.name), detail)


def _where(name: str) -> str:
    return f"objects/{name[:2]}/{name}"
