# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Checkpoints: one short signed text that pins a whole log.

What holds: a checkpoint is a C2SP tlog-checkpoint without extension lines, in a
C2SP signed note with one Ed25519 signature: origin `witnessbox/<log id>`, size,
root in base64, an empty line, and the line of the member who committed, under
the member's id as key name. `parse` takes exactly what `sign` writes; `verify`
needs the member's public key. Signatures under keys or points of small order,
or written in a second form, are refused, so that every verifier agrees.

    witnessbox/l-0f…
    3
    6YDfd0qmDQ0Rl4w1nXBHmMcHsdAXCBBmlGMKrKQ3MpU=

    — m-7c… dZb2hgTq…
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from witnessbox.base.values import LogId, MemberId
from witnessbox.ledger.clause import Clause, LedgerError

ORIGIN = "witnessbox/"
MAX_NOTE = 1024
MAX_SIZE = (1 << 53) - 1
"""Leaves in a log: the largest integer that every JSON reader keeps exact."""

KEY_SIZE = 32
SIGNATURE_SIZE = 64
KEY_ID_SIZE = 4

_ED25519 = b"\x01"
_DASH = "— "
_ID = re.compile(r"[a-z0-9-]{1,64}")
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")
_FIELD_PRIME = (1 << 255) - 19
# The points of small order of edwards25519, as y with the sign bit cleared
# (RFC 8032 encodes y and one bit of x): orders 1, 2, 4 and 8.
_SMALL_ORDER = frozenset(
    {
        1,
        _FIELD_PRIME - 1,
        0,
        int.from_bytes(
            bytes.fromhex(
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
            ),
            "little",
        ),
        int.from_bytes(
            bytes.fromhex(
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
            ),
            "little",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What one committing member signed.

    Attributes:
        log: The log that is pinned.
        size: Entries in it.
        root: The RFC 6962 root over them, 32 bytes.
        signer: The member who committed.
        key_id: Four bytes that bind name and key (C2SP signed note).
        signature: 64 bytes over the text.
    """

    log: LogId
    size: int
    root: bytes
    signer: MemberId
    key_id: bytes
    signature: bytes

    def text(self) -> bytes:
        """What is signed: three lines."""
        root = base64.b64encode(self.root).decode("ascii")
        return f"{ORIGIN}{self.log}\n{self.size}\n{root}\n".encode("ascii")

    def note(self) -> bytes:
        """The whole signed note, as it is stored and handed out."""
        blob = base64.b64encode(self.key_id + self.signature).decode("ascii")
        return self.text() + f"\n{_DASH}{self.signer} {blob}\n".encode()

    def verify(self, public: bytes) -> bool:
        """True if the signer's key made this signature."""
        return self.key_id == key_id(self.signer, public) and signature_holds(
            public, self.signature, self.text()
        )


def sign(
    log: LogId,
    size: int,
    root: bytes,
    signer: tuple[MemberId, bytes],
    make_signature: Callable[[bytes], bytes],
) -> Checkpoint:
    """A checkpoint signed by a member, given with the public key."""
    member, public = signer
    draft = Checkpoint(log, size, root, member, key_id(member, public), b"")
    return Checkpoint(
        log, size, root, member, draft.key_id, make_signature(draft.text())
    )


def key_id(name: str, public: bytes) -> bytes:
    """The C2SP id of an Ed25519 key under a name."""
    named = name.encode("ascii") + b"\n" + _ED25519 + public
    return hashlib.sha256(named).digest()[:KEY_ID_SIZE]


def parse(untrusted: bytes) -> Checkpoint:
    """A checkpoint from its note; nothing is verified but the form.

    Raises:
        LedgerError: The bytes are not what `Checkpoint.note` writes.
    """
    try:
        checkpoint = _parse(untrusted)
    except (ValueError, binascii.Error) as error:
        raise _malformed() from error
    if checkpoint.note() != untrusted:
        raise _malformed()
    return checkpoint


def _parse(untrusted: bytes) -> Checkpoint:
    if len(untrusted) > MAX_NOTE:
        raise ValueError("too long")
    origin, size, root, empty, line, rest = untrusted.decode("utf-8").split("\n")
    dash, member, blob = line.split(" ")
    log = origin.removeprefix(ORIGIN)
    signed = base64.b64decode(blob, validate=True)
    digest = base64.b64decode(root, validate=True)
    if not (
        origin.startswith(ORIGIN)
        and _ID.fullmatch(log)
        and _ID.fullmatch(member)
        and _SIZE.fullmatch(size)
        and int(size) <= MAX_SIZE
        and len(digest) == hashlib.sha256().digest_size
        and len(signed) == KEY_ID_SIZE + SIGNATURE_SIZE
        and (empty, dash, rest) == ("", _DASH.strip(), "")
    ):
        raise ValueError("not of the form")
    return Checkpoint(
        LogId(log),
        int(size),
        digest,
        MemberId(member),
        signed[:KEY_ID_SIZE],
        signed[KEY_ID_SIZE:],
    )


def _malformed() -> LedgerError:
    return LedgerError(Clause.CHECKPOINT_FORM, "A checkpoint is not well formed.")


def is_id(untrusted: object) -> bool:
    """True for the form that ids of logs and members have."""
    return isinstance(untrusted, str) and _ID.fullmatch(untrusted) is not None


def signature_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """True if an Ed25519 signature holds under the strict reading.

    RFC 8032 leaves edge cases open, in which libraries differ; here a key or a
    commitment point of small order, or one not in its one canonical encoding,
    never verifies. docs/spec/verifier.md lists the cases.
    """
    if len(public) != KEY_SIZE or len(signature) != SIGNATURE_SIZE:
        return False
    if not (_sound_point(public) and _sound_point(signature[:KEY_SIZE])):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _sound_point(encoded: bytes) -> bool:
    y = int.from_bytes(encoded, "little") & ((1 << 255) - 1)
    return y < _FIELD_PRIME and y not in _SMALL_ORDER
