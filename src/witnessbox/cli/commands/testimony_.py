# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`testimony import`: complaints out of a table; all of them, or a list of why not."""

from __future__ import annotations

import click

from witnessbox.base.errors import EXIT_FAULTS, UnusableError
from witnessbox.cli import output
from witnessbox.cli.access import json_option, with_session
from witnessbox.link.same_person import Alike
from witnessbox.link.table_faults import SENTENCES
from witnessbox.model.field import ID
from witnessbox.model.mapping import NONE
from witnessbox.pipeline import cells, complaint_import
from witnessbox.pipeline.complaint_import import Imported, Order
from witnessbox.pipeline.complaint_plan import Fault, Judged, Verdict
from witnessbox.pipeline.session import Session

TOLD = {
    Verdict.NEW: ("New", "Stated"),
    Verdict.THERE: ("Here already, nothing added",) * 2,
    Verdict.DIFFERS: ("Differs from what is here",) * 2,
    Verdict.MALFORMED: ("Malformed",) * 2,
}
FOUND = {
    "given": "as you say",
    "remembered": "as remembered",
    "guessed": "guessed by their titles",
}


@click.group("testimony")
def command() -> None:
    """Bring in complaints and testimony."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=str))
@click.option("--mapping", default="", help="Name of the columns' mapping.")
@click.option(
    "--map", "mapped", multiple=True, help="COLUMN=field; '-' leaves a column out."
)
@click.option("--language", default="", help="Of the accounts, where no column says.")
@click.option("--session", "sitting", default="", help="Where no column says.")
@click.option(
    "--month-first/--day-first",
    "month_first",
    default=None,
    help="What comes first in 03/04/2024.",
)
@click.option("--sheet", default=0, help="Number of the workbook's sheet.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and stop.")
@click.option(
    "--without-malformed", is_flag=True, help="Import the others; goes on record."
)
@json_option
@with_session
def bring_in(
    session: Session,
    *,
    file: str,
    mapping: str,
    mapped: tuple[str, ...],
    language: str,
    sitting: str,
    month_first: bool | None,
    sheet: int,
    dry_run: bool,
    without_malformed: bool,
    as_json: bool,
) -> int:
    """Import complaints from FILE, a CSV or XLSX table, or from an item by its id.

    One row that is malformed, or differs from what is here, stops them all. The same
    table a second time adds nothing. The mapping is remembered for this header row.
    """
    order = Order(
        name=mapping.strip(),
        mapped=tuple(_pair(one) for one in mapped),
        language=language,
        session=sitting,
        month_first=month_first,
        without_malformed=without_malformed,
    )
    read = cells.of_item if ID.fullmatch(file) else cells.of_file
    done = complaint_import.bring_in(
        session, read(session, file, sheet), order, dry=dry_run
    )
    if as_json:
        output.document("testimony-import", _body(done, dry=dry_run))
    else:
        _say(done, dry=dry_run)
    stopped = done.left_out and not without_malformed
    return EXIT_FAULTS if stopped else 0


def _pair(text: str) -> tuple[str, str]:
    column, parted, field = text.rpartition("=")
    if not parted or not column.strip() or not field.strip():
        raise UnusableError("A column is mapped as COLUMN=field.")
    return column.strip(), field.strip()


def _say(done: Imported, *, dry: bool) -> None:
    table, mapped = done.table, done.mapped
    how = ", ".join(part for part in (table.encoding, _delimiter(done)) if part)
    output.complain(f"Read: {table.name}{f' ({how})' if how else ''}.")
    if len(table.sheets) > 1:
        title = table.sheets[table.sheet - 1]
        output.complain(f"Sheet {table.sheet} of {len(table.sheets)}: {title}.")
    output.complain(f"Columns, {FOUND[mapped.found]}:")
    for title, field in mapped.columns.pairs:
        output.say(f"  {title}: {'left out' if field == NONE else field}")
    for one in done.left_out:
        told = "; ".join(_reason(fault) for fault in one.faults)
        output.say(f"row {one.number}: {one.verdict}: {told}")
    for pair in done.alike:
        output.say(_alike(done, pair))
    if done.cut:
        output.complain("Not all names were compared: there are too many alike.")
    for verdict, words in TOLD.items():
        if count := done.count(verdict):
            output.say(f"{words[done.done]}: {count}.")
    if done.done:
        output.complain("Imported; the rows that were left out are on record.")
    elif dry:
        output.complain("A dry run: nothing was imported.")
    else:
        output.complain("Nothing was imported.")


def _delimiter(done: Imported) -> str:
    named = {";": "semicolons", ",": "commas", "\t": "tabs", "|": "bars"}
    return named.get(done.table.delimiter, "")


def _reason(fault: Fault) -> str:
    said = SENTENCES.get(fault.code, "It is refused.")
    where = f"{fault.column}: " if fault.column else ""
    return f"{where}{said} ({fault.code})"


def _alike(done: Imported, pair: Alike) -> str:
    rows = {f"row {one.number}": one.record for one in done.judged}
    where = [
        f"{key} ({rows[key]})" if done.done and rows.get(key) else key
        for key in (pair.one, pair.other)
    ]
    together = ", of one session" if pair.same_session else ""
    why = ", ".join(pair.why)
    return f"perhaps one person: {' and '.join(where)}: {why}{together}"


def _body(done: Imported, *, dry: bool) -> dict[str, object]:
    table, mapped = done.table, done.mapped
    return {
        "dry_run": dry,
        "done": done.done,
        "import": done.record or None,
        "file": {
            "name": table.name,
            "item": table.item or None,
            "sha256": table.sha256,
            "encoding": table.encoding or None,
            "delimiter": table.delimiter or None,
            "sheets": list(table.sheets),
            "sheet": table.sheet or None,
        },
        "mapping": {
            "found": mapped.found,
            "name": mapped.name,
            "columns": [
                {"column": title, "field": None if field == NONE else field}
                for title, field in mapped.columns.pairs
            ],
            "language": mapped.language or None,
        },
        "counts": {verdict.value: done.count(verdict) for verdict in TOLD},
        "rows": [_row(one, done=done.done) for one in done.judged],
        "suggestions": [
            {
                "one": pair.one,
                "other": pair.other,
                "score": pair.score,
                "why": list(pair.why),
                "same_session": pair.same_session,
            }
            for pair in done.alike
        ],
        "suggestions_cut": done.cut,
    }


def _row(one: Judged, *, done: bool) -> dict[str, object]:
    shown = one.record if done or one.verdict is not Verdict.NEW else ""
    return {
        "row": one.number,
        "verdict": one.verdict.value,
        "receipt": one.receipt or None,
        "record": shown or None,
        "reasons": [
            {"column": fault.column or None, "code": fault.code} for fault in one.faults
        ],
    }
