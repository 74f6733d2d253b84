# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Russian names in Latin letters, as published standards write them.

What holds: each standard is a table of letters and what its text says of letters that
stand after others; the tables are facts, written down here from the standards' own
tables, and are held against published examples (tests, `shared`). Capitals are not
kept: a name is compared without them. Nobody can be expected to have kept to one
standard: `link.names` knows what they have in common, this tells which one fits whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
VOWELS = "аеёиоуыэюя"
_SIGNS = "ъь"


@dataclass(frozen=True, slots=True)
class Standard:
    """One way of writing.

    Attributes:
        name: For a reason; `code` for programs.
        letters: Every letter's.
        after: What the letters (second) become after one of those (first); `^` is the
            beginning of a word. The first rule that fits counts.
        endings: What the end of a word becomes.
        before: A letter (first) before one of those (second).
        pairs: What two letters become together.
    """

    code: str
    name: str
    letters: dict[str, str]
    after: tuple[tuple[str, dict[str, str]], ...] = ()
    endings: tuple[tuple[str, str], ...] = ()
    before: tuple[tuple[str, str, str], ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()


def _table(values: str, **other: str) -> dict[str, str]:
    """A letter's writing for each of the alphabet; `-` is nothing."""
    parts = [part if part != "-" else "" for part in values.split()]
    made = dict(zip(_LETTERS, parts, strict=True))
    made.update(other)
    return made


_ISO = "a b v g d e ë ž z i j k l m n o p r s t u f h c č š šč ʺ y ʹ ė ju ja"
_GOST = "a b v g d e ё ž z i j k l m n o p r s t u f h c č š ŝ ʺ y ʹ è û â"
_PLAIN = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch - y - e iu ia"
_ENGLISH = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya"
_ALA = "a b v g d e ё zh z i ĭ k l m n o p r s t u f kh t͡s ch sh shch ʺ y ʹ ė i͡u i͡a"
_BS = "a b v g d e ё zh z i ĭ k l m n o p r s t u f kh ts ch sh shch ʺ ȳ ʹ é yu ya"
_HARD = "бвгджзйклмнпрстфхцчшщ"
_YE_YO = {"е": "ye", "ё": "yo"}
_BGN = (("^" + VOWELS + "й" + _SIGNS, {"е": "ye", "ё": "yё"}),)
_MVD = (
    (_SIGNS, {"е": "ye", "ё": "ye", "ю": "yu", "я": "ya", "и": "yi"}),
)  # fmt: skip
_WIKI = (
    ("^" + VOWELS + _SIGNS, {"е": "ye"}),
    ("ь", {"и": "yi"}),
    (_SIGNS, {"о": "yo"}),
)

STANDARDS: tuple[Standard, ...] = (
    Standard("ala_lc", "ALA-LC", _table(_ALA)),
    Standard(
        "ala_lc_alt", "ALA-LC, plain",
        {**_table(_PLAIN), "ъ": '"', "ь": "'", "ц": "ts"},
    ),
    Standard("bgn_pcgn", "BGN/PCGN", {**_table(_ENGLISH), "ё": "ё", "ъ": "”", "ь": "’"},
             (*_BGN, (VOWELS, {"ы": "·y"}), (_HARD.replace("й", ""), {"э": "·e"})),
             before=(("й", "ауыэ", "y·"), ("ы", "ауыэ", "y·")),
             pairs=(("тс", "t·s"), ("шч", "sh·ch"))),
    Standard("bgn_pcgn_alt", "BGN/PCGN, plain",
             {**_table(_ENGLISH), "ё": "ё", "ъ": "”", "ь": "’"}, _BGN),
    Standard("bs_2979", "BS 2979", _table(_BS)),
    Standard("bs_2979_alt", "BS 2979, plain",
             {**_table(_PLAIN), "ъ": '"', "ь": "'", "ю": "yu", "я": "ya"}),
    Standard("gost_16876", "GOST 16876", _table(_GOST)),
    Standard("gost_16876_alt", "GOST 16876, plain", _table(
        "a b v g d e jo zh z i jj k l m n o p r s t u f kh c ch sh shh \" y ' eh ju ja"
    )),
    Standard("gost_52290", "GOST R 52290",
             {**_table(_ENGLISH), "ь": "'"},
             (("^", {"ё": "yo"}), (VOWELS + _SIGNS, _YE_YO),
              ("чшщж", {"ё": "e"}), ("бвгдзйклмнпрстфхц", {"ё": "ye"}))),
    Standard("gost_52535", "GOST R 52535", {**_table(_PLAIN), "ц": "tc"}),
    Standard("gost_7034", "GOST R 7.0.34", _table(
        "a b v g d e yo zh z i j k l m n o p r s t u f x c ch sh shh '' y ' e yu ya"
    )),
    Standard("gost_779", "GOST 7.79 A / ISO 9:1995", _table(_GOST)),
    Standard("gost_779_alt", "GOST 7.79 B", _table(
        "a b v g d e yo zh z i j k l m n o p r s t u f x cz ch sh shh `` y` ` e` yu ya"
    ), before=(("ц", "еиый", "c"),)),
    Standard("icao_doc_9303", "ICAO 9303", {**_table(_PLAIN), "ъ": "ie"}),
    Standard("iso_9_1954", "ISO/R 9:1954",
             {**_table(_ISO), "ъ": '"', "х": "h", "э": "ė"}),
    Standard("iso_9_1968", "ISO/R 9:1968", _table(_ISO)),
    Standard("iso_9_1968_alt", "ISO/R 9:1968, English", _table(
        "a b v g d e ë zh z y ĭ k l m n o p r s t u f kh ts ch sh shch ʺ y ʹ ė yu ya"
    )),
    Standard("mosmetro", "Moscow metro", {**_table(_ENGLISH), "щ": "sch", "ё": "yo"},
             ((_SIGNS, {"е": "ye", "ё": "yo", "и": "yi"}), (_HARD, {"ё": "e"})),
             (("ий", "y"), ("ый", "y")), pairs=(("тц", "ts"),)),
    Standard("mvd_310", "MVD 310",
             {**_table(_ENGLISH), "ь": "'"},
             (*_MVD, ("чшщж", {"ё": "e"})), (("ые", "yye"),),
             before=(("ь", "еёюяи", ""),)),
    Standard("mvd_310_fr", "MVD 310, French", _table(
        "a b v g d e e j z i i k l m n o p r s t ou f kh ts tch ch chtch - y - e iou ia"
    ), (("ь", {"е": "ie", "и": "ii"}),), (("ин", "ine"),),
        before=(("г", "еиы", "gu"),), pairs=(("кс", "x"),)),
    Standard("mvd_782", "MVD 782", {**_table(_ENGLISH), "ь": "'"},
             (*_MVD, (VOWELS, {"е": "ye"}), ("чшщж", {"ё": "e"}),
              (VOWELS, {"ё": "yo"}), (_HARD, {"ё": "ye"})),
             before=(("ь", "еёюяи", ""),)),
    Standard("scientific", "scientific", {**_table(_GOST), "щ": "šč", "х": "x",
             "ю": "ju", "я": "ja"}),
    Standard("telegram", "telegrams",
             {**_table(_PLAIN), "х": "h", "ц": "c", "щ": "sc"}),
    Standard("ungegn_1987", "UNGEGN 1987",
             {**_table(_GOST), "щ": "šč", "ю": "ju", "я": "ja"}),
    Standard("wikipedia", "Wikipedia", {**_table(_ENGLISH), "ё": "yo"},
             _WIKI, (("ий", "y"), ("ый", "y"), ("ые", "ye"))),
    Standard("yandex_maps", "Yandex maps",
             {**_table(_ENGLISH), "щ": "sch", "ё": "yo"},
             (("^" + VOWELS + _SIGNS, _YE_YO),), (("ый", "iy"), ("ий", "iy"))),
    Standard("yandex_money", "Yandex money",
             {**_table(_PLAIN), "щ": "sch", "ю": "yu", "я": "ya"}),
)  # fmt: skip
BY_CODE = {one.code: one for one in STANDARDS}

_WORD = re.compile(r"[а-яё]+")


def write(text: str, standard: Standard) -> str:
    """A Russian text in Latin letters, without capitals."""
    return _WORD.sub(lambda found: _word(found[0], standard), text.lower())


@lru_cache(maxsize=4096)
def standards_of(russian: str, latin: str) -> tuple[str, ...]:
    """The names of the standards in which the one is written as the other."""
    wanted = latin.lower()
    return tuple(one.name for one in STANDARDS if write(russian, one) == wanted)


def _word(word: str, standard: Standard) -> str:
    end = ""
    for russian, latin in standard.endings:
        if word.endswith(russian) and len(word) > len(russian):
            word, end = word[: -len(russian)], latin
            break
    written = []
    pairs = dict(standard.pairs)
    at = 0
    while at < len(word):
        two = pairs.get(word[at : at + 2])
        if two is None:
            before = word[at - 1] if at else "^"
            written.append(_letter(word[at], before, word[at + 1 : at + 2], standard))
        else:
            written.append(two)
        at += 1 if two is None else 2
    return "".join(written) + end


def _letter(letter: str, before: str, following: str, standard: Standard) -> str:
    for own, others, latin in standard.before:
        if letter == own and following and following in others:
            return latin
    for places, changed in standard.after:
        if before in places and letter in changed:
            return changed[letter]
    return standard.letters[letter]
