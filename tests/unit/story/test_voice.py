# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Voices: the same words sound the same, and Russian is not English."""

from __future__ import annotations

import numpy as np
import pytest

from witnessbox.story import voice
from witnessbox.story.voice import RATE, Line, loudness, speak, track

LINES = (
    Line(0.5, "yolkin", "Сегодня пятое марта."),
    Line(2.5, "khmelyov", "Next, please.", "en"),
)


def test_the_same_lines_give_the_same_samples() -> None:
    if not voice.available():
        pytest.skip("no voice is installed: install the extra 'story'")
    first, second = speak(LINES), speak(LINES)
    for one, other in zip(first, second, strict=True):
        assert len(one) > RATE // 3
        assert np.array_equal(one, other)


def test_a_track_is_as_long_as_its_clip_and_moves_mouths() -> None:
    sound = track(LINES, 5.0, 1)
    assert len(sound) == 5 * RATE
    levels = loudness(sound, 10)
    assert len(levels) == 50
    assert max(levels[:4]) < 0.1
    if voice.available():
        assert max(levels) > 0.35


def test_nobody_speaking_is_no_process() -> None:
    assert speak(()) == []
