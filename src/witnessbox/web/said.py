# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What machines say of one item, as the item's page shows it.

What holds: everything here is a guess and worded as one; a list is cut at a
stated length and says how many there are; times are those of the film as it is
played, counted from its start. No picture is here, only numbers of stills.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Connection

from witnessbox.catalogue import found
from witnessbox.catalogue.answers import ItemView
from witnessbox.catalogue.found import Found
from witnessbox.catalogue.surveyed import MICRO, STILLS
from witnessbox.model.finding import Finding
from witnessbox.web import phrases, words, words_found
from witnessbox.web.lanes import KINDS, Lane, lanes

LISTED = 60
MAX_STRIP = 48
MAX_SPANS = 60_000
SHOT = "shot"


@dataclass(frozen=True, slots=True)
class Still:
    """One still: its number, and its time on the film as exact text and clock.

    Attributes:
        shot: The number of its shot, from 1; 0 where no shot is known.
    """

    number: int
    seconds: str
    clock: str
    shot: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """One finding in a list.

    Attributes:
        at: Seconds for the player; empty where it has no time.
        clock: The same for a person; `until` its end.
        note: What is to be said beside it, in smaller letters.
    """

    at: str
    clock: str
    until: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one kind of one stage.

    Attributes:
        count: How many there are; more than `marks` where the list is cut.
        method: The stage and its version.
        draft: Whether it is a machine's writing, to be read as a draft.
    """

    head: str
    method: str
    count: int
    marks: tuple[Mark, ...]
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """Everything that machines say of an item.

    Attributes:
        facts: (name, value, method) that hold for the whole of it.
        failed: (stage, code) of stages that could not look.
        shots: How many; `strip` shows some of the stills.
    """

    lanes: tuple[Lane, ...]
    strip: tuple[Still, ...]
    stills: int
    shots: int
    groups: tuple[Group, ...]
    facts: tuple[tuple[str, str, str], ...]
    failed: tuple[tuple[str, str], ...]


def said(
    connection: Connection, view: ItemView, begins: Fraction, looked: Sequence[Still]
) -> Said:
    """What machines say of an item.

    Args:
        connection: Where the evidence is attached.
        view: The item.
        begins: The container's first time, from which the player counts.
        looked: The first look's stills, shown until there are the survey's.
    """
    item = view.row.item
    counts = {(one.stage, one.kind): one for one in found.kinds(connection, item)}
    cuts = found.spans(connection, item, (SHOT,), MAX_SPANS)
    spans = found.spans(connection, item, KINDS, MAX_SPANS)
    shots = [start for _, start, _ in cuts]
    strip = _strip(connection, item, begins, shots) or list(looked)
    watched = [one.count for one in counts.values() if one.stage == STILLS]
    groups = []
    facts: list[tuple[str, str, str]] = []
    for (stage, kind), one in counts.items():
        if kind in phrases.HEADS and stage != STILLS:
            some = found.of_item(connection, item, (stage,), (kind,), LISTED)
            method = f"{stage}/{one.version}"
            if kind in phrases.FACTS:
                facts += [
                    (words.said(phrases.FACTS, kind), text, method)
                    for text in phrases.texts(some)
                ]
            else:
                groups.append(_group(some, one.count, method, begins))
    groups.sort(key=lambda group: (group.draft, group.head))
    return Said(
        lanes=lanes(spans, cuts, begins, Fraction(*(view.row.duration or (0, 1)))),
        strip=tuple(_thinned(strip)),
        stills=sum(watched) or len(looked),
        shots=len(shots),
        groups=tuple(groups),
        facts=tuple(dict.fromkeys(facts)),
        failed=tuple(
            (d.stage, d.code) for d in view.derivations if d.status == "failed"
        ),
    )


def _failed(view: ItemView) -> tuple[tuple[str, str], ...]:
    rows = view.derivations
    return tuple((row.stage, row.code) for row in rows if row.status == "failed")


def _strip(
    connection: Connection, item: str, begins: Fraction, shots: Sequence[int]
) -> list[Still]:
    strip = []
    for number, at in found.stills(connection, item):
        time = Fraction(at or 0, MICRO) - begins
        shot = 0 if at is None else bisect_right(shots, at)
        strip.append(
            Still(number, words_found.exact(time), words_found.clock(time), shot)
        )
    return strip


def _thinned(stills: list[Still]) -> list[Still]:
    """At most `MAX_STRIP`: of every shot its first, else evenly spread."""
    if len(stills) <= MAX_STRIP:
        return stills
    firsts = {still.shot: still for still in reversed(stills)}
    chosen = sorted(firsts.values(), key=lambda still: still.number)
    if len(chosen) < MAX_STRIP // 2:
        chosen = stills
    if len(chosen) <= MAX_STRIP:
        return chosen
    return [chosen[n * len(chosen) // MAX_STRIP] for n in range(MAX_STRIP)]


_DRAFTS = ("speech",)


def _group(some: Sequence[Found], count: int, method: str, begins: Fraction) -> Group:
    kind = some[0].finding.kind
    return Group(
        head=words.said(phrases.HEADS, kind),
        method=method,
        count=count,
        marks=tuple(_mark(one.finding, begins) for one in some),
        draft=kind in _DRAFTS,
    )


def _mark(finding: Finding, begins: Fraction) -> Mark:
    start, end = finding.start, finding.end
    at = None if start is None else start - begins
    text, note = phrases.worded(finding)
    return Mark(
        at="" if at is None else words_found.exact(at),
        clock="" if at is None else words_found.clock(at),
        until="" if end is None else words_found.clock(end - begins),
        text=text,
        note=note,
    )
