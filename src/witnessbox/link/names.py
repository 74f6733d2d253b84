# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whether two writings may be of one person's name: a score, and why.

What holds: this says whether *names* agree, never whether persons are one: two men
may be named alike, and one man may be named in two ways. Words are compared by sound
(`model.spelling`), whatever the script; cases of a name are the name, where all its
words allow one sex; a patronymic may be missing and may not differ; an initial
agrees with what begins so; order is free. Pure; the bar and the measured figures are
in `bench/names.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import permutations

from witnessbox.link import declension, transliteration
from witnessbox.model import spelling

WHOLE = 1000
"""A score's unit, as findings have it."""
ALIKE = 800
"""From here on two writings are offered as one name; see `bench/names.py`."""
MAX_WORDS = 5

_PARTS = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f'’‘ʼʹʺ`\"”·][^\W\d_]*)*\.?")
_SPLIT = re.compile(r"[-‐‑–\s,;]+")

_CASE, _TYPED = 970, 1000
_INITIAL = 880
_MISSING = 960
"""What a missing patronymic leaves."""
_ALONE = 860
"""What is left where one of the two has a single word, and the other has more."""
_LEFT_OUT = 700
"""What another missing word leaves."""
_OTHER_SEX = 450
_OTHER_PATRONYMIC = 500

_CHEAP = {
    frozenset(pair): cost
    for cost, pairs in (
        (0.0, ("XC", "Xh", "YS", "YQ")),
        (0.1, ("xh", "XS", "Cc", "zs", "ei")),
        (0.2, ("zc", "SQ", "hg", "fv", "kc", "sc", "SC", "QC", "ck", "Zi", "eo")),
        (0.3, ("ZS", "Zz", "Ss", "Cz", "Xk", "ia", "iu", "xk", "xs")),
        (0.4, ("ao", "ae", "ou")),
        (0.6, ("bv", "dt", "gk", "bp", "zZ", "ai", "oi", "uo", "eu", "au")),
    )
    for pair in pairs
}


class Why(StrEnum):
    """What makes, or unmakes, an agreement."""

    SAME = "same"
    SCRIPT = "script"
    """Another script or transliteration."""
    STANDARD = "standard"
    """Exactly as a published standard writes it; the detail is its name."""
    CASE = "case"
    ORDER = "order"
    INITIAL = "initial"
    NO_PATRONYMIC = "no-patronymic"
    TYPING = "typing"
    LEFT_OUT = "left-out"
    OTHER_PATRONYMIC = "other-patronymic"
    OTHER_SEX = "other-sex"
    OTHER_WORD = "other-word"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are written, in thousandths, and why."""

    score: int
    why: tuple[tuple[Why, str], ...]

    @property
    def alike(self) -> bool:
        """Whether they may be one name."""
        return self.score >= ALIKE


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    sound: str
    initial: bool


@dataclass(frozen=True, slots=True)
class _Pair:
    score: int
    why: tuple[Why, ...]
    sexes: frozenset[str]


_EITHER = frozenset((declension.MAN, declension.WOMAN))


def compare(one: str, other: str) -> Likeness:
    """How alike two names are."""
    left, right = _words(one), _words(other)
    if not left or not right:
        return Likeness(0, ((Why.OTHER_WORD, ""),))
    if len(left) > len(right):
        left, right = right, left
    best = max(
        (_aligned(left, right, places) for places in _placings(left, right)),
        key=lambda found: found.score,
    )
    return _explained(best, one, other)


@lru_cache(maxsize=16384)
def word(one: str, other: str) -> Likeness:
    """How alike two single words are, as names."""
    pair = _paired(_word(one), _word(other))
    return Likeness(pair.score, tuple((why, "") for why in pair.why))


def _words(name: str) -> tuple[_Word, ...]:
    found = []
    for part in _SPLIT.split(name):
        found += [_word(text) for text in _PARTS.findall(part)]
    return tuple(one for one in found if one.sound)[:MAX_WORDS]


@lru_cache(maxsize=65536)
def _word(text: str) -> _Word:
    bare = text.rstrip(".")
    # Shch., Zh. and Yu. are initials too; Li and Gai are names.
    initial = len(bare) == 1 or (text.endswith(".") and len(bare) <= 4)
    return _Word(bare.casefold(), spelling.sounds(bare), initial)


def _placings(
    left: Sequence[_Word], right: Sequence[_Word]
) -> Iterator[tuple[int, ...]]:
    yield from permutations(range(len(right)), len(left))


def _aligned(
    left: Sequence[_Word], right: Sequence[_Word], places: tuple[int, ...]
) -> Likeness:
    pairs = [_paired(a, right[at]) for a, at in zip(left, places, strict=True)]
    missing = [one for at, one in enumerate(right) if at not in places]
    why: dict[Why, None] = {}
    for pair in pairs:
        why.update(dict.fromkeys(pair.why))
    scores = [pair.score for pair in pairs]
    score = (3 * min(scores) + sum(scores) / len(scores)) / 4
    sexes = frozenset.intersection(*(pair.sexes for pair in pairs)) & _said(left, right)
    if not sexes and min(scores) >= ALIKE:
        score, why = min(score, _OTHER_SEX), {**why, Why.OTHER_SEX: None}
    if _clash(left, right, pairs, places):
        score, why = min(score, _OTHER_PATRONYMIC), {**why, Why.OTHER_PATRONYMIC: None}
    for one in missing:
        if declension.patronymic(one.sound) or (one.initial and len(left) > 1):
            score, why = score * _MISSING / WHOLE, {**why, Why.NO_PATRONYMIC: None}
        else:
            score, why = score * _LEFT_OUT / WHOLE, {**why, Why.LEFT_OUT: None}
    if len(left) == 1 and missing:
        score = max(score, min(scores) * _ALONE / WHOLE)
    if list(places) != sorted(places):
        why[Why.ORDER] = None
    if all(pair.why == (Why.INITIAL,) for pair in pairs):
        score = min(score, _LEFT_OUT)
    return Likeness(round(score), tuple((one, "") for one in why))


def _said(left: Sequence[_Word], right: Sequence[_Word]) -> frozenset[str]:
    """The sexes that the patronymics leave."""
    said = {declension.patronymic(one.sound) for one in (*left, *right)} - {""}
    return frozenset(said) if len(said) == 1 else frozenset() if said else _EITHER


def _clash(
    left: Sequence[_Word],
    right: Sequence[_Word],
    pairs: Sequence[_Pair],
    places: tuple[int, ...],
) -> bool:
    """Whether both have a patronymic, and not the same."""
    for one, at, pair in zip(left, places, pairs, strict=True):
        both = declension.patronymic(one.sound), declension.patronymic(right[at].sound)
        if all(both) and pair.score < ALIKE:
            return True
    return False


@lru_cache(maxsize=65536)
def _paired(one: _Word, other: _Word) -> _Pair:
    if one.initial or other.initial:
        return _initials(one, other)
    if one.sound == other.sound:
        why = Why.SAME if one.text == other.text else Why.SCRIPT
        return _Pair(WHOLE, (why,), _EITHER)
    direct = _near(one.sound, other.sound)
    why = _spelled(one, other, direct)
    best = _Pair(direct, (why,), _EITHER)
    if direct < WHOLE - 20:
        cases = declension.sexes(_plain(one.sound), _plain(other.sound))
        if cases and direct < _CASE:
            best = _Pair(_CASE, (Why.CASE,), cases)
    return best


def _spelled(one: _Word, other: _Word, score: int) -> Why:
    if score < ALIKE:
        return Why.OTHER_WORD
    crossed = spelling.is_cyrillic(one.text) != spelling.is_cyrillic(other.text)
    cheap = score >= WHOLE * 0.93
    return Why.SCRIPT if crossed or cheap else Why.TYPING


def _plain(sound: str) -> str:
    """For cases: an и that only a spelling has goes."""
    return sound.replace("ie", "e").replace("X", "C").replace("Y", "S")


def _initials(one: _Word, other: _Word) -> _Pair:
    a, b = one.sound, other.sound
    if one.initial and other.initial:
        near = _begin(a, b) or _begin(b, a)
    else:
        near = _begin(a, b) if one.initial else _begin(b, a)
    return _Pair(_INITIAL if near else 0, (Why.INITIAL,), _EITHER)


def _begin(initial: str, whole: str) -> bool:
    """Whether a name begins as an initial does; Е is E and Ye."""
    for a in (initial, initial.removeprefix("i")):
        for b in (whole, whole.removeprefix("i")):
            if (
                a
                and b
                and (a[0] == b[0] or _CHEAP.get(frozenset(a[0] + b[0]), 1) < 0.2)
            ):
                return True
    return False


def _near(one: str, other: str) -> int:
    """Thousandths by which two sounds agree."""
    longest = max(len(one), len(other))
    if abs(len(one) - len(other)) > 4:
        return 0
    cost = _distance(one, other)
    return max(0, round(WHOLE * (1 - cost / max(longest, 4))))


def _distance(one: str, other: str) -> float:
    """What it costs to make one of the other: cheap where spellings differ."""
    before: list[float] = []
    row = [0.0]
    for n, letter in enumerate(other):
        row.append(row[n] + _drop(other, n, letter))
    for i, a in enumerate(one):
        earlier, before, row = before, row, [row[0] + _drop(one, i, a)]
        for j, b in enumerate(other):
            best = min(
                before[j] + (0.0 if a == b else _swap(a, b)),
                before[j + 1] + _drop(one, i, a),
                row[j] + _drop(other, j, b),
            )
            if i and j and a == other[j - 1] and b == one[i - 1]:
                best = min(best, earlier[j - 1] + 0.9)
            row.append(best)
    return row[-1]


def _swap(a: str, b: str) -> float:
    return _CHEAP.get(frozenset((a, b)), 1.0)


def _drop(word: str, at: int, letter: str) -> float:
    """What a letter costs that the other has not."""
    if letter == "i":
        # й, ь and the i of ie and yo: next to a vowel it is a matter of spelling.
        beside = word[max(0, at - 1) : at] + word[at + 1 : at + 2]
        return 0.1 if any(one in spelling.VOWELS for one in beside) else 0.5
    if letter == "e" and at == len(word) - 1:
        return 0.4
    if letter == "o" and word[max(0, at - 1) : at] == "i":
        return 0.5
    return 0.9 if letter in spelling.VOWELS else 1.0


def _explained(found: Likeness, one: str, other: str) -> Likeness:
    """With the standard, where one of them is the other by its rules."""
    whys = {why for why, _ in found.why}
    if Why.SCRIPT not in whys:
        return found
    pair = [one.strip(), other.strip()]
    pair.sort(key=lambda name: not spelling.is_cyrillic(name))
    names = transliteration.standards_of(pair[0].lower(), pair[1].lower())
    if not names or not spelling.is_cyrillic(pair[0]):
        return found
    kept = tuple(each for each in found.why if each[0] is not Why.SCRIPT)
    return Likeness(found.score, (*kept, (Why.STANDARD, ", ".join(names))))
