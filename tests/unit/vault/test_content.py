# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
import hashlib

import blake3

from witnessbox.vault.clause import Clause
from witnessbox.vault.content import MAX_PIECE, Content, ContentDigest
from witnessbox.vault.format import BATCH, CHUNK


def found(content: Content, *pieces: bytes) -> list[Clause]:
    digest = ContentDigest(content, content.runs() or [])
    for piece in pieces:
        digest.feed(memoryview(piece))
    return [clause for clause, _ in digest.finish()]


def test_runs_and_holes_and_padding_come_together_in_any_pieces() -> None:
    logical = bytes(3) + b"abc" + bytes(4) + b"de" + bytes(5)
    content = Content(
        len(logical),
        hashlib.sha256(logical).hexdigest(),
        blake3.blake3(logical).hexdigest(),
        ((3, 3), (10, 2)),
    )
    plain = b"abcde" + bytes(3)
    for cut in range(len(plain) + 1):
        assert found(content, plain[:cut], plain[cut:]) == []
    assert found(content, b"abcde\0\0!") == [Clause.OBJECT_PADDING]
    assert found(content, b"abcdE\0\0\0") == [
        Clause.ORIGINAL_SHA256,
        Clause.ORIGINAL_BLAKE3,
    ]


def test_an_original_without_holes_is_one_run() -> None:
    assert Content(5).runs() == [(0, 5)]
    assert Content(0).runs() == []
    assert Content(5, extents=()).runs() == []


def test_the_check_feeds_no_larger_pieces_than_are_taken() -> None:
    assert BATCH * CHUNK <= MAX_PIECE


def test_a_digest_that_was_not_recorded_is_not_compared() -> None:
    data = b"abc"
    sha256, blake = hashlib.sha256(data).hexdigest(), blake3.blake3(data).hexdigest()
    assert found(Content(3), data) == []
    assert found(Content(3, sha256=sha256), data) == []
    assert found(Content(3, blake3=blake), data) == []
    assert found(Content(3, sha256=blake), data) == [Clause.ORIGINAL_SHA256]
    assert found(Content(3, blake3=sha256), data) == [Clause.ORIGINAL_BLAKE3]
    # Nor are the zeros of a hole of a trillion bytes looked at for nothing.
    assert found(Content(1 << 40, extents=((1 << 39, 3),)), data) == []
