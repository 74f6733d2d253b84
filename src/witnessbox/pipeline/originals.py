# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""An original's logical bytes again, from its sealed object.

What holds: holes come back as zeros, the padding never comes back, and every
byte was authenticated before it is given out.
"""

from __future__ import annotations

from collections.abc import Iterator

from witnessbox.base.errors import DamagedError
from witnessbox.model.evidence import Extent
from witnessbox.vault.store import OpenObject

PART = 1 << 20

_ZEROS = bytes(PART)


def logical(
    opened: OpenObject, size: int, extents: tuple[Extent, ...] | None
) -> Iterator[bytes]:
    """The original's bytes in order, in parts of at most `PART`."""
    if extents is None:
        yield from _data(opened, 0, size)
        return
    at = inside = 0
    for start, length in extents:
        yield from _zeros(start - at)
        yield from _data(opened, inside, length)
        at, inside = start + length, inside + length
    yield from _zeros(size - at)


def _data(opened: OpenObject, offset: int, length: int) -> Iterator[bytes]:
    end = offset + length
    while offset < end:
        part = opened.read_at(offset, min(PART, end - offset))
        if not part:
            raise DamagedError("An object is shorter than its record says.")
        yield part
        offset += len(part)


def _zeros(length: int) -> Iterator[bytes]:
    while length > 0:
        part = _ZEROS[: min(PART, length)]
        yield part
        length -= len(part)
