# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a complaint still lacks, and what was promised to whoever told it.

What holds: what was asked and nobody knows is no gap; a date is past only when its
last possible day is; who was never answered waits from the day the account came.

Source: requirements REC-20, REC-21, REC-30, CON-12.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from witnessbox.link import tenure
from witnessbox.link.sight import several, text
from witnessbox.model.testimony import CHECKLIST

ANSWERED = ("authorised", "referral")
"""Questions of the checklist that are answered by a term."""
QUESTIONS = (*CHECKLIST, *ANSWERED)
NO_NEED = ("none", "declined")
OVER = ("duplicate",)
SILENT_DAYS = 90


class Referral(StrEnum):
    """How the help that somebody needs stands."""

    UNASKED = "unasked"
    NONE = "none"
    UNDATED = "undated"
    DUE = "due"
    OVERDUE = "overdue"
    DONE = "done"


def gaps(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The questions of the checklist that nobody asked yet, in their order."""
    return tuple(name for name in QUESTIONS if fields.get(name) in (None, "", []))


def referral(fields: Mapping[str, Any], today: date) -> Referral:
    """Whether help is needed, and is late."""
    needs = several(fields, "referral")
    if not needs:
        return Referral.UNASKED
    if not set(needs) - set(NO_NEED):
        return Referral.NONE
    if text(fields, "referral_done"):
        return Referral.DONE
    due = tenure.when(fields, "referral_due")
    if due is None:
        return Referral.UNDATED
    return Referral.OVERDUE if due.last < today else Referral.DUE


def silent_for(fields: Mapping[str, Any], came: str, today: date) -> int:
    """For how many days the teller has waited for word, if they wait too long; else 0.

    Args:
        fields: Of a complaint.
        came: When it was first stated, as the ledger has it.
        today: The day on which this is asked.
    """
    if text(fields, "status") in OVER:
        return 0
    last = tenure.when(fields, "feedback_done") or tenure.when(fields, "received")
    since = last.last if last else date.fromisoformat(came[:10])
    due = tenure.when(fields, "feedback_due")
    promised = due is not None and due.last < today and due.last >= since
    days = (today - since).days
    return max(0, days) if promised or days > SILENT_DAYS else 0


def late(fields: Mapping[str, Any], today: date) -> int:
    """For how many days a date of review has passed; 0 if it has not."""
    review = tenure.when(fields, "review")
    if review is None:
        return 0
    return max(0, (today - review.last) // timedelta(days=1))
