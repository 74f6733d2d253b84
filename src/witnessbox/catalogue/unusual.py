# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What differs from the rest: in words and counts, never in pictures.

What holds: one plain rule, and each answer carries the counts that made it. A
word that few items of a group have, although elsewhere many have it, is unusual
there; so is a word that few items of the whole box have. Nothing is said of a
group too small to have a habit. It says where to look first, not what is there:

    of 214 items at night, 1 has speech; of 900 others, 410 have

Items count that could be looked at. Each answer is a filter, so that its items
can be listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from witnessbox.catalogue.answers import Filter
from witnessbox.catalogue.cells import Cell
from witnessbox.catalogue.traits import FLAGS

MIN_GROUP = 20
FEW = 2
LEAST_EXPECTED = 5
"""Of a group as large, so many would have the word if it were like the rest."""

MANY_TIMES = 8
"""The others have it so many times as often."""

MAX_ANSWERS = 16
MAX_OF_A_FACET = 4
"""Of the whole box: a disk of strays has hundreds of devices seen once."""

WATCHED = ("video", "photograph", "sound")

Word = tuple[str, str]
"""A facet and its value: ("device", key), ("with", "voice")."""

_GROUP_FACETS = ("device", "month", "language", "kind")
_GROUP_FLAGS = ("night", "voice")
_WORD_FLAGS = ("faces", "voice", "clock", "damaged", "place", "hidden")


@dataclass(frozen=True, slots=True)
class Unusual:
    """A word that few of a group have.

    Attributes:
        group: What the group shares; None for the whole box.
        word: What few of it have.
        few: How many; `of`: the group's items.
        elsewhere: Items with the word outside the group; `rest`: items there.
    """

    group: Word | None
    word: Word
    few: int
    of: int
    elsewhere: int
    rest: int

    @property
    def narrowed(self) -> Filter:
        """The filter that lists these items."""
        words = [self.word] + ([] if self.group is None else [self.group])
        having = tuple(sorted(value for facet, value in words if facet == "with"))
        given = {facet: value for facet, value in words if facet != "with"}
        return Filter(
            kind=given.get("kind", ""),
            state="looked",
            month=given.get("month", ""),
            device=given.get("device", ""),
            language=given.get("language", ""),
            shape=given.get("shape", ""),
            having=having,
        )


def unusual(table: Sequence[Cell]) -> tuple[Unusual, ...]:
    """What differs from the rest, the largest groups first."""
    seen = [c for c in table if c.state == "looked" and c.kind in WATCHED]
    total = sum(cell.items for cell in seen)
    if total < MIN_GROUP:
        return ()
    words: Counter[Word] = Counter()
    groups: Counter[Word] = Counter()
    both: Counter[tuple[Word, Word]] = Counter()
    for cell in seen:
        mine = list(_words(cell))
        for word in mine:
            words[word] += cell.items
        for group in _groups(cell):
            groups[group] += cell.items
            for word in mine:
                both[group, word] += cell.items
    found = [*_rare(words, total), *_rare_in_group(words, groups, both, total)]
    found.sort(key=lambda one: (-one.of, one.few, one.word, one.group or ("", "")))
    return tuple(found[:MAX_ANSWERS])


def _words(cell: Cell) -> Iterator[Word]:
    yield "kind", cell.kind
    for name in _WORD_FLAGS:
        if cell.flags & FLAGS[name]:
            yield "with", name
    for facet in ("device", "month", "language", "shape"):
        value = getattr(cell, facet)
        # A photograph's size is as it was cut; a film's is its camera's.
        if value and (facet != "shape" or cell.kind == "video"):
            yield facet, value


def _groups(cell: Cell) -> Iterator[Word]:
    for facet in _GROUP_FACETS:
        value = getattr(cell, facet)
        if value:
            yield facet, value
    for name in _GROUP_FLAGS:
        if cell.flags & FLAGS[name]:
            yield "with", name


def _rare(words: Counter[Word], total: int) -> Iterator[Unusual]:
    # Where every value is rare (a device an item), being rare is usual.
    commonest: Counter[str] = Counter()
    for (facet, _), items in words.items():
        commonest[facet] = max(commonest[facet], items)
    told: Counter[str] = Counter()
    for word, items in sorted(words.items(), key=lambda pair: (pair[1], pair[0])):
        usual = word[0] == "with" or commonest[word[0]] >= MIN_GROUP
        if items <= FEW and usual and told[word[0]] < MAX_OF_A_FACET:
            told[word[0]] += 1
            yield Unusual(None, word, items, total, 0, 0)


def _rare_in_group(
    words: Counter[Word],
    groups: Counter[Word],
    both: Counter[tuple[Word, Word]],
    total: int,
) -> Iterator[Unusual]:
    for group, size in groups.items():
        rest = total - size
        if size < MIN_GROUP or rest < MIN_GROUP:
            continue
        for word, all_with in words.items():
            few = both[group, word]
            same = word == group or word[0] == group[0] != "with"
            if not 0 < few <= FEW or same or all_with <= FEW:
                continue
            elsewhere = all_with - few
            expected = size * elsewhere
            if expected >= rest * max(LEAST_EXPECTED, MANY_TIMES * few):
                yield Unusual(group, word, few, size, elsewhere, rest)
