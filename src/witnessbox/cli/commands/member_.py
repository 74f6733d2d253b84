# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`member add` and `member list`."""

from __future__ import annotations

import click

from witnessbox.base.errors import UnusableError
from witnessbox.base.values import SEALED_COMPARTMENTS, Compartment
from witnessbox.cli import output
from witnessbox.cli.access import json_option, new_passphrase_for, with_session
from witnessbox.pipeline import membership
from witnessbox.pipeline.session import Session


@click.group("member")
def command() -> None:
    """Add and list members."""


@command.command("add")
@click.argument("name")
@click.option("--role", default="member", show_default=True, help="What they do.")
@click.option(
    "--compartments",
    default="evidence",
    show_default=True,
    help="What they may read, with commas: evidence,identities,sources,audit.",
)
@click.option(
    "--new-passphrase-file",
    type=click.Path(path_type=str),
    default=None,
    help="The new member's passphrase; made and written there if there is no file.",
)
@click.option("--station", is_flag=True, help="It only takes in, and opens nothing.")
@json_option
@with_session
def add(
    session: Session,
    *,
    name: str,
    role: str,
    compartments: str,
    new_passphrase_file: str | None,
    station: bool,
    as_json: bool,
) -> None:
    """Add NAME as a member with a passphrase and keys of their own."""
    if station:
        _report(membership.add_station(session, name), as_json=as_json)
        return
    given = _compartments(compartments)
    passphrase = new_passphrase_for(new_passphrase_file, "New member's passphrase")
    handle = membership.add_member(session, name, role, given, passphrase)
    _report(handle, as_json=as_json)


@command.command("list")
@json_option
@with_session
def listing(session: Session, *, as_json: bool) -> None:
    """List the members."""
    members = session.members()
    if as_json:
        rows = [
            {
                "handle": one.handle,
                "name": one.name,
                "role": one.role,
                "compartments": list(one.compartments),
                "added_at": one.added_at,
            }
            for one in members
        ]
        output.document("member-list", {"members": rows})
        return
    for one in members:
        output.say(
            f"{one.handle}  {one.name}  {one.role}  {','.join(one.compartments)}"
        )


def _report(handle: str, *, as_json: bool) -> None:
    if as_json:
        output.document("member-add", {"handle": handle})
    else:
        output.say(f"Added. Their handle is {handle}.")


def _compartments(text: str) -> tuple[Compartment, ...]:
    names = [part.strip() for part in text.split(",") if part.strip()]
    known = {each.value: each for each in SEALED_COMPARTMENTS}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UnusableError(
            f"There is no compartment '{unknown[0]}'.",
            todo=f"Choose among {', '.join(known)}.",
        )
    return tuple(known[name] for name in names)
