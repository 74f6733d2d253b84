# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Wires the vault's reader into the media spawner; executed afresh.

What holds: this module is what `python -m` runs in the spawner process; it
imports the reader of sealed objects, the media floor and the readers of tables, and no
key is loaded.
"""

from __future__ import annotations

import os

from witnessbox.analysis import cells
from witnessbox.media import spawner
from witnessbox.media.source import Extents, Plain, Source, Sparse
from witnessbox.vault.format import Unsealed


class SealedSource:
    """A sealed object through its own file key; opened at the first read.

    Late, so that a damaged object is an answer of the locked-down child and
    not a child that failed to start.
    """

    def __init__(self, descriptor: int, file_key: bytes, size: int) -> None:
        self.size = size
        self._sealed = Plain(descriptor, os.fstat(descriptor).st_size)
        self._file_key = file_key
        self._opened: Unsealed | None = None

    def read_at(self, offset: int, count: int) -> bytes:
        """Up to `count` bytes from `offset`; the padding is never given.

        Raises:
            PayloadError: The object is not as it was sealed.
        """
        if self._opened is None:
            self._opened = Unsealed(
                self._sealed.read_at, self._sealed.size, self._file_key
            )
        count = min(count, self.size - offset)
        return self._opened.read_at(offset, count) if count > 0 else b""


def open_source(
    descriptor: int, file_key: bytes | None, size: int, extents: Extents | None
) -> Source:
    """The bytes of one original: unsealed, cut to its size, holes put back."""
    stored = size if extents is None else sum(length for _, length in extents)
    opened: Source = Plain(descriptor, stored)
    if file_key is not None:
        opened = SealedSource(descriptor, file_key, stored)
    return opened if extents is None else Sparse(opened, size, extents)


if __name__ == "__main__":
    spawner.serve(open_source, {cells.VERB: cells.cells}, cells.prepare)
