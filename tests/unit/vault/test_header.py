# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
import pytest

from witnessbox.base.errors import WrongKeyError
from witnessbox.vault.clause import Clause, HeaderError, MacError
from witnessbox.vault.header import (
    MAX_HEADER,
    MAX_STANZAS,
    Stanza,
    read_header,
    write_header,
)
from witnessbox.vault.recipient import (
    ScryptRecipient,
    X25519Identity,
)

KEY = b"sixteen byte key"
IDENTITY = X25519Identity(bytes(range(32)))


def test_a_header_gives_its_file_key_to_its_recipient() -> None:
    written = write_header(KEY, [IDENTITY.recipient()])
    header, size = read_header(written + b"payload")
    assert size == len(written)
    assert header.file_key([X25519Identity.generate(), IDENTITY]) == KEY
    with pytest.raises(WrongKeyError):
        header.file_key([])


def test_the_file_key_is_given_out_only_if_the_mac_is_right() -> None:
    written = write_header(KEY, [IDENTITY.recipient()])
    header, _ = read_header(written.replace(b"v1\n", b"v1\n-> other\n\n"))
    with pytest.raises(MacError) as caught:
        header.file_key([IDENTITY])
    assert caught.value.clause == Clause.HEADER_MAC


def test_a_body_of_any_size_has_one_form() -> None:
    for size in range(200):
        lines = Stanza("other", ("a", "b"), bytes(size)).lines().split(b"\n")
        assert lines[0] == b"-> other a b"
        assert all(len(row) == 64 for row in lines[1:-2])
        assert len(lines[-2]) < 64
        assert lines[-1] == b""


def test_an_object_has_a_recipient_and_not_too_many() -> None:
    with pytest.raises(ValueError):
        write_header(KEY, [])
    many = [IDENTITY.recipient()] * MAX_STANZAS
    assert len(read_header(write_header(KEY, many))[0].stanzas) == MAX_STANZAS
    assert len(write_header(KEY, many)) < MAX_HEADER
    with pytest.raises(ValueError):
        write_header(KEY, [*many, IDENTITY.recipient()])


def test_a_passphrase_stands_alone() -> None:
    with pytest.raises(ValueError):
        write_header(KEY, [ScryptRecipient("p", 1), IDENTITY.recipient()])


def test_a_header_is_not_sought_beyond_the_limit() -> None:
    endless = b"age-encryption.org/v1\n" + b"-> other " + b"a" * 2 * MAX_HEADER
    with pytest.raises(HeaderError) as caught:
        read_header(endless + b"\n\n")
    assert caught.value.clause == Clause.HEADER_SIZE
