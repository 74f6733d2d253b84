# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Opening entries, and the one place where ledger and vault must agree."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.ledger_world import AT, FOUNDER, LOG, OTHER, said, seal, unseal

from witnessbox.base import canonical
from witnessbox.base.values import Compartment
from witnessbox.ledger.clause import Clause, LedgerError
from witnessbox.ledger.entry import Act, StoredEntry, compose, open_document
from witnessbox.ledger.group import draft
from witnessbox.ledger.record import decode_pledges, payload_start
from witnessbox.vault.format import X25519Identity, read_header
from witnessbox.vault.format import seal as age_seal

LISTED = Act(Compartment.EVIDENCE, "received", {"list": ["a", "b"]}, "list")


def stored(act: Act) -> StoredEntry:
    made = draft(act, FOUNDER.author, AT, LOG, seal)
    return StoredEntry(4, made.record(4), (), made.sealed, "segment")


def test_the_document_is_canonical() -> None:
    document = compose(LISTED, FOUNDER.author, AT, LOG).document
    assert canonical.encode(canonical.decode(document)) == document


def test_zero_bytes_behind_the_document_are_allowed() -> None:
    one = stored(said("one"))
    assert one.sealed is not None
    entry = open_document(one, unseal(one.sealed) + b"\0" * 9, LOG)
    assert entry.body == {"words": "one"}
    assert entry.signed_by(FOUNDER.public)
    assert not entry.signed_by(OTHER.public)


def test_other_leaves_than_the_records_are_refused() -> None:
    one = stored(LISTED)
    assert one.sealed is not None
    document = unseal(one.sealed)
    assert open_document(one, document, LOG).elements() == ["a", "b"]
    for inner in (None, "0" * 64):
        wrong = replace(one, record=replace(one.record, inner=inner))
        with pytest.raises(LedgerError) as caught:
            open_document(wrong, document, LOG)
        assert caught.value.clause is Clause.ENTRY_INNER


def test_an_entry_of_another_log_is_refused() -> None:
    one = stored(said("one"))
    assert one.sealed is not None
    with pytest.raises(LedgerError) as caught:
        open_document(one, unseal(one.sealed), type(LOG)("l-other"))
    assert caught.value.clause is Clause.ENTRY_FORM


@pytest.mark.parametrize("recipients", [1, 3])
def test_ledger_and_vault_agree_where_an_age_header_ends(recipients: int) -> None:
    keys = [X25519Identity.generate().recipient() for _ in range(recipients)]
    sealed = age_seal(b"an entry", keys)
    assert payload_start(sealed) == read_header(sealed)[1]


def test_what_is_not_sealed_has_no_payload() -> None:
    for raw in (b"", b"age-encryption.org/v1\n-> X\n\n---", b"{}" * 99):
        with pytest.raises(LedgerError):
            payload_start(raw)


def test_pledges_in_another_form_are_refused() -> None:
    assert decode_pledges(b"") == ()
    with pytest.raises(LedgerError):
        decode_pledges(b'{"objects":[]}')
