# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`findings`: what machines say of one item; guesses, never facts."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import click

from witnessbox.base.errors import UnusableError
from witnessbox.catalogue import found
from witnessbox.catalogue.found import Found
from witnessbox.cli import output
from witnessbox.cli.access import json_option, with_session
from witnessbox.model.finding import SURE, WHOLE
from witnessbox.pipeline.session import Session

MAX_PAGE = 5000
VALUE_SHOWN = 100


@click.command("findings")
@click.argument("item")
@json_option
@click.option("--jsonl", is_flag=True, help="Stream one JSON line a finding.")
@click.option("--stage", default="", help="The findings of this stage alone.")
@click.option(
    "--limit", type=click.IntRange(1, MAX_PAGE), default=1000, show_default=True
)
@click.option("--after", default=None, help="The cursor given as 'next'.")
@with_session
def command(
    session: Session,
    *,
    item: str,
    as_json: bool,
    jsonl: bool,
    stage: str,
    limit: int,
    after: str | None,
) -> None:
    """Say what machines found in ITEM: guesses, each with the stage that made it.

    Times are [numerator, denominator] seconds of the stream's own clock; regions are
    [left, upper, width, height] in ten-thousandths of the picture as displayed;
    scores are a machine's own, in thousandths.
    """
    view = session.item(item)
    if jsonl:
        with session.reading() as connection:
            for one in found.stream(connection, view.row.item, stage):
                output.line(finding_json(one))
        return
    with session.reading() as connection:
        rows, more = found.page(connection, view.row.item, stage, _cursor(after), limit)
    following = f"{rows[-1].stage}:{rows[-1].number}" if more else None
    if as_json:
        body = {
            "item": view.row.item,
            "region_unit": WHOLE,
            "score_unit": SURE,
            "findings": [finding_json(one) for one in rows],
        }
        output.document("findings", body, following)
        return
    output.complain("A machine's guesses, not facts.")
    for one in rows:
        output.say(_line(one))
    if not rows:
        output.say("Nothing was found, or not looked for yet: see 'witnessbox show'.")
    if following is not None:
        output.complain(f"There is more: --after {following}")


def finding_json(one: Found) -> dict[str, Any]:
    """One finding in the form of the `--json` contract."""
    return {"stage": one.stage, "version": one.version, **one.finding.to_json()}


def _cursor(after: str | None) -> tuple[str, int] | None:
    if after is None:
        return None
    stage, _, number = after.rpartition(":")
    if not stage or not (number.isascii() and number.isdigit()):
        raise UnusableError(
            "This is no cursor of this command.", todo="Give what 'next' said."
        )
    return stage, int(number)


def _line(one: Found) -> str:
    finding = one.finding
    times = "-".join(_clock(t) for t in (finding.start, finding.end) if t is not None)
    score = "" if finding.score is None else f"{finding.score / SURE:.2f}"
    value = json.dumps(finding.value, ensure_ascii=False) if finding.value else ""
    if len(value) > VALUE_SHOWN:
        value = value[:VALUE_SHOWN] + "…"
    parts = (f"{one.stage}/{one.version}", finding.kind, times, score, value)
    return "  ".join(part for part in parts if part)


def _clock(time: Fraction) -> str:
    sign = "-" if time < 0 else ""
    minutes, seconds = divmod(abs(float(time)), 60)
    return f"{sign}{int(minutes)}:{seconds:05.2f}"
