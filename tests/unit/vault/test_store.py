# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
import hashlib
from collections.abc import Iterator

import pytest

from witnessbox.base.errors import MissingError, WrongKeyError
from witnessbox.base.values import ObjectName
from witnessbox.vault.backend import MemoryBackend
from witnessbox.vault.clause import Clause, PayloadError
from witnessbox.vault.format import CHUNK, X25519Identity, padme
from witnessbox.vault.store import StoredObject, Vault

IDENTITY = X25519Identity.generate()
RECIPIENT = IDENTITY.recipient()


@pytest.fixture
def vault() -> Vault:
    return Vault(MemoryBackend())


def kept(vault: Vault, data: bytes) -> StoredObject:
    stored = vault.seal_bytes("run-1", data, RECIPIENT)
    vault.backend.publish("run-1", [stored.name])
    return stored


@pytest.mark.parametrize("size", [0, 1, 1000, CHUNK, 1_000_000])
def test_an_object_is_the_original_and_zeros_up_to_the_padded_size(
    vault: Vault, size: int
) -> None:
    data = b"\x07" * size
    stored = kept(vault, data)
    assert stored.size == size
    with vault.open(stored.name, IDENTITY) as opened:
        assert opened.size == padme(size)
        plain = opened.read_at(0, opened.size)
        assert plain == data + bytes(padme(size) - size)
        assert opened.payload_size == stored.payload_size


def test_what_is_pledged_is_what_lies_in_the_backend(vault: Vault) -> None:
    stored = kept(vault, b"footage" * 1000)
    with vault.backend.reader(stored.name) as sealed:
        payload = sealed.read_at(stored.header_size, sealed.size)
        assert sealed.size == stored.header_size + stored.payload_size
    assert hashlib.sha256(payload).hexdigest() == stored.payload_sha256


def test_a_stream_that_fails_leaves_nothing(vault: Vault) -> None:
    def failing() -> Iterator[bytes]:
        yield b"x" * 100
        raise OSError("the source's disk failed")

    with pytest.raises(OSError, match="source"):
        vault.seal_stream("run-1", failing(), RECIPIENT)
    assert vault.backend.sweep("run-1") == 0


def test_an_object_opens_with_its_file_key_alone(vault: Vault) -> None:
    stored = kept(vault, b"footage")
    key = vault.file_key(stored.name, IDENTITY)
    assert len(key) == 16
    assert vault.read(stored.name, key, 7) == b"footage"


def test_reading_more_than_there_is_is_refused(vault: Vault) -> None:
    stored = kept(vault, b"footage")
    with pytest.raises(PayloadError) as caught:
        vault.read(stored.name, IDENTITY, 8)
    assert caught.value.clause == Clause.OBJECT_SIZE


def test_a_stranger_and_a_missing_object_are_told_apart(vault: Vault) -> None:
    stored = kept(vault, b"footage")
    with pytest.raises(WrongKeyError):
        vault.open(stored.name, X25519Identity.generate())
    with pytest.raises(MissingError):
        vault.open(ObjectName("00" * 16), IDENTITY)
