# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The ledger's state machine: a state and a group in, a state and faults out.

What holds: `take` is pure and never raises for what it reads. The order within
a group: each record's form, place, pledges and payload; the public acts, in
order, each by a member known by then; then the closing checkpoint's form,
origin, size, root, signer and signature. A checkpoint's signer must have been a
member *before* its group, save in the group that founds the box: nobody lets
themselves in. After a root that does not fit, later roots are not compared:
they cannot fit either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from witnessbox.base.canonical import JsonDict, JsonValue
from witnessbox.base.values import (
    Compartment,
    Fault,
    LogId,
    MemberId,
    Severity,
)
from witnessbox.ledger.anchor import Checkpoint, is_id, parse
from witnessbox.ledger.clause import Clause, LedgerError
from witnessbox.ledger.entry import Entry, StoredEntry, open_document
from witnessbox.ledger.merkle import Frontier, leaf_hash
from witnessbox.ledger.record import (
    decode,
    decode_pledges,
    payload_digest,
    pledges_digest,
)
from witnessbox.ledger.segment import Frame, RawGroup, split_entry

BOX_CREATED = "box-created"
MEMBER_ADDED = "member-added"
KEY_WRAPPED = "key-wrapped"

_KEY_FILE = re.compile(r"keys(?:/[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}){1,4}")
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class State:
    """What is known after some groups of one log.

    Attributes:
        log: The log.
        frontier: Its tree; never changed in place.
        members: Every member's Ed25519 public key.
        key_files: Hex SHA-256 of each file under keys/, as last recorded.
        founding: The body of `box-created`, if this log founds the box.
        last: The checkpoint that closed the last group.
        lost: True after a root that does not fit.
    """

    log: LogId
    frontier: Frontier = field(default_factory=Frontier)
    members: dict[MemberId, bytes] = field(default_factory=dict)
    key_files: dict[str, str] = field(default_factory=dict)
    founding: JsonDict | None = None
    last: Checkpoint | None = None
    lost: bool = False

    @property
    def size(self) -> int:
        """Entries in the log."""
        return self.frontier.size


@dataclass(frozen=True, slots=True)
class Taken:
    """What a group did to a state.

    Attributes:
        state: The state after it.
        entries: Its entries that could be read.
        leaves: Their leaf hashes.
        faults: What is wrong with it; empty means that all holds.
    """

    state: State
    entries: tuple[StoredEntry, ...]
    leaves: tuple[bytes, ...]
    faults: tuple[Fault, ...]


def take(
    state: State, group: RawGroup, where: str, *, signatures: bool = True
) -> Taken:
    """Take one group.

    Args:
        state: What is known before it; left as it is.
        group: The group as scanned.
        where: The segment's path inside the box.
        signatures: False passes over the checkpoint's signature (a log that is
            opened verifies the last one only; `verify` verifies all).
    """
    step = _Step(state, where)
    for frame in group.entries:
        step.entry(frame)
    if not group.entries:
        step.refuse(group.closing, LedgerError(Clause.FRAME_FORM, "Nothing is closed."))
    step.closing(group.closing, signatures=signatures)
    return Taken(
        step.state, tuple(step.entries), tuple(step.leaves), tuple(step.faults)
    )


class _Step:
    """One group being taken."""

    def __init__(self, state: State, where: str) -> None:
        self.state = replace(state, frontier=state.frontier.copy())
        self.where = where
        self.entries: list[StoredEntry] = []
        self.leaves: list[bytes] = []
        self.faults: list[Fault] = []
        self._signers = state.members
        self._damaged = False

    def entry(self, frame: Frame) -> None:
        """Take one entry's frame."""
        if not frame.intact:
            self._fault(Clause.FRAME_DIGEST, _changed(frame))
            self._damaged = True
        seq = self.state.size
        try:
            raw, document, sealed = split_entry(frame.body)
        except LedgerError as error:
            self.refuse(frame, error)
            raw, document, sealed = b"", b"", None
        leaf = leaf_hash(raw)
        self.state.frontier.append(leaf)
        self.leaves.append(leaf)
        try:
            stored = stored_entry(seq, (raw, document, sealed), self.where)
            if seq == 0 or stored.record.compartment is Compartment.PUBLIC:
                self._public(stored)
        except LedgerError as error:
            self.refuse(frame, error)
            return
        self.entries.append(stored)

    def closing(self, frame: Frame, *, signatures: bool) -> None:
        """Take the checkpoint's frame."""
        if not frame.intact:
            self._fault(Clause.FRAME_DIGEST, _changed(frame))
            return
        try:
            checkpoint = parse(frame.body)
        except LedgerError as error:
            self.refuse(frame, error)
            return
        state = self.state
        if checkpoint.log != state.log:
            self._fault(Clause.CHECKPOINT_ORIGIN, "A checkpoint is of another log.")
        elif checkpoint.size != state.size:
            self._fault(
                Clause.CHECKPOINT_SIZE,
                f"A checkpoint counts {checkpoint.size} entries, not {state.size}.",
            )
        elif not state.lost and checkpoint.root != state.frontier.root():
            self.state = replace(self.state, lost=True)
            if not self._damaged:
                self._fault(
                    Clause.CHECKPOINT_ROOT,
                    f"The first {state.size} entries are not those that were signed.",
                )
        public = (self._signers or state.members).get(checkpoint.signer)
        if public is None:
            self._fault(Clause.CHECKPOINT_SIGNER, "A checkpoint's signer is no member.")
        elif signatures and not checkpoint.verify(public):
            self._fault(
                Clause.CHECKPOINT_SIGNATURE, "A checkpoint's signature does not hold."
            )
        self.state = replace(self.state, last=checkpoint)

    def _public(self, stored: StoredEntry) -> None:
        state = self.state
        if stored.record.compartment is not Compartment.PUBLIC:
            if not state.members:
                raise LedgerError(Clause.BOX_CREATED, "The log does not found a box.")
            return
        if stored.sealed is None or stored.record.inner is not None:
            raise LedgerError(Clause.ENTRY_FORM, "A public entry is not there whole.")
        entry = open_document(stored, stored.sealed, state.log)
        if stored.seq == 0 and not state.members:
            self._found(entry)
        public = self.state.members.get(entry.author)
        if public is None:
            raise LedgerError(Clause.ENTRY_AUTHOR, "An entry's author is no member.")
        if not entry.signed_by(public):
            raise LedgerError(
                Clause.ENTRY_SIGNATURE, "An entry's signature does not hold."
            )
        if entry.act == MEMBER_ADDED:
            self._admit(entry.body)
        elif entry.act == KEY_WRAPPED:
            self._wrapped(entry.body)

    def _found(self, entry: Entry) -> None:
        if entry.act != BOX_CREATED:
            raise LedgerError(Clause.BOX_CREATED, "The log does not found a box.")
        founder = entry.body.get("founder")
        if not isinstance(founder, dict) or founder.get("member") != entry.author:
            raise LedgerError(Clause.ENTRY_FORM, "The founding names no founder.")
        self._admit(founder)
        self.state = replace(self.state, founding=entry.body)

    def _admit(self, untrusted: JsonDict) -> None:
        member, signing = untrusted.get("member"), untrusted.get("signing")
        if not is_id(member) or not _is_digest(signing):
            raise LedgerError(Clause.ENTRY_FORM, "A member is named without a key.")
        known = self.state.members
        name = MemberId(str(member))
        if name in known:
            raise LedgerError(Clause.MEMBER_TWICE, "A member was added twice.")
        public = bytes.fromhex(str(signing))
        self.state = replace(self.state, members={**known, name: public})

    def _wrapped(self, untrusted: JsonDict) -> None:
        file, sha256 = untrusted.get("file"), untrusted.get("sha256")
        if not is_key_file(file) or not _is_digest(sha256):
            raise LedgerError(Clause.ENTRY_FORM, "A key file has no digest.")
        files = {**self.state.key_files, str(file): str(sha256)}
        self.state = replace(self.state, key_files=files)

    def refuse(self, frame: Frame, error: LedgerError) -> None:
        """Take down what is wrong with an intact frame."""
        # A changed frame was reported as such; what follows from it is noise.
        if frame.intact:
            self._fault(error.clause, error.what)

    def _fault(self, clause: Clause, detail: str) -> None:
        self.faults.append(Fault(clause.value, Severity.ERROR, self.where, detail))


def _changed(frame: Frame) -> str:
    return f"The frame at byte {frame.start} changed."


def is_key_file(untrusted: JsonValue) -> bool:
    """True for a path of a file below keys/ that a record may name."""
    return isinstance(untrusted, str) and _KEY_FILE.fullmatch(untrusted) is not None


def stored_entry(
    seq: int, parts: tuple[bytes, bytes, bytes | None], where: str
) -> StoredEntry:
    """An entry from the parts of its frame, held against its own record.

    Raises:
        LedgerError: Record, pledges or sealed bytes do not agree.
    """
    raw, document, sealed = parts
    record = decode(raw)
    if record.seq != seq:
        raise LedgerError(
            Clause.RECORD_SEQ, f"A record has the number {record.seq}, not {seq}."
        )
    if pledges_digest(document) != record.objects:
        raise LedgerError(
            Clause.RECORD_OBJECTS, f"Entry {seq} does not pledge what its record says."
        )
    pledges = decode_pledges(document)
    if sealed is not None and (
        payload_digest(record.compartment, sealed) != record.payload
    ):
        raise LedgerError(
            Clause.RECORD_PAYLOAD, f"Entry {seq} is not what its record says."
        )
    return StoredEntry(seq, record, pledges, sealed, where)


def _is_digest(untrusted: JsonValue) -> bool:
    return isinstance(untrusted, str) and _HEX.fullmatch(untrusted) is not None
