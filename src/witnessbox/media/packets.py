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

import av.error

from witnessbox.base.canonical import JsonDict, JsonValue
from witnessbox.media import pictures, probe
from witnessbox.media.probe import Refused
from witnessbox.media.record import MAX_STREAMS
from witnessbox.media.source import SourceFile

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


def packets(file: SourceFile, parameters: JsonDict) -> tuple[JsonDict, list[bytes]]:
    """Count and root of every stream, and whether the reading broke off."""
    salt = bytes.fromhex(str(parameters["salt"]))
    try:
        first = probe.sample(file)
        if pictures.kinds(first):
            return _answer({}, broken=False), []
        probe.refuse_early(first)
        opened = probe.open_container(file, first)
    except Refused as refused:
        return {**_answer({}, broken=False), "reason": refused.reason}, []
    trees: dict[int, Tree] = {}
    broken = False
    try:
        for packet in opened.container.demux():
            if not packet.size:
                continue
            tree = trees.setdefault(packet.stream_index, Tree())
            tree.append(
                packet_digest(salt, packet.stream_index, tree.size, bytes(packet))
            )
    except (av.error.FFmpegError, OSError) as error:
        if isinstance(error, MemoryError) or file.failed:
            raise
        broken = True
    return _answer(trees, broken=broken), []


def _answer(trees: dict[int, Tree], *, broken: bool) -> JsonDict:
    roots: list[JsonValue] = [
        {"stream": stream, "count": tree.size, "root": tree.root().hex()}
        for stream, tree in sorted(trees.items())[:MAX_STREAMS]
    ]
    return {
        "decoder": probe.decoder_name(),
        "roots": roots,
        "broken": broken,
        "reason": None,
    }
