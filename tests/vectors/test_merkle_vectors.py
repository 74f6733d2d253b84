# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Published and own vectors: RFC 6962 roots, Ed25519 edge cases, a signed note."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from witnessbox.base.values import LogId, MemberId
from witnessbox.ledger import anchor, merkle, standalone
from witnessbox.ledger.inner import inner_leaf, inner_salt

SHARED = Path(__file__).parents[3] / "shared" / "data" / "crypto"
REFUSED = {"low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R"}

# RFC 8032, 7.1: (public key, message, signature).
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb88215"
            "90a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e4"
            "3e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
]


def shared(*parts: str) -> Path:
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"NOT CHECKED: {'/'.join(parts)} is not beside the project")
    return path


@pytest.mark.shared
def test_the_published_roots_are_ours() -> None:
    path = shared("merkle", "rfc6962-vectors.json")
    vectors = json.loads(path.read_text("utf-8"))
    leaves = [merkle.leaf_hash(bytes.fromhex(x)) for x in vectors["leaf_inputs_hex"]]
    for size, root in enumerate(vectors["root_hash_by_tree_size"]):
        assert merkle.root(leaves[:size]).hex() == root
        assert standalone.Tree(leaves[:size]).root().hex() == root


@pytest.mark.shared
def test_both_verifiers_decide_every_ed25519_edge_case_alike() -> None:
    path = shared("CCTV", "ed25519", "ed25519vectors.json")
    accepted = 0
    for vector in json.loads(path.read_text("utf-8")):
        key, signature = bytes.fromhex(vector["key"]), bytes.fromhex(vector["sig"])
        message, flags = vector["msg"].encode(), set(vector["flags"] or ())
        # Cofactorless, as nearly everybody: what is left must cancel out exactly.
        expected = not flags & (REFUSED | {"low_order_residue"})
        assert anchor.signature_holds(key, signature, message) == expected, vector
        assert standalone.holds(key, signature, message) == expected, vector
        accepted += expected
    assert accepted > 0


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_the_signatures_of_rfc_8032_hold(
    key: str, message: str, signature: str
) -> None:
    public, said, signed = (bytes.fromhex(x) for x in (key, message, signature))
    for holds in (anchor.signature_holds, standalone.holds):
        assert holds(public, signed, said)
        assert not holds(public, signed, said + b"\0")
        for at in (0, 31, 32, 63):
            changed = bytearray(signed)
            changed[at] ^= 1
            assert not holds(public, bytes(changed), said)
        # S + L is the same point, and a second form of the same signature.
        twice = int.from_bytes(signed[32:], "little") + standalone.L
        assert not holds(public, signed[:32] + twice.to_bytes(32, "little"), said)


def test_a_checkpoint_is_this_text() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    log, member = LogId("l-vector"), MemberId("bako-mitu")
    root = merkle.root([merkle.leaf_hash(b"one"), merkle.leaf_hash(b"two")])
    made = anchor.sign(log, 2, root, (member, public), key.sign)
    text = b"witnessbox/l-vector\n2\n" + base64.b64encode(root) + b"\n"
    named = hashlib.sha256(b"bako-mitu\n\x01" + public).digest()[:4]
    blob = base64.b64encode(named + key.sign(text)).decode()
    assert made.note() == text + f"\n— bako-mitu {blob}\n".encode()
    assert anchor.parse(made.note()) == made
    assert made.verify(public)
    assert not made.verify(bytes(32))
    assert standalone.Checkpoint(made.note()).holds(public)


def test_an_inner_leaf_is_this_digest() -> None:
    salt = inner_salt(bytes(32), 1)
    tagged = b"witnessbox-inner/1\n" + salt + b'{"a":1}'
    leaf = hashlib.sha256(b"\0" + hashlib.sha256(tagged).digest()).digest()
    assert inner_leaf(salt, {"a": 1}) == leaf
