# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What machines find has a name, and is never worded as a fact."""

from __future__ import annotations

from fractions import Fraction

from witnessbox.catalogue.cells import WITH
from witnessbox.catalogue.traits import Said
from witnessbox.pipeline import standing
from witnessbox.web import words_found


def test_every_stage_feature_and_source_has_a_name() -> None:
    assert {one.name for one in standing.wanted()} <= set(words_found.STAGES)
    assert set(words_found.WITH) == set(words_found.WITH_SHORT) == set(WITH)
    assert set(words_found.SAID) == {one.value for one in Said}


def test_times_are_for_a_player_and_for_a_person() -> None:
    assert words_found.exact(Fraction(10, 3)) == "3.333"
    assert words_found.exact(Fraction(-1)) == "0.000"
    assert words_found.clock(Fraction(61, 1)) == "1:01"
    assert words_found.clock(Fraction(-3, 2)) == "−0:01"


def test_a_clocks_drift_is_a_sentence() -> None:
    assert words_found.drift(0) == "keeps the film's time"
    assert words_found.drift(1500) == "gains 1.5\u00a0s an hour"
    assert words_found.drift(-100) == "loses 0.1\u00a0s an hour"
