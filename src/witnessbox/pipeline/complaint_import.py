# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Complaints out of a table: judged, and stated all together or not at all.

What holds, in this order: the columns are known, by a mapping that somebody gave, one
that is remembered for this very header row, or a guess; every row is judged; a dry run
ends here. A row that is malformed, or differs from what is here, stops the import of
all, unless its author said to leave such rows out. Then one append takes the mapping,
every complaint and the record of the import, in which each row that was left out
stands with its reasons. The same table a second time adds nothing. Who may be one
person is suggested; nothing is merged.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from witnessbox.base.errors import MissingError, UnusableError
from witnessbox.base.values import Compartment
from witnessbox.catalogue import receipts
from witnessbox.catalogue.receipts import Here
from witnessbox.catalogue.records import Record
from witnessbox.link import columns as titles_of
from witnessbox.link.same_person import Alike
from witnessbox.media.formats import CSV
from witnessbox.model import mapping
from witnessbox.model.field import MAX_LONG
from witnessbox.model.mapping import NONE, Columns
from witnessbox.pipeline import complaint_names, complaint_plan
from witnessbox.pipeline.cells import Table
from witnessbox.pipeline.complaint_plan import (
    Fault,
    Judged,
    Planner,
    Reading,
    Verdict,
)
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import MAX_TOGETHER, Stating, Wish, new_record

MAX_NAME = 100
MAX_ALIKE = 500
"""Pairs that the record of an import keeps."""
NEEDED = ("receipt", "account")
_together = threading.Lock()
"""Two that import at once in one process come one after the other."""


@dataclass(frozen=True, slots=True)
class Order:
    """How a member wants a table read.

    Attributes:
        name: Of a mapping: one that is remembered, or the one to be remembered.
        columns: What each column is, whole; None to find it out.
        mapped: Column and field, over what was found out.
        language: Of accounts whose row names none; empty as remembered.
        session: Of rows that name none.
        month_first: Whether 03/04/2024 is in March; None as remembered.
        without_malformed: Whether the good rows come in without the others.
    """

    name: str = ""
    columns: Columns | None = None
    mapped: tuple[tuple[str, str], ...] = ()
    language: str = ""
    session: str = ""
    month_first: bool | None = None
    without_malformed: bool = False


@dataclass(frozen=True, slots=True)
class Mapped:
    """The columns of a table, and whence that is known.

    Attributes:
        columns: What each is.
        remembered: The record of the mapping for this header, or None.
        found: "given", "remembered" or "guessed".
        name: Under which it is, or will be, remembered.
    """

    columns: Columns
    remembered: Record | None
    found: str
    name: str
    language: str
    month_first: bool | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do.

    Attributes:
        done: Whether anything was stated.
        record: Of the import; empty if nothing was stated.
        cut: Whether more names were to compare than are compared.
    """

    table: Table
    mapped: Mapped
    judged: tuple[Judged, ...]
    alike: tuple[Alike, ...]
    cut: bool = False
    done: bool = False
    record: str = ""

    def count(self, verdict: Verdict) -> int:
        """How many rows had this verdict."""
        return sum(one.verdict is verdict for one in self.judged)

    @property
    def left_out(self) -> tuple[Judged, ...]:
        """The rows that do not come in, and are not here."""
        out = (Verdict.MALFORMED, Verdict.DIFFERS)
        return tuple(one for one in self.judged if one.verdict in out)


def columns_of(session: Session, table: Table, order: Order) -> Mapped:
    """What the columns are, before anything is read by them.

    Raises:
        MissingError: Complaints are not for this member, or no mapping is called so.
        UnusableError: The mapping is of another table, or breaks a rule.
    """
    if Compartment.IDENTITIES not in session.compartments:
        raise MissingError("There is no such kind of record.")
    session.committer.catch_up()
    with session.reading() as connection:
        known = receipts.mappings(connection, session.compartments)
    titles, _ = complaint_plan.header(table.rows)
    if not titles:
        raise UnusableError("The table has no rows.")
    same = [one for one in known if _columns(one).titles == titles]
    named = [one for one in known if order.name and one.fields["name"] == order.name]
    if named and named[0] not in same:
        raise UnusableError(
            "The mapping of that name is of a table with other columns.",
            todo="Give another name, and the columns with --map.",
        )
    remembered = named[0] if named else next(iter(same), None)
    if order.columns is not None:
        columns, found = order.columns, "given"
    elif remembered is not None:
        columns, found = _columns(remembered), "remembered"
    else:
        columns, found = titles_of.guess(titles), "guessed"
    columns = _overridden(columns, order.mapped)
    if columns.titles != titles or columns.problems():
        raise UnusableError("These columns are not the table's, or two are one field.")
    fields: Any = remembered.fields if remembered else {}
    stated = fields.get("month_first")
    return Mapped(
        columns=columns,
        remembered=remembered,
        found=found,
        name=order.name or str(fields.get("name", "")) or ", ".join(titles)[:MAX_NAME],
        language=order.language or str(fields.get("language", "")),
        month_first=stated if order.month_first is None else order.month_first,
    )


def bring_in(session: Session, table: Table, order: Order, *, dry: bool) -> Imported:
    """Import a table, or say what would happen.

    Raises:
        MissingError: Complaints are not for this member.
        UnusableError: The columns do not make complaints, or too many rows come.
    """
    mapped = columns_of(session, table, order)
    _refuse_if_lacking(mapped)
    with _together:
        session.committer.catch_up()
        with session.reading() as connection:
            here = receipts.complaints(connection, session.compartments)
            judged = _judged(connection, session, table, mapped, (order, here))
        stating = _Stating(session, table, mapped, judged)
        judged = stating.judged
        pairs, cut = complaint_plan.alike(judged, here)
        told = Imported(table, mapped, tuple(judged), tuple(pairs), cut)
        coming = told.count(Verdict.NEW)
        if dry or not coming or (told.left_out and not order.without_malformed):
            return told
        return replace(told, done=True, record=stating.state(told))


def _columns(record: Record) -> Columns:
    try:
        return mapping.parse(str(record.fields.get("columns", "")))
    except ValueError:
        return Columns(())


def _overridden(columns: Columns, mapped: Iterable[tuple[str, str]]) -> Columns:
    fields = [field for _, field in columns.pairs]
    for named, field in mapped:
        at = titles_of.column(columns.titles, named)
        if at < 0:
            raise UnusableError("The table has no such column as --map names.")
        # A field that moves leaves its former column.
        fields = [NONE if one == field else one for one in fields]
        fields[at] = field
    return mapping.made(columns.titles, fields)


def _refuse_if_lacking(mapped: Mapped) -> None:
    for name in NEEDED:
        if mapped.columns.place(name) < 0:
            raise UnusableError(
                f"No column is the field '{name}', which every complaint needs.",
                safe="Nothing was imported.",
                todo=f"Say which is, with --map 'COLUMN={name}'.",
            )
    if mapped.columns.place("language") < 0 and not mapped.language:
        raise UnusableError(
            "Nothing says in which language the accounts are.",
            safe="Nothing was imported.",
            todo="Add --language, such as --language ru.",
        )


def _judged(
    connection: Connection,
    session: Session,
    table: Table,
    mapped: Mapped,
    asked: tuple[Order, Sequence[Here]],
) -> list[Judged]:
    order, here = asked
    reading = Reading(
        columns=mapped.columns,
        place=table.place,
        language=mapped.language,
        session=" ".join(order.session.split()),
        month_first=mapped.month_first,
        even=table.form == CSV,
    )
    known = complaint_names.names(connection, session.compartments)
    _, rows = complaint_plan.header(table.rows)
    return Planner(reading, known, here).judge(rows)


class _Stating:
    """What is stated of one table, tried against the rules before."""

    def __init__(
        self, session: Session, table: Table, mapped: Mapped, judged: Sequence[Judged]
    ) -> None:
        self._pen = Stating(session)
        self._table = table
        self._mapped = mapped
        self._wishes: list[Wish] = []
        self._rows: list[int] = []
        self.judged: list[Judged] = []
        for one in judged:
            if one.verdict is Verdict.NEW:
                one = replace(one, record=new_record("complaint"))
                for fields in complaint_plan.steps(one.fields):
                    self._wishes.append(Wish("complaint", fields, one.record))
                    self._rows.append(one.number)
            self.judged.append(one)
        if len(self._wishes) > MAX_TOGETHER - 2:
            raise UnusableError(
                f"At most {MAX_TOGETHER - 2} statements come in together.",
                safe="Nothing was imported.",
                todo="Part the table.",
            )
        self._try()

    def _try(self) -> None:
        wrong: dict[int, list[Fault]] = {}
        tried = self._pen.tried(self._wishes)
        for row, problems in zip(self._rows, tried, strict=True):
            # What follows from the first refusal says nothing more.
            for one in () if row in wrong else problems:
                at = self._mapped.columns.place(one.field)
                title = self._mapped.columns.titles[at] if at >= 0 else one.field
                wrong.setdefault(row, []).append(Fault(title, one.code))
        self.judged = [
            replace(
                one,
                verdict=Verdict.MALFORMED,
                faults=tuple(dict.fromkeys(wrong[one.number])),
                record="",
            )
            if one.number in wrong
            else one
            for one in self.judged
        ]
        kept = [
            wish
            for row, wish in zip(self._rows, self._wishes, strict=True)
            if row not in wrong
        ]
        self._wishes = kept

    def state(self, told: Imported) -> str:
        """One append: the mapping, the complaints, the record of the import."""
        wishes = list(self._wishes)
        mapped, wish = self._remember()
        if wish is not None:
            wishes.insert(0, wish)
        record = new_record("import")
        table = self._table
        fields: dict[str, Any] = {
            "file": table.name[:MAX_NAME],
            "item": table.item,
            "sha256": table.sha256,
            "mapping": mapped,
            "encoding": table.encoding,
            "rows": len(told.judged),
            "stated": told.count(Verdict.NEW),
            "there": told.count(Verdict.THERE),
            "left_out": _left_out(told),
            "alike": _alike(told),
        }
        wishes.append(Wish("import", fields, record))
        self._pen.together(wishes)
        return record

    def _remember(self) -> tuple[str, Wish | None]:
        """The mapping's record, and what is to be stated of it, if anything is."""
        mapped = self._mapped
        fields: dict[str, Any] = {
            "name": mapped.name,
            "columns": mapped.columns.text(),
            "language": mapped.language or None,
            "month_first": mapped.month_first,
        }
        kept = {name: told for name, told in fields.items() if told is not None}
        if mapped.remembered is not None:
            if dict(mapped.remembered.fields) == kept:
                return mapped.remembered.id, None
            record = mapped.remembered.id
            return record, Wish("mapping", kept, record)
        record = new_record("mapping")
        return record, Wish("mapping", kept, record)


def _left_out(told: Imported) -> str:
    lines = []
    for one in told.left_out:
        reasons = "; ".join(
            f"{fault.column}: {fault.code}" if fault.column else fault.code
            for fault in one.faults
        )
        lines.append(f"row {one.number}: {reasons}")
    text = "\n".join(lines)
    if len(text) > MAX_LONG:
        raise UnusableError(
            "So many rows are malformed that no record could list them.",
            safe="Nothing was imported.",
            todo="Mend the table first.",
        )
    return text


def _alike(told: Imported) -> str:
    records = {f"row {one.number}": one.record for one in told.judged}
    return "\n".join(
        f"{records.get(one.one, one.one)} ~ {records.get(one.other, one.other)}"
        for one in told.alike[:MAX_ALIKE]
    )
