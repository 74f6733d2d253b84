# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The outer shape of fragmented MP4: walked by the child, checked by the parent.

What holds: a run of boxes fills its bytes exactly, every box has a plain
32-bit size, and only the kinds that our own muxer writes are there, in the
order of ISO/IEC 14496-12: `ftyp moov` begins, `moof mdat` carries.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

MAX_BOXES = 64
_HEAD = struct.Struct(">I4s")
INIT_KINDS = [b"ftyp", b"moov"]
MEDIA_KINDS = [b"moof", b"mdat"]


def walk(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and end of each box at the top level.

    Raises:
        ValueError: The boxes do not fill the bytes.
    """
    at = 0
    for _ in range(MAX_BOXES):
        if at == len(data):
            return
        if len(data) - at < _HEAD.size:
            break
        size, kind = _HEAD.unpack_from(data, at)
        if size < _HEAD.size or size > len(data) - at:
            break
        yield kind, at, at + size
        at += size
    raise ValueError("boxes that do not fill their bytes")


def split(data: bytes) -> tuple[bytes, bytes]:
    """What a muxer wrote, as beginning (`ftyp moov`) and media (`moof mdat`…)."""
    for kind, start, _ in walk(data):
        if kind == b"moof":
            return data[:start], data[start:]
    return data, b""


def is_init(data: bytes) -> bool:
    """Whether the bytes are exactly one beginning."""
    return _kinds(data) == INIT_KINDS


def is_media(data: bytes) -> bool:
    """Whether the bytes are one or more fragments and nothing else."""
    kinds = _kinds(data)
    return bool(kinds) and kinds == MEDIA_KINDS * (len(kinds) // 2)


def _kinds(data: bytes) -> list[bytes]:
    try:
        return [kind for kind, _, _ in walk(data)]
    except ValueError:
        return []
