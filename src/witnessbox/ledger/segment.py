# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Segment files as bytes: a magic line, then frames, each under its own digest.

What holds: every byte of a segment is covered, by the magic line or by a
frame's SHA-256; the first frame says which log, which segment, and from which
size and root of the tree it goes on; then come groups: entry frames and the one
checkpoint that closes them. A group never spans two segments. `scan` never
raises: it says how far the bytes make sense, and the caller judges the rest.

    frame = length(4, big endian) ‖ kind(1) ‖ body(length) ‖ SHA-256 of all before
    entry = length(4) ‖ record ‖ length(4) ‖ pledges ‖ presence(1) ‖ sealed
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from witnessbox.base.canonical import decode, encode
from witnessbox.base.errors import DamagedError, NewerFormatError
from witnessbox.base.values import HASH_SIZE, LogId
from witnessbox.ledger.anchor import ORIGIN, Checkpoint, is_id, parse
from witnessbox.ledger.clause import Clause, LedgerError

MAGIC = b"witnessbox-segment/1\n"
MAGIC_ANY = b"witnessbox-segment/"
MAX_SEGMENT_BYTES = 64 << 20
"""A segment that has reached this size gets no further group."""
HEADER_BYTES = 4096
"""More than the magic line and the header's frame can take."""
MAX_BODY = 80 << 20
"""Bytes in one frame at most: a document of 64 MiB, sealed, and its pledges."""

_PREFIX = struct.Struct(">IB")
_LENGTH = struct.Struct(">I")
_PRESENT = b"\x01"
_PURGED = b"\x00"

Bytes = bytes | bytearray | memoryview


class Kind(IntEnum):
    """What a frame holds."""

    HEADER = 1
    ENTRY = 2
    CHECKPOINT = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame found in a segment.

    Attributes:
        kind: What it holds.
        body: Its content.
        start: Where it starts in the bytes that were scanned; `end` alike.
        intact: True if its digest holds.
    """

    kind: Kind
    body: bytes
    start: int
    end: int
    intact: bool


@dataclass(frozen=True, slots=True)
class RawGroup:
    """A commit group as found: entries and the checkpoint that closes them."""

    entries: tuple[Frame, ...]
    closing: Frame

    @property
    def start(self) -> int:
        """Where the group starts."""
        return self.entries[0].start if self.entries else self.closing.start

    @property
    def end(self) -> int:
        """Where the group ends."""
        return self.closing.end

    @property
    def intact(self) -> bool:
        """True if it has entries and every digest holds."""
        return bool(self.entries) and all(
            frame.intact for frame in (*self.entries, self.closing)
        )


@dataclass(frozen=True, slots=True)
class Scan:
    """What some bytes of a segment hold.

    Attributes:
        groups: Every group that frames could be found for, damaged or not.
        end: Where the last of them ends; what follows closes no group.
    """

    groups: tuple[RawGroup, ...]
    end: int


@dataclass(frozen=True, slots=True)
class Header:
    """The first frame of a segment.

    Attributes:
        log: The log that the segment belongs to.
        number: Its place among the log's segments, from 0.
        size: Entries in the log before it.
        root: The tree's root before it.
    """

    log: LogId
    number: int
    size: int
    root: bytes

    def encode(self) -> bytes:
        """The magic line and the header's frame: how a segment starts."""
        body = encode(
            {
                "log": self.log,
                "root": self.root.hex(),
                "segment": self.number,
                "size": self.size,
            }
        )
        return MAGIC + frame(Kind.HEADER, body)


def segment_name(number: int) -> str:
    """The file name of a segment."""
    return f"{number:08d}.seg"


def frame(kind: Kind, *parts: Bytes) -> bytes:
    """One frame; ValueError if its body is larger than MAX_BODY."""
    size = sum(len(part) for part in parts)
    if size > MAX_BODY:
        raise ValueError("an entry is larger than a frame may be")
    covered = b"".join((_PREFIX.pack(size, kind), *parts))
    return covered + hashlib.sha256(covered).digest()


def entry_frame(record: bytes, pledges: bytes, sealed: bytes | None) -> bytes:
    """The frame of an entry; `sealed` is None where it was purged."""
    return frame(
        Kind.ENTRY,
        _LENGTH.pack(len(record)),
        record,
        _LENGTH.pack(len(pledges)),
        pledges,
        _PURGED if sealed is None else _PRESENT,
        sealed or b"",
    )


def checkpoint_frame(checkpoint: Checkpoint) -> bytes:
    """The frame that closes a group."""
    return frame(Kind.CHECKPOINT, checkpoint.note())


def split_entry(body: bytes) -> tuple[bytes, bytes, bytes | None]:
    """Record, pledge document and sealed bytes of an entry's frame.

    Raises:
        LedgerError: The lengths inside do not fit.
    """
    try:
        (length,) = _LENGTH.unpack_from(body, 0)
        at = _LENGTH.size + length
        record = body[_LENGTH.size : at]
        (length,) = _LENGTH.unpack_from(body, at)
        at += _LENGTH.size
        pledges = body[at : at + length]
        at += length
    except struct.error as error:
        raise _malformed() from error
    presence, sealed = body[at : at + 1], body[at + 1 :]
    if presence == _PRESENT:
        return record, pledges, sealed
    if presence != _PURGED or sealed:
        raise _malformed()
    return record, pledges, None


def read_header(untrusted: Bytes) -> tuple[Header, int]:
    """A segment's header, and where its first group starts.

    Raises:
        NewerFormatError: A later program wrote the segment.
        LedgerError: There is no intact header.
    """
    view = memoryview(untrusted)
    magic = bytes(view[: len(MAGIC)])
    if magic != MAGIC:
        if magic.startswith(MAGIC_ANY) and magic.endswith(b"\n"):
            raise NewerFormatError(
                "The ledger was written by a later version of this program.",
                safe="Nothing was changed.",
                todo="Open the box with that version.",
            )
        raise _no_header()
    first = next(walk(view, len(MAGIC)), None)
    if first is None or first.kind is not Kind.HEADER or not first.intact:
        raise _no_header()
    try:
        fields = decode(first.body)
        log, root = fields["log"], bytes.fromhex(str(fields["root"]))
        number, size = fields["segment"], fields["size"]
    except (DamagedError, KeyError, ValueError) as error:
        raise _no_header() from error
    if not (is_id(log) and type(number) is int and type(size) is int):
        raise _no_header()
    header = Header(LogId(str(log)), number, size, root)
    if len(root) != HASH_SIZE or header.encode() != view[: first.end]:
        raise _no_header()
    return header, first.end


def walk(view: memoryview, offset: int) -> Iterator[Frame]:
    """The frames from `offset` on, up to where no frame can be."""
    while True:
        found = frame_at(view, offset)
        if found is None:
            return
        yield found
        offset = found.end


def frame_at(view: memoryview, offset: int) -> Frame | None:
    """The frame at `offset`, its digest checked; None if none can be there."""
    body = offset + _PREFIX.size
    if body > len(view):
        return None
    length, kind = _PREFIX.unpack_from(view, offset)
    end = body + length + HASH_SIZE
    if not Kind.HEADER <= kind <= Kind.CHECKPOINT or length > MAX_BODY:
        return None
    if end > len(view):
        return None
    digest = hashlib.sha256(view[offset : body + length]).digest()
    intact = digest == view[body + length : end]
    content = bytes(view[body : body + length])
    return Frame(Kind(kind), content, offset, end, intact)


def scan(untrusted: Bytes, offset: int = 0) -> Scan:
    """The groups in some bytes of a segment, from `offset` on."""
    groups: list[RawGroup] = []
    entries: list[Frame] = []
    end = offset
    for found in walk(memoryview(untrusted), offset):
        if found.kind is Kind.HEADER:
            break
        if found.kind is Kind.ENTRY:
            entries.append(found)
            continue
        groups.append(RawGroup(tuple(entries), found))
        entries, end = [], found.end
    return Scan(tuple(groups), end)


def closing_after(untrusted: Bytes, offset: int, log: LogId) -> int | None:
    """Where the first intact checkpoint of a log after `offset` ends, or None.

    It is searched for by its text, since the frames before it may be damaged.
    """
    raw, origin = bytes(untrusted), f"{ORIGIN}{log}\n".encode("ascii")
    at = raw.find(origin, offset + _PREFIX.size)
    while at >= 0:
        found = frame_at(memoryview(raw), at - _PREFIX.size)
        if found is not None and found.intact and found.kind is Kind.CHECKPOINT:
            try:
                parse(found.body)
            except LedgerError:
                pass
            else:
                return found.end
        at = raw.find(origin, at + 1)
    return None


def _no_header() -> LedgerError:
    return LedgerError(
        Clause.SEGMENT_HEADER, "A segment of the ledger does not start as one."
    )


def _malformed() -> LedgerError:
    return LedgerError(Clause.FRAME_FORM, "A frame of the ledger is not well formed.")
