# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
import pytest

from witnessbox.vault.clause import Clause, HeaderError, KeyTextError
from witnessbox.vault.recipient import (
    MAX_WORK_FACTOR,
    ScryptIdentity,
    ScryptRecipient,
    X25519Identity,
    X25519Recipient,
)

KEY = b"sixteen byte key"
# A pair as the stock tool prints it.
SECRET = "AGE-SECRET-KEY-1QYPQXPQ9QCRSSZG2PVXQ6RS0ZQG3YYC5Z5TPWXQERGD3C8G7RUSQGPQYEE"


def test_a_key_is_read_and_written_as_the_stock_tool_does() -> None:
    identity = X25519Identity.parse(SECRET)
    assert identity.secret == bytes(range(1, 33))
    assert identity.text() == SECRET
    recipient = identity.recipient()
    assert recipient.text().startswith("age1")
    assert X25519Recipient.parse(recipient.text()) == recipient


@pytest.mark.parametrize(
    "text",
    [
        "",
        SECRET[:-1],
        SECRET[:-1] + "Q",
        SECRET.lower().replace("age", "AGE"),
        SECRET.replace("AGE-SECRET-KEY-", "AGE"),
        "age1qqqqlpnwam",
        "x" * 1000,
    ],
)
def test_what_is_no_secret_key_is_refused(text: str) -> None:
    with pytest.raises(KeyTextError) as caught:
        X25519Identity.parse(text)
    assert caught.value.clause == Clause.KEY_TEXT


def test_a_key_of_another_size_is_a_programmers_error() -> None:
    with pytest.raises(ValueError):
        X25519Identity(bytes(31))
    with pytest.raises(ValueError):
        X25519Recipient(bytes(33))


def test_a_recipient_that_is_a_forbidden_point_is_refused() -> None:
    with pytest.raises(ValueError):
        X25519Recipient(bytes(32)).wrap(KEY)


def test_an_identity_passes_over_what_is_not_for_it() -> None:
    passphrase = ScryptRecipient("p", 1).wrap(KEY)
    key = X25519Identity.generate().recipient().wrap(KEY)
    assert X25519Identity.generate().unwrap([passphrase, key]) is None
    assert ScryptIdentity("p").unwrap([key]) is None
    assert ScryptIdentity("p").unwrap([passphrase]) == KEY
    assert ScryptIdentity("q").unwrap([passphrase]) is None


def test_a_header_cannot_ask_for_more_work_than_the_limit() -> None:
    stanza = ScryptRecipient("p", 6).wrap(KEY)
    with pytest.raises(HeaderError) as caught:
        ScryptIdentity("p", max_work_factor=5).unwrap([stanza])
    assert caught.value.clause == Clause.HEADER_SCRYPT
    with pytest.raises(ValueError):
        ScryptRecipient("p", MAX_WORK_FACTOR + 1)


def test_secrets_are_not_shown() -> None:
    shown = repr([ScryptRecipient("lumo", 1), ScryptIdentity("lumo")])
    assert "lumo" not in shown
    assert "secret" not in repr(X25519Identity.generate())
