# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""From what a recogniser says to what is kept of it; pure.

What holds: a speech recogniser invents text where nobody speaks: phrases that end
films, loops, words beside any voice. What is kept lies within voice, is not a
phrase known to be invented, is not a loop and is not beneath the floors of the
recogniser's own doubt; what is dropped is counted by reason. What is kept is still
a machine's draft, to find a place in the sound by, never to be quoted.

Times are whole milliseconds of the stream's own clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from witnessbox.analysis import invented

UNKNOWN = "unknown"
EXPECTED = ("ru", "en")
"""Languages to write in; the first, the archive's own, where none is likely."""
LIKELY = 0.5
"""Below this the second language of an archive is not believed: of 12 Russian words
spoken alone 5 were taken for English, at 0.2 to 0.45."""
CONFIDENT = 0.6
"""Below this no language is named: a robotic voice in Russian was Polish at 0.39."""
SURE_OF_OTHER = 0.8
"""From this on a language beside the expected ones is written as such."""

MARGIN = 300
"""Milliseconds by which a word may stray from voice: word times come from
cross-attention, and stray by 0.1 to 0.3 s."""
NO_SPEECH = 0.6
LOW = -1.0
"""Mean log-probability of a token: below, and with `NO_SPEECH`, nobody spoke."""
HOPELESS = -1.5
"""Below this the text is a guess, whoever spoke."""
DOUBTED = 350
"""Words whose mean score is below this, over weak voice, are dropped."""
WEAK_VOICE = 650
FIRM = 800
"""A filler that stands alone is kept if its words and its voice reach this."""
MAX_RATIO = 2.4
"""Bytes of text to bytes compressed, from which on it repeats itself."""

MAX_TURN = 12_000
"""Milliseconds of one segment before it is cut at the next word."""
BREATH = 700
"""Milliseconds of pause that end a segment."""


class Dropped(StrEnum):
    """Why text was not kept."""

    NO_SPEECH = "no-speech"
    DOUBT = "doubt"
    LOOP = "loop"
    PHRASE = "phrase"
    OUTSIDE = "outside"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it was heard.

    Attributes:
        text: With the punctuation that belongs to it, without spaces around.
        score: The recogniser's own, in thousandths.
    """

    start: int
    end: int
    text: str
    score: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What the recogniser says of one stretch of at most 30 s.

    Attributes:
        language: As decoded; `named`: as far as it is certain.
        no_speech: Its own probability that nobody speaks.
        logprob: Mean over the tokens.
        ratio: How well its text compresses.
        voice: Spans of voice (start, end, score in thousandths).
    """

    language: str
    named: str
    words: tuple[Word, ...]
    no_speech: float
    logprob: float
    ratio: float
    voice: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A segment of the transcript."""

    language: str
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words in one line."""
        return " ".join(word.text for word in self.words)

    @property
    def score(self) -> int:
        """The words' mean score."""
        return sum(word.score for word in self.words) // len(self.words)


def language(
    chances: Mapping[str, float], expected: Sequence[str] = EXPECTED
) -> tuple[str, str]:
    """(the language to decode in, the language to name) from probabilities.

    Args:
        chances: By code.
        expected: The archive's own language, and others that are likely in it.
    """
    first = max(chances, key=lambda code: chances[code], default=UNKNOWN)
    chance = chances.get(first, 0.0)
    if chance >= (LIKELY if first in expected else SURE_OF_OTHER):
        return first, first if chance >= CONFIDENT else UNKNOWN
    return expected[0], UNKNOWN


def languages(setting: str) -> tuple[str, ...]:
    """The expected languages from a setting such as `ru,en`; ours where it is none."""
    codes = tuple(one.strip() for one in setting.split(",") if one.strip())
    sound = all(len(code) in (2, 3) and code.isalpha() for code in codes)
    return codes if codes and sound else EXPECTED


def blend(
    own: Mapping[str, float], others: Mapping[str, float], seconds: float
) -> dict[str, float]:
    """A stretch's chances, leaning on the rest of the item the more, the shorter it is.

    Args:
        own: Of this stretch.
        others: Of the item so far, in seconds of voice; empty at its beginning.
        seconds: Of voice in this stretch.
    """
    total = sum(others.values())
    if not total:
        return dict(own)
    # Whisper is unsure of less than a few seconds: they count as `seconds` of 5.
    weight = 5.0 / (5.0 + seconds)
    codes = own.keys() | others.keys()
    return {
        code: (1 - weight) * own.get(code, 0.0) + weight * others.get(code, 0.0) / total
        for code in codes
    }


@dataclass(slots=True)
class Judge:
    """Decides what of each stretch is kept; remembers the last texts.

    Attributes:
        dropped: Words that were not kept, by reason.
    """

    dropped: Counter[Dropped] = field(default_factory=Counter)
    _last: list[str] = field(default_factory=list)

    def turns(self, heard: Heard) -> Iterator[Turn]:
        """What is kept of a stretch, in segments."""
        words: Sequence[Word] = heard.words
        reason = _doubt(heard)
        if reason is not None:
            self.dropped[reason] += len(words)
            return
        words = self._keep(words, _inside(words, heard.voice), Dropped.OUTSIDE)
        words = self._keep(words, _without_loops(words), Dropped.LOOP)
        words = self._keep(words, _without_phrases(words), Dropped.PHRASE)
        if _alone(words, heard):
            words = self._keep(words, [], Dropped.PHRASE)
        for turn in cut(words):
            said = invented.plain(" ".join(word.text for word in turn))
            if self._again(said):
                self.dropped[Dropped.REPEATED] += len(turn)
            else:
                yield Turn(heard.named, tuple(turn))

    def _keep(
        self, words: Sequence[Word], kept: Sequence[Word], reason: Dropped
    ) -> Sequence[Word]:
        if len(words) > len(kept):
            self.dropped[reason] += len(words) - len(kept)
        return kept

    def _again(self, said: str) -> bool:
        """Whether this was the text of the two segments before as well."""
        self._last = [*self._last[-2:], said]
        return " " in said and self._last == [said] * 3


def _doubt(heard: Heard) -> Dropped | None:
    if not heard.words:
        return None
    if heard.no_speech > NO_SPEECH and heard.logprob < LOW:
        return Dropped.NO_SPEECH
    if heard.logprob < HOPELESS:
        return Dropped.DOUBT
    mean = sum(word.score for word in heard.words) / len(heard.words)
    voice = sum(end - start for start, end, _ in heard.voice)
    strength = sum((end - start) * score for start, end, score in heard.voice)
    if mean < DOUBTED and strength < WEAK_VOICE * voice:
        return Dropped.DOUBT
    left = len(_without_loops(heard.words))
    if heard.ratio > MAX_RATIO and left * 4 <= len(heard.words):
        return Dropped.LOOP
    return None


def _inside(words: Sequence[Word], voice: Sequence[tuple[int, int, int]]) -> list[Word]:
    """The words that touch a span of voice."""
    return [
        word
        for word in words
        if any(
            word.start < end + MARGIN and word.end > start - MARGIN
            for start, end, _ in voice
        )
    ]


def _without_loops(words: Sequence[Word]) -> list[Word]:
    kept = invented.without_loops([invented.plain(word.text) for word in words])
    return [words[at] for at in kept]


def _without_phrases(words: Sequence[Word]) -> list[Word]:
    texts = [word.text for word in words]
    return [
        word
        for first, end in invented.sentences(texts)
        if not invented.is_credit(" ".join(texts[first:end]))
        for word in words[first:end]
    ]


def _alone(words: Sequence[Word], heard: Heard) -> bool:
    """Whether this is only what a recogniser says when it hears nothing."""
    if not words or not invented.is_filler(" ".join(word.text for word in words)):
        return False
    strength = max((score for _, _, score in heard.voice), default=0)
    mean = sum(word.score for word in words) / len(words)
    return min(mean, strength) < FIRM or heard.no_speech > NO_SPEECH


def cut(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """The words in segments: by pauses, sentences and length."""
    first = 0
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else None
        long = word.end - words[first].start >= MAX_TURN
        ended = invented.ends_sentence(word.text)
        if following is None or long or ended or following.start - word.end >= BREATH:
            yield words[first : at + 1]
            first = at + 1
