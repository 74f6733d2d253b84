# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Camera names that recorders burn into pictures: КАМ 3, CAM 04, CH1, Камера 12.

What holds: a name is one of a few words, in either alphabet and any mixture of
both, with a number right behind it. Words without a number (Камера хранения) are
ordinary text.

>>> name("КАМ З Проходная")
'КАМ 3'
"""

from __future__ import annotations

import re

# Letters that look the same in both alphabets, as Latin capitals.
_SAME = str.maketrans("АВЕКМНОРСТУХІЈЅ", "ABEKMHOPCTYXIJS")
# The word as it is written, by its look in Latin capitals.
_WORDS = {
    "CAM": "CAM", "CAMERA": "CAMERA", "CAMEPA": "CAMERA", "IPCAM": "IPCAM",
    "IPCAMERA": "IPCAMERA", "CHANNEL": "CHANNEL", "CH": "CH", "IPC": "IPC",
    "DVR": "DVR", "NVR": "NVR", "KAM": "КАМ", "KAMEPA": "КАМЕРА",
    "KAHAЛ": "КАНАЛ", "BИДEOKAMEPA": "ВИДЕОКАМЕРА",
}  # fmt: skip
_CAPITALS_ONLY = ("CH", "DVR", "NVR", "IPC")
_NUMBER = str.maketrans("OoОоIl|ЗзSsBВ", "0000111335588")
_CANDIDATE = re.compile(
    r"(?<![^\W_])(I\s?P\s?)?([^\W\d_]{2,11})"
    r"(\s{0,2}[.:#№_\-]?\s{0,2})([0-9OoОоIl|ЗзSsBВ]{1,4})(?![^\W_])"
)


def name(line: str) -> str | None:
    """The camera's name on a line, or None."""
    match = _find(line)
    return None if match is None else _name_of(match)


def without(line: str) -> str:
    """The line less the camera's name."""
    match = _find(line)
    return line if match is None else line[: match.start()] + " " + line[match.end() :]


def _find(line: str) -> re.Match[str] | None:
    for match in _CANDIDATE.finditer(line):
        if _name_of(match) is not None:
            return match
    return None


def _name_of(match: re.Match[str]) -> str | None:
    before, word, gap, number = match.groups()
    word = (before or "").replace(" ", "") + word
    proper = _WORDS.get(word.upper().translate(_SAME))
    if proper is None or (proper in _CAPITALS_ONLY and word != word.upper()):
        return None
    digits = number.translate(_NUMBER)
    # A number right behind the word, of letters alone, is the word's own end.
    if not any(one.isdigit() for one in number) and not gap.strip(" "):
        if not gap:
            return None
        if len(number) > 1:
            return None
    if word != word.upper():
        proper = (
            proper[:2] + proper[2:].capitalize()
            if proper[:2] == "IP"
            else (proper.capitalize())
        )
    space = " " if gap and not gap.strip(" ") else gap.strip(" ")
    if gap.strip(" ") and gap.endswith(" "):
        space += " "
    return f"{proper}{space}{digits}"
