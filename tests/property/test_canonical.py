# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Our canonical JSON against a general implementation of RFC 8785."""

from __future__ import annotations

import contextlib
import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from witnessbox.base.canonical import MAX_INTEGER, decode, encode
from witnessbox.base.errors import DamagedError

KEYS = st.text(st.characters(max_codepoint=127), max_size=12)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-MAX_INTEGER, MAX_INTEGER)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5)
    ),
    max_leaves=30,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=6)


@given(VALUES)
def test_every_value_is_encoded_as_the_reference_does(value: object) -> None:
    assert encode(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(DOCUMENTS)
def test_decoding_gives_back_what_was_encoded(document: dict[str, object]) -> None:
    assert decode(encode(document)) == document  # type: ignore[arg-type]


@given(DOCUMENTS)
def test_any_other_form_of_the_same_document_is_refused(
    document: dict[str, object],
) -> None:
    loose = json.dumps(document, ensure_ascii=False, indent=1).encode()
    if loose != encode(document):  # type: ignore[arg-type]
        with pytest.raises(DamagedError):
            decode(loose)


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_decoder(data: bytes) -> None:
    with contextlib.suppress(DamagedError):
        assert encode(decode(data)) == data


@pytest.mark.parametrize(
    "value",
    [1.5, float("nan"), MAX_INTEGER + 1, b"bytes", {"ключ": 1}, {1: 2}, "\ud800"],
)
def test_what_has_no_exact_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        encode(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1.0}',
        b'{"a":NaN}',
        b"[1]",
        b'{"a":' * 40 + b"1" + b"}" * 40,
        b"",
        rb'{"a":"\u0061"}',
    ],
)
def test_a_record_in_any_other_form_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedError):
        decode(data)
