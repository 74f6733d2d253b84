# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The camera's serial number out of the part of EXIF that each maker fills freely.

What holds: at most three directories of at most 512 entries are read; it never
raises. Canon, Nikon, Fujifilm and Panasonic are known; another maker's notes
are only said to be there.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from witnessbox.analysis.making import clean

MAX_ENTRIES = 512
EXIF_IFD, MAKER_NOTE = 0x8769, 0x927C
ASCII, LONG = 2, 4
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a directory: its type, and where its value lies."""

    type: int
    count: int
    at: int


@dataclass(frozen=True, slots=True)
class Block:
    """Bytes whose offsets count from their start, in one byte order."""

    data: bytes
    order: str

    def directory(self, at: int) -> Mapping[int, Entry]:
        """The entries at an offset; empty where there is no directory."""
        if not 0 <= at <= len(self.data) - 2:
            return MappingProxyType({})
        (count,) = struct.unpack_from(f"{self.order}H", self.data, at)
        found: dict[int, Entry] = {}
        for number in range(min(count, MAX_ENTRIES)):
            place = at + 2 + 12 * number
            if place + 12 > len(self.data):
                break
            tag, kind, many = struct.unpack_from(f"{self.order}HHI", self.data, place)
            size = _SIZES.get(kind, 0) * many
            where = place + 8 if size <= 4 else self.long(place + 8)
            if size and where + size <= len(self.data):
                found.setdefault(tag, Entry(kind, many, where))
        return found

    def long(self, at: int) -> int:
        """The 32-bit number at an offset; 0 beyond the end."""
        if not 0 <= at <= len(self.data) - 4:
            return 0
        (value,) = struct.unpack_from(f"{self.order}I", self.data, at)
        return int(value)

    def text(self, entry: Entry | None) -> str:
        """An entry's value as text; a 32-bit number in digits."""
        if entry is None:
            return ""
        if entry.type == LONG and entry.count == 1:
            return str(self.long(entry.at))
        return clean(self.data[entry.at : entry.at + entry.count])


def block(tiff: bytes) -> Block | None:
    """What EXIF is written as, from its `II` or `MM`."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    return None if order is None or len(tiff) < 8 else Block(tiff, order)


def serial(tiff: bytes) -> str:
    """The serial number that the maker's notes hold; empty if none is known."""
    whole = block(tiff)
    if whole is None:
        return ""
    exif = whole.directory(whole.long(4)).get(EXIF_IFD)
    if exif is None:
        return ""
    note = whole.directory(whole.long(exif.at)).get(MAKER_NOTE)
    return "" if note is None else _of_maker(whole, note)


def _of_maker(whole: Block, note: Entry) -> str:
    data = whole.data[note.at : note.at + note.count]
    if data.startswith(b"Nikon\0\2"):
        inner = block(data[10:])
        return "" if inner is None else _text(inner, inner.long(4), 0x001D)
    if data.startswith(b"FUJIFILM"):
        fuji = Block(data, "<")
        return _text(fuji, fuji.long(8), 0x0010)
    if data.startswith(b"Panasonic\0\0\0"):
        return _text(whole, note.at + 12, 0x0025)
    # Canon begins with its directory at once; offsets count from EXIF's start.
    number = _text(whole, note.at, 0x000C)
    return number if number.isdigit() and number != "0" else ""


def _text(where: Block, at: int, tag: int) -> str:
    return where.text(where.directory(at).get(tag))
