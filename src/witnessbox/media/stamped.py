# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The pictures of one second, as the parent asks for them and checks them.

What holds: stamps rise, the one after the last is later than all; the cells are as
many as declared and no more than a covered picture has; nothing that a child encoded
is passed on, only numbers and grey cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from witnessbox.base.canonical import JsonDict, JsonValue
from witnessbox.media import check, job
from witnessbox.media.check import LiedError
from witnessbox.media.client import SpawnerClient, cpu
from witnessbox.media.formats import Reason
from witnessbox.media.record import MAX_EDGE, MAX_INTEGER, MAX_STAMPS, Pair
from witnessbox.media.reply import Bounds
from witnessbox.media.source import Extents

SECONDS = 60.0
MAX_GRAIN = 32
"""Cells along the longest edge of a covered picture; as in covered films."""
MAX_CELLS = MAX_STAMPS * MAX_GRAIN * MAX_GRAIN
BOUNDS = Bounds(blobs=1, blob=MAX_CELLS, total=MAX_CELLS)
MAX_SECOND = 1 << 24


@dataclass(frozen=True, slots=True)
class Stamped:
    """The pictures of one second of a film, or why there are none.

    Attributes:
        stream: Its number in the container.
        time_base: Seconds per tick.
        stamps: In ticks; the first may lie before the second, where a picture was
            still on display when it began.
        after: The stamp of the picture that follows; at the end, where the last ends.
        last: Whether none follows.
        shape: Width and height on display, in pixels.
        cells: Cells across and down.
        grey: The cells of all pictures, one after another.
        reason: Why there are none, if so.
    """

    stream: int = 0
    time_base: Pair = (1, 1)
    stamps: tuple[int, ...] = ()
    after: int = 0
    last: bool = False
    shape: Pair = (1, 1)
    cells: Pair = (1, 1)
    grey: bytes = field(default=b"", repr=False)
    reason: Reason | None = None

    def to_json(self) -> JsonDict:
        """Everything but the cells."""
        return {
            "stream": self.stream,
            "time_base": list(self.time_base),
            "stamps": list(self.stamps),
            "after": self.after,
            "last": self.last,
            "shape": list(self.shape),
            "cells": list(self.cells),
        }


def ask(
    client: SpawnerClient,
    descriptor: int,
    file_key: bytes | None,
    length: tuple[int, Extents | None],
    second: int,
) -> Stamped:
    """The pictures of one second; what fails comes back as a reason.

    Args:
        client: The way to a locked-down child.
        descriptor: Of the sealed object or plain file, open for reading.
        file_key: Opens that one object; None for a plain file.
        length: Of the original in bytes, and its runs of data if it is sparse.
        second: Counted on the stream's own clock, from 0.

    Raises:
        SandboxError: The lock-down is not complete on this system.
    """
    if not 0 <= second <= MAX_SECOND:
        return Stamped(reason=Reason.PAST_END)
    size, extents = length
    wanted = job.Job(
        "stamps", {"second": second}, file_key, size, extents, cpu(SECONDS)
    )
    ended = client.run(wanted, descriptor, SECONDS, BOUNDS)
    if ended.reply is None:
        return Stamped(reason=ended.reason or Reason.CRASHED)
    try:
        return check_stamped(ended.reply.untrusted_result, ended.reply.blobs)
    except LiedError:
        return Stamped(reason=Reason.LIED)


def check_stamped(untrusted: JsonValue, blobs: Sequence[bytes]) -> Stamped:
    """A child's answer to `stamps`, every field checked.

    Raises:
        LiedError: It breaks a rule.
    """
    answer = check.take_dict(untrusted)
    reason = check.take_reason(answer.get("failed") or answer.get("reason"))
    if reason is not None:
        return Stamped(reason=reason)
    base = check.take_pair(answer.get("time_base"))
    stamps = [_tick(one) for one in check.take_list(answer.get("stamps"), MAX_STAMPS)]
    after = _tick(answer.get("after"))
    if not stamps or base[0] <= 0 or any(a >= b for a, b in pairwise([*stamps, after])):
        raise LiedError("stamps that do not rise")
    cells = _sides(answer.get("cells"), MAX_GRAIN)
    if len(blobs) != 1 or len(blobs[0]) != len(stamps) * cells[0] * cells[1]:
        raise LiedError("cells that do not fill the pictures")
    last = answer.get("last")
    if not isinstance(last, bool):
        raise LiedError("neither the last nor not")
    return Stamped(
        stream=check.take_int(answer.get("stream"), 0, MAX_INTEGER),
        time_base=base,
        stamps=tuple(stamps),
        after=after,
        last=last,
        shape=_sides(answer.get("shape"), MAX_EDGE * 16),
        cells=cells,
        grey=blobs[0],
    )


def _tick(untrusted: JsonValue) -> int:
    return check.take_int(untrusted, 0, MAX_INTEGER)


def _sides(untrusted: JsonValue, most: int) -> Pair:
    sides = check.take_list(untrusted, 2)
    if len(sides) != 2:
        raise LiedError("not two sides")
    return check.take_int(sides[0], 1, most), check.take_int(sides[1], 1, most)
