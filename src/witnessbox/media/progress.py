# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How far a child is, for the parent to see when the child can say nothing more.

What holds: one page of memory that the parent made, shared with one child: who
is at work (a number) and how often anything was done (a counter). A child that
crashes or hangs leaves them as they were. It may also write nonsense: the parent
takes them for no more than the number of a stage, within bounds.
"""

from __future__ import annotations

import mmap
import os
import struct

PAGE = mmap.PAGESIZE
_STATE = struct.Struct("<IQ")
DECODER = 0
"""Who is at work when it is none of the stages, which count from 1."""


class Progress:
    """The page; the parent makes it, the child maps what it was handed."""

    def __init__(self, descriptor: int) -> None:
        self._page = mmap.mmap(descriptor, PAGE)
        self._steps = 0

    def at_work(self, who: int) -> None:
        """Say who begins; in the child."""
        self._steps += 1
        _STATE.pack_into(self._page, 0, who, self._steps)

    def read(self, highest: int) -> tuple[int, int]:
        """Who was at work (0 if that is nonsense) and the counter."""
        who, steps = _STATE.unpack_from(self._page, 0)
        return (who if who <= highest else DECODER), steps


def make() -> int:
    """The descriptor of a new page; the caller closes it."""
    descriptor = os.memfd_create("progress", os.MFD_CLOEXEC)
    os.ftruncate(descriptor, PAGE)
    return descriptor
