# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A flipped bit is reported with its file, and nothing bad is given (short form)."""

from __future__ import annotations

from tests.e2e.campaigns import run


def test_every_flipped_bit_is_reported_with_its_file() -> None:
    ended = run("bit_flips", "--flips", "40")
    assert ended.status == 0, ended.text
    # The campaign itself fails if the undamaged box shows a fault.
    assert ended.figures["the undamaged box"] == "no fault"
