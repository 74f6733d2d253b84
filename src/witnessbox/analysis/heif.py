# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The EXIF block of a HEIC or AVIF photograph; the picture itself is not decoded.

What holds: bounded (`boxwalk`) and never raises; an item in pieces, or one that
lies in another item, is given up.
"""

from __future__ import annotations

import struct

from witnessbox.analysis.boxwalk import Box, Seekable, SpentError, Walk

MAX_EXIF = 1 << 20
MAX_ITEMS = 4096


def exif(file: Seekable) -> bytes:
    """EXIF from its `II` or `MM` on; empty if there is none."""
    try:
        walk = Walk(file)
        for box in walk.boxes(0, walk.size):
            if box.kind == b"meta":
                return _from_meta(walk, box)
    except (SpentError, struct.error, IndexError):
        return b""
    return b""


def _from_meta(walk: Walk, meta: Box) -> bytes:
    wanted: set[int] = set()
    places: dict[int, tuple[int, int]] = {}
    for box in walk.boxes(meta.start + 4, meta.end):
        if box.kind == b"iinf":
            wanted = _exif_items(walk, box)
        elif box.kind == b"iloc":
            places = _places(walk.payload(box))
    for item in sorted(wanted & places.keys()):
        at, length = places[item]
        data = walk.read(at, min(length, MAX_EXIF))
        (skip,) = struct.unpack_from(">I", data)
        tiff = data[4 + skip :]
        if tiff[:2] in (b"II", b"MM"):
            return tiff
    return b""


def _exif_items(walk: Walk, iinf: Box) -> set[int]:
    version = walk.read(iinf.start, 1)
    head = 6 if version == b"\0" else 8
    found: set[int] = set()
    for count, box in enumerate(walk.boxes(iinf.start + head, iinf.end)):
        if count >= MAX_ITEMS:
            break
        data = walk.payload(box, 16)
        if box.kind != b"infe" or len(data) < 13:
            continue
        wide = data[0] == 3
        kind = data[10:14] if wide else data[8:12]
        if kind == b"Exif":
            found.add(int.from_bytes(data[4 : 8 if wide else 6], "big"))
    return found


def _places(data: bytes) -> dict[int, tuple[int, int]]:
    """Item to (offset, length) of those that lie in the file in one piece."""
    version, sizes = data[0], data[4]
    offset_size, length_size = sizes >> 4, sizes & 15
    base_size, index_size = data[5] >> 4, data[5] & 15 if version else 0
    wide = 4 if version == 2 else 2
    at = 6 + wide
    found: dict[int, tuple[int, int]] = {}
    for _ in range(min(int.from_bytes(data[6:at], "big"), MAX_ITEMS)):
        item = int.from_bytes(data[at : at + wide], "big")
        at += wide
        method = data[at + 1] & 15 if version else 0
        at += 2 if version else 0
        at += 2
        base = int.from_bytes(data[at : at + base_size], "big")
        at += base_size
        (pieces,) = struct.unpack_from(">H", data, at)
        at += 2
        first = at + index_size
        offset = base + int.from_bytes(data[first : first + offset_size], "big")
        after = first + offset_size
        length = int.from_bytes(data[after : after + length_size], "big")
        at += pieces * (index_size + offset_size + length_size)
        if pieces == 1 and method == 0:
            found[item] = (offset, length)
    return found
