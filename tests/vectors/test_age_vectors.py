# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The public C2SP vectors, and our own, against our reader of age v1."""

import base64
import csv
import hashlib
import json
import os
import runpy
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from witnessbox.base.errors import WrongKeyError
from witnessbox.vault.clause import Clause, HeaderError, MacError, PayloadError
from witnessbox.vault.format import (
    CHUNK,
    Identity,
    ScryptIdentity,
    Unsealed,
    X25519Identity,
    read_header,
)
from witnessbox.vault.header import VERSION_LINE
from witnessbox.vault.header import base64 as header_base64

OURS = Path(__file__).with_name("age_vectors.json")
MAKER = Path(__file__).with_name("make_age_vectors.py")
ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("WITNESSBOX_SHARED", ROOT.parent / "shared"))
PUBLIC = SHARED / "data/crypto/CCTV/age/testdata"
EXPECTED = SHARED / "data/crypto/age-expect.csv"

OUT_OF_SCOPE = {
    "armor": 33,
    "hybrid": 18,
}
"""Kinds that we neither write nor read, with the number of public vectors."""

IN_SCOPE = {
    "empty": 1,
    "header": 1,
    "hmac": 8,
    "scrypt": 25,
    "stanza": 14,
    "stream": 28,
    "version": 1,
    "x25519": 14,
}

FAILURES: dict[str, tuple[type[Exception], frozenset[Clause]]] = {
    "no match": (WrongKeyError, frozenset()),
    "HMAC failure": (MacError, frozenset({Clause.HEADER_MAC})),
    "header failure": (HeaderError, frozenset(c for c in Clause if "header-" in c)),
    "payload failure": (
        PayloadError,
        frozenset({Clause.PAYLOAD_SHAPE, Clause.PAYLOAD_CHUNK}),
    ),
}


@dataclass(frozen=True)
class Vector:
    """One of ours; its fields are explained where they are made."""

    name: str
    expect: str
    identity: str
    passphrase: str
    sealed: str
    released: str


@dataclass(frozen=True)
class Outcome:
    """What came of opening a vector from its beginning, piece by piece."""

    released: bytes
    failure: Exception | None


def outcome(sealed: bytes, identities: list[Identity]) -> Outcome:
    released = b""
    try:
        opened = Unsealed(
            lambda offset, size: sealed[offset : offset + size], len(sealed), identities
        )
        while len(released) < opened.size:
            released += opened.read_at(len(released), CHUNK)
    except (WrongKeyError, HeaderError, MacError, PayloadError) as failure:
        return Outcome(released, failure)
    return Outcome(released, None)


def kind(name: str) -> str:
    return name.split("_")[0]


def public_names() -> list[str]:
    names = sorted(each.name for each in PUBLIC.iterdir()) if PUBLIC.is_dir() else []
    return [name for name in names if kind(name) in IN_SCOPE] or ["absent"]


@pytest.mark.shared
def test_every_public_vector_is_tried_or_named_as_out_of_scope() -> None:
    require_shared()
    found = Counter(kind(each.name) for each in PUBLIC.iterdir())
    assert found == IN_SCOPE | OUT_OF_SCOPE
    assert sum(found.values()) == 143


@pytest.mark.shared
@pytest.mark.parametrize("name", public_names())
def test_a_public_vector_ends_as_it_must(name: str) -> None:
    require_shared()
    with EXPECTED.open() as rows:
        expected = {row["file"]: row["expect"] for row in csv.DictReader(rows)}
    fields, sealed = public_vector(name)
    assert fields["expect"] == [expected[name]]
    identities: list[Identity] = [
        *(X25519Identity.parse(text) for text in fields.get("identity", [])),
        *(ScryptIdentity(text) for text in fields.get("passphrase", [])),
    ]
    found = outcome(sealed, identities)
    if expected[name] == "success":
        assert found.failure is None
        assert [hashlib.sha256(found.released).hexdigest()] == fields["payload"]
        return
    failure, clauses = FAILURES[expected[name]]
    # The vectors class an absent nonce with the header, we with the payload.
    if name in ("stream_no_nonce", "stream_short_nonce"):
        failure, clauses = PayloadError, frozenset({Clause.PAYLOAD_NONCE})
    assert type(found.failure) is failure
    assert getattr(found.failure, "clause", None) in (clauses or {None})
    # A reader from front to back may release what came before the bad chunk.
    # Ours has looked at the last chunk first: it gives that, or nothing; and it
    # does not give out a chunk that claims to be the last and is not.
    if name == "stream_two_final_chunks_second":
        assert len(found.released) == CHUNK
    elif found.released:
        assert [hashlib.sha256(found.released).hexdigest()] == fields["payload"]


@pytest.mark.shared
def test_headers_of_public_vectors_are_written_as_they_were_read() -> None:
    require_shared()
    tried = 0
    for name in public_names():
        fields, sealed = public_vector(name)
        if fields["expect"] != ["header failure"]:
            header, size = read_header(sealed)
            lines = b"".join(stanza.lines() for stanza in header.stanzas)
            mac = b"--- " + header_base64(header.mac) + b"\n"
            assert VERSION_LINE + lines + mac == sealed[:size], name
            tried += 1
    assert tried > 40


def our_vectors() -> list[Vector]:
    return [Vector(**each) for each in json.loads(OURS.read_text())]


@pytest.mark.parametrize("vector", our_vectors(), ids=lambda each: each.name)
def test_our_vector_ends_as_it_must(vector: Vector) -> None:
    sealed = zlib.decompress(base64.b64decode(vector.sealed))
    identities: list[Identity] = [
        X25519Identity.parse(vector.identity)
        if vector.identity
        else ScryptIdentity(vector.passphrase)
    ]
    found = outcome(sealed, identities)
    if vector.expect == "success":
        assert found.failure is None
    elif vector.expect == "wrong-key":
        assert type(found.failure) is WrongKeyError
    else:
        assert getattr(found.failure, "clause", None) == vector.expect
    assert hashlib.sha256(found.released).hexdigest() == vector.released


def test_our_vectors_break_every_clause_of_header_and_payload() -> None:
    broken = {vector.expect for vector in our_vectors()}
    wanted = {c.value for c in Clause if c.startswith(("header-", "payload-"))}
    assert wanted | {"success", "wrong-key"} == broken


def test_our_vectors_are_those_that_the_script_makes() -> None:
    assert runpy.run_path(str(MAKER))["document"]() == OURS.read_text()


def require_shared() -> None:
    if not PUBLIC.is_dir():
        pytest.skip("the public age vectors are not beside the project")


def public_vector(name: str) -> tuple[dict[str, list[str]], bytes]:
    head, _, sealed = (PUBLIC / name).read_bytes().partition(b"\n\n")
    fields: dict[str, list[str]] = {}
    for line in head.decode().splitlines():
        key, _, value = line.partition(": ")
        fields.setdefault(key, []).append(value)
    if fields.get("compressed") == ["zlib"]:
        sealed = zlib.decompress(sealed)
    return fields, sealed
