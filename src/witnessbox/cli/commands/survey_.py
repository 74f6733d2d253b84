# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`survey`: look at and watch every item that waits; or some items closely."""

from __future__ import annotations

import click

from witnessbox.base.values import Compartment, ItemId
from witnessbox.cli import output
from witnessbox.cli.access import json_option, with_session
from witnessbox.pipeline import asking, registry, runs
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.survey import Tally
from witnessbox.pipeline.surveyor import LOCK, Surveyor


@click.command("survey")
@click.argument("items", nargs=-1)
@click.option("--close", is_flag=True, help="Every frame of ITEMS: faces, persons.")
@click.option("--later", is_flag=True, help="Only ask: the next survey does it, last.")
@json_option
@with_session
def command(
    session: Session,
    *,
    items: tuple[str, ...],
    close: bool,
    later: bool,
    as_json: bool,
) -> None:
    """Look at and watch what waits; goes on where an earlier survey stopped.

    With --close and ITEMS, every frame of those items is watched, which takes
    longer than they last.
    """
    if close != bool(items):
        raise click.UsageError("--close and ITEMS go together.")
    if later and not close:
        raise click.UsageError("--later goes with --close.")
    if later:
        for item in items:
            asking.ask(session, session.item(item))
        tally = Tally()
    else:
        tally = _closely(session, items) if close else _survey(session)
    if as_json:
        output.document(
            "survey",
            {
                "done": tally.done,
                "refused": tally.refused,
                "watched": tally.watched,
                "reasons": tally.reasons,
            },
        )
        return
    output.say(f"{tally.done} done, {tally.refused} cannot be shown.")
    for reason, count in sorted(tally.reasons.items()):
        output.say(f"  {reason}: {count}")
    output.say(f"Watched in {tally.watched} passes: see 'witnessbox status'.")


def _survey(session: Session) -> Tally:
    surveyor = Surveyor(session)
    surveyor.start()
    return surveyor.finish()


def _closely(session: Session, items: tuple[str, ...]) -> Tally:
    chosen = [ItemId(session.item(item).row.item) for item in items]
    recipient = session.premises.recipients[Compartment.EVIDENCE]
    with runs.alone(session.premises.folder, LOCK):
        return session.survey().watch(recipient, registry.CLOSE_LOOK, chosen)
