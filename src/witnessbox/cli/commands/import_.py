# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`import`: other groups' records, as claims by a source; all of them or none."""

from __future__ import annotations

import click

from witnessbox.base.errors import EXIT_FAULTS, UnusableError
from witnessbox.cli import output
from witnessbox.cli.access import json_option, with_session
from witnessbox.pipeline import importing
from witnessbox.pipeline.import_plan import (
    CHANGED,
    KNOWN,
    LEFT_OUT,
    NEW,
    REFUSED,
    Order,
)
from witnessbox.pipeline.importing import Imported
from witnessbox.pipeline.session import Session
from witnessbox.release.exchanged import MAX_FILE, Form

TOLD = {
    NEW: "New",
    CHANGED: "Changed since the last import",
    KNOWN: "Known already, nothing added",
    LEFT_OUT: "Left out",
    REFUSED: "Refused",
}


@click.command("import")
@click.argument("file", type=click.Path(path_type=str))
@click.option(
    "--format", "form", required=True, type=click.Choice([one.value for one in Form])
)
@click.option("--source", default="", help="From whom, as all who read may know it.")
@click.option("--kind", default="", help="What the rows of a single CSV file are.")
@click.option("--own", is_flag=True, help="Our own export, from a box of ours (json).")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and stop.")
@json_option
@with_session
def command(
    session: Session,
    *,
    file: str,
    form: str,
    source: str,
    kind: str,
    own: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Bring records of FILE into the box, as claims by a source.

    Nothing that comes in is verified, whatever it says of itself. One refused row
    refuses all of them; the same file a second time adds nothing.
    """
    order = Order(Form(form), _bytes(file), source, kind, own)
    done = importing.bring_in(session, order, dry=dry_run)
    if as_json:
        output.document("import", _body(done, dry=dry_run))
    else:
        _say(done, dry=dry_run)
    return EXIT_FAULTS if done.count(REFUSED) else 0


def _bytes(file: str) -> bytes:
    try:
        with open(file, "rb") as opened:
            return opened.read(MAX_FILE + 1)
    except OSError as error:
        raise UnusableError("The file cannot be read.") from error


def _say(done: Imported, *, dry: bool) -> None:
    for one in done.verdicts:
        if one.reasons:
            output.say(f"{one.where}: {one.verdict}: {', '.join(one.reasons)}")
    for where, reason in done.passed_over:
        output.say(f"{where}: passed over: {reason}")
    for verdict, words in TOLD.items():
        if count := done.count(verdict):
            output.say(f"{words}: {count}.")
    if done.done:
        output.complain("Imported, as claims by their source.")
    elif dry:
        output.complain("A dry run: nothing was imported.")
    else:
        output.complain("Nothing was imported.")


def _body(done: Imported, *, dry: bool) -> dict[str, object]:
    return {
        "dry_run": dry,
        "done": done.done,
        "counts": {verdict: done.count(verdict) for verdict in TOLD},
        "rows": [
            {
                "where": one.where,
                "kind": one.kind,
                "theirs": one.theirs,
                "verdict": one.verdict,
                "reasons": list(one.reasons),
                "record": one.record or None,
            }
            for one in done.verdicts
        ],
        "passed_over": [{"where": w, "reason": r} for w, r in done.passed_over],
    }
