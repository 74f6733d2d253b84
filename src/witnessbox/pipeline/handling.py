# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Working through items: taking the next one, labelling, handing on, holding back.

What holds: taking an item is a statement, and of two who take one at once the first
in the ledger has it, the other the next; what a member does not want to be given is
sealed to that member alone; a quarantine is on record before anything else happens,
its reason sealed to `restricted` by whoever writes it.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from witnessbox.base.canonical import JsonDict, encode
from witnessbox.base.errors import DamagedError, MissingError, UnusableError
from witnessbox.base.values import Compartment
from witnessbox.catalogue import records, worklist
from witnessbox.catalogue.rows import OWN
from witnessbox.catalogue.work_schema import SECOND_LOOK, STATES, UNSEEN
from witnessbox.catalogue.worklist import Spared, Work
from witnessbox.ledger.entry import Act
from witnessbox.link import order
from witnessbox.link.order import Choice
from witnessbox.model import kinds
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating, Wish
from witnessbox.vault.format import seal, unseal

POOL = 24
"""Items among which one is chosen."""

MOST_HELD = 12
"""Who holds so many unfinished items is given the oldest of them, and no new one."""

TRIES = 8
SPARED = "spared"

_lock = threading.Lock()
_taking: dict[str, set[str]] = {}
"""Per box, the items that members of this process are taking in this moment: so that
they need not find out by the ledger that somebody was quicker."""

MOST_ALIKE = 500
"""Items that look the same and are held back at once."""


def record_of(kind: str, item: str) -> str:
    """The id of the one record of a kind that an item has: everybody's the same."""
    return f"{kinds.BY_NAME[kind].prefix}-{item.partition('-')[2]}"


def work_on(session: Session, item: str) -> Work:
    """How the work on one item stands.

    Raises:
        MissingError: There is no such item, or it is not for this member.
    """
    session.item(item)
    with session.reading() as connection:
        found = worklist.one(connection, item)
    if found is None:
        raise MissingError("There is no such item.")
    return found


def take_next(session: Session) -> Choice | None:
    """The next item for this member, now theirs; None where nothing waits."""
    spared = spared_by(session)
    for _ in range(TRIES):
        session.committer.catch_up()
        with session.reading() as connection:
            mine = worklist.mine(connection, session.member)
        begun = [one for one in mine if one.state == UNSEEN]
        if begun or len(mine) >= MOST_HELD:
            one = (begun or list(mine))[0]
            return Choice(one, order.why(one, {}), rest=False)
        with _lock:
            taking = _taking.setdefault(session.premises.folder, set())
            choice = _choice(session, spared, frozenset(taking))
            if choice is None:
                return None
            taking.add(choice.work.item)
        try:
            if _took(session, choice.work):
                return choice
        finally:
            with _lock:
                taking.discard(choice.work.item)
    raise UnusableError(
        "Others took each item first; ask again.", safe="Nothing was changed."
    )


def _choice(session: Session, spared: Spared, but: frozenset[str]) -> Choice | None:
    pool = POOL + len(but)
    with session.reading() as connection:
        me = session.member
        recent = worklist.recent(connection, me)
        waiting = list(worklist.waiting(connection, me, spared, pool))
        if order.heavy(recent):
            waiting += worklist.waiting(connection, me, spared, pool, lighter=True)
        free = list({w.item: w for w in waiting if w.item not in but}.values())
        devices = [str(one.parts.get("device", "")) for one in free]
        known = worklist.of_devices(connection, [d for d in devices if d])
    return order.choose(free, spared, recent, known)


def _took(session: Session, one: Work) -> bool:
    record = record_of("work", one.item)
    with session.reading() as connection:
        held = session.compartments
        now = worklist.one(connection, one.item)
        before = records.record(connection, held, record)
        heads = records.standing(connection, held, record)
    if now is None or now.assignee not in ("", session.member):
        return False
    told = {**(before.fields if before else {}), "item": one.item}
    told |= {"state": one.state, "assignee": session.member}
    # Of what another process states in this moment nothing was seen here.
    seen = tuple(said.statement.id for said in heads)
    Stating(session).together([Wish("work", told, record, seen=seen)])
    with session.reading() as connection:
        now = worklist.one(connection, one.item)
    return now is not None and now.assignee == session.member


def take(session: Session, item: str) -> None:
    """Take one certain item.

    Raises:
        UnusableError: Somebody else has it.
    """
    one = work_on(session, item)
    if one.assignee not in ("", session.member) or not _took(session, one):
        raise UnusableError("Somebody else has this item already.")


def label_of(connection: Connection, session: Session, item: str) -> Mapping[str, Any]:
    """The fields of the label that an item has; of several, of the last stated."""
    held = session.compartments
    leads = records.leading_to(connection, held, item, "label")
    return leads[-1].record.fields if leads else {}


def give_back(session: Session, item: str) -> None:
    """Hand an item back, without a reason; it is not offered to this member again.

    Raises:
        UnusableError: It is not this member's.
    """
    one = work_on(session, item)
    if one.assignee != session.member:
        raise UnusableError("This item is not yours to hand back.")
    _state(session, item, {"state": one.state, "assignee": ""})


def assign(session: Session, item: str, member: str) -> None:
    """Give an item to a member, or to nobody.

    Raises:
        StatementError: There is no such member, or the second look would be their own.
    """
    one = work_on(session, item)
    _state(session, item, {"state": one.state, "assignee": member})


def move(session: Session, item: str, state: str, why: str = "") -> None:
    """Say how far the work on an item is; a second look is for somebody else.

    Raises:
        UnusableError: There is no such state.
        StatementError: It is closed without a description or a reason, or the second
            look is this member's own.
    """
    if state not in STATES:
        raise UnusableError("There is no such state.")
    one = work_on(session, item)
    assignee = "" if state == SECOND_LOOK else one.assignee
    _state(session, item, {"state": state, "assignee": assignee}, why)


def ask(session: Session, item: str, priority: str) -> None:
    """Ask that an item be looked at sooner, or later; empty to ask no more."""
    one = work_on(session, item)
    _state(
        session,
        item,
        {"state": one.state, "assignee": one.assignee, "asked": priority},
    )


def settle(session: Session, item: str, settled: str) -> None:
    """Write down the facts that are settled, so that nobody need look for them."""
    one = work_on(session, item)
    told = {"state": one.state, "assignee": one.assignee, "settled": settled}
    _state(session, item, told)


def reopen(session: Session, item: str, needed: str) -> None:
    """Say what is still needed of an item that was described already."""
    one = work_on(session, item)
    told = {"state": one.state, "assignee": one.assignee, "needed": needed}
    _state(session, item, told)


def label(session: Session, item: str, fields: Mapping[str, Any]) -> None:
    """Say what is to be expected of an item, in the place of what was said before.

    Raises:
        StatementError: It breaks a rule; nothing was recorded.
    """
    session.item(item)
    told = {**fields, "item": item}
    Stating(session).state("label", told, record_of("label", item))


def quarantine(
    session: Session, item: str, reason: str, *, alike: bool = False
) -> tuple[str, ...]:
    """Hold an item back from everybody but the legal officer, from now on.

    Args:
        session: A member's.
        item: Which.
        reason: Why; sealed to `restricted`.
        alike: Whether those that look the same are held back with it, for the same
            reason: all or none.

    Returns:
        Those that look the same and were not in quarantine when it was.

    Raises:
        MissingError: There is no such item, or it is held back already.
        UnusableError: No reason was given.
    """
    if not reason.strip():
        raise UnusableError("Holding an item back needs a reason.")
    session.item(item)
    with session.reading() as connection:
        others = worklist.open_alike(connection, item, MOST_ALIKE)
    wishes: list[Wish] = []
    for one in (item, *(others if alike else ())):
        held = record_of("quarantine", one)
        told = {"quarantine": held, "reason": reason.strip()}
        wishes.append(Wish("quarantine", {"item": one}, held))
        wishes.append(Wish("quarantine-reason", told))
    Stating(session).together(wishes)
    session.proxies.forget()
    return others


def lift(session: Session, item: str, why: str) -> None:
    """Let an item be worked on again: the legal officer's alone.

    Raises:
        MissingError: There is no such item, or it is not for this member.
        UnusableError: No reason was given.
    """
    if not why.strip():
        raise UnusableError("Lifting a quarantine needs a reason.")
    if not work_on(session, item).quarantined or not session.opens_quarantine:
        raise MissingError("There is no such item.")
    with session.reading() as connection:
        held = session.compartments
        leads = records.leading_to(connection, held, item, "quarantine")
    told = {"item": item, "lifted": True}
    Stating(session).together(
        [Wish("quarantine", told, lead.record.id, why.strip()) for lead in leads]
    )


def reasons(session: Session, item: str) -> tuple[str, ...]:
    """Why an item is held back: for those who hold `restricted`, else nothing."""
    held = session.compartments
    found: list[str] = []
    with session.reading() as connection:
        for lead in records.leading_to(connection, held, item, "quarantine"):
            why = records.leading_to(
                connection, held, lead.record.id, "quarantine-reason"
            )
            found += [str(one.record.fields["reason"]) for one in why]
    return tuple(found)


def spared_by(session: Session) -> Spared:
    """What this member does not want to be given."""
    kept = _kept(session, SPARED)
    terms = kept.get("categories")
    return Spared(
        categories=tuple(str(one) for one in terms) if isinstance(terms, list) else (),
        sexual=kept.get("sexual") is True,
        child=kept.get("child") is True,
        sound=kept.get("sound") is True,
        unlabelled=kept.get("unlabelled") is True,
    )


def spare(session: Session, wanted: Spared) -> None:
    """Keep what this member does not want to be given, for themselves alone."""
    body: JsonDict = {
        "categories": [*wanted.categories],
        "sexual": wanted.sexual,
        "child": wanted.child,
        "sound": wanted.sound,
        "unlabelled": wanted.unlabelled,
    }
    own = session.keyring.own.sealing
    sealed = base64.b64encode(seal(encode(body), [own.recipient()])).decode()
    act: JsonDict = {"about": SPARED, "sealed": sealed}
    session.committer.commit([Act(Compartment.EVIDENCE, OWN, act)])


def _kept(session: Session, about: str) -> dict[str, Any]:
    with session.reading() as connection:
        sealed = worklist.kept_by(connection, session.member, about)
    if not sealed:
        return {}
    try:
        plain = unseal(base64.b64decode(sealed), [session.keyring.own.sealing])
        told = json.loads(plain)
    except (DamagedError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _state(
    session: Session, item: str, changes: Mapping[str, Any], why: str = ""
) -> None:
    record = record_of("work", item)
    with session.reading() as connection:
        before = records.record(connection, session.compartments, record)
    told = dict(before.fields) if before is not None else {}
    told.update(changes, item=item)
    Stating(session).state("work", told, record, why)
