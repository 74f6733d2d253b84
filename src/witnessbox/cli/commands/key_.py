# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`key reveal`: the age identity that opens a compartment's objects."""

from __future__ import annotations

import click

from witnessbox.base.errors import UnusableError
from witnessbox.base.values import Compartment
from witnessbox.cli import output
from witnessbox.cli.access import json_option, with_session
from witnessbox.cli.commands.cat_ import ask_reason
from witnessbox.pipeline import giving
from witnessbox.pipeline.session import Session


@click.group("key")
def command() -> None:
    """Work with keys."""


@command.command("reveal")
@click.argument("compartment")
@click.option("--reason", default="", help="Why; goes on record.")
@json_option
@with_session
def reveal(session: Session, *, compartment: str, reason: str, as_json: bool) -> None:
    """Print the age identity of COMPARTMENT. NOT FOR RELEASE.

    With it the stock age tool opens every object of the compartment.
    """
    try:
        which = Compartment(compartment)
    except ValueError as error:
        raise UnusableError(f"There is no compartment '{compartment}'.") from error
    identity = giving.reveal_key(session, which, reason or ask_reason())
    output.complain("NOT FOR RELEASE. Whoever has this key reads the compartment.")
    if as_json:
        output.document(
            "key-reveal", {"compartment": which.value, "identity": identity}
        )
    else:
        output.say(identity)
