# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which encoding a text is in, when nothing says so.

What holds: the same bytes always give the same answer; a byte-order mark and
valid UTF-8 decide; else each encoding of `EIGHT_BIT` is tried on the first
8 KiB, and the one that reads most like words wins. The scale knows how often
Russian letters occur, that a capital does not follow a small letter, and that a
word is in one script: so a French text is not read as Cyrillic, nor
Ukrainian as French.
"""

from __future__ import annotations

import codecs
import math

SAMPLE = 1 << 13
EIGHT_BIT = (
    "cp1251",
    "koi8-r",
    "koi8-u",
    "cp866",
    "mac-cyrillic",
    "iso8859-5",
    "cp1252",
)
"""Tried in this order: where two read alike, the earlier is meant."""
ALL = (*EIGHT_BIT, "utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDE_SHARE = 0.6
"""Of every second byte: zero or 4 (Cyrillic), so that a text is UTF-16."""

# Of 10,000 letters of Russian, after the Russian National Corpus; Ukrainian
# and Belarusian letters are rarer than any, but they are letters.
_PER_10000 = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґў",
        (1097, 845, 801, 735, 670, 626, 547, 473, 454, 440, 349, 321, 298, 281, 262,
         201, 190, 174, 170, 165, 159, 144, 121, 97, 94, 73, 64, 48, 36, 32, 26, 4,
         4, 30, 12, 12, 4, 4),
        strict=True,
    )
)  # fmt: skip
_SCORES = {letter: math.log(count / 250) for letter, count in _PER_10000.items()}
_LATIN = 0.6
"""A letter with an accent among plain ones: less than Cyrillic among its own."""
_ALONE = -4.0
_SYMBOL = -1.0
_QUOTES = frozenset("«»„“”‘’—–…№§ \u00a0\u00ad")


def prepare() -> None:
    """Load every codec; a locked-down child cannot."""
    for name in ALL:
        codecs.lookup(name)
        b"".decode(name)


def decode(data: bytes) -> tuple[str, str]:
    """The text, and the encoding's name."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), name
    wide = _wide(data[:SAMPLE])
    if wide:
        return data.decode(wide, "replace"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        # Cut in the middle of a character, or nearly all of it is UTF-8.
        if error.start >= len(data) - 3 or _mostly_utf8(data[:SAMPLE]):
            return data.decode("utf-8", "replace"), "utf-8"
    name = guess(data)
    return data.decode(name, "replace"), name


def guess(data: bytes) -> str:
    """Which of `EIGHT_BIT` reads most like words."""
    sample = data[:SAMPLE]
    best, name = -math.inf, EIGHT_BIT[0]
    for candidate in EIGHT_BIT:
        score = _score(sample.decode(candidate, "replace"))
        if score > best:
            best, name = score, candidate
    return name


def _wide(sample: bytes) -> str:
    half = len(sample) // 2
    if half < 4:
        return ""
    for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        high = sample[start : 2 * half : 2]
        low = sample[1 - start : 2 * half : 2]
        likely = high.count(0) + high.count(4)
        if likely >= WIDE_SHARE * half and low.count(0) < half // 8:
            return name
    return ""


def _mostly_utf8(sample: bytes) -> bool:
    text = sample.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    return wrong * 20 < sum(not c.isascii() for c in text)


def _score(text: str) -> float:
    total = 0.0
    before = " "
    for here in text:
        if not here.isascii():
            total += _of(here, before)
        elif here.isalpha() and "\u0400" <= before <= "\u04ff":
            total += _ALONE
        before = here
    return total


def _of(here: str, before: str) -> float:
    if "\u0400" <= here <= "\u04ff":
        if before.isascii() and before.isalpha():
            return _ALONE
        small = here.lower()
        score = _SCORES.get(small, _ALONE)
        if small != here:
            # A capital begins a word, or stands among capitals.
            score -= 4.0 if before.islower() else 0.5
        return score
    if here.isalpha():
        if "\u0400" <= before <= "\u04ff":
            return _ALONE
        return _LATIN if before.isascii() and before.isalpha() else -0.5
    return 0.0 if here in _QUOTES else _SYMBOL - 5.0 * before.isalpha()
