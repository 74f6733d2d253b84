# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The clauses of docs/spec/ledger.md, and the error that names one.

What holds: every refusal of a ledger's bytes names the one clause that they
break, and a fault that `check` reports has the same name as its code.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from witnessbox.base.errors import DamagedError


class Clause(StrEnum):
    """One MUST of docs/spec/ledger.md each, in its order."""

    LOG_MISSING = "log-missing"
    SEGMENT_MISSING = "segment-missing"
    SEGMENT_HEADER = "segment-header"
    FRAME_FORM = "frame-form"
    FRAME_DIGEST = "frame-digest"
    RECORD_FORM = "record-form"
    RECORD_SEQ = "record-seq"
    RECORD_PAYLOAD = "record-payload"
    RECORD_OBJECTS = "record-objects"
    ENTRY_FORM = "entry-form"
    ENTRY_COMMITMENT = "entry-commitment"
    ENTRY_AUTHOR = "entry-author"
    ENTRY_SIGNATURE = "entry-signature"
    ENTRY_INNER = "entry-inner"
    MEMBER_TWICE = "member-twice"
    CHECKPOINT_FORM = "checkpoint-form"
    CHECKPOINT_ORIGIN = "checkpoint-origin"
    CHECKPOINT_SIZE = "checkpoint-size"
    CHECKPOINT_ROOT = "checkpoint-root"
    CHECKPOINT_SIGNER = "checkpoint-signer"
    CHECKPOINT_SIGNATURE = "checkpoint-signature"
    TAIL_TORN = "tail-torn"
    HEAD_FORM = "head-form"
    HEAD_AHEAD = "head-ahead"
    HEAD_FORK = "head-fork"
    TORN_KEPT = "torn-kept"
    TORN_CHANGED = "torn-changed"
    STRAY_FILE = "stray-file"
    BOX_FORM = "box-form"
    BOX_DIFFERS = "box-differs"
    BOX_DIGEST = "box-digest"
    BOX_CREATED = "box-created"
    KEY_MISSING = "key-missing"
    KEY_CHANGED = "key-changed"
    KEY_UNLISTED = "key-unlisted"
    AGAINST_FORM = "against-form"
    AGAINST_SIGNATURE = "against-signature"
    AGAINST_ROLLBACK = "against-rollback"
    AGAINST_FORK = "against-fork"
    PROOF_FORM = "proof-form"
    PROOF_LEAF = "proof-leaf"
    PROOF_PATH = "proof-path"
    PROOF_CHECKPOINT = "proof-checkpoint"
    PROOF_ORIGINAL = "proof-original"


class LedgerError(DamagedError):
    """The ledger's bytes are not what its format allows.

    Attributes:
        clause: The clause that they break.
    """

    code: ClassVar[str] = "ledger"

    def __init__(self, clause: Clause, what: str) -> None:
        super().__init__(
            what,
            safe="Nothing was changed, and nothing was added to the ledger.",
            todo="Run verify, and restore the ledger from a copy of the box.",
        )
        self.clause = clause
