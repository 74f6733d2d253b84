# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`cat`: an original's bytes on stdout; a custody act with a reason."""

from __future__ import annotations

import sys

import click

from witnessbox.base.errors import UnusableError
from witnessbox.cli import output
from witnessbox.cli.access import with_session
from witnessbox.pipeline import giving
from witnessbox.pipeline.session import Session


@click.command("cat")
@click.argument("item")
@click.option("--reason", default="", help="Why it is given out; goes on record.")
@with_session
def command(session: Session, *, item: str, reason: str) -> None:
    """Write the original bytes of ITEM to stdout. NOT FOR RELEASE."""
    if sys.stdout.isatty():
        raise UnusableError(
            "The original's bytes would go to the terminal.",
            todo="Send them to a file or a program.",
        )
    given = reason or ask_reason()
    output.complain("NOT FOR RELEASE. This act is on record.")
    for part in giving.give_out(session, item, given):
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


def ask_reason() -> str:
    """Ask for a reason at the terminal.

    Raises:
        UnusableError: There is no terminal, or no answer.
    """
    given = ""
    if sys.stdin.isatty():
        given = click.prompt("Reason", err=True, default="", show_default=False)
    if not given.strip():
        raise UnusableError(
            "Giving out an original needs a reason, which goes on record.",
            todo="Add --reason.",
        )
    return str(given)
