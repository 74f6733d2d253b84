# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One log, verified from its bytes: every fault, not only the first.

What holds: bytes in, a report out; nothing is raised for what is read. Segments
are read in order and each must go on where the last ended. Behind damage that
leaves the frames readable the audit goes on; where frames cannot be found any
more it stops, and says from which byte. What `tail.judge` calls torn is a note:
it is what a crash leaves behind, and was never acknowledged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from witnessbox.base.errors import NewerFormatError
from witnessbox.base.values import HASH_SIZE, Fault, LogId, MemberId, Severity
from witnessbox.ledger.anchor import Checkpoint
from witnessbox.ledger.clause import Clause, LedgerError
from witnessbox.ledger.merkle import Frontier
from witnessbox.ledger.replay import State, take
from witnessbox.ledger.segment import Header, RawGroup, read_header, scan
from witnessbox.ledger.tail import Tail, judge, read_head


@dataclass(slots=True)
class Audit:
    """What a log's bytes hold.

    Attributes:
        state: What is known at its end.
        faults: Everything that is wrong, in the order of the bytes.
        objects: How many objects its records pledge.
    """

    state: State
    faults: list[Fault] = field(default_factory=list)
    objects: int = 0
    _leaves: bytearray = field(default_factory=bytearray)
    _roots: dict[int, bytes] = field(default_factory=dict)

    def root_at(self, size: int) -> bytes:
        """The tree's root when the log had this size."""
        if size in self._roots:
            return self._roots[size]
        frontier = Frontier()
        for at in range(0, size * HASH_SIZE, HASH_SIZE):
            frontier.append(bytes(self._leaves[at : at + HASH_SIZE]))
        return frontier.root()

    def fault(
        self,
        clause: Clause,
        where: str,
        detail: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Take down one fault."""
        self.faults.append(Fault(clause.value, severity, where, detail))

    def groups(self, where: str, groups: Iterable[RawGroup]) -> None:
        """Take groups, damaged ones too."""
        for group in groups:
            taken = take(self.state, group, where)
            self.state = taken.state
            self.faults.extend(taken.faults)
            self._leaves += b"".join(taken.leaves)
            self._roots[self.state.size] = self.state.frontier.root()
            self.objects += sum(len(entry.pledges) for entry in taken.entries)


def audit(
    log: LogId,
    members: Mapping[MemberId, bytes],
    segments: Iterable[tuple[str, bytes]],
    head: tuple[str, bytes | None],
) -> Audit:
    """Verify one log.

    Args:
        log: The id that it must have.
        members: Public keys known from the log that founded the box.
        segments: Where each segment lies inside the box, and its bytes.
        head: The same for `head`; None if there is none.
    """
    report = Audit(State(log, members=dict(members)))
    pending: tuple[str, bytes] | None = None
    last = 0
    for number, following in enumerate(segments):
        if pending is not None and not _inside(report, number - 1, pending):
            return report
        pending, last = following, number
    if pending is None:
        return report
    where, untrusted = pending
    start = _header(report, last, where, untrusted)
    if start is not None:
        _end(report, (where, untrusted, start), *head)
    return report


def _inside(report: Audit, number: int, segment: tuple[str, bytes]) -> bool:
    """A segment that another follows: nothing in it may be torn."""
    where, untrusted = segment
    start = _header(report, number, where, untrusted)
    if start is None:
        return False
    found = scan(untrusted, start)
    report.groups(where, found.groups)
    return _no_rest(report, where, found.end, untrusted)


def _end(
    report: Audit, segment: tuple[str, bytes, int], where_head: str, raw: bytes | None
) -> None:
    """The last segment: its end may be torn."""
    where, untrusted, start = segment
    found = scan(untrusted, start)
    whole = _whole(found.groups)
    report.groups(where, found.groups[:whole])
    end = found.groups[whole - 1].end if whole else start
    head = read_head(raw, report.state)
    tail = judge(untrusted, end, report.state, head)
    if tail is Tail.TORN:
        detail = f"A crash left an unfinished group from byte {end} on."
        report.fault(Clause.TAIL_TORN, where, detail, Severity.NOTE)
    elif tail is Tail.UNCLEAR:
        detail = f"The last group, from byte {end} on, is torn or was changed."
        report.fault(Clause.TAIL_TORN, where, detail, Severity.WARNING)
    elif tail is Tail.DAMAGED:
        report.groups(where, found.groups[whole:])
        _no_rest(report, where, found.end, untrusted)
    elif tail is Tail.AHEAD:
        detail = "The log is shorter than its own head says."
        report.fault(Clause.HEAD_AHEAD, where_head, detail)
    _head(report, where_head, raw, head)


def _head(
    report: Audit, where: str, raw: bytes | None, head: Checkpoint | None
) -> None:
    if head is None:
        # A power cut may leave a head that is empty or full of zeros.
        if raw and raw.strip(b"\0"):
            detail = "The hint of how far the log goes is not readable."
            report.fault(Clause.HEAD_FORM, where, detail, Severity.WARNING)
        return
    state = report.state
    if head.size > state.size or state.lost:
        return
    if head.root != report.root_at(head.size):
        detail = "The log is not the one that its own head pins."
        report.fault(Clause.HEAD_FORK, where, detail)


def _header(report: Audit, number: int, where: str, untrusted: bytes) -> int | None:
    state = report.state
    if state.lost:
        return None  # the tree is not known any more, so no segment can be placed
    try:
        header, start = read_header(untrusted)
    except (LedgerError, NewerFormatError) as error:
        report.fault(Clause.SEGMENT_HEADER, where, error.what)
        return None
    if header != Header(state.log, number, state.size, state.frontier.root()):
        detail = "The segment does not go on where the last ended."
        report.fault(Clause.SEGMENT_HEADER, where, detail)
        return None
    return start


def _no_rest(report: Audit, where: str, end: int, untrusted: bytes) -> bool:
    if end == len(untrusted):
        return True
    detail = f"From byte {end} on there is no whole group; the rest cannot be read."
    report.fault(Clause.FRAME_FORM, where, detail)
    return False


def _whole(groups: tuple[RawGroup, ...]) -> int:
    """How many groups from the first on are intact."""
    for count, group in enumerate(groups):
        if not group.intact:
            return count
    return len(groups)
