# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Voice goes to the recogniser in stretches, and its words come back in their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from tests.unit.analysis.test_voice import Loudness, blocks

from witnessbox.analysis import drafts, packing, speech
from witnessbox.analysis.recogniser import Told
from witnessbox.analysis.speech import SpeechStage, SpeechWatcher
from witnessbox.analysis.stage import About, Sound
from witnessbox.analysis.voice import RATE
from witnessbox.model.finding import Finding

Samples = npt.NDArray[np.float32]


class Scribe:
    """In place of the recogniser: writes a word for each loud half second.

    What it says of a stretch's language, and how sure it is, is set by the test; as
    is how many words it writes before it ends too early.
    """

    def __init__(
        self, chances: Mapping[str, float] | None = None, most: int = 1000
    ) -> None:
        self.given: list[Samples] = []
        self.most = most
        self.chances = dict(chances or {"ru": 0.9})

    def encode(self, stretches: Sequence[Samples]) -> list[Samples]:
        self.given.extend(stretches)
        return list(stretches)

    def languages(self, heard: Sequence[Samples]) -> list[dict[str, float]]:
        return [dict(self.chances) for _ in heard]

    def words(
        self, heard: Sequence[Samples], seconds: Sequence[float], _: Sequence[str]
    ) -> list[Told]:
        return [self._told(one) for one in heard]

    def _told(self, samples: Samples) -> Told:
        told = Told(0.01, -0.1, "слова")
        loud = np.flatnonzero(np.abs(samples) > 0.3)
        for at in loud[:: RATE // 2][: self.most]:
            when = float(at) / RATE
            told.words.append((when, when + 0.25, f"с{at}", 0.9))
        return told


def hear(
    pieces: Iterable[Sound], scribe: Scribe | None = None
) -> tuple[list[Finding], Finding]:
    watcher = SpeechWatcher(Loudness(), scribe or Scribe())  # type: ignore[arg-type]
    found = [f for piece in pieces for f in watcher.sound(piece)]
    *rest, summary = watcher.end()
    return [*found, *rest], summary


def talk(*parts: tuple[float, float]) -> Samples:
    """Seconds of silence and of voice, in turn."""
    return np.concatenate(
        [np.full(round(s * RATE), level, np.float32) for s, level in parts]
    )


def starts(found: Sequence[Finding]) -> list[int]:
    return [word[0] for one in found for word in _words(one)]


def _words(finding: Finding) -> list[Any]:
    words = finding.value["words"]
    assert isinstance(words, list)
    return words


def test_words_come_back_where_they_were_said() -> None:
    samples = talk((10, 0), (1, 0.9), (50, 0), (1, 0.9), (4, 0))
    start = Fraction(1, 3)
    found, summary = hear(blocks(samples, start, 30 * RATE))
    # Both in one stretch of the recogniser; a word every half second of voice.
    for told, said in zip(starts(found), [10.333, 10.833, 61.333, 61.833], strict=True):
        assert abs(told - said * 1000) < 40
    assert summary.value["words"] == 4
    assert summary.value["language"] == "ru"


def test_what_is_found_does_not_depend_on_the_blocks() -> None:
    samples = talk((1, 0), (3, 0.9), (2, 0), (40, 0.9), (1, 0), (2, 0.8), (1, 0))
    whole = hear([Sound(0, Fraction(0), samples)])
    for size in (999, 16_000, 480_000):
        pieces = blocks(samples, Fraction(0), size)
        parts = hear(Sound(0, one.start, one.samples) for one in pieces)
        assert parts == whole


def test_a_recogniser_that_ends_too_early_is_asked_for_the_rest() -> None:
    sound = Sound(0, Fraction(0), talk((1, 0), (6, 0.9), (1, 0), (2, 0.9), (1, 0)))
    all_of_it, _ = hear([sound])
    lazy = Scribe(most=6)
    found, _ = hear([sound], lazy)
    assert len(lazy.given) == speech.TRIES
    assert len(starts(all_of_it)) == 16
    assert starts(found) == sorted(starts(found))
    for wanted in starts(all_of_it):
        assert min(abs(wanted - got) for got in starts(found)) <= 500
    # It is not asked for ever.
    stubborn = Scribe(most=1)
    hear([sound], stubborn)
    assert len(stubborn.given) == speech.TRIES


def test_silence_never_reaches_the_recogniser() -> None:
    scribe = Scribe()
    found, summary = hear([Sound(0, Fraction(0), talk((600, 0)))], scribe)
    assert (found, scribe.given) == ([], [])
    assert summary.value["language"] == ""
    scribe = Scribe()
    hear([Sound(0, Fraction(0), talk((60, 0), (1, 0.9), (60, 0)))], scribe)
    assert sum(len(one) for one in scribe.given) <= 1.9 * RATE


def test_a_long_speech_is_decoded_on_the_way_and_little_is_held() -> None:
    scribe = Scribe()
    watcher = SpeechWatcher(Loudness(), scribe)  # type: ignore[arg-type]
    early = 0
    for at in range(40):
        block = Sound(0, Fraction(30 * at), talk((29, 0.9), (1, 0)))
        early += len(list(watcher.sound(block)))
        tape = sum(len(part) for part in watcher._tape._parts)
        assert tape <= 62 * RATE
        assert sum(len(one) for one in watcher._samples) <= speech.HELD
    assert early > 0
    assert all(len(one) <= packing.FULL for one in scribe.given)


def test_a_gap_in_the_sound_is_a_gap_between_words() -> None:
    pieces = [
        Sound(0, Fraction(0), talk((1, 0.9))),
        Sound(0, Fraction(1000), talk((1, 0.9))),
    ]
    found, _ = hear(pieces)
    assert starts(found) == [0, 500, 1_000_000, 1_000_500]


@pytest.mark.parametrize(
    ("chances", "language"),
    [
        ({"ru": 0.95}, "ru"),
        ({"en": 0.95, "ru": 0.02}, "en"),
        ({"pl": 0.39, "ru": 0.3}, "unknown"),
        ({"uk": 0.9, "ru": 0.05}, "uk"),
    ],
)
def test_a_language_is_named_where_it_is_certain(
    chances: dict[str, float], language: str
) -> None:
    sound = Sound(0, Fraction(0), talk((1, 0), (3, 0.9), (1, 0)))
    found, summary = hear([sound], Scribe(chances))
    assert {one.value["language"] for one in found} == {language}
    assert summary.value["language"] == language


def test_what_it_finds_keeps_the_rules_by_which_it_is_checked() -> None:
    samples = talk((2, 0), (40, 0.9), (3, 0), (5, 0.7), (1, 0))
    pieces = list(blocks(samples, Fraction(7, 9), 30 * RATE))
    found, summary = hear(pieces)
    draft = drafts.Draft()
    for piece in pieces:
        draft.given(piece)
    draft.over = True
    for one in (*found, summary):
        assert draft.take(one.to_json()) == one
    assert len(found) > 1


def test_a_stage_that_was_not_built_says_so() -> None:
    with pytest.raises(RuntimeError):
        SpeechStage().watch(About("sound", "audio/wav"))
