# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`open`: make a box if there is none, serve it, and fill it meanwhile."""

from __future__ import annotations

import os
import threading

import click

from witnessbox.base.errors import WitnessboxError
from witnessbox.cli import output
from witnessbox.cli.access import new_passphrase_for
from witnessbox.cli.filling import Filling
from witnessbox.cli.server import DEFAULT_PORT, free_port, serve
from witnessbox.pipeline.box import BOX_FILE, Box
from witnessbox.pipeline.demo import TITLE

PASSPHRASE_FILE = "passphrase.txt"  # noqa: S105 - a file's name


@click.command("open")
@click.option("--data", required=True, type=click.Path(path_type=str))
@click.option("--disk", default=None, type=click.Path(path_type=str))
@click.option("--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT)
def command(*, data: str, disk: str | None, port: int) -> None:
    """Serve the box under DATA, filled from DISK or from the demo.

    A box is made there if there is none. What 'make run' calls.
    """
    os.makedirs(data, mode=0o700, exist_ok=True)
    name = "box" if disk is not None else "demo"
    folder = os.path.join(data, name)
    passphrase_file = os.path.abspath(
        os.path.join(data, PASSPHRASE_FILE if disk is not None else "demo.txt")
    )
    passphrase = new_passphrase_for(passphrase_file)
    made = not os.path.exists(os.path.join(folder, BOX_FILE))
    if made:
        title = TITLE if disk is None else ""
        box = Box.create(folder, passphrase, name="You", title=title, demo=disk is None)
    else:
        box = Box.open(folder)
    chosen = free_port(port, exact=False)
    output.complain(f"Address:    http://127.0.0.1:{chosen}/")
    output.complain(f"Passphrase: in the file {passphrase_file}")
    output.complain("Ctrl-C ends it; the same command goes on.")
    stop = threading.Event()
    filling = Filling(box, passphrase, disk, os.path.abspath(data), stop)
    thread = threading.Thread(target=_fill, args=(filling,), name="filling")
    thread.start()
    try:
        serve(box, chosen)
    finally:
        stop.set()
        thread.join()


def _fill(filling: Filling) -> None:
    try:
        filling.run()
    except WitnessboxError as error:
        output.complain(error.sentence())
    except KeyboardInterrupt:
        output.complain("Stopped. What was acknowledged is safe.")
