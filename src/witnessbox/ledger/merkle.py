# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The tree of RFC 6962: roots, proofs that a leaf is in, proofs that a log grew.

What holds: leaves are hashed with the prefix 0x00 and inner nodes with 0x01, so
that neither can stand for the other; a tree of n leaves splits at the largest
power of two below n; the empty tree's root is SHA-256 of nothing. Proofs follow
RFC 9162, sections 2.1.3 and 2.1.4; verification refuses a path that is too
short or too long. Pure functions over bytes and integers.

    >>> frontier = Frontier()
    >>> frontier.append(leaf_hash(b"first"))
    >>> frontier.root() == root([leaf_hash(b"first")])
    True
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from witnessbox.base.values import HASH_SIZE

MAX_PATH = 64
"""Hashes in a proof: more than a tree of 2^63 leaves can need."""

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf that holds these bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node above two hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: enough to append and to know the root.

    What holds: one hash is kept for each set bit of the size, the largest
    subtree first.
    """

    __slots__ = ("_hashes", "_size")

    def __init__(self) -> None:
        self._hashes: list[bytes] = []
        self._size = 0

    @property
    def size(self) -> int:
        """How many leaves were appended."""
        return self._size

    def append(self, leaf: bytes) -> None:
        """Take one more leaf hash."""
        size = self._size
        while size & 1:
            leaf = node_hash(self._hashes.pop(), leaf)
            size >>= 1
        self._hashes.append(leaf)
        self._size += 1

    def root(self) -> bytes:
        """The root over all that was appended."""
        if not self._hashes:
            return EMPTY_ROOT
        result = self._hashes[-1]
        for left in reversed(self._hashes[:-1]):
            result = node_hash(left, result)
        return result

    def copy(self) -> Frontier:
        """An independent frontier in the same state."""
        twin = Frontier()
        twin._hashes = self._hashes[:]
        twin._size = self._size
        return twin


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The proof that the leaf at `index` is in the tree over `leaves`.

    Raises:
        ValueError: There is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise ValueError("no such leaf")
    path: list[bytes] = []
    low, high = 0, len(leaves)
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(root(leaves[middle:high]))
            high = middle
        else:
            path.append(root(leaves[low:middle]))
            low = middle
    path.reverse()
    return path


def consistency_path(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """The proof that the tree over the first `old` leaves grew into this one.

    Raises:
        ValueError: `old` is not between 1 and the number of leaves.
    """
    if not 1 <= old <= len(leaves):
        raise ValueError("no such older tree")
    path: list[bytes] = []
    low, high, whole = 0, len(leaves), True
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(root(leaves[middle:high]))
            high = middle
        else:
            path.append(root(leaves[low:middle]))
            low, whole = middle, False
    if not whole:
        path.append(root(leaves[low:high]))
    path.reverse()
    return path


def root_of_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes]
) -> bytes | None:
    """The root that a leaf and its path lead to; None if the path has no sense.

    RFC 9162, 2.1.3.2; compare the answer with a root that is trusted.
    """
    if not 0 <= index < size or not _plausible(path):
        return None
    node, last, result = index, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            result = node_hash(step, result)
            while node and not node & 1:
                node >>= 1
                last >>= 1
        else:
            result = node_hash(result, step)
        node >>= 1
        last >>= 1
    return result if last == 0 else None


def verify_consistency(
    old: tuple[int, bytes], new: tuple[int, bytes], path: Sequence[bytes]
) -> bool:
    """True if the path shows that tree `old` (size, root) grew into `new`.

    RFC 9162, 2.1.4.2. Every tree grew out of the empty one, without a path.
    """
    (old_size, old_root), (new_size, new_root) = old, new
    if not 0 <= old_size <= new_size or not _plausible(path):
        return False
    if old_size == 0:
        return old_root == EMPTY_ROOT and not path
    if old_size == new_size:
        return old_root == new_root and not path
    steps = list(path)
    if old_size & (old_size - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node >>= 1
        last >>= 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while node and not node & 1:
                node >>= 1
                last >>= 1
        else:
            second = node_hash(second, step)
        node >>= 1
        last >>= 1
    return last == 0 and first == old_root and second == new_root


def _split(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


def _plausible(path: Sequence[bytes]) -> bool:
    return len(path) <= MAX_PATH and all(len(step) == HASH_SIZE for step in path)
