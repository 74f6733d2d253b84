# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The leaves of an entry's inner tree: each can be opened while others stay closed.

What holds: every element has a salt of its own, made from the entry's; whoever
is given one salt can neither guess at another element nor find another salt.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from witnessbox.base.canonical import JsonValue, encode
from witnessbox.ledger.merkle import leaf_hash

INNER_TAG = b"witnessbox-inner/1\n"
_INNER_SALT = b"inner"


def inner_salt(salt: bytes, index: int) -> bytes:
    """The salt of one leaf; it tells nothing of the entry's or another's."""
    message = _INNER_SALT + index.to_bytes(8, "big")
    return hmac.digest(salt, message, "sha256")


def inner_leaf(leaf_salt: bytes, element: JsonValue) -> bytes:
    """The leaf hash of one element under its own salt."""
    opened = hashlib.sha256(INNER_TAG + leaf_salt + encode(element)).digest()
    return leaf_hash(opened)


def inner_leaves(salt: bytes, elements: Sequence[JsonValue]) -> list[bytes]:
    """The leaf hashes of a list under an entry's salt."""
    return [
        inner_leaf(inner_salt(salt, index), element)
        for index, element in enumerate(elements)
    ]
