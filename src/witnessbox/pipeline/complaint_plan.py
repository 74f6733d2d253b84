# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What would become of each row of a table of complaints; nothing is recorded here.

What holds: a row is new, here already, different from what is here, or malformed,
with every reason. It is here if any statement of a complaint with its receipt says
what it says, so that what members added since does not bring it in again; it is never
brought in over what is here. Of rows with one receipt the first counts. The same
table, planned against what it brought in, has nothing new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from witnessbox.analysis.cells import WHOLE_ROW, Row
from witnessbox.catalogue.receipts import Here
from witnessbox.link import cell_values, same_person
from witnessbox.link.cell_values import Names, WrongError
from witnessbox.link.same_person import Alike, Teller
from witnessbox.model import mapping
from witnessbox.model.mapping import NONE, Columns
from witnessbox.model.testimony import CHECKLIST, COMPLAINT

FIRST_STATUS = "received"
OURS = ("source_row", "status")
"""Fields that an import gives of itself: a row is held against what is here without."""


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    THERE = "there"
    DIFFERS = "differs"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is left out.

    Attributes:
        column: The title of the column; empty for the whole row.
        code: Of `link.table_faults`, or of a statement's problem.
    """

    column: str
    code: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One row, and what becomes of it.

    Attributes:
        number: As a spreadsheet counts it.
        receipt: Empty where it has none.
        fields: Of the complaint that it would be.
        record: The complaint that is here, if one is.
    """

    number: int
    verdict: Verdict
    receipt: str
    fields: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()
    record: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows are read.

    Attributes:
        columns: What each column is.
        place: Where the rows are from, as `source_row` says it.
        language: Of accounts whose row names none.
        session: Of rows that name none.
        month_first: Whether 03/04/2024 is in March; None if nobody said.
        even: Whether a row is to have as many cells as the header; a workbook's row
            ends with its last cell that is not empty.
    """

    columns: Columns
    place: str
    language: str = ""
    session: str = ""
    month_first: bool | None = None
    even: bool = True


class Planner:
    """Judges the rows of one table."""

    def __init__(
        self, reading: Reading, names: Names, here: Iterable[Here] = ()
    ) -> None:
        self._reading = reading
        self._names = names
        self._seen: set[str] = set()
        self._here: dict[str, list[Here]] = {}
        for one in here:
            told = {str(fields.get("receipt", "")) for fields in one.versions}
            for receipt in told - {""}:
                self._here.setdefault(receipt, []).append(one)

    def judge(self, rows: Iterable[Row]) -> list[Judged]:
        """Every row below the header, in their order."""
        return [self._judged(row) for row in rows]

    def _judged(self, row: Row) -> Judged:
        fields, faults = self._read(row)
        receipt = str(fields.get("receipt", ""))
        if receipt and receipt in self._seen:
            faults.append(self._fault("receipt", "receipt-twice"))
        self._seen.add(receipt)
        judged = Judged(row.number, Verdict.NEW, receipt, fields, tuple(faults))
        if faults:
            return replace(judged, verdict=Verdict.MALFORMED)
        found = self._here.get(receipt, ())
        for one in found:
            if any(_says(version, fields) for version in one.versions):
                if one.withdrawn:
                    gone = (self._fault("", "withdrawn"),)
                    return replace(
                        judged,
                        verdict=Verdict.DIFFERS,
                        faults=gone,
                        record=one.record,
                    )
                return replace(judged, verdict=Verdict.THERE, record=one.record)
        if found:
            code = "withdrawn" if all(one.withdrawn for one in found) else "differs"
            return replace(
                judged,
                verdict=Verdict.DIFFERS,
                faults=(self._fault("", code),),
                record=found[0].record,
            )
        return judged

    def _read(self, row: Row) -> tuple[dict[str, Any], list[Fault]]:
        pairs = self._reading.columns.pairs
        extra = row.cells[len(pairs) :]
        faults = [Fault("", code) for at, code in row.faults if at == WHOLE_ROW]
        short = self._reading.even and len(row.cells) < len(pairs)
        if not faults and (short or any(one.strip() for one in extra)):
            faults.append(Fault("", "wrong-cells"))
        wrong = {at: code for at, code in row.faults if at != WHOLE_ROW}
        fields: dict[str, Any] = {}
        if not faults:
            for at, (title, name) in enumerate(pairs):
                text = row.cells[at] if at < len(row.cells) else ""
                if name == NONE:
                    continue
                try:
                    if at in wrong:
                        raise WrongError(wrong[at])
                    found = self._value(name, text)
                except WrongError as error:
                    faults.append(Fault(title, str(error)))
                else:
                    if found is not None:
                        fields[name] = found
            faults += self._lacking(fields, {one.column for one in faults})
        fields["source_row"] = f"{self._reading.place} row {row.number}"
        return fields, faults

    def _value(self, name: str, text: str) -> Any:
        field = COMPLAINT.field(name)
        if field is None:
            raise WrongError("no-such-field")
        return cell_values.value(
            field, text, self._names, month_first=self._reading.month_first
        )

    def _lacking(self, fields: dict[str, Any], wrong: set[str]) -> Iterator[Fault]:
        reading = self._reading
        if reading.session:
            fields.setdefault("session", reading.session)
        if reading.language and not self._named("language") & wrong:
            fields.setdefault("language", reading.language)
        fields.setdefault("status", FIRST_STATUS)
        for name in ("receipt", "account", "language"):
            if name not in fields and not self._named(name) & wrong:
                yield self._fault(name, f"no-{name}")

    def _named(self, name: str) -> set[str]:
        return {title for title, field in self._reading.columns.pairs if field == name}

    def _fault(self, name: str, code: str) -> Fault:
        return Fault(next(iter(self._named(name)), ""), code)


def _says(version: Mapping[str, Any], fields: Mapping[str, Any]) -> bool:
    """Whether a statement says all that a row says."""
    return all(
        version.get(name) == told for name, told in fields.items() if name not in OURS
    )


def steps(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The statements of one new complaint: the account first, then the checklist."""
    first = {name: told for name, told in fields.items() if name not in CHECKLIST}
    return [first] if len(first) == len(fields) else [first, dict(fields)]


def alike(judged: Sequence[Judged], here: Iterable[Here]) -> tuple[list[Alike], bool]:
    """Who of those who come may have complained already; keys are rows and ids."""
    coming = [
        Teller(f"row {one.number}", name, str(one.fields.get("session", "")))
        for one in judged
        if one.verdict is Verdict.NEW
        and (name := str(one.fields.get("name_given", "")))
    ]
    held = [
        Teller(one.record, name, str(one.versions[-1].get("session", "")))
        for one in here
        if one.versions and not one.withdrawn
        if (name := str(one.versions[-1].get("name_given", "")))
    ]
    return same_person.suggested(coming, held)


def header(rows: Sequence[Row]) -> tuple[tuple[str, ...], Sequence[Row]]:
    """The titles of the columns, and the rows below them."""
    if not rows:
        return (), ()
    cells = list(rows[0].cells)
    while cells and not cells[-1].strip():
        cells.pop()
    return mapping.titles(cells), rows[1:]
