# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a complaint still lacks, and who waits for help or for word."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from witnessbox.link import followup
from witnessbox.link.followup import Referral
from witnessbox.model.field import UNKNOWN
from witnessbox.model.testimony import ADDED, GROUPS

TODAY = date(2024, 6, 15)
CAME = "2024-06-01T10:00:00Z"


def test_every_group_that_nobody_asked_for_is_named_in_the_protocols_order() -> None:
    found = followup.gaps({"account": "Они забрали посылку."})
    assert found[:10] == GROUPS
    assert set(found) == {*GROUPS, *ADDED, "authorised", "referral"}


def test_what_was_asked_and_nobody_knows_is_no_gap() -> None:
    found = followup.gaps({"witnesses": UNKNOWN, "methods": "Били.", "routine": ""})
    assert "witnesses" not in found
    assert "methods" not in found
    assert "routine" in found


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, Referral.UNASKED),
        ({"referral": UNKNOWN}, Referral.UNASKED),
        ({"referral": ["none"]}, Referral.NONE),
        ({"referral": ["declined"]}, Referral.NONE),
        ({"referral": ["medical"]}, Referral.UNDATED),
        ({"referral": ["medical"], "referral_due": "2024-06-14"}, Referral.OVERDUE),
        ({"referral": ["medical"], "referral_due": "2024-06-15"}, Referral.DUE),
        # Some day of the month is still to come.
        ({"referral": ["medical"], "referral_due": "2024-06"}, Referral.DUE),
        ({"referral": ["medical"], "referral_due": "2024-05"}, Referral.OVERDUE),
        (
            {
                "referral": ["medical"],
                "referral_due": "2024-05",
                "referral_done": "2024-06",
            },
            Referral.DONE,
        ),
    ],
)
def test_help_is_late_only_when_its_last_possible_day_is_past(
    fields: dict[str, Any], found: Referral
) -> None:
    assert followup.referral(fields, TODAY) is found


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({}, 0),
        ({"received": "2024-03-17"}, 0),
        ({"received": "2024-03-16"}, 91),
        ({"received": "2024-01-01", "feedback_done": "2024-05-01"}, 0),
        ({"received": "2024-01-01", "feedback_due": "2024-05-01"}, 166),
        # A promise that was kept is none that is broken.
        (
            {
                "received": "2024-01-01",
                "feedback_due": "2024-05-01",
                "feedback_done": "2024-05-02",
            },
            0,
        ),
        ({"received": "2024-06-01", "feedback_due": "2024-06-10"}, 14),
        ({"received": "2024-01-01", "status": "duplicate"}, 0),
    ],
)
def test_who_hears_nothing_for_more_than_90_days_waits(
    fields: dict[str, Any], days: int
) -> None:
    assert followup.silent_for(fields, CAME, TODAY) == days


def test_who_was_never_answered_waits_from_the_day_the_account_came() -> None:
    assert followup.silent_for({}, "2024-03-16T08:00:00Z", TODAY) == 91
    assert followup.silent_for({}, "2024-03-17T08:00:00Z", TODAY) == 0


def test_a_review_is_late_after_its_day() -> None:
    assert followup.late({"review": "2024-06-10"}, TODAY) == 5
    assert followup.late({"review": "2024-06"}, TODAY) == 0
    assert followup.late({}, TODAY) == 0
