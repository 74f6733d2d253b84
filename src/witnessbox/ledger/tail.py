# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the end of a log means: whole, torn by a crash, or damaged.

What holds: a group is acknowledged only after it is durable, and `head` is
written only after that; so bytes behind the last whole group are the trace of a
crash, unless `head`, or anything behind an intact closing checkpoint, shows
that the group was acknowledged: then they are damage and must not be set aside.
"""

from __future__ import annotations

from enum import Enum

from witnessbox.ledger.anchor import Checkpoint, parse
from witnessbox.ledger.clause import LedgerError
from witnessbox.ledger.replay import State
from witnessbox.ledger.segment import closing_after


class Tail(Enum):
    """The end of a log."""

    WHOLE = "whole"
    """It ends with a closed group."""
    TORN = "torn"
    """What follows the last whole group was never closed."""
    UNCLEAR = "unclear"
    """It was closed but is not whole: a power cut may write blocks in any order."""
    DAMAGED = "damaged"
    """It was acknowledged, and is not whole."""
    AHEAD = "ahead"
    """It ends with a closed group, but `head` knows of later ones."""


def judge(untrusted: bytes, end: int, state: State, head: Checkpoint | None) -> Tail:
    """Judge what follows the last whole group.

    Args:
        untrusted: Bytes of the last segment.
        end: Where in them the last whole group ends.
        state: What is known at that point.
        head: The checkpoint in `head`, if it is there and sound.
    """
    ahead = head is not None and head.size > state.size
    if end == len(untrusted):
        return Tail.AHEAD if ahead else Tail.WHOLE
    if ahead:
        return Tail.DAMAGED
    closed = closing_after(untrusted, end, state.log)
    if closed is None:
        return Tail.TORN
    return Tail.DAMAGED if untrusted[closed:].strip(b"\0") else Tail.UNCLEAR


def read_head(untrusted: bytes | None, state: State) -> Checkpoint | None:
    """The checkpoint in `head`, or None where it is missing or unsound.

    A signer who is unknown at this point of the log may have been added later,
    so such a head counts if it speaks of more entries than are known here.
    """
    if not untrusted:
        return None
    try:
        head = parse(untrusted)
    except LedgerError:
        return None
    public = state.members.get(head.signer)
    sound = head.size > state.size if public is None else head.verify(public)
    if head.log != state.log or not sound:
        return None
    return head
