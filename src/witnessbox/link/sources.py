# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whether two pieces of evidence come from one source.

What holds: evidence is known by its roots: the files, persons, complaints and
publications that it comes from. Two pieces are independent if they share no root.
Equal bytes are one item, so a copy is its original, and so is what a machine finds to
show the same pictures, and what a member states to be one recording: that can only
make fewer sources of many. Complaints of one session, and those of one person, are one
source; a session by itself is none, as anybody can type its name. A publication is the
file that it shows or is about, and one of our own is nothing besides. Whoever brought
a disk is no second source for what lies on it. What has no root that the reader can
see is independent of nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from witnessbox.link.sight import Sight, coming, items, several, standing, text
from witnessbox.model import kinds

UNREAD = "unread"
"""The root of every complaint that the reader may not read: they may be one."""

Roots = frozenset[str]
FROM, SESSION = "from ", "session "
"""Roots that can make one source of two and never are one: where a file came from,
and the sitting in which something was told."""


def roots(sight: Sight, fields: Mapping[str, Any]) -> Roots:
    """Where a support or a ground comes from.

    Args:
        sight: What the reader may read.
        fields: Of the support or ground: `by`, `spans`, `session`, `source`.
    """
    by, source = text(fields, "by"), text(fields, "source")
    found = {*files(sight, items(fields))}
    for identity in (by, source):
        if identity:
            found |= _of(sight, identity)
    if session := _session(fields):
        found.add(session)
    # What rests on a withdrawn record rests on nothing, whatever else it names.
    if _gone(sight, by) or _gone(sight, source) or not stands(found):
        return frozenset()
    return frozenset(found)


def stands(every: Iterable[str]) -> bool:
    """Whether roots are a source by themselves."""
    return any(not one.startswith((FROM, SESSION)) for one in every)


def files(sight: Sight, every: Iterable[str]) -> Roots:
    """Items as roots: copies of one another share one."""
    found: set[str] = set()
    for one in _recordings(sight, every):
        key = sight.alike(one)
        found.add(f"alike {key}" if key else one)
        found |= {f"{FROM}{accession}" for accession in sight.accessions(one)}
    return frozenset(found)


def _recordings(sight: Sight, every: Iterable[str]) -> set[str]:
    """Items, and those that members state to be the same recording."""
    found: set[str] = set()
    waiting = [*every]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            for record in coming(sight, one, "recording", "items"):
                waiting += several(record.fields, "items")
    return found


def independent(first: Roots, second: Roots) -> bool:
    """Whether two pieces of evidence come from different sources."""
    if not stands(first) or not stands(second):
        return False
    return _Told.of(first).apart(_Told.of(second))


@dataclass(frozen=True, slots=True)
class _Told:
    """Roots, taken apart once for many comparisons.

    Attributes:
        own: All but the disks that its files came with; `disks` are those.
    """

    own: Roots
    disks: Roots

    @classmethod
    def of(cls, every: Roots) -> _Told:
        disks = {one for one in every if one.startswith(FROM)}
        return cls(every - disks, frozenset(one.removeprefix(FROM) for one in disks))

    def apart(self, other: _Told) -> bool:
        """Whether they share nothing, and neither brought the disk of the other."""
        return (
            self.own.isdisjoint(other.own)
            and self.own.isdisjoint(other.disks)
            and other.own.isdisjoint(self.disks)
        )


def count(every: Iterable[Roots]) -> int:
    """How many of them are independent of each other, at least."""
    firm = [one for one in every if stands(one)]
    firm.sort(key=lambda one: (len(one), sorted(one)))
    known = [_Told.of(one) for one in firm]
    taken: list[_Told] = []
    for one in known:
        if all(one.apart(other) for other in taken):
            taken.append(one)
    return 2 if len(taken) < 2 and _pair(known) else len(taken)


def _pair(known: Sequence[_Told]) -> bool:
    return any(
        one.apart(other)
        for number, one in enumerate(known)
        for other in known[number + 1 :]
    )


def _of(sight: Sight, identity: str) -> set[str]:
    kind = kinds.leads_to(identity)
    if kind == "complaint":
        return _complaint(sight, identity)
    if kind == "item":
        return {*files(sight, [identity])}
    found = {identity}
    record = standing(sight, identity)
    if record is None:
        return found
    if kind == "publication":
        about = (a for a in several(record.fields, "about") if _is_item(a))
        shown = (*several(record.fields, "copy"), *items(record.fields), *about)
        found = set() if record.fields.get("ours") is True else found
        found |= files(sight, shown)
    if kind == "source":
        found |= {*several(record.fields, "accession")}
        found |= {*several(record.fields, "person")}
    return found


def _complaint(sight: Sight, identity: str) -> set[str]:
    found: set[str] = set()
    waiting = [identity]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        record = standing(sight, one)
        if record is None:
            found.add(UNREAD)
            continue
        found |= {*several(record.fields, "complainant")}
        found |= files(sight, several(record.fields, "letter"))
        if session := _session(record.fields):
            found.add(session)
        waiting += several(record.fields, "same_person")
        waiting += [r.id for r in coming(sight, one, "complaint", "same_person")]
    return found


def _session(fields: Mapping[str, Any]) -> str:
    told = " ".join(text(fields, "session").casefold().split())
    return f"{SESSION}{told}" if told else ""


def _is_item(identity: str) -> bool:
    return kinds.leads_to(identity) == "item"


def _gone(sight: Sight, identity: str) -> bool:
    if not identity or kinds.leads_to(identity) in kinds.OUTSIDE:
        return False
    record = sight.record(identity)
    return record is not None and record.withdrawn
