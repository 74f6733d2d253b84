# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Words of a text as search knows them: as they stand, their lemmas, names' keys.

What holds: the same function cuts and folds a text when it is stored and a question
when it is asked; everything is offline. Russian words go to every lemma that their
form may be of (pymorphy3, which knows the inflections and guesses those of words it
does not know), others to an English stem (Snowball). Measured by `bench/stems.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from witnessbox.model import spelling

MAX_LETTERS = 64
LEMMAS = 3
UNLIKELY = 0.04
"""A lemma of which a form is less often than this is left out."""
LONG_KEY = 3
"""A key of fewer letters says too little for a word that is not known as a name."""

_WORD = re.compile(r"[^\W_]+(?:['’ʼʹ][^\W_]+)*")
_INNER = re.compile("['’ʼʹ]")
_NAMES = ("Name", "Surn", "Patr", "Geox")


class Word(NamedTuple):
    """One word of a text: where it stands, and folded."""

    start: int
    end: int
    text: str
    capital: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """A text as the full-text table takes it."""

    text: str
    stems: str
    names: str


def words(text: str) -> Iterator[Word]:
    """The words of a text, in their order."""
    for found in _WORD.finditer(text):
        word = found[0]
        start, end = found.span()
        yield Word(start, end, fold(word), word[0].isupper())


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """A word without capitals, accents and apostrophes; ё is е, й stays."""
    plain = _INNER.sub("", word[:MAX_LETTERS]).casefold()
    if plain.isascii():
        return plain
    plain = unicodedata.normalize("NFKC", plain).replace("ё", "е")
    if all("а" <= one <= "я" for one in plain):
        return plain
    kept = (
        one if one == "й" else _bare(unicodedata.normalize("NFD", one)) for one in plain
    )
    return "".join(kept)


def _bare(parts: str) -> str:
    return "".join(one for one in parts if not unicodedata.combining(one))


@lru_cache(maxsize=65536)
def stems(word: str) -> tuple[str, ...]:
    """The lemmas or the stem of a folded word; none for numbers."""
    if spelling.is_cyrillic(word):
        found = dict.fromkeys(
            parsed.normal_form.replace("ё", "е")
            for parsed in _parsed(word)
            if parsed.score >= UNLIKELY
        )
        return tuple(found)[:LEMMAS]
    if word.isascii() and word.isalpha() and len(word) > 2:
        return (_english().stemWord(word),)
    return ()


@lru_cache(maxsize=65536)
def named(word: str, capital: bool) -> tuple[str, ...]:
    """The keys of a word that may be a name; none where it is surely none."""
    if len(word) < 2 or not word.isalpha():
        return ()
    if capital:
        return spelling.keys(word)
    if spelling.is_cyrillic(word):
        # What a machine wrote down has no capitals.
        likely = any(g in parsed.tag for parsed in _parsed(word)[:2] for g in _NAMES)
        return spelling.keys(word) if likely else ()
    return ()


def sought(word: str, capital: bool) -> tuple[str, ...]:
    """The keys by which a word of a question is sought among names."""
    keys = named(word, capital)
    if keys or capital or len(word) <= LONG_KEY:
        return keys
    if spelling.is_cyrillic(word) and _known(word):
        return ()
    return tuple(key for key in spelling.keys(word) if len(key) > LONG_KEY)


@lru_cache(maxsize=65536)
def _written(word: str, capital: bool) -> tuple[str, str, str]:
    other = " ".join(one for one in stems(word) if one != word)
    return word, other, " ".join(named(word, capital))


def columns(text: str) -> Columns:
    """A text as it is stored."""
    every = [_written(one.text, one.capital) for one in words(text)]
    return Columns(*(" ".join(filter(None, parts)) for parts in _turned(every)))


def _turned(every: Sequence[tuple[str, str, str]]) -> Iterator[Iterator[str]]:
    for column in range(3):
        yield iter([row[column] for row in every])


# Both load when they are first asked: a command that searches nothing pays nothing.
_loaded: dict[str, Any] = {}


def _russian() -> Any:
    if "ru" not in _loaded:
        import pymorphy3

        _loaded["ru"] = pymorphy3.MorphAnalyzer()
    return _loaded["ru"]


def _english() -> Any:
    if "en" not in _loaded:
        import snowballstemmer

        _loaded["en"] = snowballstemmer.stemmer("english")
    return _loaded["en"]


@lru_cache(maxsize=8192)
def _parsed(word: str) -> list[Any]:
    return list(_russian().parse(word))


def _known(word: str) -> bool:
    return bool(_russian().word_is_known(word))
