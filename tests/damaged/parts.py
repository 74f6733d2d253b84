# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Takes a box's files apart and puts them together again, changed.

What holds: nothing here uses the program; formats are read as docs/spec says, so
that a fixture cannot inherit a mistake of the code that it tests. `frames` and
`join` are inverses; a frame that was changed gets a digest that is right again,
so that the check behind the digest is the one that must notice.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

MAGIC = b"witnessbox-segment/1\n"
HEADER, ENTRY, CHECKPOINT = 1, 2, 3
CHUNK = 65536 + 16
NONCE = 16


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of a segment, without its length and digest."""

    kind: int
    body: bytes

    def encode(self) -> bytes:
        """Its bytes, with the digest that belongs to them."""
        covered = struct.pack(">IB", len(self.body), self.kind) + self.body
        return covered + hashlib.sha256(covered).digest()


@dataclass(frozen=True, slots=True)
class EntryParts:
    """The body of an entry's frame."""

    record: bytes
    pledges: bytes
    presence: bytes
    sealed: bytes

    def encode(self) -> bytes:
        """The body's bytes."""
        record = struct.pack(">I", len(self.record)) + self.record
        pledges = struct.pack(">I", len(self.pledges)) + self.pledges
        return record + pledges + self.presence + self.sealed


def frames(segment: bytes) -> list[Frame]:
    """The frames of a whole segment."""
    assert segment.startswith(MAGIC)
    at, found = len(MAGIC), []
    while at < len(segment):
        size, kind = struct.unpack_from(">IB", segment, at)
        found.append(Frame(kind, segment[at + 5 : at + 5 + size]))
        at += 5 + size + 32
    assert join(found) == segment
    return found


def join(parts: list[Frame]) -> bytes:
    """A segment from its frames."""
    return MAGIC + b"".join(part.encode() for part in parts)


def split(body: bytes) -> EntryParts:
    """Record, pledges, presence and sealed bytes of an entry's frame."""
    (size,) = struct.unpack_from(">I", body)
    record, at = body[4 : 4 + size], 4 + size
    (size,) = struct.unpack_from(">I", body, at)
    pledges, at = body[at + 4 : at + 4 + size], at + 4 + size
    return EntryParts(record, pledges, body[at : at + 1], body[at + 1 :])


def payload_start(sealed: bytes) -> int:
    """Where the nonce of an age file starts: after its `--- MAC` line."""
    return sealed.index(b"\n", sealed.index(b"\n--- ") + 1) + 1


def flip(data: bytes, at: int, bit: int = 0) -> bytes:
    """One bit turned."""
    return data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


def other(data: bytes, at: int) -> bytes:
    """One character of a text changed into another of its alphabet."""
    new = b"0" if data[at : at + 1] != b"0" else b"1"
    return data[:at] + new + data[at + 1 :]


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a box that may be damaged."""

    folder: Path

    @property
    def log_id(self) -> str:
        """Its only log, as box.toml names it."""
        text = (self.folder / "box.toml").read_text("utf-8", "replace")
        return text.split('log = "', 1)[1].split('"', 1)[0]

    @property
    def log(self) -> str:
        """The folder of its only log, inside the box."""
        return f"ledger/{self.log_id}"

    @property
    def segment(self) -> str:
        """Its first segment, inside the box."""
        return f"{self.log}/00000000.seg"

    def objects(self) -> list[str]:
        """Its objects inside the box, the largest first."""
        paths = [
            path
            for path in (self.folder / "objects").glob("??/*")
            if path.parent.name != "incoming"
        ]
        paths.sort(key=lambda path: (-path.stat().st_size, path.name))
        return [str(path.relative_to(self.folder)) for path in paths]

    def keys(self, name: str) -> list[str]:
        """The key files of a name, of all members, inside the box."""
        found = sorted((self.folder / "keys").glob(f"*/{name}"))
        return [str(path.relative_to(self.folder)) for path in found]

    def change(self, where: str, how: Callable[[bytes], bytes]) -> str:
        """Rewrite one file; its place again."""
        path = self.folder / where
        path.chmod(0o600)
        path.write_bytes(how(path.read_bytes()))
        return where

    def change_frame(
        self,
        kind: int,
        nth: int,
        how: Callable[[bytes], bytes],
        suits: Callable[[bytes], bool] = lambda _: True,
    ) -> str:
        """Rewrite the body of the nth frame of a kind; its digest is right again."""

        def rewrite(segment: bytes) -> bytes:
            parts = frames(segment)
            hits = [n for n, p in enumerate(parts) if p.kind == kind and suits(p.body)]
            place = hits[nth]
            changed = how(parts[place].body)
            assert changed != parts[place].body
            parts[place] = Frame(kind, changed)
            return join(parts)

        return self.change(self.segment, rewrite)

    def change_entry(
        self, suits: Callable[[EntryParts], bool], **how: Callable[[bytes], bytes]
    ) -> str:
        """Rewrite named parts of the first entry that suits."""

        def rewrite(body: bytes) -> bytes:
            entry = split(body)
            new = {name: change(getattr(entry, name)) for name, change in how.items()}
            return replace(entry, **new).encode()

        return self.change_frame(ENTRY, 0, rewrite, lambda body: suits(split(body)))

    def change_record(self, suits: Callable[[EntryParts], bool], **values: Any) -> str:
        """Set fields of the public record of the first entry that suits."""

        def rewrite(record: bytes) -> bytes:
            return canonical({**json.loads(record), **values})

        return self.change_entry(suits, record=rewrite)

    def change_note(self, nth: int, how: Callable[[list[bytes]], None]) -> str:
        """Change the lines of the nth checkpoint."""

        def rewrite(note: bytes) -> bytes:
            lines = note.split(b"\n")
            how(lines)
            return b"\n".join(lines)

        return self.change_frame(CHECKPOINT, nth, rewrite)


def canonical(value: Any) -> bytes:
    """Canonical JSON of ASCII keys, strings and integers."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()
