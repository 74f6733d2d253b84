# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`list`: every item, a page or a stream at a time."""

from __future__ import annotations

import click

from witnessbox.catalogue.answers import Filter
from witnessbox.cli import output
from witnessbox.cli.access import json_option, with_session
from witnessbox.cli.items import item_json
from witnessbox.pipeline.session import Session

PAGE = 200


@click.command("list")
@json_option
@click.option("--jsonl", is_flag=True, help="Stream one JSON line an item.")
@click.option("--limit", type=click.IntRange(1, 500), default=PAGE, show_default=True)
@click.option("--after", type=int, default=None, help="The cursor given as 'next'.")
@click.option("--kind", default="", help="video, photograph, sound, document, other")
@click.option("--state", default="", help="waiting, looked, not-shown")
@with_session
def command(
    session: Session,
    *,
    as_json: bool,
    jsonl: bool,
    limit: int,
    after: int | None,
    kind: str,
    state: str,
) -> None:
    """List the items of the box."""
    narrowed = Filter(kind=kind, state=state)
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
