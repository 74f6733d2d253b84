# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The accounting of a run, and who is told of it.

What holds: every name on the source is in exactly one count, and is counted
when it is durable, not before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from witnessbox.model.evidence import path_text

MAX_REFUSALS_KEPT = 10_000

Refused = tuple[bytes, str]
"""A path, and why it could not be read."""


@dataclass(slots=True)
class Counts:
    """The accounting of a run; every name on the source is in exactly one count."""

    stored: int = 0
    known: int = 0
    noted: int = 0
    refused: int = 0
    bytes: int = 0
    refusals: list[Refused] = field(default_factory=list)

    @property
    def seen(self) -> int:
        """The equation that every run must satisfy."""
        return self.stored + self.known + self.noted + self.refused

    def to_json(self) -> dict[str, Any]:
        """The numbers, for the record."""
        return {
            "seen": self.seen,
            "stored": self.stored,
            "known": self.known,
            "noted": self.noted,
            "refused": self.refused,
            "bytes": self.bytes,
        }

    def merge(self, other: Counts) -> None:
        """Add another source's counts."""
        self.stored += other.stored
        self.known += other.known
        self.noted += other.noted
        self.refused += other.refused
        self.bytes += other.bytes
        room = MAX_REFUSALS_KEPT - len(self.refusals)
        self.refusals.extend(other.refusals[:room])


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told what as a run goes on; called from the run's own thread.

    Attributes:
        ack: An original's path and SHA-256, once durable.
        moved: Names and bytes read so far, of this source.
        committed: A group became durable: new items may be looked at.
    """

    ack: Callable[[bytes, str], None]
    moved: Callable[[int, int], None]
    committed: Callable[[], None]


def ack_line(path: bytes, sha256: str) -> dict[str, str]:
    """What --acks prints for one original."""
    return {"path_b64": path_text(path), "sha256": sha256}
