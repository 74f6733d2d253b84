# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Coding twice, blind: rounds, whose turn it is, agreement, and settling by a third.

What holds: who codes what is drawn by lot from the round's own seed, and anyone can
draw it again; nobody sees another's codes before whoever set up the round closes it
(the index keeps them apart); figures are of each coder's first code of a unit, and
first codes stay when a third member settles them.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, select

from witnessbox.base.errors import MissingError, UnusableError
from witnessbox.catalogue import records, rounds, schema, worklist
from witnessbox.catalogue.records import Record
from witnessbox.catalogue.work_schema import work
from witnessbox.link import agreement, assignment
from witnessbox.link.agreement import Agreement
from witnessbox.model.field import Marked
from witnessbox.pipeline.coded_round import Round as Round
from witnessbox.pipeline.coded_round import of_record as of_record
from witnessbox.pipeline.coded_round import values as values
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating, Wish, new_record

MAX_ITEMS = 500
"""As many as one field holds."""


def set_up(
    session: Session,
    title: str,
    variables: Sequence[str],
    coders: Sequence[str],
    *,
    state: str,
    share: int,
) -> str:
    """Set up a round over the items in one state of work; its id.

    Raises:
        UnusableError: There are no such items, or too few coders.
        StatementError: It breaks a rule.
    """
    w = work.c
    for_all = (w.quarantined == 0, w.confided == 0)
    wanted = select(w.item).where(w.state == state, w.shown == 1, *for_all)
    with session.reading() as connection:
        items = connection.scalars(wanted.order_by(w.position).limit(MAX_ITEMS)).all()
    if not items:
        raise UnusableError("No item is in that state.")
    if not coders or (share and len(set(coders)) < 2):
        raise UnusableError("Coding twice needs two coders at least.")
    fields = {
        "title": title,
        "variables": [*variables],
        "seed": secrets.token_hex(16),
        "items": [*items],
        "coders": "\n".join(sorted(set(coders))),
        "share": share,
    }
    return Stating(session).state("round", fields)


def every(session: Session) -> tuple[Round, ...]:
    """All rounds, the first set up first."""
    with session.reading() as connection:
        held = session.compartments
        found = records.of_kind(connection, held, "round").records
        return tuple(_round(connection, one) for one in found)


def one(session: Session, identity: str) -> Round:
    """One round.

    Raises:
        MissingError: There is none.
    """
    with session.reading() as connection:
        found = records.record(connection, session.compartments, identity)
        if found is None or found.kind != "round" or found.withdrawn:
            raise MissingError("There is no such round.")
        return _round(connection, found)


def left(session: Session, round_: Round) -> tuple[str, ...]:
    """The items that this member has yet to code, in the order of the lot."""
    if round_.closed:
        return ()
    with session.reading() as connection:
        mine = rounds.own_codes(connection, session.member, round_id=round_.id)
        open_ = assignment.left(round_.lot, mine, session.member)
        back = worklist.quarantined(connection, open_)
        back |= worklist.not_among(connection, open_, session.compartments, opens=True)
    return tuple(item for item in open_ if item not in back)


def own(session: Session, round_: Round, item: str) -> dict[str, Record]:
    """This member's codes of one item, by variable."""
    with session.reading() as connection:
        mine = rounds.own_codes(connection, session.member, item, round_.id)
    return {str(one.fields["variable"]): one for one in mine}


def code(session: Session, round_: Round, item: str, values: Mapping[str, str]) -> None:
    """Code one item: every variable of the round, all or none.

    Raises:
        MissingError: It is not this member's to code, or the round is closed.
        UnusableError: A variable has no value, or one that it cannot have.
    """
    session.item(item)
    if round_.closed or item not in round_.lot.of(session.member):
        raise MissingError("There is nothing to code.")
    before = own(session, round_, item)
    wishes = []
    for variable in round_.variables:
        value = values.get(variable, "")
        if not value:
            raise UnusableError("Every variable needs a value; 'unknown' is one.")
        fields = {
            "spans": [Marked(item).to_json()],
            "variable": variable,
            "value": value,
            "round": round_.id,
        }
        stands = before.get(variable)
        wishes.append(Wish("coding", fields, stands.id if stands else ""))
    Stating(session).together(wishes)


def close(session: Session, round_: Round) -> None:
    """Close a round: from now on everybody sees all codes.

    Raises:
        StatementError: Another member set it up.
    """
    with session.reading() as connection:
        found = records.record(connection, session.compartments, round_.id)
    if found is None:
        raise MissingError("There is no such round.")
    fields = {**found.fields, "closed": True}
    Stating(session).state("round", fields, round_.id)


def done(session: Session, round_: Round) -> dict[str, tuple[int, int]]:
    """Per coder, how many items are coded, of how many; no codes."""
    answer: dict[str, tuple[int, int]] = {}
    with session.reading() as connection:
        if round_.closed:
            made = _first_codes(connection, session, round_)
            counts = {
                coder: sum(1 for c in made if c.first_by == coder)
                for coder in round_.coders
            }
        else:
            counts = dict(rounds.how_many(connection, round_.id))
    for coder in round_.coders:
        mine = len(round_.lot.of(coder))
        codes = counts.get(coder, 0)
        answer[coder] = (codes // max(1, len(round_.variables)), mine)
    return answer


@dataclass(frozen=True, slots=True)
class Unit:
    """One variable of one item: the first codes, and what settled them.

    Attributes:
        codes: The first codes, by their authors.
        settled: The code of whoever settled it, if anybody did.
    """

    item: str
    variable: str
    codes: tuple[Record, ...]
    settled: Record | None

    @property
    def differs(self) -> bool:
        """Whether two coders gave it different values."""
        return len({str(one.fields["value"]) for one in self.codes}) > 1


@dataclass(frozen=True, slots=True)
class Report:
    """How far a closed round's coders agree, and where they do not."""

    agreed: Mapping[str, Agreement]
    differing: tuple[Unit, ...]


def report(session: Session, round_: Round) -> Report | None:
    """The report of a closed round; None while it is open."""
    if not round_.closed:
        return None
    with session.reading() as connection:
        first = _first_codes(connection, session, round_)
        settled = _settled(connection, session, round_)
    units = _units(first, settled)
    agreed = {
        variable: _agreement(
            tuple(
                tuple(sorted((c.first_by, str(c.fields["value"])) for c in unit.codes))
                for unit in units
                if unit.variable == variable
            ),
            f"{round_.seed} {variable}",
        )
        for variable in round_.variables
    }
    return Report(agreed, tuple(unit for unit in units if unit.differs))


def settle(session: Session, codes: Sequence[str], value: str, reason: str) -> None:
    """Settle two codes that differ, as a third member; both stay as they are.

    Raises:
        MissingError: A code is not there.
        StatementError: It breaks a rule, such as settling one's own.
    """
    with session.reading() as connection:
        known = records.some(connection, session.compartments, codes)
    if not codes or len(known) != len(set(codes)):
        raise MissingError("There is no such code.")
    first = known[codes[0]]
    fields = {
        "spans": first.fields["spans"],
        "variable": first.fields["variable"],
        "value": value,
        "round": first.fields["round"],
        "adjudicates": [*codes],
        "reason": reason,
    }
    Stating(session).together([Wish("coding", fields, new_record("coding"))])


def _round(connection: Connection, record: Record) -> Round:
    i = schema.item.c
    wanted = select(i.id, i.kind).where(i.id.in_(record.fields["items"]))
    return of_record(record, {row[0]: row[1] for row in connection.execute(wanted)})


def _first_codes(
    connection: Connection, session: Session, round_: Round
) -> tuple[Record, ...]:
    """The first code of each drawn coder, item and variable, made while it was open.

    What a rule refuses today may lie in the ledger all the same: nothing that was
    said later, or by others, moves a figure.
    """
    held = session.compartments
    made: dict[tuple[str, str, str], Record] = {}
    for one in rounds.first_said(connection, held, round_.id):
        unit = _unit(one)
        drawn = (
            unit[0] in round_.lot.coders and one.first_by in round_.lot.coders[unit[0]]
        )
        if drawn and unit[1] in round_.variables:
            made.setdefault((*unit, one.first_by), one)
    return tuple(made.values())


def _settled(
    connection: Connection, session: Session, round_: Round
) -> dict[tuple[str, str], Record]:
    """What settled a unit, the last stated, of a closed round."""
    held = session.compartments
    return {
        _unit(record): record
        for item in round_.lot.coders
        for record in records.marked_on(connection, held, item, "coding")
        if record.fields.get("round") == round_.id and record.fields.get("adjudicates")
    }


def _unit(code: Record) -> tuple[str, str]:
    spans: Any = code.fields["spans"]
    return str(spans[0]["item"]), str(code.fields["variable"])


def _units(
    codes: Sequence[Record], settled: Mapping[tuple[str, str], Record]
) -> list[Unit]:
    first: dict[tuple[str, str], list[Record]] = {}
    for one in codes:
        first.setdefault(_unit(one), []).append(one)
    return [Unit(*unit, tuple(made), settled.get(unit)) for unit, made in first.items()]


Coded = tuple[tuple[tuple[str, str], ...], ...]


@lru_cache(maxsize=256)
def _agreement(units: Coded, seed: str) -> Agreement:
    """An interval takes a thousand draws: the same codes are not drawn anew."""
    return agreement.agreement([dict(unit) for unit in units], seed)
