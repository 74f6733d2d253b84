# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whether a text mentions a name: by whole words, in any script, case or spelling.

What holds: one word of a name is enough where it is written as the name sounds; where
it is merely alike, two that stand side by side are needed. Initials name nobody. A
word of few letters counts only where it is written with a capital, as a name is.
"""

from __future__ import annotations

import re
from itertools import pairwise

from witnessbox.link import names

SURE = 970
"""From here on a single word is the name's: its spelling, script or case differs."""
SHORT = 3

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼʹ`][^\W\d_]+)*")


def mentions(text: str, name: str) -> bool:
    """Whether a text holds a name, or a word of it."""
    wanted = [one for one in _WORD.findall(name) if len(one) > 1]
    scores = [_best(one, wanted) for one in _WORD.findall(text)]
    if any(score >= SURE for score, _ in scores):
        return True
    return any(
        one != other and min(first, second) >= names.ALIKE
        for (first, one), (second, other) in pairwise(scores)
    )


def _best(word: str, wanted: list[str]) -> tuple[int, str]:
    """How alike a word is to that word of a name which is most alike; and which."""
    found = (0, "")
    for one in wanted:
        if min(len(one), len(word)) <= SHORT and not word[0].isupper():
            continue
        found = max(found, (names.word(word, one).score if len(word) > 1 else 0, one))
    return found
