# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`checkpoint`: print the ledger's last checkpoint, to keep elsewhere."""

from __future__ import annotations

import click

from witnessbox.base.errors import MissingError
from witnessbox.cli import output
from witnessbox.cli.access import box_option, find_box
from witnessbox.pipeline.box import Box


@click.command("checkpoint")
@box_option
def command(*, box_path: str | None) -> None:
    """Print the last signed checkpoint; needs no passphrase.

    Kept on paper or with somebody else, it shows later whether the ledger was
    rolled back: 'verify --against FILE'.
    """
    log = Box.open(find_box(box_path)).log()
    last = log.checkpoint
    if last is None:
        raise MissingError("The ledger has no checkpoint yet.")
    output.complain("It tells how many acts there are, and nothing else.")
    click.echo(last.note().decode("utf-8"), nl=False)
