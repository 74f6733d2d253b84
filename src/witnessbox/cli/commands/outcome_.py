# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`outcome add` and `outcome list`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from witnessbox.cli import output
from witnessbox.cli.access import json_option, with_session
from witnessbox.pipeline import english, sequel
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.stating import Stating
from witnessbox.pipeline.titles import Titles


@click.group("outcome")
def command() -> None:
    """State what came of it, and list what did."""


@command.command("add")
@click.argument("title")
@click.option("--sort", required=True, help="A term: reply, inquiry-opened, …")
@click.option("--date", required=True, help="2024-03-09, 2024-03 or 2024.")
@click.option("--source", required=True, help="Where it is known from.")
@click.option("--person", default="", help="Id of the person whom it concerns.")
@click.option("--post", default="", help="Id of the post that it concerns.")
@click.option("--follows", multiple=True, help="Id of what it came after; repeatable.")
@click.option("--about", multiple=True, help="Id of what it is about; repeatable.")
@click.option("--note", default="", help="In your own words.")
@json_option
@with_session
def add(session: Session, *, as_json: bool, **given: Any) -> None:
    """State an outcome called TITLE."""
    fields = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in given.items()
    }
    made = Stating(session).state("outcome", fields)
    if as_json:
        output.document("outcome-add", {"record": made})
    else:
        output.say(f"Stated. The record is {made}.")


@command.command("list")
@json_option
@with_session
def listing(session: Session, *, as_json: bool) -> None:
    """List what was done and what came after, by date."""
    session.committer.catch_up()
    with session.reading() as connection:
        held = session.compartments
        steps = sequel.steps(connection, held)
        titles = Titles(connection, held, english.word)
        titles.learn([one.record for one in steps])
        named = {one.record.id: titles.of(one.record.id) for one in steps}
    silent = sequel.silences(steps, datetime.now(UTC).date())
    days = {one.record.id: one.days for one in silent}
    if as_json:
        rows = [
            {
                "record": one.record.id,
                "kind": one.record.kind,
                "title": named[one.record.id],
                "date": one.record.fields.get("date"),
                "follows": list(one.follows),
                "unanswered_days": days.get(one.record.id),
                "author": one.record.author,
            }
            for one in steps
        ]
        output.document("outcome-list", {"outcomes": rows})
        return
    for one in steps:
        record = one.record
        waits = f"  no answer for {days[record.id]} days" if record.id in days else ""
        when = str(record.fields.get("date", "?"))
        output.say(f"{when:<12} {record.kind:<13} {named[record.id]}{waits}")
        output.say(f"{'':<12} {record.id}")
