# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The public side of an entry: its record, and the objects that it pledges.

What holds: a record tells an auditor nothing but an entry's place, compartment
and commitments; its canonical bytes are the leaf of the log's tree. `decode`
takes exactly what `encode` writes, by one expression, since a verification
reads every record of a box.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from witnessbox.base.values import Compartment
from witnessbox.ledger.clause import Clause, LedgerError
from witnessbox.ledger.merkle import leaf_hash

MAX_AGE_HEADER = 16 << 10
"""Bytes of an age header at most; the vault has the same limit."""

_HEX = "[0-9a-f]{64}"
_INTEGER = "0|[1-9][0-9]{0,15}"
_RECORD = re.compile(
    rf'{{"commitment":"({_HEX})","compartment":"([a-z]{{1,32}})"'
    rf'(?:,"inner":"({_HEX})")?(?:,"objects":"({_HEX})")?'
    rf',"payload":"({_HEX})","seq":({_INTEGER})}}'.encode()
)
_PLEDGE = re.compile(
    rf'{{"name":"([0-9a-f]{{32}})","sha256":"({_HEX})","size":({_INTEGER})}}'.encode()
)
_PLEDGES_START = b'{"objects":['
_PLEDGES_END = b"]}"
_VERSION_LINE = b"age-encryption.org/v1\n"
_MAC_LINE = b"\n--- "


@dataclass(frozen=True, slots=True)
class Pledge:
    """The public promise that an object is in the box, whatever its header.

    Attributes:
        name: The object's name.
        size: Bytes of its payload: nonce and chunks, without the age header.
        sha256: Hex, over the payload.
    """

    name: str
    size: int
    sha256: str

    def encode(self) -> bytes:
        """Its canonical JSON."""
        return (
            f'{{"name":"{self.name}","sha256":"{self.sha256}","size":{self.size}}}'
        ).encode("ascii")


@dataclass(frozen=True, slots=True)
class Record:
    """What everyone may see of an entry.

    Attributes:
        seq: Its place in the log, from 0.
        compartment: To whom it is sealed.
        payload: Hex SHA-256 of the sealed bytes after the age header; of the
            whole document in the compartment `public`.
        commitment: Hex SHA-256 of tag, salt and canonical entry.
        inner: Hex root over the leaves of its list, if it has one.
        objects: Hex SHA-256 of the pledge document, if it pledges objects.
    """

    seq: int
    compartment: Compartment
    payload: str
    commitment: str
    inner: str | None = None
    objects: str | None = None

    def encode(self) -> bytes:
        """Its canonical JSON (RFC 8785): what the tree's leaf is made of."""
        inner = f',"inner":"{self.inner}"' if self.inner else ""
        objects = f',"objects":"{self.objects}"' if self.objects else ""
        return (
            f'{{"commitment":"{self.commitment}","compartment":"{self.compartment}"'
            f'{inner}{objects},"payload":"{self.payload}","seq":{self.seq}}}'
        ).encode("ascii")

    def leaf(self) -> bytes:
        """The leaf hash of the log's tree."""
        return leaf_hash(self.encode())


def decode(untrusted: bytes) -> Record:
    """A record from its canonical bytes.

    Raises:
        LedgerError: They are not what `Record.encode` writes.
    """
    match = _RECORD.fullmatch(untrusted)
    if match is None:
        raise LedgerError(Clause.RECORD_FORM, "A ledger record is not well formed.")
    commitment, name, inner, objects, payload, seq = (
        None if part is None else part.decode("ascii") for part in match.groups()
    )
    try:
        compartment = Compartment(name or "")
    except ValueError as error:
        raise LedgerError(
            Clause.RECORD_FORM, "A ledger record names a compartment unknown here."
        ) from error
    return Record(
        int(seq or 0), compartment, payload or "", commitment or "", inner, objects
    )


def encode_pledges(pledges: tuple[Pledge, ...]) -> bytes:
    """The canonical pledge document; nothing if nothing is pledged."""
    if not pledges:
        return b""
    return _PLEDGES_START + b",".join(one.encode() for one in pledges) + _PLEDGES_END


def decode_pledges(untrusted: bytes) -> tuple[Pledge, ...]:
    """The pledges from their document.

    Raises:
        LedgerError: The bytes are not what `encode_pledges` writes.
    """
    pledges = tuple(
        Pledge(name.decode("ascii"), int(size), sha256.decode("ascii"))
        for name, sha256, size in _PLEDGE.findall(untrusted)
    )
    if encode_pledges(pledges) != untrusted:
        raise LedgerError(
            Clause.RECORD_OBJECTS, "A list of pledged objects is not well formed."
        )
    return pledges


def pledges_digest(document: bytes) -> str | None:
    """What a record says of its pledge document."""
    return hashlib.sha256(document).hexdigest() if document else None


def payload_start(sealed: bytes) -> int:
    """Where the payload of an age file starts: after the line of the MAC.

    The ledger does not open what is sealed; it only has to know which bytes a
    change of keys leaves alone.

    Raises:
        LedgerError: There is no age header in the first MAX_AGE_HEADER bytes.
    """
    mac = sealed.find(_MAC_LINE, 0, MAX_AGE_HEADER)
    end = sealed.find(b"\n", mac + len(_MAC_LINE), MAX_AGE_HEADER)
    if not sealed.startswith(_VERSION_LINE) or mac < 0 or end < 0:
        raise LedgerError(Clause.RECORD_PAYLOAD, "A sealed entry has no age header.")
    return end + 1


def payload_digest(compartment: Compartment, sealed: bytes) -> str:
    """What a record says of its sealed bytes.

    Raises:
        LedgerError: The compartment is sealed, and the bytes are no age file.
    """
    start = 0 if compartment is Compartment.PUBLIC else payload_start(sealed)
    return hashlib.sha256(memoryview(sealed)[start:]).hexdigest()
