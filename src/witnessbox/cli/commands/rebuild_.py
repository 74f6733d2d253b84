# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`rebuild`: make the indexes again from the ledger."""

from __future__ import annotations

import os

import click

from witnessbox.cli import output
from witnessbox.cli.access import (
    MEMBER_VARIABLE,
    find_box,
    json_option,
    member_options,
    passphrase,
)
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.rebuilding import rebuild


@click.command("rebuild")
@json_option
@member_options
def command(
    *,
    box_path: str | None,
    handle: str | None,
    passphrase_file: str | None,
    as_json: bool,
) -> None:
    """Throw the indexes away and make them again from the ledger."""
    box = Box.open(find_box(box_path))
    who = handle or os.environ.get(MEMBER_VARIABLE)
    ring = box.ring(passphrase(passphrase_file), who)
    answer = rebuild(box, ring)
    if as_json:
        indexes = {
            one.value: {"before": before or None, "after": after}
            for one, (before, after) in answer.items()
        }
        output.document("rebuild", {"indexes": indexes})
        return
    for one, (before, after) in answer.items():
        same = "as before" if before == after else "new" if not before else "changed"
        output.say(f"{one.value}: {same}, {after[:16]}…")
