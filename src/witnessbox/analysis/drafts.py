# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The parent's check of what a listener says of one item's sound.

What holds: a draft is `model.finding`'s, of a stream that was given and a time at
which there was sound; its words are printable, in order and within it, and its text
is its words. Nothing else may be said, except one summary at the very end.
"""

from __future__ import annotations

import re
from fractions import Fraction

from witnessbox.analysis import claims
from witnessbox.analysis.stage import MAX_FINDINGS, Sound
from witnessbox.analysis.transcript import UNKNOWN, Dropped
from witnessbox.base.canonical import JsonValue
from witnessbox.media.check import (
    LiedError,
    take_choice,
    take_dict,
    take_int,
    take_list,
)
from witnessbox.model.finding import SURE, Finding

RATE = 16_000
MAX_WORDS = 512
MAX_WORD = 128
SLACK = Fraction(1)
"""Seconds by which a word may lie beside the sound."""
SPEECH_FIELDS = {"draft", "language", "text", "words"}
SUMMARY_FIELDS = {"draft", "dropped", "language", "languages", "voice_ms", "words"}
_MOST = 1 << 53
_LANGUAGE = re.compile(rf"[a-z]{{2,3}}|{UNKNOWN}")
_LINE = re.compile(
    r"[^\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]+"
)


class Draft:
    """What was given of one item, against which each finding is checked.

    Attributes:
        over: Whether all sound was given: only then comes a summary, once.
        summed: Whether it came.
    """

    def __init__(self) -> None:
        self.over = False
        self._streams: set[int] = set()
        self._first = Fraction(0)
        self._last = Fraction(0)
        self._count = 0
        self.summed = False

    def given(self, sound: Sound) -> None:
        """A block that goes out."""
        end = sound.start + Fraction(len(sound.samples), RATE)
        if not self._streams:
            self._first, self._last = sound.start, end
        self._streams.add(sound.stream)
        self._first = min(self._first, sound.start)
        self._last = max(self._last, end)

    def take(self, untrusted: JsonValue) -> Finding:
        """One finding, every field checked.

        Raises:
            LiedError: It breaks a rule.
        """
        finding = claims.check_finding(untrusted)
        self._count += 1
        if self._count > MAX_FINDINGS or self.summed:
            raise LiedError("more findings than there may be")
        if finding.kind == "summary" and self.over:
            self.summed = True
            _summary(finding)
        elif finding.kind == "speech":
            self._speech(finding)
        else:
            raise LiedError("a finding of another kind")
        return finding

    def _speech(self, finding: Finding) -> None:
        start, end = finding.start, finding.end
        if start is None or end is None or finding.score is None:
            raise LiedError("speech without times")
        if finding.stream not in self._streams or finding.pts is not None:
            raise LiedError("speech in another stream")
        if start < self._first - SLACK or end > self._last + SLACK:
            raise LiedError("speech beside the sound")
        value = finding.value
        if finding.region is not None or value.keys() != SPEECH_FIELDS:
            raise LiedError("speech in another form")
        if value["draft"] is not True:
            raise LiedError("a draft that is called more")
        _language(value["language"])
        words = take_list(value["words"], MAX_WORDS)
        last = start * 1000
        texts = []
        for word in words:
            parts = take_list(word, 4)
            if len(parts) != 4:
                raise LiedError("not a word")
            first, second = (take_int(part, -_MOST, _MOST) for part in parts[:2])
            if not last <= first <= second <= end * 1000:
                raise LiedError("words out of order")
            last = Fraction(first)
            texts.append(_word(parts[2]))
            take_int(parts[3], 0, SURE)
        if not texts or value["text"] != " ".join(texts):
            raise LiedError("a text that is not its words")


def _summary(finding: Finding) -> None:
    value = finding.value
    if value.keys() != SUMMARY_FIELDS:
        raise LiedError("a summary in another form")
    if value["draft"] is not True:
        raise LiedError("a draft that is called more")
    if value["language"] != "":
        _language(value["language"])
    for code, spoken in take_dict(value["languages"]).items():
        _language(code)
        take_int(spoken, 0, _MOST)
    for reason, count in take_dict(value["dropped"]).items():
        take_choice(reason, tuple(Dropped))
        take_int(count, 0, _MOST)
    for name in ("voice_ms", "words"):
        take_int(value[name], 0, _MOST)


def _language(untrusted: JsonValue) -> None:
    if not isinstance(untrusted, str) or not _LANGUAGE.fullmatch(untrusted):
        raise LiedError("not a language")


def _word(untrusted: JsonValue) -> str:
    if (
        not isinstance(untrusted, str)
        or len(untrusted) > MAX_WORD
        or not _LINE.fullmatch(untrusted)
    ):
        raise LiedError("not a word")
    return untrusted
