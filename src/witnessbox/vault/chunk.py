# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The chunks of a payload: their sizes, and the nonce that fixes each in its place.

What holds: a chunk's nonce is its number and whether it is the last, so that it
opens nowhere else and a payload cannot end early or go on.
"""

from __future__ import annotations

from witnessbox.vault.recipient import TAG

CHUNK = 65536
NONCE_SIZE = 16
SEALED_CHUNK = CHUNK + TAG
BATCH = 16
"""Chunks that are hashed and written, or read, at a time: about 1 MiB."""

Buffer = bytes | bytearray | memoryview


def chunk_nonce(index: int, *, last: bool) -> bytes:
    """The 12-byte nonce of a chunk."""
    return index.to_bytes(11, "big") + (b"\x01" if last else b"\x00")
