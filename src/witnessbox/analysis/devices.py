# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which items one device may have made, and why one may think so.

What holds: pure; the same items give the same groups in whatever order they
come. An item is in at most one group. A grade says how much a group is worth:

    same-serial           one make, model and serial number
    same-model-and-naming one make and model, and names of one pattern
    same-model            one make and model: there may be several such devices
    same-naming-and-form  names of one pattern, one picture size, rate, encoder
    same-form             one encoder, picture size and rate: a sign, no more

An item that lacks what its group has (a clip without a serial number) joins it
only if no second group fits as well, under the lower grade that holds for it.
All of it rests on what files say of themselves.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from witnessbox.analysis.naming import Named, parse

MIN_SERIAL = 4
"""Characters; a shorter serial number, or one of a single character, is none."""
_REENCODED = re.compile(
    r"lav[fc]|x26[45]|handbrake|ffmpeg|libebml|libmatroska|google|youtube|premiere"
    r"|vegas|davinci|telegram|whatsapp|gstreamer|mkvmerge|android|core media",
    re.IGNORECASE,
)
"""Programs that many use: what they wrote tells nothing of a device."""


class Grade(StrEnum):
    """How much a grouping is worth, best first."""

    SAME_SERIAL = "same-serial"
    SAME_MODEL_AND_NAMING = "same-model-and-naming"
    SAME_MODEL = "same-model"
    SAME_NAMING_AND_FORM = "same-naming-and-form"
    SAME_FORM = "same-form"


REASONS = {
    Grade.SAME_SERIAL: "The files state the same make, model and serial number.",
    Grade.SAME_MODEL_AND_NAMING: (
        "The files state the same make and model, and are named alike."
    ),
    Grade.SAME_MODEL: "The files state the same make and model.",
    Grade.SAME_NAMING_AND_FORM: (
        "The files are named alike and have the same picture size and rate."
    ),
    Grade.SAME_FORM: (
        "The files state the same encoder and have the same picture size and rate."
    ),
}
_ORDER = {grade: rank for rank, grade in enumerate(Grade)}


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known of one item that may tell of its device.

    Attributes:
        item: Its id.
        names: Of all its origins.
        size: Width and height as displayed; `rate` pictures a second.
    """

    item: str
    names: tuple[str, ...] = ()
    make: str = ""
    model: str = ""
    serial: str = ""
    encoder: str = ""
    size: tuple[int, int] | None = None
    rate: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One item of a group, and what ties it to it."""

    item: str
    grade: Grade

    @property
    def reason(self) -> str:
        """The grade as a sentence for people."""
        return REASONS[self.grade]


@dataclass(frozen=True, slots=True)
class Group:
    """Items that one device may have made.

    Attributes:
        label: Make, model, serial number; or the pattern of names.
        grade: The best that holds for two of them, or for one by its serial.
        members: By item.
    """

    label: str
    grade: Grade
    members: tuple[Member, ...]


@dataclass(slots=True)
class _Known:
    """A trace with its words made comparable."""

    trace: Trace
    maker: tuple[str, str]
    serial: str
    named: Named
    form: tuple[str, str, str]

    @property
    def naming(self) -> tuple[str, ...]:
        """What is equal for items that are named alike and look alike."""
        return (self.named.pattern, self.form[0], self.form[1])


@dataclass(slots=True)
class _Heap:
    label: str
    known: list[_Known] = field(default_factory=list)
    patterns: Counter[str] = field(default_factory=Counter)
    joined: dict[str, Grade] = field(default_factory=dict)

    def add(self, one: _Known, grade: Grade) -> None:
        self.known.append(one)
        self.patterns[one.named.pattern] += bool(one.named.pattern)
        self.joined[one.trace.item] = grade

    def names_alike(self, one: _Known, least: int) -> bool:
        return self.patterns[one.named.pattern] >= least


def groups(traces: Iterable[Trace]) -> tuple[Group, ...]:
    """All groups, best grade first; items that nothing ties are in none."""
    known = [_known(trace) for trace in sorted(traces, key=_order)]
    heaps: dict[tuple[str, ...], _Heap] = {}
    rest = _by_serial(known, heaps)
    rest = _by_model(rest, heaps)
    rest = _by_naming(rest, heaps)
    _by_form(rest, heaps)
    made = [_group(heap) for heap in heaps.values()]
    kept = [group for group in made if group is not None]
    return tuple(
        sorted(kept, key=lambda g: (_ORDER[g.grade], g.label, g.members[0].item))
    )


def _order(trace: Trace) -> tuple[str, ...]:
    return (trace.item, *sorted(trace.names), trace.make, trace.model, trace.serial)


def _known(trace: Trace) -> _Known:
    serial = _plain(trace.serial)
    if len(serial) < MIN_SERIAL or len(set(serial)) == 1:
        serial = ""
    names = sorted((parse(name) for name in trace.names), key=_most_telling)
    named = names[0] if names else Named("")
    encoder = "" if _REENCODED.search(trace.encoder) else _plain(trace.encoder)
    size = "" if trace.size is None else f"{max(trace.size)}x{min(trace.size)}"
    rate = "" if trace.rate is None else f"{round(trace.rate * 100)}"
    maker = (_plain(trace.make), _plain(trace.model))
    return _Known(trace, maker, serial, named, (size, rate, encoder))


def _most_telling(named: Named) -> tuple[bool, bool, str]:
    return (not named.family, not named.telling, named.pattern)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _by_serial(
    known: Sequence[_Known], heaps: dict[tuple[str, ...], _Heap]
) -> list[_Known]:
    rest = []
    for one in known:
        if not one.serial:
            rest.append(one)
            continue
        words = (one.trace.make, one.trace.model, f"({one.trace.serial})")
        heap = _heap(heaps, ("serial", *one.maker, one.serial), words)
        heap.add(one, Grade.SAME_SERIAL)
    return rest


def _by_model(
    known: Sequence[_Known], heaps: dict[tuple[str, ...], _Heap]
) -> list[_Known]:
    serials: dict[tuple[str, str], list[_Heap]] = defaultdict(list)
    for key, heap in heaps.items():
        serials[key[1], key[2]].append(heap)
    rest = []
    for one in known:
        if not one.maker[1]:
            rest.append(one)
            continue
        same = serials[one.maker]
        if len(same) == 1 and same[0].names_alike(one, 1):
            heap, grade = same[0], Grade.SAME_MODEL_AND_NAMING
        else:
            words = (one.trace.make, one.trace.model)
            heap = _heap(heaps, ("model", *one.maker), words)
            grade = Grade.SAME_MODEL
        heap.add(one, grade)
    for heap in heaps.values():
        for one in heap.known:
            grade = heap.joined[one.trace.item]
            if grade is Grade.SAME_MODEL and heap.names_alike(one, 2):
                heap.joined[one.trace.item] = Grade.SAME_MODEL_AND_NAMING
    return rest


def _by_naming(
    known: Sequence[_Known], heaps: dict[tuple[str, ...], _Heap]
) -> list[_Known]:
    named: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
    for key, heap in heaps.items():
        for one in heap.known:
            named[one.naming].add(key)
    rest, joining = [], []
    for one in known:
        if not one.named.telling or not one.form[0]:
            rest.append(one)
            continue
        fitting = named[one.naming]
        if len(fitting) == 1:
            joining.append((one, heaps[next(iter(fitting))]))
            continue
        key = ("naming", *one.naming, one.form[2])
        heap = _heap(heaps, key, (one.named.pattern, one.form[0], one.form[2]))
        heap.add(one, Grade.SAME_NAMING_AND_FORM)
    for one, heap in joining:
        heap.add(one, Grade.SAME_NAMING_AND_FORM)
    return rest


def _by_form(known: Sequence[_Known], heaps: dict[tuple[str, ...], _Heap]) -> None:
    for one in known:
        if one.form[0] and one.form[2]:
            heap = _heap(heaps, ("form", *one.form), (one.trace.encoder, one.form[0]))
            heap.add(one, Grade.SAME_FORM)


def _heap(
    heaps: dict[tuple[str, ...], _Heap], key: tuple[str, ...], words: Sequence[str]
) -> _Heap:
    # The first in order of items gives the words as they are written.
    if key not in heaps:
        heaps[key] = _Heap(" ".join(word for word in words if word))
    return heaps[key]


def _group(heap: _Heap) -> Group | None:
    grades = sorted(heap.joined.values(), key=lambda grade: _ORDER[grade])
    if grades[0] is not Grade.SAME_SERIAL and len(grades) < 2:
        return None
    members = tuple(Member(item, grade) for item, grade in sorted(heap.joined.items()))
    return Group(heap.label, grades[0], members)
