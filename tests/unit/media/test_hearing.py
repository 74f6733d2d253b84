# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Sound for machines: 16 kHz, one channel, on its own clock, without a gap."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.media import clips
from tests.unit.media.test_walk import Bytes

from witnessbox.media import hearing, probe
from witnessbox.media.formats import Reason
from witnessbox.media.hearing import BLOCK, RATE, Samples
from witnessbox.media.probe import Refused
from witnessbox.media.source import SourceFile


def heard(data: bytes) -> list[tuple[float, Samples]]:
    file = SourceFile(Bytes(data))
    opened = probe.open_container(file, probe.sample(file))
    return [(float(start), part) for start, _, part in hearing.blocks(opened, set())]


def test_a_tone_comes_whole_in_blocks_of_half_a_minute() -> None:
    blocks = heard(clips.tone(70))
    assert [round(start) for start, _ in blocks] == [0, 30, 60]
    assert all(len(part) >= BLOCK for _, part in blocks[:2])
    samples = np.concatenate([part for _, part in blocks])
    assert abs(len(samples) - 70 * RATE) < RATE // 10
    spectrum = np.abs(np.fft.rfft(samples[RATE : 2 * RATE]))
    loudest = int(np.argmax(spectrum))
    whole = clips.tone(2)
    assert loudest == int(np.argmax(np.abs(np.fft.rfft(heard(whole)[0][1][:RATE]))))
    assert np.abs(samples).max() <= 1


def test_the_sound_of_a_film_starts_on_its_own_clock() -> None:
    blocks = heard(clips.film(3, sound="aac", start=50))
    assert 1.5 < blocks[0][0] < 2.5


def test_a_file_without_sound_says_so() -> None:
    with pytest.raises(Refused) as refused:
        heard(clips.film(1))
    assert refused.value.reason is Reason.NO_SOUND
