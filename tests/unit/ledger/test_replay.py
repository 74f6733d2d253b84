# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Each clause about records, entries and checkpoints, broken on its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.ledger_world import (
    AT,
    FOUNDER,
    LOG,
    OTHER,
    STRANGER,
    added,
    founding,
    said,
    seal,
    wrapped,
)

from witnessbox.base.values import Compartment
from witnessbox.ledger import anchor
from witnessbox.ledger.anchor import Checkpoint
from witnessbox.ledger.audit import audit
from witnessbox.ledger.entry import Act, Author, Pledge
from witnessbox.ledger.group import Draft, close, draft
from witnessbox.ledger.record import Record, decode, encode_pledges
from witnessbox.ledger.replay import State, take
from witnessbox.ledger.segment import (
    Header,
    Kind,
    checkpoint_frame,
    entry_frame,
    frame,
    scan,
)

Change = Callable[[list[bytes]], list[bytes]]


def drafts(*acts: Act, author: Author = FOUNDER.author) -> list[Draft]:
    return [draft(act, author, AT, LOG, seal) for act in acts]


def codes(state: State, group: bytes) -> list[str]:
    (raw,) = scan(group).groups
    return [fault.code for fault in take(state, raw, "segment").faults]


def after(*acts: Act) -> State:
    """The state after a founding group."""
    group, _ = close(State(LOG), drafts(founding(), *acts), FOUNDER.author)
    return take(State(LOG), scan(group).groups[0], "segment").state


def closed(
    state: State, frames: list[bytes], records: list[Record], **changes: object
) -> bytes:
    """Frames under a checkpoint that is right but for `changes`."""
    frontier = state.frontier.copy()
    for record in records:
        frontier.append(record.leaf())
    values: dict[str, object] = {
        "log": LOG,
        "size": frontier.size,
        "root": frontier.root(),
        "signer": (FOUNDER.id, FOUNDER.public),
        "make_signature": FOUNDER.key.sign,
        **changes,
    }
    checkpoint: Checkpoint = anchor.sign(**values)  # type: ignore[arg-type]
    return b"".join(frames) + checkpoint_frame(checkpoint)


def one(
    act: Act, author: Author = FOUNDER.author, **changes: object
) -> tuple[str, ...]:
    """The faults of a group of one act, with fields of its record changed."""
    state = after()
    (made,) = drafts(act, author=author)
    record = replace(made.record(state.size), **changes)  # type: ignore[arg-type]
    entry = entry_frame(record.encode(), made.pledges, made.sealed)
    return tuple(codes(state, closed(state, [entry], [record])))


PLEDGED = Act(
    Compartment.EVIDENCE, "received", {}, objects=(Pledge("ab" * 16, 1, "c" * 64),)
)


def test_a_whole_group_has_no_fault() -> None:
    assert one(said("one")) == ()
    assert one(PLEDGED) == ()
    assert one(added(OTHER)) == ()


def test_a_record_must_say_what_is_there() -> None:
    assert one(said("one"), seq=7) == ("record-seq",)
    assert one(said("one"), payload="0" * 64) == ("record-payload",)
    assert one(said("one"), objects="0" * 64) == ("record-objects",)
    assert one(PLEDGED, objects=None) == ("record-objects",)


def test_a_record_must_have_its_form() -> None:
    state = after()
    (made,) = drafts(said("one"))
    record = made.record(state.size)
    entry = entry_frame(record.encode() + b" ", b"", made.sealed)
    assert "record-form" in codes(state, closed(state, [entry], [record]))
    entry = frame(Kind.ENTRY, b"\0\0\xff\xff")
    assert "frame-form" in codes(state, closed(state, [entry], [record]))


def test_a_public_entry_must_be_what_it_was_committed_as() -> None:
    assert one(added(OTHER), commitment="0" * 64) == ("entry-commitment",)
    assert one(added(OTHER), inner="0" * 64) == ("entry-form",)
    listed = Act(Compartment.EVIDENCE, "received", {"list": [1]}, "list")
    assert one(listed) == ()


def test_a_public_entry_must_be_signed_by_its_author() -> None:
    assert one(added(OTHER), STRANGER.author) == ("entry-author",)
    forger = Author(FOUNDER.id, STRANGER.key.sign)
    assert one(added(OTHER), forger) == ("entry-signature",)


def test_public_acts_must_make_sense() -> None:
    assert one(added(FOUNDER)) == ("member-twice",)
    assert one(Act(Compartment.PUBLIC, "member-added", {})) == ("entry-form",)
    assert one(wrapped("keys/../box.toml", b"")) == ("entry-form",)
    assert one(wrapped("keys/bako/member.age", b"")) == ()


def test_a_log_must_found_its_box() -> None:
    state = State(LOG)
    for act in (said("one"), added(OTHER)):
        (made,) = drafts(act)
        record = made.record(0)
        entry = entry_frame(record.encode(), b"", made.sealed)
        found = codes(state, closed(state, [entry], [record]))
        assert found == ["box-created", "checkpoint-signer"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"log": "l-other"}, "checkpoint-origin"),
        ({"size": 7}, "checkpoint-size"),
        ({"root": b"\0" * 32}, "checkpoint-root"),
        ({"signer": (STRANGER.id, STRANGER.public)}, "checkpoint-signer"),
        ({"make_signature": STRANGER.key.sign}, "checkpoint-signature"),
        ({"signer": (FOUNDER.id, STRANGER.public)}, "checkpoint-signature"),
    ],
)
def test_a_checkpoint_must_pin_the_log(changes: dict[str, object], code: str) -> None:
    state = after()
    (made,) = drafts(said("one"))
    record = made.record(state.size)
    entry = entry_frame(record.encode(), b"", made.sealed)
    assert codes(state, closed(state, [entry], [record])) == []
    assert codes(state, closed(state, [entry], [record], **changes)) == [code]


def test_a_checkpoint_must_have_its_form() -> None:
    state = after()
    (made,) = drafts(said("one"))
    entry = entry_frame(made.record(state.size).encode(), b"", made.sealed)
    group = entry + frame(Kind.CHECKPOINT, b"witnessbox/none\n")
    assert codes(state, group) == ["checkpoint-form"]


def test_a_member_who_was_just_added_cannot_close_that_group() -> None:
    state = after()
    (made,) = drafts(added(OTHER))
    record = made.record(state.size)
    entry = entry_frame(record.encode(), b"", made.sealed)
    signer = {"signer": (OTHER.id, OTHER.public), "make_signature": OTHER.key.sign}
    found = codes(state, closed(state, [entry], [record], **signer))
    assert found == ["checkpoint-signer"]


def test_a_purged_entry_keeps_its_place() -> None:
    state = after()
    (made,) = drafts(said("one"))
    record = made.record(state.size)
    gone = entry_frame(record.encode(), b"", None)
    assert codes(state, closed(state, [gone], [record])) == []


def test_a_head_of_another_history_is_a_fork() -> None:
    group, _ = close(State(LOG), drafts(founding()), FOUNDER.author)
    _, other = close(State(LOG), drafts(founding()), FOUNDER.author)
    first = Header(LOG, 0, 0, State(LOG).frontier.root()).encode()
    report = audit(LOG, {}, [("segment", first + group)], ("head", other.note()))
    assert [fault.code for fault in report.faults] == ["head-fork"]


def test_records_and_pledges_have_one_form() -> None:
    record = Record(3, Compartment.AUDIT, "0" * 64, "1" * 64, "2" * 64, "3" * 64)
    assert decode(record.encode()) == record
    assert encode_pledges(()) == b""
