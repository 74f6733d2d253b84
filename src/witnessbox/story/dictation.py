# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Dictated sound: what was said, and the same as WAV."""

from __future__ import annotations

import io
import wave

from witnessbox.story.voice import RATE, Line, track

SPOKEN: dict[str, tuple[Line, ...]] = {
    "heron": (
        Line(
            0.5,
            "heron",
            "Запись первая. На этом диске камеры девятой колонии, "
            "со второго по двадцатое марта.",
        ),
        Line(
            8,
            "heron",
            "Часы на складе отставали на семь минут сорок секунд. "
            "Девятого марта их поправили.",
        ),
        Line(
            16,
            "heron",
            "Записей сто семнадцать, сто восемнадцать и сто девятнадцать нет. "
            "Их забрали до меня.",
        ),
    ),
    "complaint": (
        Line(
            0.5,
            "gai_prisoner",
            "Я работаю в ночь с двадцать пятого февраля. Табель на меня не ведут.",
        ),
        Line(
            7,
            "gai_prisoner",
            "Посылку от сестры я видел один раз, на складе, уже открытую.",
        ),
    ),
    "summary": (
        Line(
            0.5,
            "heron",
            "Camera three and camera seven show the same afternoon, "
            "the fifth of March.",
            "en",
        ),
        Line(
            7,
            "heron",
            "A prisoner carries the parcels. An officer signs for them.",
            "en",
        ),
        Line(13, "heron", "The families never received an answer.", "en"),
    ),
}
"""Confirmed transcripts, by the name of the recording."""

_SECONDS = {"heron": 24.0, "complaint": 14.0, "summary": 18.0}


def wav(which: str, seed: int) -> bytes:
    """One recording, 16 bits, one channel."""
    sound = track(SPOKEN[which], _SECONDS[which], seed)
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(sound.tobytes())
    return out.getvalue()
