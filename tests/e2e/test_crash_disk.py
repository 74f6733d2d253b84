# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A full or failing disk stops an intake and loses nothing (short form)."""

from __future__ import annotations

from tests.e2e.campaigns import run


def test_a_full_or_failing_disk_stops_the_intake_and_loses_nothing() -> None:
    ended = run("disk_faults", "--sample", "5")
    assert ended.status == 0, ended.text


def test_a_disk_that_forgets_writes_is_noticed() -> None:
    ended = run("disk_faults", "--sample", "3", "--swallow")
    assert ended.status == 1, ended.text
