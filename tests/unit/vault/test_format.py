# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
import doctest
import hashlib
import random
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest

from witnessbox.base.errors import WrongKeyError
from witnessbox.vault import bech32
from witnessbox.vault import format as sealed_format
from witnessbox.vault.clause import Clause, MacError, PayloadError, SealedError
from witnessbox.vault.format import (
    BATCH,
    CHUNK,
    NONCE_SIZE,
    TAG,
    Sealer,
    Unsealed,
    X25519Identity,
    padme,
    read_header,
    seal,
    unseal,
)

IDENTITY = X25519Identity(bytes(range(32)))
RECIPIENT = IDENTITY.recipient()
SIZES = (0, 1, 7, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5)
LARGE = (BATCH * CHUNK, (BATCH + 1) * CHUNK + 1, 2 * BATCH * CHUNK)


def material(size: int) -> bytes:
    block = hashlib.shake_256(b"footage").digest(4099)
    return (block * (size // len(block) + 1))[:size]


def opened(sealed: bytes, key: bytes | list[X25519Identity]) -> Unsealed:
    return Unsealed(
        lambda offset, size: sealed[offset : offset + size], len(sealed), key
    )


@pytest.mark.parametrize("size", SIZES + LARGE)
def test_what_is_sealed_comes_back(size: int) -> None:
    plain = material(size)
    assert unseal(seal(plain, [RECIPIENT]), [IDENTITY]) == plain


def test_two_seals_of_the_same_bytes_have_nothing_in_common() -> None:
    first, second = seal(b"x", [RECIPIENT]), seal(b"x", [RECIPIENT])
    assert first[-17:] != second[-17:]
    assert len(first) == len(second)


@pytest.mark.parametrize("step", [1000, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK])
def test_the_pieces_of_a_stream_do_not_show(step: int) -> None:
    plain = material(5 * CHUNK)
    parts: list[bytes] = []
    sealer = Sealer(lambda part: parts.append(bytes(part)), [RECIPIENT])
    for at in range(0, len(plain), step):
        sealer.write(memoryview(plain)[at : at + step])
    sealed = sealer.finish()
    whole = b"".join(parts)
    assert unseal(whole, [IDENTITY]) == plain
    assert sealed.size == len(plain)
    assert len(whole) == sealed.header_size + sealed.payload_size
    digest = hashlib.sha256(whole[sealed.header_size :]).hexdigest()
    assert sealed.payload_sha256 == digest


def test_a_sealer_is_finished_once() -> None:
    sealer = Sealer(lambda part: None, [RECIPIENT])
    sealer.finish()
    with pytest.raises(RuntimeError):
        sealer.finish()
    with pytest.raises(RuntimeError):
        sealer.write(b"late")


def test_any_slice_is_read_at_any_offset() -> None:
    plain = material(20 * CHUNK + 3)
    reader = opened(seal(plain, [RECIPIENT]), [IDENTITY])
    assert reader.size == len(plain)
    for offset in (0, 1, CHUNK - 1, CHUNK, 3 * CHUNK + 7, len(plain) - 1, len(plain)):
        for size in (0, 1, CHUNK, CHUNK + 2, 18 * CHUNK, 30 * CHUNK):
            assert reader.read_at(offset, size) == plain[offset : offset + size]


def test_a_reader_works_from_the_file_key_and_the_payload_offset_alone() -> None:
    sealed = seal(material(3 * CHUNK), [RECIPIENT])
    header, length = read_header(sealed)
    key = header.file_key([IDENTITY])
    reader = Unsealed(
        lambda offset, size: sealed[offset : offset + size],
        len(sealed),
        key,
        header_size=length,
    )
    assert reader.read_at(0, 3 * CHUNK) == material(3 * CHUNK)
    assert opened(sealed, key).size == 3 * CHUNK


def test_a_wrong_file_key_is_refused_by_the_mac() -> None:
    with pytest.raises(MacError):
        opened(seal(b"x", [RECIPIENT]), bytes(16))


def test_a_stranger_cannot_open() -> None:
    with pytest.raises(WrongKeyError):
        unseal(seal(b"x", [RECIPIENT]), [X25519Identity.generate()])


def test_short_reads_beneath_are_joined() -> None:
    sealed = seal(material(3 * CHUNK), [RECIPIENT])
    reader = Unsealed(
        lambda offset, size: sealed[offset : offset + min(size, 1009)],
        len(sealed),
        [IDENTITY],
    )
    assert reader.read_at(0, 3 * CHUNK) == material(3 * CHUNK)


def test_an_object_that_shrinks_while_open_is_refused() -> None:
    sealed = bytearray(seal(material(3 * CHUNK), [RECIPIENT]))
    reader = Unsealed(
        lambda offset, size: bytes(sealed[offset : offset + size]),
        len(sealed),
        [IDENTITY],
    )
    del sealed[-2 * CHUNK :]
    with pytest.raises(PayloadError) as caught:
        reader.read_at(0, 3 * CHUNK)
    assert caught.value.clause == Clause.PAYLOAD_SHAPE


def test_no_byte_of_a_bad_chunk_is_given_out() -> None:
    plain = material(4 * CHUNK)
    sealed = bytearray(seal(plain, [RECIPIENT]))
    _, length = read_header(bytes(sealed))
    # The second chunk's tag, so that the cipher has decrypted all of it.
    sealed[length + NONCE_SIZE + 2 * (CHUNK + TAG) - 1] ^= 1
    reader = opened(bytes(sealed), [IDENTITY])
    buffer = bytearray(b"?" * 4 * CHUNK)
    with pytest.raises(PayloadError) as caught:
        reader.read_into(0, memoryview(buffer))
    assert caught.value.clause == Clause.PAYLOAD_CHUNK
    assert buffer[:CHUNK] == plain[:CHUNK]
    assert buffer[CHUNK : 2 * CHUNK] == bytes(CHUNK)
    # The other chunks can still be read.
    assert reader.read_at(2 * CHUNK, CHUNK) == plain[2 * CHUNK : 3 * CHUNK]
    with pytest.raises(PayloadError):
        reader.read_at(CHUNK, 1)


@pytest.mark.parametrize("cut", [1, TAG, CHUNK + TAG, CHUNK + TAG + 1, 3 * CHUNK])
def test_a_cut_object_does_not_open(cut: int) -> None:
    sealed = seal(material(4 * CHUNK), [RECIPIENT])
    with pytest.raises(SealedError):
        opened(sealed[:-cut], [IDENTITY])


def test_an_extended_object_does_not_open() -> None:
    sealed = seal(material(10), [RECIPIENT])
    with pytest.raises(PayloadError):
        opened(sealed + b"\0", [IDENTITY])


def test_negative_offsets_are_a_programmers_error() -> None:
    reader = opened(seal(b"abc", [RECIPIENT]), [IDENTITY])
    with pytest.raises(ValueError):
        reader.read_at(-1, 1)
    with pytest.raises(ValueError):
        reader.read_into(-1, memoryview(bytearray(1)))


def test_padme_gives_the_sizes_of_its_paper() -> None:
    known = {0: 0, 1: 1, 2: 2, 9: 10, 100: 104, 1000: 1024, 10**6: 1015808}
    assert {size: padme(size) for size in known} == known


def test_threads_may_share_a_reader() -> None:
    plain = material(40 * CHUNK)
    reader = opened(seal(plain, [RECIPIENT]), [IDENTITY])

    def read(seed: int) -> bool:
        chance = random.Random(seed)
        slices = [(chance.randrange(len(plain)), 200) for _ in range(300)]
        return all(reader.read_at(at, n) == plain[at : at + n] for at, n in slices)

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(read, range(8)))


def test_sealing_takes_a_few_mebibytes_whatever_the_size() -> None:
    piece = bytes(1 << 20)
    tracemalloc.start()
    try:
        sealer = Sealer(lambda part: None, [RECIPIENT])
        for _ in range(64):
            sealer.write(piece)
        sealer.finish()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 << 20


def test_the_examples_in_the_documentation_are_right() -> None:
    for module in (bech32, sealed_format):
        result = doctest.testmod(module)
        assert result.attempted > 0
        assert result.failed == 0
