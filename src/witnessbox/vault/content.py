# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What an entry says of an original's bytes, and whether a plaintext is that.

What holds: digests are over the logical bytes, holes read as zeros; what follows
the original in the plaintext is zeros. Bytes and values only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import blake3

from witnessbox.vault.clause import Clause

MAX_PIECE = 1 << 20
_ZEROS = memoryview(bytes(MAX_PIECE))


@dataclass(frozen=True, slots=True)
class Content:
    """What the sealed entry says of an object's plaintext.

    Attributes:
        size: Bytes of the original, holes included, padding not.
        sha256: Hex, over the same, holes as zeros; None where none was recorded.
        blake3: Alike.
        extents: (offset, length) of the runs of data; None if there is no hole.
    """

    size: int
    sha256: str | None = None
    blake3: str | None = None
    extents: tuple[tuple[int, int], ...] | None = None

    def runs(self) -> list[tuple[int, int]] | None:
        """The runs of data, or None if they overlap, turn back or run over."""
        if self.extents is None:
            return [(0, self.size)] if self.size else []
        end = 0
        for start, length in self.extents:
            if start < end or length < 1:
                return None
            end = start + length
        return list(self.extents) if end <= self.size else None


class ContentDigest:
    """An original's digests, fed with its runs of data and then the padding.

    Only recorded digests are computed: SHA-256 costs 0.57 ns a byte, BLAKE3 0.16.
    """

    def __init__(self, content: Content | None, runs: list[tuple[int, int]]) -> None:
        self._content = content
        self._runs = runs
        self._run = 0
        self._at = 0
        self._zeros = True
        self._sha256 = hashlib.sha256()
        self._blake3 = blake3.blake3()
        self._updates: list[Callable[[memoryview], object]] = []
        if content is not None and content.sha256 is not None:
            self._updates.append(self._sha256.update)
        if content is not None and content.blake3 is not None:
            self._updates.append(self._blake3.update)

    def feed(self, data: memoryview) -> None:
        """Take the next bytes of the plaintext, at most MAX_PIECE of them."""
        if self._content is None:
            return
        while data and self._run < len(self._runs):
            start, length = self._runs[self._run]
            self._hole(start)
            part = data[: start + length - self._at]
            self._update(part)
            data = data[len(part) :]
            if self._at == start + length:
                self._run += 1
        self._zeros = self._zeros and data == _ZEROS[: len(data)]

    def finish(self) -> Iterator[tuple[Clause, str]]:
        """What is not as it was recorded."""
        content = self._content
        if content is None:
            return
        self._hole(content.size)
        if not self._zeros:
            yield Clause.OBJECT_PADDING, "What follows the original is not zeros."
        if content.sha256 not in (None, self._sha256.hexdigest()):
            yield Clause.ORIGINAL_SHA256, "The original has another SHA-256."
        if content.blake3 not in (None, self._blake3.hexdigest()):
            yield Clause.ORIGINAL_BLAKE3, "The original has another BLAKE3."

    def _hole(self, end: int) -> None:
        if not self._updates:
            self._at = max(self._at, end)
        while self._at < end:
            self._update(_ZEROS[: end - self._at])

    def _update(self, part: memoryview) -> None:
        for update in self._updates:
            update(part)
        self._at += len(part)
