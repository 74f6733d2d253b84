# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
r"""One salted Merkle root per stream over the coded packets; child only.

What holds: leaf i of stream s commits to one coded packet,

    digest = SHA-256("witnessbox-packet/1\n" ‖ HMAC-SHA-256(salt, s ‖ i) ‖ packet)

with s in 4 and i in 8 bytes, big-endian; the tree over these digests has the
shape and prefixes of RFC 6962 (leaf: 0x00 ‖ digest). A release that keeps some
packets untouched can show them to be the original's and tell nothing of the
rest: each packet has a salt of its own. Packets are taken as the demultiplexer
gives them, in its order; the decoder's version is part of the record.
"""

from __future__ import annotations

import hashlib
import hmac
import struct

from witnessbox.base.canonical import JsonValue

TAG = b"witnessbox-packet/1\n"
_PLACE = struct.Struct(">IQ")


class Tree:
    """The root of a growing RFC 6962 tree, in memory that grows with its log."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add one leaf."""
        node = hashlib.sha256(b"\x00" + leaf).digest()
        self.size += 1
        carry = self.size
        while carry % 2 == 0:
            node = hashlib.sha256(b"\x01" + self._peaks.pop() + node).digest()
            carry //= 2
        self._peaks.append(node)

    def root(self) -> bytes:
        """The root of all leaves so far."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        node = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            node = hashlib.sha256(b"\x01" + peak + node).digest()
        return node


def packet_digest(salt: bytes, stream: int, index: int, packet: bytes) -> bytes:
    """The leaf of one coded packet."""
    own_salt = hmac.digest(salt, _PLACE.pack(stream, index), "sha256")
    return hashlib.sha256(TAG + own_salt + packet).digest()


def roots(trees: dict[int, Tree]) -> list[JsonValue]:
    """The commitment to each stream that has packets."""
    return [
        {"stream": stream, "count": tree.size, "root": tree.root().hex()}
        for stream, tree in sorted(trees.items())
    ]
