# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whether two words may be one name in two cases, and of what sex its bearer is then.

What holds: words are in the letters of `model.spelling`; a paradigm is the endings of
one declension of Russian names. Савельева is Савельев of a man or the name of a woman:
both are said, and who compares whole names keeps what all their words allow.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

MAN, WOMAN = "m", "w"
LEAST_STEM = 2


@dataclass(frozen=True, slots=True)
class Paradigm:
    """The endings of one declension.

    Attributes:
        stems: What a stem ends in; empty for any.
        endings: Of all cases, the nominative first.
    """

    sex: str
    stems: tuple[str, ...]
    endings: tuple[str, ...]


_POSSESSIVE = ("ov", "ev", "in", "liov", "iov")
_ADJECTIVE = ("sk", "ck", "Zsk", "n", "k", "h", "g")

PARADIGMS = (
    # Савельев, -а, -у, -ым, -е; Савельева, -ой, -у.
    Paradigm(MAN, _POSSESSIVE, ("", "a", "u", "im", "e", "om")),
    Paradigm(WOMAN, _POSSESSIVE, ("a", "oi", "u", "oiu")),
    # Щедринский, Толстой; Щедринская.
    Paradigm(MAN, _ADJECTIVE, ("ii", "i", "oi", "ogo", "omu", "im", "om", "ei")),
    Paradigm(WOMAN, _ADJECTIVE, ("aia", "oi", "uiu", "oiu")),
    # Иван, Игорь, Ким, Шевчук: a man's alone.
    Paradigm(MAN, (), ("", "a", "u", "om", "em", "e")),
    Paradigm(MAN, (), ("", "ia", "iu", "em", "iem", "e", "i")),
    # Гай, Сергей, Андрей, Дмитрий.
    Paradigm(MAN, (), ("i", "ia", "iu", "em", "iem", "e", "ie", "ii")),
    Paradigm(MAN, (), ("ii", "ia", "iu", "em", "iem", "ie", "i", "iia", "iiu", "iem")),
    # Анна, Никита, Щука; Мария, Илья.
    Paradigm(WOMAN, (), ("a", "i", "e", "u", "oi", "oiu", "ei")),
    Paradigm(MAN, (), ("a", "i", "e", "u", "oi", "oiu", "ei")),
    Paradigm(WOMAN, (), ("ia", "i", "ii", "ie", "iu", "iei", "ei", "e")),
    Paradigm(MAN, (), ("ia", "i", "ii", "ie", "iu", "iei", "ei", "e")),
    # Любовь, Нинель.
    Paradigm(WOMAN, ("v", "l"), ("", "i", "iu")),
)

_FLEETING = (("ok", "k"), ("ek", "k"), ("ec", "c"), ("el", "l"), ("en", "n"))
"""Павел, Павла; Заяц, Зайца: the vowel that goes with an ending."""
_OVICH = ("oviC", "eviC", "iniC", "iliC", "kiC", "miC", "tiC", "oviX", "eviX", "iliX")
_OVNA = ("ovn", "evn", "iniCn", "iliniCn", "iCn", "iXn", "iSn")
_MAN_ENDS = ("", "a", "u", "em", "e", "iem", "om", "ie")
_WOMAN_ENDS = ("a", "i", "e", "u", "oi", "oiu", "iei", "ie")


@lru_cache(maxsize=65536)
def patronymic(word: str) -> str:
    """The sex that a patronymic says; empty if the word is none."""
    for sex, stems, endings in (
        (MAN, _OVICH, _MAN_ENDS),
        (WOMAN, _OVNA, _WOMAN_ENDS),
    ):
        for ending in endings:
            stem = word[: len(word) - len(ending)]
            if word.endswith(ending) and len(stem) > 4 and stem.endswith(stems):
                return sex
    return ""


@lru_cache(maxsize=65536)
def sexes(one: str, other: str) -> frozenset[str]:
    """Of what sex the bearer of one name is that is written in these two cases."""
    common = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        common += 1
    found = set()
    for at in range(common, max(LEAST_STEM, common - 4) - 1, -1):
        found |= _with_stem(one[:at], one[at:], other[at:])
    found |= _fleeting(one, other) | _fleeting(other, one)
    return frozenset(found)


def _with_stem(stem: str, one: str, other: str) -> set[str]:
    return {
        paradigm.sex
        for paradigm in PARADIGMS
        if one in paradigm.endings
        and other in paradigm.endings
        and (not paradigm.stems or stem.endswith(paradigm.stems))
    }


def _fleeting(base: str, form: str) -> set[str]:
    for full, short in _FLEETING:
        stem = base[: -len(full)]
        if base.endswith(full) and len(stem) >= LEAST_STEM:
            rest = form[len(stem + short) :]
            if form.startswith(stem + short) and rest in PARADIGMS[4].endings[1:]:
                return {MAN}
    return set()
