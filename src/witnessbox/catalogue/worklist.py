# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Questions about work: what waits, who has what, and what an item is labelled.

What holds: a scene is given out once: of items whose pictures are the same, the one
that somebody began with, else the first; nobody is given what they worked on or gave
back. Counts are by state and by person, never by time.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    and_,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)

from witnessbox.base.values import Compartment
from witnessbox.catalogue import found_schema
from witnessbox.catalogue.records import Held
from witnessbox.catalogue.work import UNLABELLED
from witnessbox.catalogue.work_schema import CLOSED, DESCRIBED, SECOND_LOOK, own, work
from witnessbox.catalogue.work_schema import WORST as WORST

LISTED = 200
_ONE: ColumnElement[int] = literal_column("1")
_ZERO: ColumnElement[int] = literal_column("0")
_EMPTY: ColumnElement[str] = literal_column("''")
# Written out, for an index of some rows is found by its own words alone.
RECENT = 5
FEW = 20
"""Above so many items of a device, how many does not matter."""


@dataclass(frozen=True, slots=True)
class Label:
    """What one is told before any picture.

    Attributes:
        known: Whether anybody labelled it; else it counts as the worst.
        severity: From 0 to 4.
        categories: Terms.
        sound: `yes`, `no` or `unknown`; likewise the others.
    """

    known: bool
    severity: int
    categories: tuple[str, ...]
    sound: str
    sexual: str
    child: str
    death: str

    @property
    def withheld(self) -> bool:
        """Whether no picture is made of it at all: a child may be abused in it."""
        if not self.known:
            return False
        maybe = ("yes", "unknown")
        return (self.sexual == "yes" and self.child in maybe) or (
            self.child == "yes" and self.sexual in maybe
        )


@dataclass(frozen=True, slots=True)
class Work:
    """How one item's work stands.

    Attributes:
        by: Who worked on it or gave it back.
        parts: What its score is made of.
        confided: Whether the item is for those alone who hold the identities.
        asked: The priority that `asked_by` gave it, if anybody did.
    """

    item: str
    position: int
    shown: bool
    state: str
    assignee: str
    by: tuple[str, ...]
    asked: str
    asked_by: str
    parts: Mapping[str, int | str]
    score: int
    alike: str
    quarantined: bool
    label: Label
    confided: bool = False


def _label(row: Mapping[str, object]) -> Label:
    return Label(
        known=bool(row["labelled"]),
        severity=int(str(row["severity"])),
        categories=tuple(str(row["categories"]).split()),
        sound=str(row["sound"]),
        sexual=str(row["sexual"]),
        child=str(row["child"]),
        death=str(row["death"]),
    )


NO_LABEL = _label(UNLABELLED)


def _work(row: Mapping[str, object]) -> Work:
    return Work(
        item=str(row["item"]),
        position=int(str(row["position"])),
        shown=bool(row["shown"]),
        state=str(row["state"]),
        assignee=str(row["assignee"]),
        by=tuple(str(row["by"]).split()),
        asked=str(row["asked"]),
        asked_by=str(row["asked_by"]),
        parts=json.loads(str(row["parts"])),
        score=int(str(row["score"])),
        alike=str(row["alike"]),
        quarantined=bool(row["quarantined"]),
        label=_label(row),
        confided=bool(row["confided"]),
    )


def some(connection: Connection, items: Iterable[str]) -> dict[str, Work]:
    """How the work on some items stands, by their ids."""
    wanted = select(work).where(work.c.item.in_(list(items)))
    rows = connection.execute(wanted).mappings()
    return {str(row["item"]): _work({**row}) for row in rows}


def one(connection: Connection, item: str) -> Work | None:
    """How the work on one item stands; None while nobody looked at it."""
    return some(connection, [item]).get(item)


def quarantined(connection: Connection, items: Iterable[str]) -> set[str]:
    """Those of some items that are held back."""
    w = work.c
    wanted = select(w.item).where(w.item.in_(list(items)), w.quarantined == _ONE)
    return set(connection.scalars(wanted))


def held_back() -> Select[tuple[str]]:
    """The ids of all items that are held back, for other questions."""
    return select(work.c.item).where(work.c.quarantined == _ONE)


def not_for(held: Held, *, opens: bool = False) -> CompoundSelect[tuple[str]]:
    """The ids of all items whose words and pictures are not for a reader.

    Args:
        held: The reader's compartments.
        opens: Whether the reader may open what is in quarantine.
    """
    w = work.c
    named = Compartment.IDENTITIES in held
    return union_all(
        select(w.item).where(w.quarantined == _ONE, literal(not opens)),
        select(w.item).where(w.confided == _ONE, literal(not named)),
    )


def not_among(
    connection: Connection, items: Iterable[str], held: Held, *, opens: bool = False
) -> set[str]:
    """Those of some items whose words and pictures are not for a reader."""
    w = work.c
    back = (w.quarantined == _ONE) & literal(not opens)
    named = (w.confided == _ONE) & literal(Compartment.IDENTITIES not in held)
    wanted = select(w.item).where(w.item.in_(list(items)), or_(back, named))
    return set(connection.scalars(wanted))


def mine(connection: Connection, member: str, limit: int = LISTED) -> tuple[Work, ...]:
    """What a member has and has not finished, the latest taken last."""
    w = work.c
    unfinished = w.state.not_in((DESCRIBED, CLOSED))
    own_ = and_(w.assignee == member, w.assignee != _EMPTY)
    wanted = select(work).where(own_, unfinished, w.quarantined == 0, w.confided == 0)
    rows = connection.execute(wanted.order_by(w.taken).limit(limit)).mappings()
    return tuple(_work({**row}) for row in rows)


def recent(connection: Connection, member: str, limit: int = RECENT) -> tuple[int, ...]:
    """The severities of what a member took last, the latest first."""
    w = work.c
    own_ = and_(w.assignee == member, w.assignee != _EMPTY)
    wanted = select(w.severity).where(own_)
    return tuple(connection.scalars(wanted.order_by(w.taken.desc()).limit(limit)))


@dataclass(frozen=True, slots=True)
class Spared:
    """What a member does not want to be given, without a reason.

    Attributes:
        categories: Terms of labels.
        sexual: Anything sexual, or that nobody said is not; likewise the others.
        unlabelled: Anything that nobody labelled yet.
    """

    categories: tuple[str, ...] = ()
    sexual: bool = False
    child: bool = False
    sound: bool = False
    unlabelled: bool = False


def waiting(
    connection: Connection,
    member: str,
    spared: Spared,
    limit: int,
    *,
    lighter: bool = False,
) -> tuple[Work, ...]:
    """What can be given to a member, the highest score first.

    Args:
        connection: To the index.
        member: Who asks.
        spared: What they do not want.
        limit: At most so many.
        lighter: Only what is labelled with less than the highest severity.
    """
    w, other = work.c, work.alias("other")
    began_with = or_(
        other.c.begun > w.begun,
        and_(other.c.begun == w.begun, other.c.position < w.position),
    )
    twin = and_(
        other.c.alike == w.alike, other.c.alike != _EMPTY, other.c.item != w.item
    )
    wanted = (
        select(work)
        .where(
            (w.light if lighter else w.waits) == _ONE, w.by.not_like(f"% {member} %")
        )
        .where(~select(other.c.item).where(twin, began_with).exists())
        .order_by(w.score.desc(), w.position)
        .limit(limit)
    )
    for clause in _wanted(spared):
        wanted = wanted.where(clause)
    return tuple(_work({**row}) for row in connection.execute(wanted).mappings())


def _wanted(spared: Spared) -> list[ColumnElement[bool]]:
    w = work.c
    clauses: list[ColumnElement[bool]] = []
    for name in ("sexual", "child", "sound"):
        if getattr(spared, name):
            # What nobody labelled is neither: it has a choice of its own below.
            clauses.append(or_(w.labelled == 0, w[name] == "no"))
    for term in spared.categories:
        clauses.append((" " + w.categories + " ").not_like(f"% {term} %"))
    if spared.unlabelled:
        clauses.append(w.labelled == 1)
    return clauses


@dataclass(frozen=True, slots=True)
class Board:
    """How far the work is.

    Attributes:
        states: How many items are in each state.
        held: Per member, how many items they have in each state.
        unlabelled: How many nobody labelled.
        quarantined: How many are held back.
    """

    states: Mapping[str, int]
    held: Mapping[str, Mapping[str, int]]
    unlabelled: int
    quarantined: int


def board(connection: Connection) -> Board:
    """How far the work is, of what can be shown."""
    w = work.c
    shown = and_(w.shown == _ONE, w.quarantined == _ZERO)
    counted = select(w.state, w.labelled, func.count()).where(shown)
    states: Counter[str] = Counter()
    unlabelled = 0
    for state, labelled, count in connection.execute(
        counted.group_by(w.state, w.labelled)
    ):
        states[state] += count
        unlabelled += 0 if labelled else count
    held: dict[str, dict[str, int]] = {}
    by_member = select(w.assignee, w.state, func.count())
    by_member = by_member.where(w.assignee != _EMPTY, shown)
    for member, state, count in connection.execute(
        by_member.group_by(w.assignee, w.state)
    ):
        held.setdefault(member, {})[state] = count
    back = select(func.count()).where(w.quarantined == _ONE)
    return Board(
        states=states,
        held=held,
        unlabelled=unlabelled,
        quarantined=connection.scalar(back) or 0,
    )


def second_looks(connection: Connection, limit: int = LISTED) -> tuple[Work, ...]:
    """What waits for somebody else's look, the first asked first."""
    w = work.c
    wanted = select(work).where(
        w.state == SECOND_LOOK,
        w.assignee == "",
        w.quarantined == 0,
        w.confided == 0,
    )
    rows = connection.execute(wanted.order_by(w.position).limit(limit)).mappings()
    return tuple(_work({**row}) for row in rows)


def alike(connection: Connection, item: Work) -> int:
    """How many other items look the same, by their pictures' hashes."""
    if not item.alike:
        return 0
    w = work.c
    wanted = select(func.count()).where(w.alike == item.alike, w.item != item.item)
    return connection.scalar(wanted) or 0


def open_alike(connection: Connection, item: str, limit: int) -> tuple[str, ...]:
    """Other items that look the same as one and are not in quarantine."""
    w = work.c
    same = select(w.alike).where(w.item == item, w.alike != _EMPTY).scalar_subquery()
    wanted = select(w.item).where(
        w.alike == same, w.alike != _EMPTY, w.item != item, w.quarantined == _ZERO
    )
    return tuple(connection.scalars(wanted.order_by(w.position).limit(limit)))


def of_devices(connection: Connection, devices: Sequence[str]) -> dict[str, int]:
    """How many items there are of each of some devices, counted up to `FEW`."""
    t = found_schema.trait.c
    answer: dict[str, int] = {}
    for device in dict.fromkeys(devices):
        few = select(t.position).where(t.device == device).limit(FEW).subquery()
        answer[device] = connection.scalar(select(func.count()).select_from(few)) or 0
    return answer


def kept_by(connection: Connection, member: str, about: str) -> str:
    """What a member keeps for themselves about something, sealed; or nothing."""
    wanted = select(own.c.sealed).where(own.c.member == member, own.c.about == about)
    return connection.scalar(wanted) or ""
