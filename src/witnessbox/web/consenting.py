# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What persons agreed to, as tables: for each thing, each use in each form.

What holds: what nobody said is shown as no, and what members say differently as the
stricter of them; each cell leads to the record that
decides it, or to the form by which it would be recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from sqlalchemy import Connection

from witnessbox.catalogue import records
from witnessbox.catalogue.records import Held, Record
from witnessbox.link import consent
from witnessbox.link.sight import text
from witnessbox.web import words
from witnessbox.web.shown import Piece, Showing
from witnessbox.web.words_testimony import WHY

MOST_THINGS = 20
"""Tables of one person at most."""

MOST_CONSENTS = 100_000
"""A no that is left out would be a yes: none is."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One use in one form: whether it is agreed to, and where it is said."""

    allowed: bool
    why: str
    said: str
    form: str
    href: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """What one person agreed to for one thing; `rows` are uses.

    Attributes:
        own: Whether the thing is the complaint that is looked at.
    """

    person: Piece
    thing: Piece
    own: bool
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    given: int


def matrices(
    connection: Connection, held: Held, showing: Showing, one: Record
) -> tuple[tuple[str, ...], tuple[Matrix, ...]]:
    """What its teller, and who suffered it, agreed to: the forms, and a table each."""
    names = [text(one.fields, role) for role in ("complainant", "victim")]
    persons = [name for name in dict.fromkeys(names) if name]
    forms = showing.terms.choices("identity-form")
    found: list[Matrix] = []
    for person in persons:
        consents = _consents(connection, held, person)
        others = [text(each.fields, "item") for each in consents]
        things = dict.fromkeys([one.id, text(one.fields, "letter"), *others])
        wanted = [thing for thing in things if thing][:MOST_THINGS]
        showing.learn([one], [person, *wanted])
        for thing in wanted:
            found.append(_matrix(showing, consents, person, (thing, one.id)))
    return tuple(form.label for form in forms), tuple(found)


def _consents(connection: Connection, held: Held, person: str) -> list[Record]:
    """A person's consents; where members differ, what each of them says."""
    found: list[Record] = []
    for lead in records.leading_to(connection, held, person, "consent", MOST_CONSENTS):
        if lead.record.heads == 1:
            found.append(lead.record)
            continue
        for said in records.standing(connection, held, lead.record.id):
            if not said.statement.withdrawn:
                found.append(replace(lead.record, fields=said.statement.fields))
    return found


def _matrix(
    showing: Showing, consents: Sequence[Record], person: str, of: tuple[str, str]
) -> Matrix:
    thing, page = of
    rows = []
    given = 0
    for use in showing.terms.choices("use"):
        cells = []
        for form in showing.terms.choices("identity-form"):
            answer = consent.allowed(
                consents, person, thing, use=use.code, form=form.code
            )
            given += answer.allowed
            asks: dict[str, str] = {"f.person": person, "f.item": thing}
            asks |= {"f.use": use.code, "f.form": form.code}
            asks["from"] = f"/record/{page}"
            href = f"/records/consent/new?{urlencode(asks)}"
            if answer.record:
                href = f"/record/{answer.record}"
            said = words.said(WHY, answer.why)
            cells.append(Cell(answer.allowed, answer.why, said, form.label, href))
        rows.append((use.label, tuple(cells)))
    teller = showing.linked(person)
    return Matrix(teller, showing.linked(thing), thing == page, tuple(rows), given)
