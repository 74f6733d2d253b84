# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A power cut loses nothing that was acknowledged (short form)."""

from __future__ import annotations

import pytest
from tests.e2e.campaigns import run

pytestmark = pytest.mark.root


def test_no_power_cut_loses_what_was_acknowledged() -> None:
    ended = run("power_cuts", "--cuts", "6")
    assert ended.status == 0, ended.text
    assert ended.figures["power cuts"] == "6"


def test_without_fsync_the_same_cuts_lose_something() -> None:
    ended = run("power_cuts", "--cuts", "4", "--no-fsync")
    assert ended.status == 1, ended.text
    assert int(ended.figures["acknowledged and lost"]) > 0, ended.text
