# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`serve`: the screens, for this machine's own browser."""

from __future__ import annotations

import click

from witnessbox.cli import output
from witnessbox.cli.access import box_option, find_box
from witnessbox.cli.server import DEFAULT_PORT, free_port, serve
from witnessbox.pipeline.box import Box


@click.command("serve")
@box_option
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="0 takes any free one.",
)
def command(*, box_path: str | None, port: int) -> None:
    """Serve the box's screens on this machine, to this machine alone."""
    box = Box.open(find_box(box_path))
    chosen = free_port(port, exact=port != 0)
    output.complain(f"Open http://127.0.0.1:{chosen}/ in a browser on this machine.")
    output.complain("Ctrl-C ends it.")
    serve(box, chosen)
