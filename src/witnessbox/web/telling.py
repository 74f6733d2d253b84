# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a complaint's page shows beyond its fields: gaps, consents, earlier accounts.

What holds: the account is as it was given; what is derived from it names who made it,
and a machine where one did; every use that nobody agreed to is a no; who told before,
and who holds that account, stands where one decides to ask again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection

from witnessbox.base.values import Compartment
from witnessbox.catalogue import records, tellings
from witnessbox.catalogue.records import Held, Record
from witnessbox.catalogue.tellings import Printing
from witnessbox.link import followup
from witnessbox.link.sight import several, text
from witnessbox.model import kinds
from witnessbox.model.testimony import COMPLAINT
from witnessbox.pipeline import testimony
from witnessbox.pipeline.session import Session
from witnessbox.web import consenting, letters, words_found, words_records
from witnessbox.web.consenting import Matrix
from witnessbox.web.dossier import Dossier
from witnessbox.web.shown import Line, Piece, Showing, ids_in
from witnessbox.web.tongue import gettext
from witnessbox.web.words_testimony import SECTIONS

ASIDE = ("translation", "shown")
"""Kinds that lead to a complaint and have a place of their own on its page."""

AT_THE_TOP = ("receipt", "account", "language")

MOMENTS = ("before", "during", "after")


@dataclass(frozen=True, slots=True)
class Section:
    """The fields under one head; `gaps` are the labels of what nobody asked yet."""

    head: str
    lines: tuple[Line, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A translation: `code` its language, `who` its author."""

    id: str
    text: str
    language: str
    code: str
    who: str
    at: str
    machine: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """Footage that a complainant was shown; `moment` as in `MOMENTS`."""

    id: str
    moment: str
    spans: tuple[Piece, ...]
    when: str
    note: str
    who: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """An account that the same person told, and who holds it."""

    id: str
    title: str
    date: str
    holder: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """A complaint, as its page and its print show it.

    Attributes:
        help: As `followup.Referral`; `silent` days without word, 0 if not too long.
        gaps: (name, label) of each question that nobody asked yet.
    """

    account: str
    code: str
    language: str
    help: str
    silent: int
    gaps: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    versions: tuple[Version, ...]
    shown: tuple[Shown, ...]
    earlier: tuple[Earlier, ...]
    forms: tuple[str, ...]
    matrices: tuple[Matrix, ...]
    printings: tuple[Printing, ...]
    letter: str

    @property
    def before(self) -> tuple[Shown, ...]:
        """What was shown before the account or while it was told."""
        return tuple(one for one in self.shown if one.moment != MOMENTS[-1])


def gaps(fields: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The questions that nobody asked yet, with their labels."""
    return tuple(
        (name, words_records.label(COMPLAINT.name, name))
        for name in followup.gaps(fields)
    )


def telling(
    connection: Connection, held: Held, showing: Showing, seen: Dossier, today: date
) -> Telling:
    """All of a complaint beyond its dossier."""
    fields = seen.record.fields
    lacks = followup.gaps(fields)
    derived = [
        [
            lead.record
            for lead in records.leading_to(connection, held, seen.record.id, k)
        ]
        for k in ASIDE
    ]
    before = testimony.earlier(connection, held, seen.record)
    forms, matrices = consenting.matrices(connection, held, showing, seen.record)
    some = [one for part in derived for one in part]
    needed = [one for r in some for one in ids_in(kinds.BY_NAME[r.kind], r.fields)]
    showing.learn([*some, *before], needed)
    code = text(fields, "language")
    return Telling(
        account=text(fields, "account"),
        code=code,
        language=words_found.language(code),
        help=followup.referral(fields, today).value,
        silent=followup.silent_for(fields, seen.record.first_at, today),
        gaps=gaps(fields),
        sections=tuple(_sections(seen.lines, lacks)),
        versions=tuple(_version(showing, one) for one in derived[0]),
        shown=tuple(_shown(showing, one) for one in derived[1]),
        earlier=_earlier(showing, before),
        forms=forms,
        matrices=matrices,
        printings=tellings.printings(connection, held, seen.record.id),
        letter=text(fields, "letter"),
    )


def accounts(
    connection: Connection, held: Held, showing: Showing, person: str
) -> tuple[Earlier, ...]:
    """The accounts that a person told, to us or to others, the earliest first."""
    found = testimony.accounts(connection, held, person)
    showing.learn(found)
    return _earlier(showing, found)


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """A second interview: whether it was approved, and where it is taken.

    Attributes:
        took: Whether the interview took place.
        href: Where its account is stated; empty before it is approved, and after.
        earlier: The accounts on account of which it is asked for.
    """

    approved: bool
    took: bool
    href: str
    earlier: tuple[Earlier, ...]


def asked_again(
    connection: Connection, held: Held, showing: Showing, asked: Record
) -> AskedAgain:
    """How a second interview stands."""
    approved = testimony.is_approved(connection, held, asked.id)
    person = text(asked.fields, "person")
    known = records.some(connection, held, several(asked.fields, "earlier"))
    every = {one.id: one for one in testimony.accounts(connection, held, person)}
    every |= known
    found = sorted(every.values(), key=lambda one: (one.first_at, one.id))
    took = [
        lead.record.id
        for lead in records.leading_to(connection, held, asked.id, COMPLAINT.name)
        if lead.field == "again"
    ]
    showing.learn(found)
    before = _earlier(showing, [one for one in found if one.id not in took])
    pairs = [("f.again", asked.id)]
    if person:
        pairs.append(("f.complainant", person))
    href = f"/records/{COMPLAINT.name}/new?{urlencode(pairs)}"
    return AskedAgain(
        approved, bool(took), href if approved and not took else "", before
    )


def _sections(lines: Iterable[Line], lacks: Sequence[str]) -> Iterable[Section]:
    by = {one.name: one for one in lines}
    for head, names in SECTIONS[COMPLAINT.name]:
        shown = tuple(by[n] for n in names if n in by and n not in AT_THE_TOP)
        missing = [words_records.label(COMPLAINT.name, n) for n in names if n in lacks]
        if shown or missing:
            yield Section(gettext(head), shown, tuple(missing))


def _version(showing: Showing, one: Record) -> Version:
    code = text(one.fields, "language")
    return Version(
        id=one.id,
        text=text(one.fields, "text"),
        language=words_found.language(code),
        code=code,
        who=showing.member(one.author),
        at=one.at,
        machine=one.fields.get("by_machine") is True,
    )


def _shown(showing: Showing, one: Record) -> Shown:
    kind = kinds.BY_NAME[one.kind]
    lines = {line.name: line for line in showing.lines(kind, one.fields)}
    return Shown(
        id=one.id,
        moment=text(one.fields, "moment"),
        spans=lines["spans"].pieces if "spans" in lines else (),
        when=text(one.fields, "when"),
        note=text(one.fields, "note"),
        who=showing.member(one.author),
    )


def _earlier(showing: Showing, some: Iterable[Record]) -> tuple[Earlier, ...]:
    return tuple(
        Earlier(
            id=one.id,
            title=showing.title(one),
            date=text(one.fields, "date") or text(one.fields, "received"),
            holder=text(one.fields, "body"),
            ours=one.kind == COMPLAINT.name,
        )
        for one in some
    )


NOTHING: dict[str, Any] = {"accounts": (), "asked_again": None, "aside": ()}
"""What the page of a record is given that has none of this."""


def beside(
    session: Session, connection: Connection, showing: Showing, seen: Dossier
) -> dict[str, Any]:
    """What the page of a complaint, a person or a second interview shows besides."""
    held, one = session.compartments, seen.record
    if Compartment.IDENTITIES not in held:
        return {}
    if one.kind == COMPLAINT.name:
        today = datetime.now(UTC).date()
        found = telling(connection, held, showing, seen, today)
        printers = [showing.member(each.author) for each in found.printings]
        shown = letters.letter(session, found.letter)
        return {
            "telling": found,
            "aside": ASIDE,
            "letter": shown,
            "printers": printers,
        }
    if one.kind == "person":
        before = accounts(connection, held, showing, one.id)
        return {"accounts": before, "aside": ("elsewhere",)}
    if one.kind == "again" and not one.withdrawn:
        return {"asked_again": asked_again(connection, held, showing, one)}
    return {}
