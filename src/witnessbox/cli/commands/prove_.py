# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`prove`: one original's place in the ledger, opened by itself."""

from __future__ import annotations

import click

from witnessbox.cli import output
from witnessbox.cli.access import with_session
from witnessbox.cli.commands.cat_ import ask_reason
from witnessbox.pipeline import giving
from witnessbox.pipeline.session import Session


@click.command("prove")
@click.argument("item")
@click.option("--reason", default="", help="Why it is given out; goes on record.")
@click.option(
    "--origin", type=click.IntRange(0), default=0, help="Which of its origins; 0 first."
)
@with_session
def command(session: Session, *, item: str, reason: str, origin: int) -> None:
    """Print the proof that ITEM was received. NOT FOR RELEASE.

    Anyone checks it with Python alone:
    python3 standalone.py --proof PROOF ORIGINAL
    """
    proof = giving.prove(session, item, reason or ask_reason(), origin)
    output.complain("NOT FOR RELEASE: it names the path that the original had.")
    click.echo(proof, nl=False)
