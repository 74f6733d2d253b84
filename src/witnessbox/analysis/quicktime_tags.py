# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The texts that makers of cameras leave in an MP4 or QuickTime file.

What holds: as in `quicktime`. They are given as (box or key, text) in the order
of the file, at most 128 of them; a box whose form is unknown is named without
a text.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from witnessbox.analysis.boxwalk import Box, Walk
from witnessbox.analysis.making import MAX_TEXT, clean

MAX_TAGS = 128
SONY = b"<Device "
_PLAIN = (b"FIRM", b"LENS", b"manu", b"modl", b"MAKE")
Tags = list[tuple[str, str]]


def user_data(walk: Walk, udta: Box, tags: Tags) -> None:
    """User data: Apple's texts, 3GPP's, and what makers of cameras put there."""
    for box in walk.boxes(udta.start, udta.end):
        if len(tags) >= MAX_TAGS:
            return
        if box.kind == b"meta":
            metadata(walk, box, tags)
            continue
        data = walk.payload(box, 2048)
        name = clean(box.kind.replace(b"\xa9", b"@"))
        if box.kind[:1] == b"\xa9" and len(data) >= 4:
            (length,) = struct.unpack_from(">H", data)
            text = clean(data[4 : 4 + length])
        elif box.kind == b"loci":
            text = _loci(data)
        elif box.kind == b"CAME":
            # GoPro's mark of one camera is no text.
            text = data[:64].hex()
        elif box.kind in _PLAIN:
            text = clean(data[:64].lstrip(b"\0"))
        else:
            text = ""
        tags.append((name, text[:MAX_TEXT]))


def _loci(data: bytes) -> str:
    """3GPP's place, as ISO 6709 has it: a name, a role, three fixed numbers."""
    end = data.find(b"\0", 6)
    if end < 0 or len(data) < end + 14:
        return ""
    longitude, latitude = struct.unpack_from(">ii", data, end + 2)
    return _fixed(latitude, 2) + _fixed(longitude, 3)


def _fixed(value: int, digits: int) -> str:
    whole, part = divmod(round(abs(value) * 1_000_000 / 65_536), 1_000_000)
    return f"{'-' if value < 0 else '+'}{whole:0{digits}}.{part:06}"


def metadata(walk: Walk, meta: Box, tags: Tags) -> None:
    """Keys and their values (`mdta`), iTunes' list, and Sony's XML."""
    start = meta.start
    # ISO puts version and flags first, QuickTime does not.
    if walk.read(start, 8)[4:8] not in (b"hdlr", b"keys", b"ilst"):
        start += 4
    names: list[str] = []
    for box in walk.boxes(start, meta.end):
        if box.kind == b"keys":
            data = walk.payload(box, 1 << 16)
            names = list(_keys(data))
        elif box.kind == b"ilst":
            _list(walk, box, names, tags)
        elif box.kind == b"xml ":
            text = walk.payload(box, 1 << 16)
            at = text.find(SONY)
            if at >= 0:
                tags.append(("sony", clean(text[at : at + 256])))


def _keys(data: bytes) -> Iterator[str]:
    at = 8
    while at + 8 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        if size < 8 or at + size > len(data):
            return
        yield clean(data[at + 8 : at + size])
        at += size


def _list(walk: Walk, parent: Box, names: list[str], tags: Tags) -> None:
    for item in walk.boxes(parent.start, parent.end):
        number = int.from_bytes(item.kind[:4], "big")
        plain = clean(item.kind.replace(b"\xa9", b"@"))
        name = names[number - 1] if 1 <= number <= len(names) else plain
        for box in walk.boxes(item.start, item.end):
            if box.kind == b"data" and len(tags) < MAX_TAGS:
                data = walk.payload(box, 2048)
                # 1 is UTF-8; others are numbers and pictures.
                if data[3:4] == b"\1":
                    tags.append((name, clean(data[8:])))
