# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How a member states something: checked, signed, durable, then shown.

What holds, in this order: the kind is known and its compartment held; the member's
role may write it; each field holds; each term is of its vocabulary and not retired;
each link leads to something of the right kind that is there; the rules hold
(`pipeline.rules`); then, and only then, the ledger takes it. Nothing is half-stated:
several statements go in one append or none. A statement names the heads that its
author saw, so that two who write at once are both kept and shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from witnessbox.base.errors import MissingError, StatementError, UnusableError
from witnessbox.base.values import Compartment, random_id
from witnessbox.catalogue import records, rounds
from witnessbox.catalogue.rows import STATED
from witnessbox.ledger.entry import Act
from witnessbox.model import kinds, statement
from witnessbox.model.field import UNKNOWN, Marked, Takes, marked
from witnessbox.model.kind import Kind, Problem
from witnessbox.model.statement import Said, Statement
from witnessbox.model.vocabulary import VERSION
from witnessbox.pipeline import confiding, marking, rules, term_check
from witnessbox.pipeline.looking import Looking as Looking
from witnessbox.pipeline.rules import Draft
from witnessbox.pipeline.session import Session

MAX_TOGETHER = 5000
MAX_WHY = 2000


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that a member wants to state.

    Attributes:
        kind: Of the record.
        fields: All of it; empty values are left out.
        record: Which; empty for a new one.
        why: The reason for a change.
        seen: The heads that the author saw; None for those that stand now.
        withdraws: Whether the record is taken back.
        undoes: The statement that it undoes.
        came: Whether it was said before it came here, in a file.
    """

    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    record: str = ""
    why: str = ""
    seen: tuple[str, ...] | None = None
    withdraws: bool = False
    undoes: str = ""
    came: bool = False


class Stating:
    """One member's pen."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def state(
        self, kind: str, fields: Mapping[str, Any], record: str = "", why: str = ""
    ) -> str:
        """State one record; its id.

        Raises:
            StatementError: It breaks a rule; nothing was recorded.
            MissingError: There is no such record, or it is not for this member.
        """
        return self.together([Wish(kind, fields, record, why)])[0]

    def withdraw(self, record: str, why: str) -> None:
        """Take a record back; its history stays."""
        kind = kinds.leads_to(record)
        self.together([Wish(kind, {}, record, why, withdraws=True)])

    def undo(self) -> str:
        """Undo this member's last statement that stands; the record it was of.

        Raises:
            UnusableError: There is nothing of theirs to undo.
        """
        session = self._session
        session.committer.catch_up()
        with session.reading() as connection:
            held = session.compartments
            last = records.last_by(connection, held, session.member)
            aside = rounds.own_last(connection, session.member)
            if aside is not None and (last is None or aside.seq > last.seq):
                last = aside
            if last is None or last.statement.undoes:
                raise UnusableError("There is nothing of yours to undo.")
            made = last.statement
            every = records.history(connection, held, made.record)
            every = every or rounds.own_said(connection, made.record, session.member)
        before = [one for one in every if one.statement.id in made.supersedes]
        back = max(before, key=lambda one: one.order).statement if before else None
        wish = Wish(
            made.kind,
            back.fields if back else {},
            made.record,
            seen=(made.id,),
            withdraws=back is None or back.withdrawn,
            undoes=made.id,
        )
        return self.together([wish])[0]

    def together(self, wishes: Sequence[Wish]) -> list[str]:
        """State several, all or none; the ids of their records, in their order.

        A later one may lead to an earlier one: give those their ids (`new_record`).

        Raises:
            StatementError: One breaks a rule; nothing was recorded.
            MissingError: A record is not there.
        """
        if len(wishes) > MAX_TOGETHER:
            raise UnusableError(f"At most {MAX_TOGETHER} statements go together.")
        self._session.committer.catch_up()
        with self._looking() as looking:
            told = [
                self._made(looking, Wish("confided", {"item": item}, record))
                for record, item in confiding.untold(
                    looking, [(one.kind, one.fields) for one in wishes]
                )
            ]
            made = [self._made(looking, wish) for wish in wishes]
        acts = [
            Act(kinds.BY_NAME[one.kind].compartment, STATED, one.to_json())
            # Before what leads to it: what was stated last is what can be undone.
            for one in (*told, *made)
        ]
        self._session.committer.commit(acts)
        return [one.record for one in made]

    def checked(self, wish: Wish) -> tuple[Problem, ...]:
        """What would be wrong with a statement; nothing is recorded.

        Raises:
            MissingError: The record is not there.
        """
        with self._looking() as looking:
            try:
                self._made(looking, wish)
            except StatementError as error:
                return tuple(Problem(*one) for one in error.problems)
        return ()

    def tried(self, wishes: Sequence[Wish]) -> list[tuple[Problem, ...]]:
        """What would be wrong with each of several, seen in their order."""
        found: list[tuple[Problem, ...]] = []
        with self._looking() as looking:
            for wish in wishes:
                try:
                    self._made(looking, wish)
                    found.append(())
                except StatementError as error:
                    found.append(tuple(Problem(*one) for one in error.problems))
                except MissingError:
                    found.append((Problem("", "not-there"),))
        return found

    @contextmanager
    def _looking(self) -> Iterator[Looking]:
        with self._session.reading() as connection:
            session = self._session
            yield Looking(connection, session.compartments, session.member)

    def _made(self, looking: Looking, wish: Wish) -> Statement:
        kind = kinds.BY_NAME.get(wish.kind)
        if kind is None or not _may_write(looking, kind, wish):
            raise MissingError("There is no such kind of record.")
        identity = wish.record or new_record(wish.kind)
        before = looking.record(identity) if wish.record else None
        history: tuple[Said, ...] = ()
        if before is not None:
            history = statement.heads(looking.said(identity), own=kind.own)
        elif wish.record and (wish.withdraws or wish.seen):
            raise MissingError("There is no such record.")
        fields = {} if wish.withdraws else statement.plain(wish.fields)
        draft = Draft(
            kind.name,
            identity,
            before,
            fields,
            self._session.member,
            withdraws=wish.withdraws,
            why=wish.why,
            came=wish.came,
        )
        _refuse_if_broken(looking, kind, draft)
        made = Statement(
            id=random_id(statement.PREFIX),
            record=identity,
            kind=kind.name,
            fields=fields,
            supersedes=_superseded(kind, wish, history, self._session.member),
            withdrawn=wish.withdraws,
            why=wish.why,
            terms=VERSION,
            undoes=wish.undoes,
        )
        looking.add(kind, made, self._session.member, before)
        return made


def new_record(kind: str) -> str:
    """An id for a record that is about to be stated."""
    return random_id(kinds.BY_NAME[kind].prefix)


def _may_write(looking: Looking, kind: Kind, wish: Wish) -> bool:
    if kind.compartment in looking.held:
        return True
    # A record that one cannot read can be added, and never changed.
    return kind.blind and not wish.record and not wish.withdraws


def _superseded(
    kind: Kind, wish: Wish, history: Sequence[Said], author: str
) -> tuple[str, ...]:
    if wish.seen is not None:
        return wish.seen[: statement.MAX_SUPERSEDED]
    mine = [said for said in history if not kind.own or said.author == author]
    return tuple(said.statement.id for said in mine)[-statement.MAX_SUPERSEDED :]


def _refuse_if_broken(looking: Looking, kind: Kind, draft: Draft) -> None:
    found: list[Problem] = []
    if kind.roles and not set(kind.roles) & set(looking.roles(draft.author)):
        found.append(Problem("", "not-your-role"))
    if kind.own and draft.before is not None and draft.before.first_by != draft.author:
        found.append(Problem("", "not-yours"))
    if kinds.leads_to(draft.record) != kind.name:
        found.append(Problem("", "not-such-a-record"))
    lifts = draft.withdraws or draft.fields.get("lifted") is True
    # The role alone opens nothing: who lifts it can read why it was put there.
    reads = Compartment.RESTRICTED in looking.held
    named = Compartment.IDENTITIES in looking.held
    if kind.name == "quarantine" and lifts and not reads:
        found.append(Problem("", "needs-legal-officer"))
    if kind.name == "confided" and lifts and not named:
        found.append(Problem("", "needs-identities"))
    if len(draft.why) > MAX_WHY:
        found.append(Problem("", "why-too-long"))
    if not draft.withdraws:
        found += kind.problems(draft.fields)
        if not found:
            found += term_check.strange(looking, kind, draft)
            found += _dangling(looking, kind, draft)
            found += confiding.new_on_held_back(looking, kind, draft)
    if not found:
        found += rules.broken(looking, draft)
    if found:
        raise StatementError(tuple((one.field, one.code) for one in found))


def _dangling(looking: Looking, kind: Kind, draft: Draft) -> Iterator[Problem]:
    for one in kind.fields:
        value = draft.fields.get(one.name)
        if value is None or value == UNKNOWN:
            continue
        values: Any = value if one.many else [value]
        if one.takes in (Takes.LINK, Takes.LINKS):
            for target in values:
                if kinds.leads_to(target) not in one.of:
                    yield Problem(one.name, "wrong-kind")
                elif not looking.there(target):
                    yield Problem(one.name, "not-there")
        elif one.takes in (Takes.SPAN, Takes.SPANS):
            was: Any = draft.before.fields.get(one.name) if draft.before else None
            kept = was if one.many and isinstance(was, list) else [was]
            for span in values:
                code = "" if span in kept else _misplaced(looking, marked(span))
                if code:
                    yield Problem(one.name, code)


def _misplaced(looking: Looking, span: Marked) -> str:
    if not looking.there(span.item):
        return "not-there"
    return marking.amiss(span, looking.look(span.item))
