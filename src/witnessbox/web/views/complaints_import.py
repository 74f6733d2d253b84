# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Complaints out of a table that lies in the box: columns, a dry run, the import.

What holds: the table is an item, so that each complaint leads back to its row; what
the columns are is shown before it is used; nothing is stated by a GET or a dry run;
what is left out stands on the page with every reason, and on the record of the import.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response as Answer

from witnessbox.analysis.cells import Row
from witnessbox.base.errors import MissingError, UnusableError
from witnessbox.catalogue import receipts, records
from witnessbox.catalogue.records import Record
from witnessbox.model import kinds, mapping
from witnessbox.model.field import ID
from witnessbox.model.mapping import NONE
from witnessbox.model.testimony import COMPLAINT
from witnessbox.pipeline import cells, complaint_import, complaint_plan
from witnessbox.pipeline.cells import Table
from witnessbox.pipeline.complaint_import import Imported, Mapped, Order
from witnessbox.pipeline.complaint_plan import Judged, Verdict
from witnessbox.pipeline.session import Session
from witnessbox.web import words, words_import, words_records
from witnessbox.web.gate import Seated, asked, whole
from witnessbox.web.pages import render
from witnessbox.web.rows import rows_of
from witnessbox.web.shown import Piece
from witnessbox.web.views.records import kind_of, looking

router = APIRouter()

MOST_TABLES = 200
MOST_IMPORTS = 50
MOST_SHOWN = 500
"""Rows of a dry run that a page shows; the counts are of all."""
SAMPLE = 60
MAX_SHEET = 3
REFUSED = 422
_RUSSIAN = re.compile("[ыэъё]", re.IGNORECASE)
_OTHER_CYRILLIC = re.compile("[іїєґўәғқңөұүһ]", re.IGNORECASE)
_ENGLISH = re.compile(r"\b(?:the|and|was|they)\b", re.IGNORECASE)
_LEFT_OUT = re.compile(r"row (\d+): (.*)")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table, and what it is taken for."""

    number: int
    title: str
    sample: str
    field: str


@dataclass(frozen=True, slots=True)
class Left:
    """One row that does not come in: (column, sentence) of each reason."""

    row: int
    receipt: str
    verdict: str
    reasons: tuple[tuple[str, str], ...]
    record: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two that may be one person's."""

    one: Piece
    other: Piece
    why: tuple[str, ...]
    same_session: bool


@router.get("/complaints/import")
def choose(request: Request, seat: Seated) -> HTMLResponse:
    """Which table; or, with one chosen, its columns."""
    session = seat.session
    kind_of(session, COMPLAINT.name)
    item = request.query_params.get("item", "")
    if item:
        table = _table(session, item, request.query_params.get("sheet", ""))
        return _page(request, session, table, Order())
    session.committer.catch_up()
    with looking(session) as (connection, showing):
        tables = receipts.tables(connection, MOST_TABLES)
        done = records.of_kind(
            connection, session.compartments, "import", records.MAX_PAGE
        ).records[-MOST_IMPORTS:]
        showing.learn(done, tables)
        rows = rows_of(connection, session.compartments, showing, reversed(done))
        found = [(one, showing.linked(one).text) for one in tables]
    return render(
        request,
        "complaints_import.html",
        here="case",
        tables=found,
        imports=[(row, _facts(one)) for row, one in zip(rows, done[::-1], strict=True)],
        table=None,
    )


@router.post("/complaints/import/try")
def attempt(request: Request, seat: Seated) -> HTMLResponse:
    """A dry run."""
    table = _asked_table(request, seat.session)
    return _page(request, seat.session, table, _order(request, table), dry=True)


@router.post("/complaints/import")
def bring_in(request: Request, seat: Seated) -> Answer:
    """Import; where rows are left out unasked, the page says which."""
    session = seat.session
    table = _asked_table(request, session)
    order = _order(request, table)
    try:
        done = complaint_import.bring_in(session, table, order, dry=False)
    except UnusableError as error:
        if isinstance(error, MissingError):
            raise
        return _page(request, session, table, order, trouble=error)
    if done.done:
        return RedirectResponse(f"/complaints/imported/{done.record}", 303)
    return _shown(request, session, done, order, stopped=True)


@router.get("/complaints/imported/{record_id}")
def imported(request: Request, seat: Seated, record_id: str) -> HTMLResponse:
    """What one import brought in, what it left out, and who may be one person."""
    session = seat.session
    known = ID.fullmatch(record_id) and kinds.leads_to(record_id) == "import"
    with looking(session) as (connection, showing):
        held = session.compartments
        found = records.record(connection, held, record_id) if known else None
        if found is None:
            raise MissingError("There is no such record.")
        told = str(found.fields.get("alike", ""))
        pairs = [one.split(" ~ ") for one in told.splitlines() if one.count(" ~ ") == 1]
        ids = [each for pair in pairs for each in pair if ID.fullmatch(each)]
        item = str(found.fields.get("item", ""))
        showing.learn([found], [item] if item else [])
        tellers = records.some(connection, held, ids)
        alike = [
            (_teller(tellers[one]), _teller(tellers[other]))
            for one, other in pairs
            if one in tellers and other in tellers
        ]
        source = showing.linked(item) if item else None
    return render(
        request,
        "complaints_imported.html",
        here="case",
        record=found,
        source=source,
        left=_left_of(found),
        alike=alike,
    )


def _page(
    request: Request,
    session: Session,
    table: Table,
    order: Order,
    *,
    dry: bool = False,
    trouble: UnusableError | None = None,
) -> HTMLResponse:
    """The columns as they are known, with what a dry run says if one is asked for."""
    if dry:
        try:
            done = complaint_import.bring_in(session, table, order, dry=True)
        except UnusableError as error:
            if isinstance(error, MissingError):
                raise
            trouble = error
        else:
            return _shown(request, session, done, order)
    mapped = complaint_import.columns_of(session, table, _safe(order))
    return _render(request, session, (table, mapped, order), None, trouble)


def _shown(
    request: Request,
    session: Session,
    done: Imported,
    order: Order,
    *,
    stopped: bool = False,
) -> HTMLResponse:
    parts = (done.table, done.mapped, order)
    return _render(request, session, parts, done, None, stopped=stopped)


def _render(
    request: Request,
    session: Session,
    parts: tuple[Table, Mapped, Order],
    done: Imported | None,
    trouble: UnusableError | None,
    *,
    stopped: bool = False,
) -> HTMLResponse:
    table, mapped, order = parts
    left, pairs = _left(done) if done else [], []
    if done is not None:
        ids = [one.other for one in done.alike if ID.fullmatch(one.other)]
        with session.reading() as connection:
            pairs = _pairs(done, records.some(connection, session.compartments, ids))
    return render(
        request,
        "complaints_import.html",
        REFUSED if trouble or stopped else 200,
        here="case",
        table=table,
        columns=_columns(table, mapped),
        fields=[
            (name, words_records.label(COMPLAINT.name, name)) for name in mapping.FIELDS
        ],
        mapped=mapped,
        found=words.said(words_import.FOUND, mapped.found),
        language=mapped.language or _language(table, mapped),
        order=order,
        apart=NONE,
        done=done,
        counts=_counts(done) if done else [],
        left=left[:MOST_SHOWN],
        left_more=max(0, len(left) - MOST_SHOWN),
        fresh=done.count(Verdict.NEW) if done else 0,
        coming=[one for one in done.judged if one.verdict is Verdict.NEW][:MOST_SHOWN]
        if done
        else [],
        pairs=pairs[:MOST_SHOWN],
        stopped=stopped,
        trouble=trouble,
    )


def _table(session: Session, item: str, sheet: str) -> Table:
    if not ID.fullmatch(item) or kinds.leads_to(item) != "item":
        raise MissingError("There is no such item.")
    number = whole(sheet) or 0
    return cells.of_item(session, item, min(number, 10**MAX_SHEET))


def _asked_table(request: Request, session: Session) -> Table:
    kind_of(session, COMPLAINT.name)
    return _table(session, asked(request, "item", 64), asked(request, "sheet", 3))


def _order(request: Request, table: Table) -> Order:
    titles, _ = complaint_plan.header(table.rows)
    fields = [asked(request, f"c.{n}", 64) or NONE for n in range(len(titles))]
    first = asked(request, "first", 8)
    return Order(
        name=asked(request, "name", complaint_import.MAX_NAME).strip(),
        columns=mapping.made(titles, fields),
        language=asked(request, "language", 40).strip(),
        session=asked(request, "session", 200).strip(),
        month_first=None if not first else first == "month",
        without_malformed=bool(asked(request, "without", 1)),
    )


def _safe(order: Order) -> Order:
    """The order without columns that no mapping may have, to show its page again."""
    broken = order.columns is not None and order.columns.problems()
    return Order(language=order.language) if broken else order


def _columns(table: Table, mapped: Mapped) -> list[Column]:
    _, rows = complaint_plan.header(table.rows)
    return [
        Column(number, title, _sample(number, rows), field)
        for number, (title, field) in enumerate(mapped.columns.pairs)
    ]


def _sample(number: int, rows: Sequence[Row]) -> str:
    for row in rows:
        text = row.cells[number].strip() if number < len(row.cells) else ""
        if text:
            line = " ".join(text.split())
            return line if len(line) <= SAMPLE else f"{line[:SAMPLE]}…"
    return ""


def _language(table: Table, mapped: Mapped) -> str:
    """What the accounts may be in, by their letters; empty where nothing tells."""
    at = mapped.columns.place("account")
    _, rows = complaint_plan.header(table.rows)
    text = " ".join(row.cells[at] for row in rows[:50] if 0 <= at < len(row.cells))
    if _RUSSIAN.search(text) and not _OTHER_CYRILLIC.search(text):
        return "ru"
    return "en" if _ENGLISH.search(text) and text.isascii() else ""


def _counts(done: Imported) -> list[tuple[str, int]]:
    return [
        (words.said(words_import.VERDICTS, one.value), done.count(one))
        for one in Verdict
        if done.count(one)
    ]


def _left(done: Imported) -> list[Left]:
    return [_left_row(one) for one in done.left_out]


def _left_row(one: Judged) -> Left:
    reasons = tuple((each.column, words_import.fault(each.code)) for each in one.faults)
    verdict = words.said(words_import.VERDICTS, one.verdict.value)
    return Left(one.number, one.receipt, verdict, reasons, one.record)


def _left_of(record: Record) -> list[Left]:
    """The rows that an import left out, as its record has them."""
    found = []
    for line in str(record.fields.get("left_out", "")).splitlines():
        match = _LEFT_OUT.fullmatch(line)
        if match is not None:
            reasons = [each.rpartition(": ") for each in match[2].split("; ")]
            said = tuple((at, words_import.fault(code)) for at, _, code in reasons)
            found.append(Left(int(match[1]), "", "", said))
    return found


def _pairs(done: Imported, known: Mapping[str, Record]) -> list[Pair]:
    names = {
        f"row {one.number}": Piece(
            str(one.fields.get("name_given", "")), note=str(one.number)
        )
        for one in done.judged
    }
    names |= {key: _teller(one) for key, one in known.items()}
    return [
        Pair(
            names.get(one.one, Piece(one.one)),
            names.get(one.other, Piece(one.other)),
            tuple(
                words.said(words_import.NAMES, code)
                for code in one.why
                if code in words_import.NAMES
            ),
            one.same_session,
        )
        for one in done.alike
    ]


def _teller(record: Record) -> Piece:
    """Who complained, as they gave their name, and under which receipt."""
    name = str(record.fields.get("name_given", ""))
    return Piece(name, f"/record/{record.id}", str(record.fields.get("receipt", "")))


def _facts(record: Record) -> tuple[int, int]:
    left = str(record.fields.get("left_out", "")).count("\n") + 1
    return (
        int(record.fields.get("stated", 0)),
        left if record.fields.get("left_out") else 0,
    )
