# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What was received: sightings on a source, and the originals taken from them.

What holds: a path is bytes, exactly as the source had it, and is never used as
a path of ours; every sighting ends as exactly one of stored, known, noted or
refused; an original's digests are over its logical bytes, holes read as zeros.
"""

from __future__ import annotations

import base64
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from witnessbox.base.canonical import JsonDict
from witnessbox.base.values import ItemId, ObjectName

Extent = tuple[int, int]
"""(offset, length) in bytes of one run of data inside a sparse original."""


class SightingKind(StrEnum):
    """What a name on the source turned out to be."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    FIFO = "fifo"
    SOCKET = "socket"
    CHARACTER_DEVICE = "character-device"
    BLOCK_DEVICE = "block-device"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the source's file system says of a sighting: for `sources` only.

    Times and inode numbers can tell who copied the disk and when.

    Attributes:
        mtime_ns: Last change, nanoseconds since 1970; `ctime_ns`, `atime_ns` alike.
        inode: The inode number.
        links: Hard links to it.
        mode: Permission and type bits.
        owner: Numeric user, then group.
    """

    mtime_ns: int
    ctime_ns: int
    atime_ns: int
    inode: int
    links: int
    mode: int
    owner: tuple[int, int]

    def to_json(self) -> JsonDict:
        """Integers beyond 2^53 go as text: RFC 8785 has no other exact form."""
        return {
            "mtime_ns": str(self.mtime_ns),
            "ctime_ns": str(self.ctime_ns),
            "atime_ns": str(self.atime_ns),
            "inode": str(self.inode),
            "links": self.links,
            "mode": self.mode,
            "owner": list(self.owner),
        }


@dataclass(frozen=True, slots=True)
class Original:
    """One file's bytes as received.

    Attributes:
        path: The name on the source, relative to it, byte for byte.
        size: Logical bytes, holes included.
        sha256: Hex, over the logical bytes.
        blake3: Hex, over the logical bytes.
        extents: Runs of data, for a sparse file; None where there is no hole.
        changed: True if the file changed while it was being read.
    """

    path: bytes
    size: int
    sha256: str
    blake3: str
    extents: tuple[Extent, ...] | None
    changed: bool

    def to_json(self, item: ItemId, new_object: ObjectName | None) -> JsonDict:
        """The element of a group's list: one leaf of its inner tree."""
        element: JsonDict = {
            "path": path_text(self.path),
            "size": self.size,
            "sha256": self.sha256,
            "blake3": self.blake3,
            "item": item,
        }
        if self.extents is not None:
            element["extents"] = [list(extent) for extent in self.extents]
        if self.changed:
            element["changed"] = True
        if new_object is not None:
            element["object"] = new_object
        return element


def path_text(path: bytes) -> str:
    """A path's bytes as base64, the form in which records carry it."""
    return base64.b64encode(path).decode("ascii")


def path_bytes(text: str) -> bytes:
    """The inverse of `path_text`.

    Raises:
        ValueError: The text is not base64.
    """
    return base64.b64decode(text, validate=True)


def readable(path: bytes) -> str:
    """A path for reading only: what is not plain text is shown as symbols.

    Bytes that are not UTF-8 show as their hex value; control and bidirectional
    formatting characters show as their code point, so that no terminal or page
    obeys them.
    """
    text = path.decode("utf-8", "backslashreplace")
    return "".join(
        f"\\u{{{ord(c):04x}}}"
        if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")
        else c
        for c in text
    )
