# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The real recogniser behind the real lock-down; needs the model of speech.

WITNESSBOX_MODELS names a folder with `whisper-base/`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
from tests.unit.analysis.test_voice import Samples, blocks, noises, weight

from witnessbox.analysis.stage import About, Sound
from witnessbox.analysis.voice import RATE
from witnessbox.model.finding import Finding
from witnessbox.pipeline.listening import COMMAND, Listener
from witnessbox.story.voice import Line, available, speak


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    pytest.importorskip("faster_whisper", reason="NO RECOGNISER here: extra `speech`")
    folder = os.path.join(os.environ.get("WITNESSBOX_MODELS", ""), "whisper-base")
    if not os.path.exists(os.path.join(folder, "model.bin")):
        pytest.skip("NO MODEL of speech here: set WITNESSBOX_MODELS to its folder")
    models = (f"silero-vad={weight()}", f"whisper-base={folder}")
    with Listener((*COMMAND, *models, "threads=1")) as made:
        yield made


def said(words: str, language: str, silence: int) -> Samples:
    """Words between so many seconds of nothing."""
    if not available():
        pytest.skip("NO VOICE here: the extra `story` is not installed")
    (spoken,) = speak((Line(0, "x", words, language),))
    at = np.arange(0, len(spoken), 22050 / RATE)
    heard = np.interp(at, np.arange(len(spoken)), spoken / 32768)
    quiet = np.zeros(silence * RATE)
    return np.concatenate([quiet, heard, quiet]).astype(np.float32)


def hear(listener: Listener, samples: Samples, start: Fraction) -> list[Finding]:
    about = About("sound", "audio/wav")
    return list(listener.transcribe(blocks(samples, start, 30 * RATE), about))


def test_english_is_written_down_with_the_time_of_its_words(listener: Listener) -> None:
    text = "Open the gate and bring the prisoners to the second building."
    samples = said(text, "en", 20)
    *found, summary = hear(listener, samples, Fraction(1001, 10))
    written = " ".join(str(one.value["text"]) for one in found).lower()
    assert sum(word in written for word in ("gate", "bring", "second", "building")) >= 3
    for one in found:
        assert one.start is not None
        assert 119 < one.start < 100 + len(samples) / RATE - 19
    assert isinstance(summary.value["words"], int)
    assert summary.value["words"] >= 6


def test_russian_is_written_in_russian_letters_even_where_it_is_unsure(
    listener: Listener,
) -> None:
    samples = said("Откройте ворота и приведите всех во второй корпус.", "ru", 5)
    *found, _ = hear(listener, samples, Fraction(0))
    written = "".join(str(one.value["text"]) for one in found)
    assert any("а" <= letter <= "я" for letter in written.lower())
    assert all(one.value["language"] in ("ru", "unknown") for one in found)


@pytest.mark.parametrize("name", sorted(noises()))
def test_nothing_is_written_down_in_a_minute_of(name: str, listener: Listener) -> None:
    assert [one.kind for one in hear(listener, noises()[name], Fraction(0))] == [
        "summary"
    ]


def test_an_item_says_nothing_of_the_one_before(listener: Listener) -> None:
    samples = said("Open the gate and bring the prisoners.", "en", 1)
    once = hear(listener, samples, Fraction(0))
    hear(listener, said("Откройте ворота и приведите всех.", "ru", 1), Fraction(0))
    list(listener.transcribe([Sound(0, Fraction(0), samples)], About("sound", "x")))
    assert hear(listener, samples, Fraction(0)) == once
