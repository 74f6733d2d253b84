# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The header of an age v1 file: who can open it, under a MAC of the file key.

What holds: `read_header` takes exactly the bytes that `write_header` can write
and refuses all others, so that a header has one form; it is refused before any
key is tried. The order of opening: grammar, then a stanza is unwrapped, then
the MAC is checked, and only then is the file key given out.

Bytes and values only: no file, no socket, no clock is touched here.
"""

from __future__ import annotations

import binascii
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from witnessbox.base.errors import WrongKeyError
from witnessbox.vault.clause import Clause, HeaderError, MacError

VERSION_LINE = b"age-encryption.org/v1\n"
FILE_KEY_SIZE = 16
MAC_SIZE = 32

MAX_HEADER = 16 << 10
MAX_STANZAS = 64

_MARK = b"-> "
_END = b"---"
_COLUMNS = 64
_PRINTABLE = frozenset(range(33, 127))


@dataclass(frozen=True, slots=True)
class Stanza:
    """One way to the file key.

    Attributes:
        kind: Its first argument, such as `X25519`.
        arguments: The further arguments: printable ASCII without spaces.
        body: The wrapped file key.
    """

    kind: str
    arguments: tuple[str, ...]
    body: bytes

    def lines(self) -> bytes:
        """Its form in a header."""
        first = " ".join((self.kind, *self.arguments)).encode("ascii")
        text = base64(self.body)
        rows = [text[i : i + _COLUMNS] for i in range(0, len(text) + 1, _COLUMNS)]
        return _MARK + first + b"\n" + b"".join(row + b"\n" for row in rows)


class Recipient(Protocol):
    """Somebody to whom an object can be sealed."""

    def wrap(self, file_key: bytes) -> Stanza:
        """The stanza that gives this recipient the file key."""


class Identity(Protocol):
    """A secret that may open an object."""

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """The file key, or None if no stanza is for this identity.

        Raises:
            HeaderError: A stanza of this identity's kind is malformed.
        """


@dataclass(frozen=True, slots=True)
class Header:
    """A header that is well-formed, its MAC not yet checked.

    Attributes:
        stanzas: At least one.
        mac: As it was read.
        covered: The bytes that the MAC covers.
    """

    stanzas: tuple[Stanza, ...]
    mac: bytes
    covered: bytes

    def file_key(self, identities: Sequence[Identity]) -> bytes:
        """The file key, by the first identity that opens a stanza.

        Raises:
            WrongKeyError: None of them does.
            HeaderError: A stanza is malformed.
            MacError: The header was altered.
        """
        for identity in identities:
            file_key = identity.unwrap(self.stanzas)
            if file_key is not None:
                self.check(file_key)
                return file_key
        raise WrongKeyError(
            "This key does not open the object.",
            safe="Nothing was changed.",
            todo="Use the key of a member who may read this compartment.",
        )

    def check(self, file_key: bytes) -> None:
        """Check the MAC.

        Raises:
            MacError: The header is not the one that was made with this file key.
        """
        if not hmac.compare_digest(_mac(file_key, self.covered), self.mac):
            raise MacError(Clause.HEADER_MAC, "An object's header was altered.")


def write_header(file_key: bytes, recipients: Sequence[Recipient]) -> bytes:
    """A header that lets these recipients, and nobody else, open the object.

    Raises:
        ValueError: No recipient, too many, or a passphrase beside others.
    """
    stanzas = [recipient.wrap(file_key) for recipient in recipients]
    if not 1 <= len(stanzas) <= MAX_STANZAS:
        raise ValueError("an object has between one recipient and MAX_STANZAS")
    if len(stanzas) > 1 and any(stanza.kind == "scrypt" for stanza in stanzas):
        raise ValueError("a passphrase stands alone: it would vouch for the others")
    covered = VERSION_LINE + b"".join(each.lines() for each in stanzas) + _END
    return covered + b" " + base64(_mac(file_key, covered)) + b"\n"


def read_header(untrusted: bytes) -> tuple[Header, int]:
    """The header at the start of some bytes, and its length in bytes.

    Raises:
        HeaderError: It is not an age v1 header, or beyond a limit.
    """
    if untrusted[: len(VERSION_LINE)] != VERSION_LINE:
        raise HeaderError(
            Clause.HEADER_VERSION, "An object does not begin as an age v1 file does."
        )
    stanzas: list[Stanza] = []
    at = len(VERSION_LINE)
    while True:
        line, after = _line(untrusted, at)
        if line.startswith(_END):
            break
        if len(stanzas) == MAX_STANZAS:
            raise HeaderError(Clause.HEADER_SIZE, "A header names too many recipients.")
        stanza, at = _stanza(untrusted, line, after)
        stanzas.append(stanza)
    if not stanzas:
        raise HeaderError(Clause.HEADER_STANZA, "A header names no recipient.")
    if len(stanzas) > 1 and any(stanza.kind == "scrypt" for stanza in stanzas):
        raise HeaderError(
            Clause.HEADER_SCRYPT_ALONE, "A header has a passphrase beside other keys."
        )
    if line[len(_END) : len(_END) + 1] != b" ":
        raise HeaderError(Clause.HEADER_MAC_LINE, "A header's last line is malformed.")
    mac = _unbase64(line[len(_END) + 1 :])
    if len(mac) != MAC_SIZE:
        raise HeaderError(Clause.HEADER_MAC_LINE, "A header's MAC is cut short.")
    return Header(tuple(stanzas), mac, untrusted[: at + len(_END)]), after


def base64(data: bytes) -> bytes:
    """The unpadded base64 of age."""
    return binascii.b2a_base64(data, newline=False).rstrip(b"=")


def argument(untrusted: str, size: int, clause: Clause) -> bytes:
    """The bytes of a stanza's argument, which must have this size.

    Raises:
        HeaderError: They are not canonical base64, or of another size.
    """
    data = _unbase64(untrusted.encode("ascii"))
    if len(data) != size:
        raise HeaderError(clause, "A recipient's value has a wrong size.")
    return data


def hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256 to 32 bytes, the only key derivation of the format."""
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def _mac(file_key: bytes, covered: bytes) -> bytes:
    return hmac.digest(hkdf(file_key, b"", b"header"), covered, "sha256")


def _line(untrusted: bytes, at: int) -> tuple[bytes, int]:
    end = untrusted.find(b"\n", at, MAX_HEADER)
    if end < 0:
        raise HeaderError(Clause.HEADER_SIZE, "A header is cut short, or too long.")
    return untrusted[at:end], end + 1


def _stanza(untrusted: bytes, first: bytes, at: int) -> tuple[Stanza, int]:
    words = first[len(_MARK) :].split(b" ")
    if not first.startswith(_MARK) or not all(words):
        raise HeaderError(Clause.HEADER_STANZA, "A recipient's line is malformed.")
    if not all(_PRINTABLE.issuperset(word) for word in words):
        raise HeaderError(Clause.HEADER_STANZA, "A recipient's line is not plain text.")
    rows: list[bytes] = []
    while True:
        row, at = _line(untrusted, at)
        rows.append(row)
        if len(row) > _COLUMNS:
            raise HeaderError(Clause.HEADER_STANZA, "A recipient's body is malformed.")
        if len(row) < _COLUMNS:
            break
    # A body whose last line is full ends with an empty one: a whole row of 64
    # never ends it, so that a stanza has one form.
    kind, *arguments = (word.decode("ascii") for word in words)
    return Stanza(kind, tuple(arguments), _unbase64(b"".join(rows))), at


def _unbase64(untrusted: bytes) -> bytes:
    try:
        data = binascii.a2b_base64(
            untrusted + b"=" * (-len(untrusted) % 4), strict_mode=True
        )
    except binascii.Error as error:
        raise HeaderError(
            Clause.HEADER_BASE64, "A header holds a value that is not base64."
        ) from error
    if base64(data) != untrusted:
        raise HeaderError(
            Clause.HEADER_BASE64, "A header holds a value in a second form."
        )
    return data
