# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`list`: every item, or some of them, a page or a stream at a time."""

from __future__ import annotations

import re
from typing import Any

import click

from witnessbox.base.errors import UnusableError
from witnessbox.catalogue import contents
from witnessbox.catalogue.answers import UNKNOWN, Filter
from witnessbox.catalogue.cells import WITH
from witnessbox.cli import output
from witnessbox.cli.access import json_option, with_session
from witnessbox.cli.items import item_json
from witnessbox.pipeline.session import Session

PAGE = 200
MONTH = re.compile(rf"[0-9]{{4}}-(0[1-9]|1[0-2])|{UNKNOWN}", re.ASCII)
NAMED = 5
"""Devices that are named where one name fits several."""


@click.command("list")
@json_option
@click.option("--jsonl", is_flag=True, help="Stream one JSON line an item.")
@click.option("--limit", type=click.IntRange(1, 500), default=PAGE, show_default=True)
@click.option("--after", type=int, default=None, help="The cursor given as 'next'.")
@click.option("--kind", default="", help="video, photograph, sound, document, other")
@click.option("--state", default="", help="waiting, looked, not-shown")
@click.option("--month", default="", help="As recorded: 2024-03, or unknown.")
@click.option("--device", default="", help="Its name, part of it, or unknown.")
@click.option("--language", default="", help="Spoken longest, such as ru.")
@click.option(
    "--with",
    "having",
    multiple=True,
    type=click.Choice(WITH),
    help="What machines found in it; may be given again.",
)
@with_session
def command(
    session: Session,
    *,
    as_json: bool,
    jsonl: bool,
    limit: int,
    after: int | None,
    **asked: Any,
) -> None:
    """List the items of the box.

    Months, devices, languages and what is found in an item are what machines and
    files say, not facts.
    """
    narrowed = _filter(session, asked)
    if jsonl:
        while True:
            page = session.items(narrowed, limit, after)
            for row in page.rows:
                output.line(item_json(session, row))
            if page.after is None:
                return
            after = page.after
    page = session.items(narrowed, limit, after)
    if as_json:
        items = [item_json(session, row) for row in page.rows]
        following = None if page.after is None else str(page.after)
        output.document("list", {"items": items}, following)
        return
    for row in page.rows:
        kind_text = row.kind or "not looked at yet"
        output.say(f"{row.item}  {output.size(row.size):>9}  {kind_text}  {row.name}")
    if page.after is not None:
        output.complain(f"There is more: --after {page.after}")


def _filter(session: Session, asked: dict[str, Any]) -> Filter:
    month = str(asked["month"])
    if month and not MONTH.fullmatch(month):
        raise UnusableError(
            "A month is a year and a month.", todo="Give it as 2024-03."
        )
    return Filter(
        kind=asked["kind"],
        state=asked["state"],
        month=month,
        device=_device(session, str(asked["device"])),
        language=asked["language"],
        having=tuple(asked["having"]),
    )


def _device(session: Session, given: str) -> str:
    """The key of a device by its key, its name or a part of its name."""
    if given in ("", UNKNOWN):
        return given
    session.overview()
    with session.reading() as connection:
        known = contents.devices(connection)
    if given in known:
        return given
    wanted = given.casefold()
    exact = [d for d in known.values() if d.label.casefold() == wanted]
    found = exact or [d for d in known.values() if wanted in d.label.casefold()]
    if len(found) == 1:
        return found[0].id
    if not found:
        raise UnusableError(
            "No device is called so.", todo="'witnessbox status' names them."
        )
    names = ", ".join(sorted(d.label for d in found)[:NAMED])
    raise UnusableError(
        f"Several devices are called so: {names}.", todo="Give more of its name."
    )
