# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Russian and English on one line: letters that look alike, and what is no text.

What holds: a word is of one alphabet. Letters that look the same in both say nothing
of it, so a word made of them alone is of the alphabet of the rest of its line.

>>> tidy("CAM 04 North gate")
'CAM 04 North gate'
"""

from __future__ import annotations

_SAME = dict(zip("АВЕКМНОРСТХаеорсух", "ABEKMHOPCTXaeopcyx", strict=True))
_LOOKALIKES = frozenset(_SAME.values())
_TO_LATIN = str.maketrans(_SAME)
_TO_CYRILLIC = str.maketrans({latin: one for one, latin in _SAME.items()})


def tidy(text: str) -> str:
    """One line of what a reader gave, each word in one alphabet."""
    words = "".join(c if c.isprintable() else " " for c in text).split()
    scripts = [_script(word) for word in words]
    # Words that look the same in both alphabets are of the line's own.
    cyrillic = sum(len(w) for w, s in zip(words, scripts, strict=True) if s == "ru")
    latin = sum(len(w) for w, s in zip(words, scripts, strict=True) if s == "en")
    line = "ru" if cyrillic > latin else "en" if latin > cyrillic else ""
    tables = {"ru": _TO_CYRILLIC, "en": _TO_LATIN, "": {}}
    made = []
    for word, script in zip(words, scripts, strict=True):
        ambiguous = script == "either"
        made.append(word.translate(tables[line if ambiguous else script]))
    return _without_edges(" ".join(made))


def _without_edges(line: str) -> str:
    """Less what a reader makes of a bar's edges: strokes, and halves of pairs."""
    before = None
    while line != before:
        before = line
        line = line.strip("|¦_~^`´ ")
        for opening, closing in ("[]", "{}", "()", "“”", "«»", "‘’"):
            if line.startswith(opening) and closing not in line:
                line = line[1:]
            if line.endswith(closing) and opening not in line:
                line = line[:-1]
    return line


def _script(word: str) -> str:
    """The alphabet that a word must be of; `either` if all its letters are in both."""
    letters = [c for c in word if c.isalpha()]
    cyrillic = any("Ѐ" <= c <= "ӿ" and c not in _SAME for c in letters)
    latin = any(c.isascii() and c not in _LOOKALIKES for c in letters)
    if cyrillic and latin:
        return ""
    if cyrillic or latin:
        return "ru" if cyrillic else "en"
    return "either" if letters else ""


def language(text: str) -> str:
    """Told by the letters alone: `ru` stands for all of Cyrillic."""
    cyrillic = sum("Ѐ" <= c <= "ӿ" for c in text)
    latin = sum(c.isascii() and c.isalpha() for c in text)
    if cyrillic == latin == 0:
        return ""
    return "ru" if cyrillic >= latin else "en"
