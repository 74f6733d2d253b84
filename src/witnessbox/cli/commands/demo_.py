# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`demo`: a box with the invented story."""

from __future__ import annotations

import os
import threading

import click

from witnessbox.cli import output
from witnessbox.cli.access import json_option, new_passphrase_for
from witnessbox.pipeline.box import BOX_FILE, Box
from witnessbox.pipeline.demo import TAMPERED, TITLE, Entrance, fill, tamper


@click.command("demo")
@click.argument("folder", type=click.Path(path_type=str))
@click.option("--tamper", "tampering", is_flag=True, help="Damage a copy, too.")
@json_option
def command(*, folder: str, tampering: bool, as_json: bool) -> None:
    """Make a box with the demo's story in FOLDER. Nothing in it is real."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    passphrase_file = os.path.abspath(os.path.join(folder, "founder.txt"))
    passphrase = new_passphrase_for(passphrase_file)
    place = os.path.join(folder, "box")
    if os.path.exists(os.path.join(place, BOX_FILE)):
        box = Box.open(place)
    else:
        box = Box.create(place, passphrase, name="Founder", title=TITLE, demo=True)
    session = box.unlock(passphrase, box.file.founder.handle)
    try:
        entrances = [
            Entrance("Founder", "founder", box.file.founder.handle, passphrase_file),
            *fill(session, folder, threading.Event()),
        ]
    finally:
        session.close()
    damaged = None
    if tampering:
        damaged = tamper(place, os.path.join(folder, TAMPERED))
    if as_json:
        members = [
            {
                "name": one.name,
                "role": one.role,
                "handle": one.handle,
                "passphrase_file": one.passphrase_file,
            }
            for one in entrances
        ]
        body = {"box": place, "members": members, "tampered": damaged}
        output.document("demo", body)
        return
    output.say(f"The demo is in {place}. Everything in it is invented.")
    for one in entrances:
        output.say(f"  {one.handle}  {one.name}, {one.role}: {one.passphrase_file}")
    output.say(f"Look at it: witnessbox serve --box {place}")
    if damaged is not None:
        copy = os.path.join(folder, TAMPERED)
        output.say(f"One bit of a copy was turned: witnessbox verify --box {copy}")
