# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`people list` and `people show`: persons, and what is said of them."""

from __future__ import annotations

import json
import re

import click

from witnessbox.base.errors import MissingError, UnusableError
from witnessbox.catalogue import records
from witnessbox.catalogue.records import Record
from witnessbox.cli import output
from witnessbox.cli.access import json_option, with_session
from witnessbox.model import kinds
from witnessbox.pipeline import casework, english
from witnessbox.pipeline.casework import Wanted
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.titles import Titles

CURSOR = re.compile(r"([0-9TZ:-]{20})~(pe-[0-9a-f]{32})")
SHOWN = 500


@click.group("people")
def command() -> None:
    """List persons, and show what is said of one."""


@command.command("list")
@click.option("--text", default="", help="What the pseudonym contains.")
@click.option("--limit", default=100, show_default=True, help="At most so many.")
@click.option("--after", default="", help="As the last answer's `next` said.")
@json_option
@with_session
def listing(
    session: Session, *, text: str, limit: int, after: str, as_json: bool
) -> None:
    """List persons, those stated last first."""
    cursor = CURSOR.fullmatch(after)
    if after and cursor is None:
        raise UnusableError(
            "This is no place to go on from.",
            todo="Give what the last answer said as 'next'.",
        )
    session.committer.catch_up()
    with session.reading() as connection:
        page = casework.listed(
            connection,
            session.compartments,
            Wanted("person", text=text),
            max(1, limit),
            (cursor[1], cursor[2]) if cursor else None,
        )
    following = "~".join(page.after) if page.after else None
    if as_json:
        people = [_brief(one) for one in page.records]
        output.document("people-list", {"people": people}, following)
        return
    for one in page.records:
        output.say(f"{one.id}  {one.title}")
    if following:
        output.say(f"There are more: --after {following}")


@command.command("show")
@click.argument("person")
@json_option
@with_session
def show(session: Session, *, person: str, as_json: bool) -> None:
    """Show one PERSON and every record that leads there."""
    session.committer.catch_up()
    held = session.compartments
    with session.reading() as connection:
        found = None
        if kinds.leads_to(person) == "person":
            found = records.record(connection, held, person)
        if found is None:
            raise MissingError("There is no such person.")
        groups = casework.leading(connection, held, person, SHOWN)
        titles = Titles(connection, held, english.word)
        titles.learn([found, *(one for group in groups for one in group.records)])
        body = {
            "person": {**_brief(found), "fields": dict(found.fields)},
            "leading": [
                {
                    "kind": group.kind,
                    "field": group.field,
                    "count": group.count,
                    "records": [
                        {"record": one.id, "title": titles.of(one.id, person)}
                        for one in group.records
                    ],
                }
                for group in groups
            ],
        }
    if as_json:
        output.document("people-show", body)
    else:
        output.say(json.dumps(body, indent=2, ensure_ascii=False))


def _brief(record: Record) -> dict[str, object]:
    return {
        "record": record.id,
        "label": record.title,
        "author": record.author,
        "at": record.at,
        "statements": record.statements,
        "heads": record.heads,
        "withdrawn": record.withdrawn,
    }
