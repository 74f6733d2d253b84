# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`export`: records out of the box, through the gate; a custody act with a reason."""

from __future__ import annotations

import sys
from collections import Counter

import click

from witnessbox.cli import output
from witnessbox.cli.access import json_option, with_session
from witnessbox.model import terms
from witnessbox.pipeline import exchanging
from witnessbox.pipeline.exchanging import CONFIRMATION, Exported, Order
from witnessbox.pipeline.session import Session
from witnessbox.release.exchanged import MARK, Form


@click.command("export")
@click.option(
    "--format", "form", required=True, type=click.Choice([one.value for one in Form])
)
@click.option("--reason", required=True, help="Why it goes out; goes on record.")
@click.option("--out", required=True, type=click.Path(path_type=str))
@click.option("--kind", "kinds", multiple=True, help="Records of this kind alone.")
@click.option("--record", "records", multiple=True, help="This record.")
@click.option("--with-identities", is_flag=True, help="Names and complaints too.")
@click.option(
    "--confirm", default="", help="The words that --with-identities asks for."
)
@click.option(
    "--use",
    default="",
    type=click.Choice(["", *(one.code for one in terms.BY_NAME["use"].terms)]),
    help="What names go out for; their bearers must have agreed to it.",
)
@click.option("--history", is_flag=True, help="What was said before, too (json).")
@json_option
@with_session
def command(session: Session, *, as_json: bool, **given: object) -> None:
    """Write records to a new file, or into a folder. NOT FOR RELEASE.

    What a record is nothing without goes along, and so does what contradicts it. What
    is quarantined, restricted or not authorised stays; 'excluded' says why.
    """
    order = _order(given)
    done = exchanging.export(session, order)
    if as_json:
        output.document("export", _body(order, done))
        return
    output.complain(f"{MARK}. This act is on record.")
    output.say(done.path)
    output.say(f"sha256 {done.sha256}, {output.size(done.size)}")
    output.say(f"Records in it: {len(done.passed.included)}.")
    reasons = Counter(reason for _, reason in done.passed.excluded)
    for reason, count in sorted(reasons.items()):
        output.say(f"Left out: {count} ({reason}).")
    for reason, count in sorted(Counter(w[2] for w in done.passed.withheld).items()):
        output.say(f"Fields in which something was left off: {count} ({reason}).")
    for name, field in done.cut:
        output.say(f"Cut short for want of room: {field} of {name}.")


def _order(given: dict[str, object]) -> Order:
    identities = bool(given["with_identities"])
    confirmation = str(given["confirm"])
    if identities and not confirmation and sys.stdin.isatty():
        confirmation = click.prompt(
            f"Type '{CONFIRMATION}'", err=True, default="", show_default=False
        )
    kinds, records = given["kinds"], given["records"]
    return Order(
        form=Form(str(given["form"])),
        reason=str(given["reason"]),
        out=str(given["out"]),
        kinds=kinds if isinstance(kinds, tuple) else (),
        records=records if isinstance(records, tuple) else (),
        identities=identities,
        confirmation=confirmation,
        use=str(given["use"]),
        history=bool(given["history"]),
    )


def _body(order: Order, done: Exported) -> dict[str, object]:
    return {
        "format": order.form.value,
        "file": done.path,
        "sha256": done.sha256,
        "bytes": done.size,
        "marking": MARK,
        "included": [{"record": n, "why": why} for n, why in done.passed.included],
        "excluded": [{"record": n, "why": why} for n, why in done.passed.excluded],
        "withheld": [
            {"record": name, "field": field, "why": why}
            for name, field, why in done.passed.withheld
        ],
        "cut": [{"record": name, "field": field} for name, field in done.cut],
    }
