# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
import unicodedata

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from witnessbox.base import canonical
from witnessbox.base.canonical import JsonDict
from witnessbox.base.errors import NewerFormatError, WrongKeyError
from witnessbox.base.values import SEALED_COMPARTMENTS, Compartment
from witnessbox.vault import keys
from witnessbox.vault.clause import Clause, KeyDocumentError, SealedError
from witnessbox.vault.format import (
    ScryptRecipient,
    X25519Identity,
    read_header,
    seal,
)
from witnessbox.vault.keys import CompartmentKey, MemberKeys

QUICK = 4


def test_a_member_opens_the_key_with_the_passphrase() -> None:
    member = MemberKeys.generate()
    locked = member.lock("lumo-dira", work_factor=QUICK)
    assert MemberKeys.unlock(locked, "lumo-dira") == member


def test_a_wrong_passphrase_is_told_as_such() -> None:
    locked = MemberKeys.generate().lock("lumo-dira", work_factor=QUICK)
    with pytest.raises(WrongKeyError, match="passphrase"):
        MemberKeys.unlock(locked, "lumo-dir")


def test_the_work_factor_is_that_of_the_stock_tool_unless_told_otherwise() -> None:
    locked = MemberKeys.generate().lock("lumo-dira")
    header, _ = read_header(locked)
    assert header.stanzas[0].arguments[1] == "18"


def test_a_passphrase_is_the_same_however_it_was_composed() -> None:
    member = MemberKeys.generate()
    locked = member.lock(unicodedata.normalize("NFD", "Йод é"), work_factor=QUICK)
    composed = unicodedata.normalize("NFC", "Йод é")
    assert MemberKeys.unlock(locked, composed) == member


def test_secrets_are_not_shown() -> None:
    member = MemberKeys.generate()
    shown = repr(member) + repr(CompartmentKey.generate(Compartment.EVIDENCE))
    assert member.signing_seed.hex() not in shown
    assert "secret" not in shown
    assert "seed" not in shown


def test_a_signature_is_checked_with_the_public_half() -> None:
    member = MemberKeys.generate()
    public = Ed25519PublicKey.from_public_bytes(member.verifying())
    public.verify(member.sign(b"entry"), b"entry")


@pytest.mark.parametrize("compartment", SEALED_COMPARTMENTS)
def test_a_compartment_opens_for_the_member_it_is_wrapped_to(
    compartment: Compartment,
) -> None:
    member, key = X25519Identity.generate(), CompartmentKey.generate(compartment)
    wrapped = key.wrap(member.recipient())
    assert CompartmentKey.unwrap(wrapped, member) == key
    with pytest.raises(WrongKeyError):
        CompartmentKey.unwrap(wrapped, X25519Identity.generate())


def test_the_public_record_has_no_key() -> None:
    with pytest.raises(ValueError):
        CompartmentKey.generate(Compartment.PUBLIC)


def test_what_is_derived_differs_by_label_and_secret() -> None:
    key = CompartmentKey.generate(Compartment.EVIDENCE)
    other = CompartmentKey.generate(Compartment.EVIDENCE)
    made = {key.derive("index"), key.derive("proxies"), other.derive("index")}
    assert len(made) == 3
    assert all(len(each) == 32 for each in made)
    assert key.derive("index") == keys.derive(key.identity.secret, "index")


def test_a_new_passphrase_has_seven_words_and_eighty_bits() -> None:
    words = keys.new_passphrase().split("-")
    assert len(words) == 7
    assert all(len(word) == 4 for word in words)
    assert (16 * 5) ** 14 > 2**80
    assert keys.new_passphrase() != keys.new_passphrase()


def test_a_handle_is_two_words() -> None:
    assert len(keys.new_handle().split("-")) == 2


GOOD: JsonDict = {
    "kind": "member",
    "sealing": X25519Identity(bytes(32)).text(),
    "signing": "00" * 32,
    "v": 1,
}


def locked_document(change: JsonDict) -> bytes:
    document = {key: value for key, value in {**GOOD, **change}.items() if value != ""}
    return seal(canonical.encode(document), [ScryptRecipient("p", QUICK)])


def test_the_document_that_the_next_tests_alter_is_taken() -> None:
    assert MemberKeys.unlock(locked_document({}), "p").signing_seed == bytes(32)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "compartment"},
        {"v": 0},
        {"v": "1"},
        {"more": 1},
        {"signing": "00" * 31},
        {"signing": "AA" * 32},
        {"signing": "x" * 64},
        {"signing": 7},
        {"signing": ""},
        {"sealing": 7},
    ],
    ids=str,
)
def test_an_altered_key_document_is_refused(change: JsonDict) -> None:
    with pytest.raises(KeyDocumentError) as caught:
        MemberKeys.unlock(locked_document(change), "p")
    assert caught.value.clause == Clause.KEY_DOCUMENT


def test_a_key_document_that_is_not_canonical_is_refused() -> None:
    text = canonical.encode(GOOD).replace(b",", b", ")
    with pytest.raises(KeyDocumentError):
        MemberKeys.unlock(seal(text, [ScryptRecipient("p", QUICK)]), "p")


def test_a_mistyped_key_in_a_document_is_refused() -> None:
    with pytest.raises(SealedError) as caught:
        MemberKeys.unlock(locked_document({"sealing": "AGE-SECRET-KEY-1QQ"}), "p")
    assert caught.value.clause == Clause.KEY_TEXT


def test_a_later_key_document_is_told_as_such() -> None:
    with pytest.raises(NewerFormatError):
        MemberKeys.unlock(locked_document({"v": 2}), "p")


def test_a_key_for_an_unknown_compartment_is_refused() -> None:
    member = X25519Identity.generate()
    document: JsonDict = {
        "compartment": "public",
        "key": member.text(),
        "kind": "compartment",
        "v": 1,
    }
    sealed = seal(canonical.encode(document), [member.recipient()])
    with pytest.raises(KeyDocumentError):
        CompartmentKey.unwrap(sealed, member)
