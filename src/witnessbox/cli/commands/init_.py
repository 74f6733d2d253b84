# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`init`: make a box and its first member."""

from __future__ import annotations

import click

from witnessbox.base.errors import UnusableError
from witnessbox.cli import output
from witnessbox.cli.access import (
    box_option,
    find_new_box,
    json_option,
    new_passphrase_for,
)
from witnessbox.pipeline.box import Box


@click.command("init")
@box_option
@json_option
@click.option("--name", default="", help="How other members see you; sealed.")
@click.option("--title", default="", help="What the case is called; sealed.")
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=str),
    default=None,
    help="Read the passphrase from here; a new one is made if there is no file.",
)
def command(
    *,
    box_path: str | None,
    as_json: bool,
    name: str,
    title: str,
    passphrase_file: str | None,
) -> None:
    """Make a new box in an empty folder (here, or --box)."""
    folder = find_new_box(box_path)
    if passphrase_file is None and as_json:
        raise UnusableError(
            "A passphrase cannot be asked for with --json.",
            todo="Give --passphrase-file.",
        )
    passphrase = new_passphrase_for(passphrase_file)
    box = Box.create(folder, passphrase, name=name, title=title)
    handle = box.file.founder.handle
    if as_json:
        output.document("init", {"box": box.file.box, "handle": handle})
        return
    output.say(f"The box is made. Your handle is {handle}.")
    output.complain(
        "Without the passphrase nobody, we neither, can ever open it."
        " Keep it apart from the box."
    )
