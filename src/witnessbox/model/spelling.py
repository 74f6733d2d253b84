# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One writing for a word in Cyrillic and in any Latin spelling of it; and search keys.

What holds: `sounds` writes a word in some 25 letters of its own, the same for
Савельев and nearly the same for Saveliev, Savel'yev and Saveljew: what a letter
stands for in some published standard and in common use is joined, what stays open
(`ch` is ч, х or ш) has a letter for just that. `keys` are coarser: two spellings of
one name, in whatever case, share a key; two names may share one too, so that whoever
finds by a key holds the words against each other afterwards (`link.names`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

VOWELS = frozenset("aeiou")
MAX_WORD = 64
MAX_SPELLINGS = 8

_SIGNS = re.compile("[\u0300-\u0301\u0303-\u0305\u0307\u0309-\u036f'`\"´’‘”“ʹʺʼ]")
"""Marks that change no sound here: soft and hard signs, accents, ties."""

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "Z",
    "з": "z", "и": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c",
    "ч": "C", "ш": "S", "щ": "Q", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu",
    "я": "ia", "і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u",
}  # fmt: skip

# Longest first. X is ч, х or ш; Y is ш or щ; x is кс or х.
_LATIN = {
    "schtsch": "Q", "chtch": "Q", "stsch": "Q", "shch": "Q", "sch": "Y", "shh": "Q",
    "tsch": "C", "tch": "C", "dzh": "dZ", "zh": "Z", "sh": "S", "ch": "X",
    "kh": "h", "gh": "g", "ph": "f", "ck": "k", "ts": "c", "tz": "c",
    "cz": "c", "tc": "c", "ks": "x", "ou": "u", "gui": "gi", "gue": "ge", "qu": "kv",
    "y": "i", "j": "i", "w": "v", "q": "k",
}  # fmt: skip
_LATIN_PART = re.compile("|".join(sorted(_LATIN, key=len, reverse=True)))
_MARKED = {
    "ŝč": "Q", "šč": "Q", "š": "S", "ž": "Z", "č": "C", "ŝ": "Q", "ẑ": "Z", "ĉ": "C",
    "â": "ia", "û": "iu", "ь": "", "ё": "e", "ȳ": "i", "ł": "l", "ø": "o", "ß": "ss",
    "ı": "i",
}  # fmt: skip
_MARKED_PART = re.compile("|".join(sorted(_MARKED, key=len, reverse=True)))
_TWICE = re.compile(r"(.)\1+")
_IS_CYRILLIC = re.compile("[\u0400-\u04ff]")
_CASES = re.compile(r"(?<=..)(?:[oe]go|[oe]mu|[iae]mi|[oieau]m|[iaeu]h)$")
"""Endings of cases that hold a consonant."""

_COARSE = str.maketrans(
    {"Z": "x", "C": "x", "Q": "x", "Y": "x", "S": "x"}
    | {"z": "s", "c": "s", "f": "v", "g": "h"}
)
"""Keys are of small letters: full-text tables know no others."""


def is_cyrillic(word: str) -> bool:
    """Whether a word has a Cyrillic letter, Latin words with one `ё` left aside."""
    return bool(_IS_CYRILLIC.search(word.replace("ё", "")))


@lru_cache(maxsize=65536)
def sounds(word: str) -> str:
    """One word in letters of its own; what is no letter is left out."""
    text = unicodedata.normalize("NFC", word[:MAX_WORD]).casefold()
    if is_cyrillic(text) or text == "ё":
        text = text.replace("тьс", "ц").replace("тс", "ц").replace("кс", "x")
        text = "".join(_CYRILLIC.get(one, one) for one in _plain(text, keep="йё"))
    else:
        text = _MARKED_PART.sub(lambda found: _MARKED[found[0]], text)
        text = _plain(text)
        text = _LATIN_PART.sub(lambda found: _LATIN[found[0]], text)
    text = "".join(one for one in text if one.isascii() and one.isalnum())
    return _TWICE.sub(r"\1", text)


@lru_cache(maxsize=65536)
def keys(word: str) -> tuple[str, ...]:
    """The keys under which a name is found; none for what is too short to be one."""
    sound = sounds(word)
    if len(sound) < 2 or not sound.isalpha():
        return ()
    found: dict[str, None] = {}
    for one in _open(sound):
        for form in (one, _CASES.sub("", one)):
            key = _key(form)
            if len(key) > 1:
                found[key] = None
    return tuple(found)


def _open(sound: str) -> list[str]:
    """What the letters that stay open may be."""
    every = [""]
    for one in sound:
        choices = {"X": ("S", "h"), "x": ("ks", "h")}.get(one, (one,))
        every = [head + tail for head in every for tail in choices][:MAX_SPELLINGS]
    return every


def _key(sound: str) -> str:
    """The consonants; of short names the vowel between them too."""
    coarse = sound.translate(_COARSE)
    inner = [one for one in coarse if one not in VOWELS]
    consonants = _TWICE.sub(r"\1", "".join(inner))
    lead = "o" if coarse[:1] in VOWELS else ""
    if len(consonants) > 2:
        return lead + consonants
    at = next((n for n, one in enumerate(coarse) if one not in VOWELS), len(coarse))
    vowel = next((one for one in coarse[at:] if one in VOWELS), "")
    return lead + consonants[:1] + vowel + consonants[1:]


def _plain(text: str, keep: str = "") -> str:
    """Without marks over letters."""
    kept = []
    for one in text:
        if one in keep:
            kept.append(one)
        else:
            parts = unicodedata.normalize("NFD", one)
            kept.append("".join(p for p in parts if not unicodedata.combining(p)))
    return _SIGNS.sub("", "".join(kept))
