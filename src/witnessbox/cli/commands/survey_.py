# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`survey`: look at every item that nobody has looked at yet."""

from __future__ import annotations

import click

from witnessbox.cli import output
from witnessbox.cli.access import json_option, with_session
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.surveyor import Surveyor


@click.command("survey")
@json_option
@with_session
def command(session: Session, *, as_json: bool) -> None:
    """Look at what waits; goes on where an earlier survey stopped."""
    surveyor = Surveyor(session)
    surveyor.start()
    tally = surveyor.finish()
    if as_json:
        output.document(
            "survey",
            {"done": tally.done, "refused": tally.refused, "reasons": tally.reasons},
        )
        return
    output.say(f"{tally.done} done, {tally.refused} cannot be shown.")
    for reason, count in sorted(tally.reasons.items()):
        output.say(f"  {reason}: {count}")
