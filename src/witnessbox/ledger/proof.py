# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A proof that one element of one entry is in a log, opened by itself.

What holds: the proof carries the element and its own salt, the path to the
entry's inner root, the entry's public record, and the path to the root of a
checkpoint; whoever holds that checkpoint from elsewhere needs SHA-256 alone.
It says nothing of the entry's other elements, nor of any other entry.
`standalone.py --proof` checks it.

    {"checkpoint":"…","opened":{"element":{…},"index":…,"path":[…],"salt":"…",
     "size":…},"path":[…],"record":"…"}
"""

from __future__ import annotations

from witnessbox.base.canonical import JsonDict, encode
from witnessbox.ledger.anchor import Checkpoint
from witnessbox.ledger.entry import Entry, StoredEntry
from witnessbox.ledger.inner import inner_salt
from witnessbox.ledger.merkle import inclusion_path


def prove(
    leaves: list[bytes],
    checkpoint: Checkpoint,
    entry: tuple[StoredEntry, Entry],
    index: int,
) -> bytes:
    """The proof of one element of an entry's list.

    Args:
        leaves: The log's leaf hashes, at least as many as the checkpoint counts.
        checkpoint: One that counts the entry.
        entry: The entry, as stored and as opened.
        index: Which element of its list.

    Raises:
        ValueError: There is no such element, or the checkpoint is too old.
    """
    stored, opened = entry
    elements = opened.elements()
    if not 0 <= index < len(elements):
        raise ValueError("no such element")
    inner = inclusion_path(opened.inner_leaves(), index)
    outer = inclusion_path(leaves[: checkpoint.size], stored.seq)
    one: JsonDict = {
        "element": elements[index],
        "index": index,
        "path": [step.hex() for step in inner],
        "salt": inner_salt(opened.salt, index).hex(),
        "size": len(elements),
    }
    return encode(
        {
            "checkpoint": checkpoint.note().decode(),
            "opened": one,
            "path": [step.hex() for step in outer],
            "record": stored.record.encode().decode("ascii"),
        }
    )
