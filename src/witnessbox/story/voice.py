# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Voices: the `espeakng-loader` wheel speaks Russian and English.

What holds: the same words in the same voice give the same samples; the speech
library keeps a hidden state, so each clip's lines are spoken by a fresh process
of their own. Without the wheel there is silence of the length that the words
would take, and `available()` says so.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RATE = 22050
Sound = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Line:
    """Something said.

    Attributes:
        second: When in the clip it begins.
        who: A person's key; empty for somebody who is not seen.
        words: Verbatim.
        language: "ru" or "en".
    """

    second: float
    who: str
    words: str
    language: str = "ru"


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether anybody can speak here."""
    return importlib.util.find_spec("espeakng_loader") is not None


def speak(lines: tuple[Line, ...]) -> list[Sound]:
    """Samples of each line at 22,050 a second; silence where no voice is installed."""
    if not lines:
        return []
    if not available():
        return [np.zeros(int(RATE * len(line.words) / 14), np.int16) for line in lines]
    asked = [[line.words, line.language, _pitch(line.who)] for line in lines]
    answer = subprocess.run(
        [sys.executable, "-m", "witnessbox.story.mouthpiece"],
        input=json.dumps(asked).encode(),
        stdout=subprocess.PIPE,
        check=True,
        timeout=60,
    ).stdout
    sounds = []
    at = 0
    for _ in lines:
        size = int.from_bytes(answer[at : at + 4], "big")
        sounds.append(np.frombuffer(answer[at + 4 : at + 4 + size], np.int16))
        at += 4 + size
    return sounds


def _pitch(who: str) -> int:
    return 28 + sum(who.encode()) * 7 % 44


def track(lines: tuple[Line, ...], seconds: float, seed: int) -> Sound:
    """All lines of a clip on a bed of quiet room noise."""
    noise = np.random.default_rng(seed).normal(0, 60, int(seconds * RATE))
    hum = 90 * np.sin(np.arange(len(noise)) * (2 * np.pi * 100 / RATE))
    bed = noise + hum
    for line, said in zip(lines, speak(lines), strict=True):
        start = int(line.second * RATE)
        part = said[: max(0, len(bed) - start)]
        bed[start : start + len(part)] += part * 0.6
    return np.asarray(np.clip(bed, -32768, 32767), np.int16)


def loudness(sound: Sound, fps: int) -> list[float]:
    """How loud each picture's share of the sound is, 0 to 1; moves mouths."""
    size = RATE // fps
    count = len(sound) // size
    parts = sound[: count * size].astype(np.float32).reshape(count, size)
    level = np.sqrt((parts * parts).mean(axis=1)) / 2600
    return [float(min(1.0, value)) for value in level]
