# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Entries: what a member says was done, signed, salted and committed to.

What holds: an entry is canonical JSON; its author signs it; its commitment
hashes a fresh 32-byte salt before it, so that nobody can try guesses against
the public record. Entry, salt and signature form the document that is sealed,
or lies open in the compartment `public`. Where an entry carries a list, each
element is a leaf of an inner tree under a salt of its own: one can be opened
while the others stay closed. `open_document` checks, in this order: form,
commitment, log and inner root; `Entry.signed_by` checks the signature, which
needs the author's public key.

    entry     {"act":…,"at":…,"author":…,"body":…,"inner":…,"log":…,"v":1}
    document  {"entry":{…},"salt":"<hex>","signature":"<hex>"}
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from witnessbox.base.canonical import JsonDict, JsonValue, decode, encode
from witnessbox.base.errors import DamagedError
from witnessbox.base.moment import Instant
from witnessbox.base.values import HASH_SIZE, Compartment, LogId, MemberId
from witnessbox.ledger.anchor import SIGNATURE_SIZE, is_id, signature_holds
from witnessbox.ledger.clause import Clause, LedgerError
from witnessbox.ledger.inner import inner_leaves
from witnessbox.ledger.merkle import root
from witnessbox.ledger.record import Pledge, Record

__all__ = ["Act", "Author", "Entry", "Pledge", "StoredEntry", "compose"]

VERSION = 1
SIGNATURE_TAG = b"witnessbox-entry/1\n"
COMMITMENT_TAG = b"witnessbox-commitment/1\n"
_FIELDS = frozenset({"act", "at", "author", "body", "log", "v"})


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be recorded.

    Attributes:
        compartment: To whom it is sealed.
        kind: The verb, such as `originals-received`.
        body: Its content; canonical JSON values only.
        inner: The name of a list in `body` whose elements become leaves.
        objects: The objects that it brings into the box.
    """

    compartment: Compartment
    kind: str
    body: JsonDict
    inner: str | None = None
    objects: tuple[Pledge, ...] = ()


@dataclass(frozen=True, slots=True)
class Author:
    """A member who acts now.

    Attributes:
        member: Who.
        sign: Makes an Ed25519 signature with the member's key.
    """

    member: MemberId
    sign: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Composed:
    """An entry ready to be sealed.

    Attributes:
        document: The plaintext.
        commitment: For the record, hex.
        inner: For the record, hex, or None.
    """

    document: bytes
    commitment: str
    inner: str | None


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as it lies in a segment, unopened.

    Attributes:
        seq: Its place in the log.
        record: Its public record.
        pledges: The objects that it brought.
        sealed: The age file, or the open document; None where it was purged.
        where: The segment's path inside the box.
    """

    seq: int
    record: Record
    pledges: tuple[Pledge, ...]
    sealed: bytes | None
    where: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An opened entry.

    Attributes:
        seq: Its place in the log.
        compartment: To whom it was sealed.
        act: The verb.
        author: Who says so.
        at: When, by the author's clock.
        body: The content.
        salt: 32 bytes; whoever has them can test guesses at this entry.
        signature: The author's, 64 bytes.
        log: The log that it was written for.
        inner: The name of the list whose elements are leaves, or None.
        pledges: The objects that it brought.
    """

    seq: int
    compartment: Compartment
    act: str
    author: MemberId
    at: Instant
    body: JsonDict
    salt: bytes
    signature: bytes
    log: LogId
    inner: str | None
    pledges: tuple[Pledge, ...]

    def canonical(self) -> bytes:
        """The bytes that are signed and committed to."""
        return encode(self.fields())

    def fields(self) -> JsonDict:
        """The entry as a JSON object."""
        said = Act(self.compartment, self.act, self.body, self.inner)
        return _fields(said, self.author, self.at, self.log)

    def elements(self) -> Sequence[JsonValue]:
        """The elements that are leaves; none without an inner tree."""
        return [] if self.inner is None else _elements(self.body, self.inner)

    def inner_leaves(self) -> list[bytes]:
        """The leaf hashes of its inner tree."""
        return inner_leaves(self.salt, self.elements())

    def signed_by(self, public: bytes) -> bool:
        """True if this key signed the entry."""
        return signature_holds(public, self.signature, SIGNATURE_TAG + self.canonical())


def compose(act: Act, author: Author, at: Instant, log: LogId) -> Composed:
    """Sign and salt an act.

    Raises:
        ValueError: The body has no canonical form, or lacks the inner list.
    """
    salt = secrets.token_bytes(HASH_SIZE)
    fields = _fields(act, author.member, at, log)
    canonical = encode(fields)
    signature = author.sign(SIGNATURE_TAG + canonical)
    inner = None
    if act.inner is not None:
        elements = _elements(act.body, act.inner)
        inner = root(inner_leaves(salt, elements)).hex()
    # `entry` sorts before `salt` and `signature`, so the canonical bytes of the
    # document are the canonical bytes of its parts.
    document = b'{"entry":%b,"salt":"%b","signature":"%b"}' % (
        canonical,
        salt.hex().encode("ascii"),
        signature.hex().encode("ascii"),
    )
    return Composed(document, commitment(salt, canonical), inner)


def open_document(stored: StoredEntry, document: bytes, log: LogId) -> Entry:
    """An entry from its plaintext, held against its record.

    Zero bytes after the document are allowed: sealing pads to hide its size.

    Raises:
        LedgerError: The document is not what the record commits to.
    """
    record = stored.record
    entry = _read(stored, document.rstrip(b"\0"))
    if commitment(entry.salt, entry.canonical()) != record.commitment:
        raise LedgerError(
            Clause.ENTRY_COMMITMENT, "An entry is not the one its record commits to."
        )
    if entry.log != log:
        raise LedgerError(Clause.ENTRY_FORM, "An entry was written for another log.")
    inner = None if entry.inner is None else root(entry.inner_leaves()).hex()
    if inner != record.inner:
        raise LedgerError(
            Clause.ENTRY_INNER, "The leaves of an entry's list do not give its root."
        )
    return entry


def commitment(salt: bytes, canonical: bytes) -> str:
    """What a record says of its entry, hex."""
    return hashlib.sha256(COMMITMENT_TAG + salt + canonical).hexdigest()


def _fields(act: Act, author: MemberId, at: Instant, log: LogId) -> JsonDict:
    fields: JsonDict = {
        "v": VERSION,
        "log": log,
        "at": at,
        "author": author,
        "act": act.kind,
        "body": act.body,
    }
    if act.inner is not None:
        fields["inner"] = act.inner
    return fields


def _elements(body: JsonDict, name: str) -> Sequence[JsonValue]:
    elements = body.get(name)
    if not isinstance(elements, list):
        raise ValueError(f"the body has no list {name!r}")  # noqa: TRY004 - a missing list too
    return elements


def _read(stored: StoredEntry, document: bytes) -> Entry:
    try:
        untrusted = decode(document)
    except DamagedError as error:
        raise _malformed() from error
    fields, salt, signature = (
        untrusted.get(name) for name in ("entry", "salt", "signature")
    )
    if not (
        len(untrusted) == 3
        and isinstance(fields, dict)
        and isinstance(salt, str)
        and isinstance(signature, str)
    ):
        raise _malformed()
    body, inner = fields.get("body"), fields.get("inner")
    texts = [fields.get(name) for name in ("act", "at", "author", "log")]
    if not (
        fields.keys() - {"inner"} == _FIELDS
        and fields["v"] == VERSION
        and fields["v"] is not True
        and isinstance(body, dict)
        and all(isinstance(text, str) for text in texts)
        and is_id(fields["author"])
        and ("inner" not in fields or isinstance(inner, str))
        and (inner is None or isinstance(body.get(str(inner)), list))
    ):
        raise _malformed()
    act, at, author, log = (str(text) for text in texts)
    return Entry(
        seq=stored.seq,
        compartment=stored.record.compartment,
        act=act,
        author=MemberId(author),
        at=Instant(at),
        body=body,
        salt=_hex(salt, HASH_SIZE),
        signature=_hex(signature, SIGNATURE_SIZE),
        log=LogId(log),
        inner=None if inner is None else str(inner),
        pledges=stored.pledges,
    )


def _hex(untrusted: str, size: int) -> bytes:
    try:
        value = bytes.fromhex(untrusted)
    except ValueError as error:
        raise _malformed() from error
    if value.hex() != untrusted or len(value) != size:
        raise _malformed()
    return value


def _malformed() -> LedgerError:
    return LedgerError(Clause.ENTRY_FORM, "An entry is not well formed.")
