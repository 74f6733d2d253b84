# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A log on disk: any process of the box may append, and none can lose a group.

What holds: `append` returns only after its group, closed by a signed checkpoint,
is durable: **the only commit point**. Its order: take the lock; read what others
appended; set a torn tail aside; check the new group as a reader would; write it
with one fsync; then put `head`, a copy of the checkpoint, which is therefore
never ahead of the log. So a tail that closes no group is *torn*, the trace of a
crash, and is kept in a file beside; but where `head` or a later checkpoint shows
that a group had been acknowledged, it is *damage*, and nothing is appended.
After a failed fsync this process never appends to the log again.

Files: NNNNNNNN.seg, `head`, `lock` (empty), `torn-N-…`.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from witnessbox.base.errors import MissingError
from witnessbox.base.moment import Instant
from witnessbox.base.values import (
    HASH_SIZE,
    Compartment,
    LogId,
    MemberId,
)
from witnessbox.ledger.anchor import Checkpoint
from witnessbox.ledger.clause import Clause, LedgerError
from witnessbox.ledger.entry import (
    Act,
    Author,
    Entry,
    StoredEntry,
    open_document,
)
from witnessbox.ledger.folder import Folder
from witnessbox.ledger.group import Seal, close, draft
from witnessbox.ledger.merkle import leaf_hash
from witnessbox.ledger.replay import State, Taken, stored_entry, take
from witnessbox.ledger.segment import (
    HEADER_BYTES,
    MAX_SEGMENT_BYTES,
    Header,
    read_header,
    scan,
    segment_name,
    split_entry,
)
from witnessbox.ledger.tail import Tail, judge, read_head


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a group lies."""

    first: int
    segment: int
    start: int
    end: int


class Log:
    """One log of a box; safe to use from several threads and processes."""

    def __init__(self, folder: Folder, state: State, segment_bytes: int) -> None:
        """Use `Log.create` or `Log.open`."""
        self._folder = folder
        self._segment_bytes = segment_bytes
        self._opened = False
        self._state = state
        self._lock = threading.RLock()
        self._segment = 0
        self._offset = 0
        self._torn = False
        self._places: list[_Place] = []
        self._leaves = bytearray()

    @staticmethod
    def create(path: str, log: LogId, *, segment_bytes: int = MAX_SEGMENT_BYTES) -> Log:
        """Make an empty log in a new folder, durably.

        Raises:
            UnusableError: The folder holds something already.
            StorageError: The disk refused.
        """
        folder = Folder(path)
        folder.make()
        with folder.locked(exclusive=True):
            first = Header(log, 0, 0, State(log).frontier.root())
            folder.add_segment(0, first.encode())
        return Log.open(path, segment_bytes=segment_bytes)

    @staticmethod
    def open(
        path: str,
        members: Mapping[MemberId, bytes] | None = None,
        *,
        segment_bytes: int = MAX_SEGMENT_BYTES,
    ) -> Log:
        """Open a log and check all that can be checked without keys.

        Signatures of checkpoints before the last are left to `verify`.

        Args:
            path: The log's folder.
            members: Public keys known from the log that founded the box, for
                any other log.
            segment_bytes: A segment of this size gets no further group.

        Raises:
            MissingError: There is no log.
            LedgerError: It is damaged; a torn tail is not.
        """
        folder = Folder(path)
        untrusted = folder.read_segment(0, 0, HEADER_BYTES)
        if untrusted is None:
            raise MissingError("There is no ledger here.")
        header, start = read_header(untrusted)
        state = State(header.log, members=dict(members or {}))
        log = Log(folder, state, segment_bytes)
        log._check_header(header, 0)
        log._offset = start
        log.refresh()
        last, known = log._state.last, log._state.members
        if last is not None and not last.verify(known[last.signer]):
            raise LedgerError(
                Clause.CHECKPOINT_SIGNATURE, "The last checkpoint's signature is wrong."
            )
        log._opened = True
        return log

    @property
    def log(self) -> LogId:
        """The log's id."""
        return self._state.log

    @property
    def state(self) -> State:
        """Members, key files and tree, as of the last refresh."""
        return self._state

    @property
    def checkpoint(self) -> Checkpoint | None:
        """The last checkpoint, as of the last refresh."""
        return self._state.last

    def size(self) -> int:
        """Entries in the log, other processes' included."""
        self.refresh()
        return self._state.size

    def refresh(self) -> None:
        """Take in what other processes appended.

        Raises:
            LedgerError: What was appended is damaged.
        """
        with self._lock, self._folder.locked(exclusive=False):
            self._catch_up()

    def append(
        self, acts: Sequence[Act], author: Author, at: Instant, seal: Seal
    ) -> Checkpoint:
        """Commit acts as one group; durable on return.

        Args:
            acts: At least one; they get consecutive numbers, the last of which
                is the checkpoint's size less one.
            author: A member of the box; signs each entry and the checkpoint.
            at: When, by this machine's clock.
            seal: Seals a document to a compartment, as an age file.

        Raises:
            LedgerError: The log is damaged; nothing was appended.
            StorageError: The disk refused; nothing of this call is committed.
            ValueError: The group is not one that a reader would accept.
        """
        if not acts:
            raise ValueError("a group needs an act")
        drafts = [draft(act, author, at, self.log, seal) for act in acts]
        with self._lock, self._folder.locked(exclusive=True):
            self._folder.check_usable()
            self._catch_up()
            self._set_aside()
            group, checkpoint = close(self._state, drafts, author)
            taken = self._rehearse(group)
            self._turn_over()
            self._folder.write_group(self._segment, self._offset, group)
            self._accept(taken, self._offset, self._offset + len(group))
            self._folder.write_head(checkpoint.note())
        return checkpoint

    def read(self, start: int = 0) -> Iterator[StoredEntry]:
        """The entries from `start` on that are committed now, unopened.

        Raises:
            LedgerError: An entry changed since the log was opened.
        """
        self.refresh()
        with self._lock:
            first = bisect_right(self._places, start, key=lambda place: place.first)
            places = self._places[max(first - 1, 0) :]
        for place in places:
            for stored in self._group(place):
                if stored.seq >= start:
                    yield stored

    def open_entry(
        self, stored: StoredEntry, unseal: Callable[[bytes], bytes]
    ) -> Entry:
        """Open an entry and check commitment, inner root and signature.

        Args:
            stored: As `read` gave it.
            unseal: Opens an age file; not called for the compartment `public`.

        Raises:
            MissingError: The entry was purged.
            LockedError: `unseal` had no key for it.
            LedgerError: The entry is not what its record or author says.
        """
        if stored.sealed is None:
            raise MissingError("The entry was destroyed on purpose; its record stays.")
        public = stored.record.compartment is Compartment.PUBLIC
        document = stored.sealed if public else unseal(stored.sealed)
        entry = open_document(stored, document, self.log)
        key = self._state.members.get(entry.author)
        if key is None:
            raise LedgerError(Clause.ENTRY_AUTHOR, "An entry's author is no member.")
        if not entry.signed_by(key):
            raise LedgerError(
                Clause.ENTRY_SIGNATURE, "An entry's signature does not hold."
            )
        return entry

    def leaves(self) -> list[bytes]:
        """The leaf hashes of every entry, for proofs."""
        with self._lock:
            raw = bytes(self._leaves)
        return [raw[i : i + HASH_SIZE] for i in range(0, len(raw), HASH_SIZE)]

    def _catch_up(self) -> None:
        while True:
            number, base = self._segment, self._offset
            untrusted = self._folder.read_segment(number, base)
            if untrusted is None:
                raise LedgerError(Clause.SEGMENT_MISSING, "A segment is missing.")
            end = self._take_all(untrusted, base)
            following = self._folder.read_segment(number + 1, 0, HEADER_BYTES)
            if following is None:
                self._judge(untrusted, end)
                return
            if end != len(untrusted):
                raise LedgerError(
                    Clause.FRAME_DIGEST, "A segment inside the ledger is damaged."
                )
            header, start = read_header(following)
            self._check_header(header, number + 1)
            self._segment, self._offset = number + 1, start

    def _take_all(self, untrusted: bytes, base: int) -> int:
        end = 0
        where = self._folder.where(segment_name(self._segment))
        for group in scan(untrusted).groups:
            if not group.intact:
                break
            taken = take(self._state, group, where, signatures=self._opened)
            if taken.faults:
                raise LedgerError(Clause(taken.faults[0].code), taken.faults[0].detail)
            self._accept(taken, base + group.start, base + group.end)
            end = group.end
        return end

    def _judge(self, untrusted: bytes, end: int) -> None:
        head = read_head(self._folder.read_head(), self._state)
        tail = judge(untrusted, end, self._state, head)
        if tail is Tail.DAMAGED:
            raise LedgerError(
                Clause.FRAME_DIGEST, "The end of the ledger is damaged, not torn."
            )
        if tail is Tail.AHEAD:
            raise LedgerError(
                Clause.HEAD_AHEAD, "The ledger is shorter than its own head says."
            )
        self._torn = tail is not Tail.WHOLE

    def _set_aside(self) -> None:
        if self._torn:
            self._folder.set_aside(self._segment, self._offset)
            self._torn = False

    def _turn_over(self) -> None:
        if self._offset < self._segment_bytes:
            return
        state = self._state
        header = Header(
            state.log, self._segment + 1, state.size, state.frontier.root()
        ).encode()
        self._folder.add_segment(self._segment + 1, header)
        self._segment, self._offset = self._segment + 1, len(header)

    def _accept(self, taken: Taken, start: int, end: int) -> None:
        first = self._state.size
        self._places.append(_Place(first, self._segment, start, end))
        self._leaves += b"".join(taken.leaves)
        self._state, self._offset = taken.state, end

    def _rehearse(self, group: bytes) -> Taken:
        """What a reader would make of a group that is not yet written."""
        raw = scan(group).groups
        where = self._folder.where(segment_name(self._segment))
        taken = take(self._state, raw[0], where)
        if taken.faults:
            raise ValueError(f"not a group to append: {taken.faults[0]}")
        return taken

    def _check_header(self, header: Header, number: int) -> None:
        state = self._state
        expected = Header(state.log, number, state.size, state.frontier.root())
        if header != expected:
            raise LedgerError(
                Clause.SEGMENT_HEADER, "A segment does not go on where the last ended."
            )

    def _group(self, place: _Place) -> Iterator[StoredEntry]:
        untrusted = self._folder.read_segment(place.segment, place.start, place.end)
        groups = scan(untrusted or b"").groups
        where = self._folder.where(segment_name(place.segment))
        if len(groups) != 1 or not groups[0].intact:
            raise LedgerError(Clause.FRAME_DIGEST, "A group of the ledger changed.")
        for seq, frame in enumerate(groups[0].entries, place.first):
            raw, document, sealed = split_entry(frame.body)
            at = seq * HASH_SIZE
            if leaf_hash(raw) != self._leaves[at : at + HASH_SIZE]:
                raise LedgerError(Clause.CHECKPOINT_ROOT, "A record changed.")
            yield stored_entry(seq, (raw, document, sealed), where)
