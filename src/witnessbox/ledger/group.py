# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A commit group in the making: acts become entries, and entries get a close.

What holds: signing, salting and sealing need no place in the log, so they are
done before the log's lock is taken; only then do the entries get their numbers
and the checkpoint that closes them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from witnessbox.base.moment import Instant
from witnessbox.base.values import Compartment, LogId
from witnessbox.ledger import anchor
from witnessbox.ledger.anchor import Checkpoint
from witnessbox.ledger.entry import Act, Author, compose
from witnessbox.ledger.record import (
    Record,
    encode_pledges,
    payload_digest,
    pledges_digest,
)
from witnessbox.ledger.replay import State
from witnessbox.ledger.segment import checkpoint_frame, entry_frame

Seal = Callable[[Compartment, bytes], bytes]
"""Seals a document to a compartment, as an age file."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry that has no place in the log yet.

    Attributes:
        act: What it records.
        sealed: The age file, or the open document.
        pledges: The pledge document.
        commitment: For the record, hex; `inner` alike, or None.
    """

    act: Act
    sealed: bytes
    pledges: bytes
    commitment: str
    inner: str | None

    def record(self, seq: int) -> Record:
        """Its public record at a place."""
        compartment = self.act.compartment
        return Record(
            seq,
            compartment,
            payload_digest(compartment, self.sealed),
            self.commitment,
            self.inner,
            pledges_digest(self.pledges),
        )


def draft(act: Act, author: Author, at: Instant, log: LogId, seal: Seal) -> Draft:
    """Sign, salt and seal one act.

    Raises:
        ValueError: The body has no canonical form, or lacks the inner list.
    """
    composed = compose(act, author, at, log)
    public = act.compartment is Compartment.PUBLIC
    document = composed.document
    sealed = document if public else seal(act.compartment, document)
    pledges = encode_pledges(act.objects)
    return Draft(act, sealed, pledges, composed.commitment, composed.inner)


def close(
    state: State, drafts: Sequence[Draft], author: Author
) -> tuple[bytes, Checkpoint]:
    """The bytes of the group that these drafts make behind a state.

    Raises:
        ValueError: The author was not a member before.
    """
    records = [one.record(state.size + i) for i, one in enumerate(drafts)]
    frontier = state.frontier.copy()
    for record in records:
        frontier.append(record.leaf())
    signer = (author.member, _public(state, drafts[0].act, author))
    checkpoint = anchor.sign(
        state.log, frontier.size, frontier.root(), signer, author.sign
    )
    frames = [
        entry_frame(record.encode(), one.pledges, one.sealed)
        for record, one in zip(records, drafts, strict=True)
    ]
    return b"".join((*frames, checkpoint_frame(checkpoint))), checkpoint


def _public(state: State, first: Act, author: Author) -> bytes:
    public = state.members.get(author.member)
    if public is None and not state.members:
        founder = first.body.get("founder")
        if isinstance(founder, dict) and founder.get("member") == author.member:
            public = bytes.fromhex(str(founder.get("signing")))
    if public is None:
        raise ValueError("whoever commits must be a member before")
    return public
