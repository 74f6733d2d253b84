# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`status`: what is in the box, what runs, what is missing on this system."""

from __future__ import annotations

from dataclasses import asdict

import click

from witnessbox.cli import output
from witnessbox.cli.access import json_option, with_session
from witnessbox.pipeline.session import Session


@click.command("status")
@json_option
@with_session
def command(session: Session, *, as_json: bool) -> None:
    """Say what is in the box and what this system lacks."""
    seen = session.overview()
    missing = session.desk.client.missing()
    progress = session.progress()
    if as_json:
        body = {
            "overview": asdict(seen),
            "accessions": [asdict(one) for one in session.accessions()],
            "progress": [asdict(one) for one in progress],
            "sandbox_lacks": missing,
            "member": session.member,
            "compartments": [each.value for each in session.compartments],
        }
        output.document("status", body)
        return
    output.say(
        f"{seen.items} items from {seen.originals} originals,"
        f" {output.size(seen.bytes)}, {output.duration(seen.seconds)} to play."
    )
    for kind, count in seen.kinds:
        output.say(f"  {kind}: {count}")
    if seen.waiting:
        output.say(f"{seen.waiting} not looked at yet: 'witnessbox survey'.")
    for reason, count in seen.not_shown:
        output.say(f"  cannot be shown, {reason}: {count}")
    if seen.refused:
        output.say(f"{seen.refused} names could not be read.")
    for row in progress:
        if row.state == "running":
            done, total = output.size(row.done_bytes), output.size(row.total_bytes)
            output.say(f"Taking in {row.accession}: {done} of {total}.")
    lacks = ", ".join(missing) if missing else "nothing"
    output.say(f"For the sandbox this system lacks: {lacks}.")
