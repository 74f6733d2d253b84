# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Containers written box by box, and bytes as a child reads them."""

from __future__ import annotations

import struct

from witnessbox.media.source import SourceFile


class Memory:
    """A source that lies in memory."""

    def __init__(self, data: bytes) -> None:
        self.size = len(data)
        self._data = data

    def read_at(self, offset: int, count: int) -> bytes:
        return self._data[offset : offset + count]


def opened(data: bytes) -> SourceFile:
    """What a stage is given."""
    return SourceFile(Memory(data))


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def full(kind: bytes, *parts: bytes, version: int = 0) -> bytes:
    return box(kind, bytes([version, 0, 0, 0]), *parts)


def mvhd(created: int = 0, scale: int = 1000, length: int = 0) -> bytes:
    return full(b"mvhd", struct.pack(">IIII", created, 0, scale, length), bytes(80))


def mdhd(scale: int, length: int) -> bytes:
    return full(b"mdhd", struct.pack(">IIII", 0, 0, scale, length), bytes(4))


def tkhd(matrix: tuple[int, int, int, int] = (1, 0, 0, 1)) -> bytes:
    a, b, c, d = (part << 16 for part in matrix)
    return full(b"tkhd", bytes(36), struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30))


def elst(*edits: tuple[int, int]) -> bytes:
    rows = [struct.pack(">IiI", length, start, 1 << 16) for length, start in edits]
    return box(b"edts", full(b"elst", struct.pack(">I", len(rows)), *rows))


def trak(
    *more: bytes, scale: int = 1000, length: int = 60_000, handler: bytes = b"vide"
) -> bytes:
    name = full(b"hdlr", bytes(4), handler, bytes(12), b"Core Media Video\0")
    return box(b"trak", tkhd(), *more, box(b"mdia", mdhd(scale, length), name))


def text(kind: bytes, value: str) -> bytes:
    """One of Apple's international texts, such as `©mak`."""
    raw = value.encode()
    return box(b"\xa9" + kind, struct.pack(">HH", len(raw), 0x15C7), raw)


def keys(**pairs: str) -> bytes:
    """A `meta` of keys and values; `__` in a name stands for a dot."""
    names = [name.replace("__", ".").encode() for name in pairs]
    table = [struct.pack(">I", 8 + len(name)) + b"mdta" + name for name in names]
    items = [
        box(
            struct.pack(">I", number),
            box(b"data", struct.pack(">II", 1, 0), value.encode()),
        )
        for number, value in enumerate(pairs.values(), 1)
    ]
    return box(
        b"meta",
        box(b"hdlr", bytes(8), b"mdta", bytes(13)),
        full(b"keys", struct.pack(">I", len(names)), *table),
        box(b"ilst", *items),
    )


def movie(*boxes: bytes, created: int = 0, media: bytes = bytes(64)) -> bytes:
    """A film of the given boxes in its `moov`."""
    return (
        box(b"ftyp", b"qt  ", bytes(4), b"qt  ")
        + box(b"moov", mvhd(created, 1000, 60_000), *boxes)
        + box(b"mdat", media)
    )
