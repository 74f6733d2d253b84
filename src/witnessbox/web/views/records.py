# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The case: what is on record, in lists and one by one, as it stands.

What holds: screens are made from the kinds of record, and know no field that forms,
imports and exports do not; a kind, a record or a term that is not this member's to
read is not counted, listed or suggested; a page of a list costs the same with a
hundred records and with fifty thousand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response as Answer

from witnessbox.base.errors import MissingError
from witnessbox.catalogue import records
from witnessbox.link import trail
from witnessbox.model import kinds
from witnessbox.model.field import CODE, ID, Takes
from witnessbox.model.kind import Kind
from witnessbox.pipeline import casework, rechecking
from witnessbox.pipeline.casework import Wanted
from witnessbox.pipeline.session import Session
from witnessbox.web import counted, sides, telling, words_links, words_records
from witnessbox.web.choices import Choice
from witnessbox.web.dossier import dossier
from witnessbox.web.gate import Seated
from witnessbox.web.pages import render
from witnessbox.web.rows import facts_need, rows_of
from witnessbox.web.shown import Showing
from witnessbox.web.tongue import N_, gettext

router = APIRouter()

PAGE = 50
NEWEST = 12
FEW = 8
MAX_SOUGHT = 100
EXPERTS = ("characterisation", "opinion")
PROOF = ("ground", "lineup", "recording")
HELD_BACK = ("quarantine", "quarantine-reason", "confided")
SAID = ("description", "transcript", "clock-reading")
CODED = (*SAID, "coding", "round", "term")
MAIN = ("event", "act", "person", "involvement", "identification", "complaint")
"""The kinds whose counts stand first, large."""

TABLES = ("mapping", "import")
TOLD_BEFORE = ("elsewhere", "again", "approval")
GROUPS = (
    (N_("Who and where"), ("person", "name", "place", "death", "source", "risk")),
    (N_("Who commands"), ("organisation", "post", "occupancy")),
    (N_("What happened"), ("event", "act", "involvement", *EXPERTS)),
    (N_("What speaks for it"), ("support", "appearance", "identification", *PROOF)),
    (N_("Complaints"), ("complaint", "translation", "shown", "consent")),
    (N_("Asking again, and tables"), (*TOLD_BEFORE, *TABLES)),
    (N_("What came of it"), ("intervention", "outcome", "publication")),
    (N_("How items are worked through"), ("label", "work", *HELD_BACK, *CODED)),
)
"""Every kind, under the head where one looks for it."""

LISTS = {"complaint": "/complaints", "risk": "/risks"}
"""The kinds whose list is a page of its own: there is no second one."""

CURSOR = re.compile(r"([0-9TZ:-]{20})~([a-z]{1,2}-[0-9a-f]{32})")
FLAGS = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Narrow:
    """One field by which a list is narrowed."""

    field: str
    label: str
    choices: tuple[Choice, ...]
    chosen: str


@contextmanager
def looking(session: Session) -> Iterator[tuple[Connection, Showing]]:
    """A connection, and what names things on it."""
    session.committer.glance()
    with session.reading() as connection:
        members = {one.handle: one.name for one in session.members()}
        yield connection, Showing(connection, session.compartments, members)


def kind_of(session: Session, name: str) -> Kind:
    """A kind by its name in an address.

    Raises:
        MissingError: There is none, or it is not for this member.
    """
    kind = kinds.BY_NAME.get(name)
    if kind is None or kind.compartment not in session.compartments:
        raise MissingError("There is no such kind of record.")
    return kind


@router.get("/case")
def case(request: Request, seat: Seated) -> HTMLResponse:
    """The case at a glance."""
    session = seat.session
    glance = counted.case(session)
    with looking(session) as (connection, showing):
        held = session.compartments
        members = [one.handle for one in session.members()]
        said = casework.newest(connection, held, members, NEWEST)
        differing = casework.differing(connection, held, FEW)
        newest = records.some(connection, held, [s.statement.record for s in said])
        listed = [*newest.values(), *differing, *glance.lacking]
        showing.learn(listed, facts_need(listed))
        rows = {one.id: one for one in rows_of(connection, held, showing, listed)}
        told = [
            (rows[s.statement.record], showing.member(s.author), s.at, s.statement)
            for s in said
            if s.statement.record in rows
        ]
    main = [_counted(name, glance.counts) for name in MAIN if held_kind(session, name)]
    rest = [
        (gettext(head), [_counted(name, glance.counts) for name in names])
        for head, known in GROUPS
        if (names := [name for name in known if held_kind(session, name)])
    ]
    return render(
        request,
        "case.html",
        here="case",
        main=main,
        rest=rest,
        told=told,
        differing=[rows[one.id] for one in differing],
        lacking=[rows[one.id] for one in glance.lacking],
        empty=not any(glance.counts.values()),
        complains=held_kind(session, "complaint"),
    )


@router.get("/records/{kind_name}")
def listing(request: Request, seat: Seated, kind_name: str) -> Answer:
    """A page of the records of one kind, the newest first."""
    session = seat.session
    kind = kind_of(session, kind_name)
    if kind.name in LISTS and "to" not in request.query_params:
        return RedirectResponse(LISTS[kind.name], 303)
    wanted, before = asked_for(request, kind)
    held = session.compartments
    with looking(session) as (connection, showing):
        page = casework.listed(connection, held, wanted, PAGE, before)
        target = wanted.link[1] if wanted.link else ""
        showing.learn(page.records, [*facts_need(page.records), target])
        rows = rows_of(connection, held, showing, page.records, target)
        narrows = _narrows(session, showing, kind, wanted)
        led = showing.linked(target) if target else None
    return render(
        request,
        "records.html",
        here="case",
        kind=kind.name,
        rows=rows,
        narrows=narrows,
        wanted=wanted,
        led=led,
        led_head=words_links.head(kind.name, wanted.link[0]) if wanted.link else "",
        query=address_of(wanted),
        all=counted.case(session).counts.get(kind.name, 0),
        after="~".join(page.after) if page.after else "",
        first_page=before is None,
        claims=kind.name in casework.CLAIMS,
        may_write=may_write(session, kind),
    )


@router.get("/record/{record_id}")
def one(request: Request, seat: Seated, record_id: str) -> HTMLResponse:
    """One record as it stands, and what leads to it."""
    session = seat.session
    if not ID.fullmatch(record_id):
        raise MissingError("There is no such record.")
    held = session.compartments
    with looking(session) as (connection, showing):
        seen = dossier(connection, held, showing, record_id)
        more = telling.beside(session, connection, showing, seen)
        fallen = rechecking.no_longer(connection, held, seen.record)
        counts_as = rechecking.grade(connection, held, seen.record)
        last = records.last_by(connection, held, session.member)
        made = request.query_params.get("made", "")
        made = made if ID.fullmatch(made) else ""
        showing.learn((), [made] if made else [])
        stated = showing.linked(made) if made else None
    mine = not seen.kind.own or seen.record.first_by == session.member
    mine_last = "" if last is None or last.statement.undoes else last.statement.record
    return render(
        request,
        "complaint.html" if "telling" in more else "record.html",
        here="case",
        seen=seen,
        row=seen.record,
        **{**telling.NOTHING, **more},
        may_change=mine and may_write(session, seen.kind),
        fallen=[
            (
                words_records.label(seen.kind.name, one.field),
                words_records.problem(one.code),
            )
            for one in fallen
        ],
        counts_as=counts_as if fallen else "",
        abreast=sides.abreast(seen.record),
        trails=seen.kind.name in trail.BEHIND,
        undoable=mine_last == record_id,
        made=made if stated and stated.href else "",
        stated=stated,
        made_undoable=bool(made) and mine_last == made,
        adds=[
            (to, field, words_links.add(to, field))
            for to, field in words_links.ADDS.get(seen.kind.name, ())
            if held_kind(session, to) and may_write(session, kinds.BY_NAME[to])
        ],
    )


def may_write(session: Session, kind: Kind) -> bool:
    """Whether this member's roles may state a kind of record."""
    if not kind.roles:
        return True
    told = [one.role for one in session.members() if one.handle == session.member]
    roles = {part.strip() for role in told for part in role.split(",")}
    return bool(roles & set(kind.roles))


def asked_for(request: Request, kind: Kind) -> tuple[Wanted, tuple[str, str] | None]:
    """Which records an address asks for; what is not of its form is dropped."""
    given = request.query_params
    narrowed = {
        field.name: given[f"t.{field.name}"]
        for field in kind.fields
        if CODE.fullmatch(given.get(f"t.{field.name}", ""))
    }
    field, _, target = given.get("to", "").partition("~")
    link = kind.field(field)
    leads = link is not None and ID.fullmatch(target)
    cursor = CURSOR.fullmatch(given.get("after", ""))
    wanted = Wanted(
        kind.name,
        words=narrowed,
        link=(field, target) if leads else None,
        text=given.get("text", "").strip()[:MAX_SOUGHT],
        lacking=given.get("lacking", "") == "1",
    )
    return wanted, (cursor[1], cursor[2]) if cursor else None


def address_of(wanted: Wanted) -> str:
    """A narrowed list as the query of an address."""
    pairs = [(f"t.{name}", term) for name, term in wanted.words.items()]
    if wanted.link:
        pairs.append(("to", "~".join(wanted.link)))
    if wanted.text:
        pairs.append(("text", wanted.text))
    if wanted.lacking:
        pairs.append(("lacking", "1"))
    return urlencode(pairs)


def held_kind(session: Session, name: str) -> bool:
    """Whether this member may read a kind of record."""
    kind = kinds.BY_NAME.get(name)
    return kind is not None and kind.compartment in session.compartments


def _counted(name: str, counts: dict[str, int]) -> tuple[str, int]:
    return name, counts.get(name, 0)


def _narrows(
    session: Session, showing: Showing, kind: Kind, wanted: Wanted
) -> list[Narrow]:
    """The fields whose terms occur, each with those."""
    there = counted.words(session, kind.name)
    found = []
    for one in kind.fields:
        codes = there.get(one.name, {})
        chosen = wanted.words.get(one.name, "")
        if not codes and not chosen:
            continue
        sorted_codes = sorted({*codes, chosen} - {""}, key=lambda c: -codes.get(c, 0))
        choices = tuple(
            Choice(code, _called(showing, one.of, code, flag=one.takes is Takes.FLAG))
            for code in sorted_codes
        )
        label = words_records.label(kind.name, one.name)
        found.append(Narrow(one.name, label, choices, chosen))
    return found


def _called(showing: Showing, of: tuple[str, ...], code: str, *, flag: bool) -> str:
    if flag and code in FLAGS:
        return gettext("Yes") if code == "yes" else gettext("No")
    return showing.terms.word(of[0] if of else "", code)
