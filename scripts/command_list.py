# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Write docs/guide/commands.md from the commands' own help.

Usage: python scripts/command_list.py [FILE]; without FILE the page goes to stdout.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import click

from witnessbox.cli.main import witnessbox

WIDTH = 88

HEAD = """\
# Commands

Made from the commands' own help by `make generated`; a test compares the two.

The box is `--box DIR`, else `$WITNESSBOX_BOX`, else the current folder or one above
it. The passphrase comes from the terminal, `--passphrase-file` or
`$WITNESSBOX_PASSPHRASE_FILE`; never from an argument, because every user of a machine
can read those. With `--json` one JSON document goes to stdout; progress and sentences
go to stderr. What each exit status means: [errors](../spec/errors.md).

"""


def helps(
    command: click.Command, name: str, above: click.Context | None
) -> Iterator[tuple[str, str]]:
    """The name and the help text of a command, then of those below it."""
    context = click.Context(
        command, info_name=name, parent=above, **command.context_settings
    )
    # Not the width of whoever's terminal this runs in.
    context.terminal_width = WIDTH
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            if found is not None and not found.hidden:
                yield from helps(found, below, context)


def page() -> str:
    """The whole page: one section for each command."""
    sections = [
        f"## {name}\n\n```text\n{text.rstrip()}\n```\n"
        for name, text in helps(witnessbox, "witnessbox", None)
    ]
    return HEAD + "\n".join(sections)


def main() -> None:
    """Write the page to the file named, or to stdout."""
    if len(sys.argv) > 1:
        with open(sys.argv[1], "w", encoding="utf-8") as file:
            file.write(page())
        os.chmod(sys.argv[1], 0o644)
    else:
        sys.stdout.write(page())


if __name__ == "__main__":
    main()
