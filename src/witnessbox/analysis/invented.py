# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Text that speech recognisers invent where nobody speaks; pure.

What holds: the lists hold no text that was only feared: each kind was seen in this
recogniser's output over hum, noise, music and clicks, or in the reports of others.
Credits are taken out wherever they are a sentence; fillers only where nothing else
was heard, and by the caller's further doubt. Whoever is filmed saying them is
not heard: that is the price, and what is taken out is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_ENDS = (".", "!", "?", "…")
_CLOSING = "\"'»”)"
_LONGEST_LOOP = 12
"""Words."""

_CREDIT = re.compile(
    # Who made the subtitles, with whatever follows.
    r"(?:редактор|корректор|автор|перевод|создание)(?: и \w+)? субтитр\w*(?: .*)?"
    r"|субтитры (?:\w+ )?(?:делал|сделал|создал|создавал|подогнал|подготовил"
    r"|предоставил|добавил|редактировал|выполнил|от|by)\w*(?: .*)?"
    r"|субтитры|корректор(?: \w+){1,3}|редактор субтитров"
    r"|(?:subtitles|captions|transcription|transcript|translated|translation)"
    r"(?: \w+){0,2} by(?: .*)?"
    # How films and channels end.
    r"|продолжение следует|продолжение в следующей (?:части|серии)"
    r"|спасибо за (?:просмотр|субтитры|подписку)"
    r"|(?:не забудьте |не забывайте )?(?:подписаться|подписывайтесь) на (?:\w+ )?канал"
    r"|(?:подписывайтесь )?(?:и )?ставьте лайки?"
    r"|(?:thank you|thanks)(?: so much| very much)? for watching(?: this video)?"
    r"|(?:please )?(?:like and )?subscribe(?: to (?:my|our|the|this) channel)?"
    r"|(?:i ll )?see you (?:in the )?next (?:video|time)|amara org"
    r"|дякую за перегляд|дзякуй за прагляд"
)
_FILLERS = frozenset(
    (
        *("спасибо", "спасибо за внимание", "пока", "всем пока"),
        *("до новых встреч", "смотрите далее", "смотрите в следующей серии"),
        *("музыка", "спокойная музыка", "тревожная музыка", "динамичная музыка"),
        *("аплодисменты", "смех", "конец", "и", "а", "с", "в", "к"),
        *("thank you", "thank you very much", "thanks", "you", "bye", "bye bye"),
        *("the end", "okay", "so", "music", "applause", "oh", "hmm", "mm", "uh", "ah"),
    )
)


def plain(text: str) -> str:
    """Letters and digits only, in lower case, parted by single spaces."""
    folded = text.casefold().replace("ё", "е")
    return " ".join(re.findall(r"[^\W_]+", folded))


def is_credit(sentence: str) -> bool:
    """Whether the sentence is one that ends films and says who made subtitles."""
    return _CREDIT.fullmatch(plain(sentence)) is not None


def is_filler(text: str) -> bool:
    """Whether the whole text is what a recogniser says when it hears nothing."""
    return plain(text) in _FILLERS


def ends_sentence(word: str) -> bool:
    """Whether the recogniser ended a sentence with this word; initials do not."""
    initial = len(word) == 2 and word[0].isupper() and word[1] == "."
    return not initial and word.rstrip(_CLOSING).endswith(_ENDS)


def sentences(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First word and end of each sentence, as far as the recogniser ended them."""
    first = 0
    for at, word in enumerate(words):
        if ends_sentence(word):
            yield first, at + 1
            first = at + 1
    if first < len(words):
        yield first, len(words)


def without_loops(words: Sequence[str]) -> list[int]:
    """Which words are left when what repeats itself at once is said once.

    A loop is four times the same or more; one word or two need six times: people
    do say "да, да, да".
    """
    kept: list[int] = []
    at = 0
    while at < len(words):
        size, times = _loop(words, at)
        kept.extend(range(at, at + size))
        at += size * times
    return kept


def _loop(words: Sequence[str], at: int) -> tuple[int, int]:
    """(words of the shortest loop that begins here, how often); (1, 1) for none."""
    for size in range(1, min(_LONGEST_LOOP, (len(words) - at) // 4) + 1):
        pattern = words[at : at + size]
        times = 1
        while words[at + size * times : at + size * (times + 1)] == pattern:
            times += 1
        if times >= (6 if size <= 2 else 4):
            return size, times
    return 1, 1
