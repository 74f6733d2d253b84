# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Any size, any slice, any damage: the sealed format under Hypothesis."""

import hashlib
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from witnessbox.base.errors import WrongKeyError
from witnessbox.vault import bech32
from witnessbox.vault.clause import KeyTextError, SealedError
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
from witnessbox.vault.header import VERSION_LINE, base64

IDENTITY = X25519Identity(bytes(range(32)))
RECIPIENT = IDENTITY.recipient()
SEALED_CHUNK = CHUNK + TAG

MATERIAL = hashlib.shake_256(b"footage").digest(CHUNK + 251) * (BATCH + 3)
"""No two chunks of it are alike."""

near_borders = st.builds(
    lambda chunks, offset: max(0, chunks * CHUNK + offset),
    st.sampled_from([0, 1, 2, 3, BATCH - 1, BATCH, BATCH + 1]),
    st.integers(-3, 3),
)
sizes = near_borders | st.integers(0, 4 * CHUNK)


def opened(sealed: bytes) -> Unsealed:
    return Unsealed(
        lambda offset, size: sealed[offset : offset + size], len(sealed), [IDENTITY]
    )


def released(sealed: bytes) -> tuple[bytes, bool]:
    """What a reader gives out chunk by chunk, and whether it refused."""
    given_out = bytearray()
    try:
        reader = opened(sealed)
    except (SealedError, WrongKeyError):
        return b"", True
    refused = False
    buffer = memoryview(bytearray(reader.size))
    try:
        reader.read_into(0, buffer)
    except SealedError:
        refused = True
    for index in range(-(-reader.size // CHUNK)):
        try:
            given_out += reader.read_at(index * CHUNK, CHUNK)
        except SealedError:
            refused = True
            given_out += bytes(min(CHUNK, reader.size - index * CHUNK))
    return bytes(given_out), refused


@settings(deadline=None)
@given(sizes)
def test_any_size_comes_back(size: int) -> None:
    plain = MATERIAL[:size]
    assert unseal(seal(plain, [RECIPIENT]), [IDENTITY]) == plain


@settings(deadline=None)
@given(st.lists(near_borders | st.integers(0, CHUNK + 1), max_size=6))
def test_any_pieces_come_back_as_one(pieces: list[int]) -> None:
    parts: list[bytes] = []
    sealer = Sealer(lambda part: parts.append(bytes(part)), [RECIPIENT])
    for size in pieces:
        sealer.write(MATERIAL[:size])
    sealed = sealer.finish()
    plain = b"".join(MATERIAL[:size] for size in pieces)
    whole = b"".join(parts)
    assert unseal(whole, [IDENTITY]) == plain
    payload = whole[sealed.header_size :]
    assert sealed.payload_sha256 == hashlib.sha256(payload).hexdigest()


@settings(deadline=None)
@given(sizes, st.lists(st.tuples(sizes, sizes), min_size=1, max_size=8))
def test_any_slice_is_that_of_the_original(
    size: int, slices: list[tuple[int, int]]
) -> None:
    plain = MATERIAL[:size]
    reader = opened(seal(plain, [RECIPIENT]))
    for offset, length in slices:
        assert reader.read_at(offset, length) == plain[offset : offset + length]
        buffer = bytearray(b"?" * length)
        got = reader.read_into(offset, memoryview(buffer))
        assert buffer == plain[offset : offset + length] + b"?" * (length - got)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_any_flipped_bit_is_refused_and_nothing_bad_is_given_out(
    data: st.DataObject,
) -> None:
    size = data.draw(st.sampled_from([0, 1, 100, CHUNK, 2 * CHUNK + 7]))
    plain = MATERIAL[:size]
    sealed = bytearray(seal(plain, [RECIPIENT]))
    _, header_size = read_header(bytes(sealed))
    in_header = st.integers(0, header_size + NONCE_SIZE)
    at = data.draw(in_header | st.integers(0, len(sealed) - 1))
    at = min(at, len(sealed) - 1)
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    found, refused = released(bytes(sealed))
    assert refused
    for index in range(0, len(found), CHUNK):
        part = found[index : index + CHUNK]
        assert part in (plain[index : index + CHUNK], bytes(len(part)))


@settings(deadline=None)
@given(st.sampled_from([0, 1, CHUNK, 2 * CHUNK, 2 * CHUNK + 7]), st.data())
def test_any_cut_is_refused_before_the_first_byte(
    size: int, data: st.DataObject
) -> None:
    sealed = seal(MATERIAL[:size], [RECIPIENT])
    ends = st.integers(0, len(sealed) - 1)
    borders = [len(sealed) - n * SEALED_CHUNK for n in (1, 2)]
    near = st.sampled_from([end for end in borders if end > 0] or [0])
    assert released(sealed[: data.draw(ends | near)]) == (b"", True)


@settings(deadline=None)
@given(
    st.sampled_from([0, 1, CHUNK, CHUNK + 9]),
    st.binary(min_size=1, max_size=40) | st.just(bytes(SEALED_CHUNK)),
)
def test_any_extension_is_refused_before_the_first_byte(size: int, more: bytes) -> None:
    sealed = seal(MATERIAL[:size], [RECIPIENT])
    assert released(sealed + more) == (b"", True)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[1:])
def test_any_other_order_of_chunks_is_refused(order: tuple[int, ...]) -> None:
    plain = MATERIAL[: 4 * CHUNK]
    sealed = seal(plain, [RECIPIENT])
    start = read_header(sealed)[1] + NONCE_SIZE
    chunks = [
        sealed[at : at + SEALED_CHUNK] for at in range(start, len(sealed), SEALED_CHUNK)
    ]
    moved = sealed[:start] + b"".join(chunks[i] for i in order)
    found, refused = released(moved)
    assert refused
    for index in range(0, len(found), CHUNK):
        part = found[index : index + CHUNK]
        assert part in (plain[index : index + CHUNK], bytes(CHUNK))


@given(st.integers(0, 1 << 50))
def test_padme_adds_little_and_tells_little(size: int) -> None:
    padded = padme(size)
    assert size <= padded
    assert (padded - size) * 100 <= 12 * size
    assert padme(padded) == padded
    # As many leading bits are kept as the bit length itself has bits.
    length = padded.bit_length()
    assert padded % (1 << max(0, length - 1 - (length - 1).bit_length())) == 0


@given(st.integers(0, 1 << 50), st.integers(0, 1 << 20))
def test_padme_never_turns_sizes_round(size: int, more: int) -> None:
    assert padme(size) <= padme(size + more)


@given(st.binary(max_size=400))
def test_random_bytes_are_refused_as_a_header(data: bytes) -> None:
    with pytest.raises(SealedError):
        read_header(data)
    with pytest.raises(SealedError):
        read_header(VERSION_LINE + data)


@settings(max_examples=300)
@given(st.data())
def test_an_altered_header_is_refused_or_keeps_its_one_form(
    data: st.DataObject,
) -> None:
    sealed = bytearray(seal(b"", [RECIPIENT])[:-16])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(sealed) - 1))
        sealed[at] = data.draw(st.integers(0, 127))
    try:
        header, size = read_header(bytes(sealed))
    except SealedError:
        return
    lines = b"".join(stanza.lines() for stanza in header.stanzas)
    again = VERSION_LINE + lines + b"--- " + base64(header.mac) + b"\n"
    assert again == sealed[:size]


@given(st.binary(max_size=64))
def test_a_key_text_gives_its_bytes_back(data: bytes) -> None:
    text = bech32.encode("age", data)
    assert bech32.decode("age", text) == data
    assert bech32.decode("age", text.upper()) == data


@given(st.binary(min_size=32, max_size=32), st.data())
def test_a_slip_in_a_key_text_is_noticed(key: bytes, data: st.DataObject) -> None:
    text = bech32.encode("age", key)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
    slip = text[:at] + other + text[at + 1 :]
    if slip == text:
        return
    with pytest.raises(KeyTextError):
        bech32.decode("age", slip)


@given(st.text(max_size=80))
def test_random_text_is_no_key(text: str) -> None:
    with pytest.raises(KeyTextError):
        bech32.decode("age-secret-key-", text)
