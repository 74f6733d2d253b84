# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`verify`: hold the box against what was signed."""

from __future__ import annotations

import os

import click

from witnessbox.base.errors import (
    EXIT_DONE,
    EXIT_FAULTS,
    DamagedError,
    LockedError,
    NewerFormatError,
    UnusableError,
)
from witnessbox.base.values import Fault
from witnessbox.cli import output
from witnessbox.cli.access import (
    MEMBER_VARIABLE,
    find_box,
    json_option,
    member_options,
    passphrase,
    passphrase_at_hand,
)
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.keyring import KEYS, Keyring
from witnessbox.pipeline.verifying import Depth, Verdict, outer, verify

MAX_CHECKPOINTS = 16 << 20


@click.command("verify")
@click.option("--full", is_flag=True, help="Open and hash every original, too.")
@click.option("--sealed", is_flag=True, help="What can be checked without keys.")
@click.option("--quick", is_flag=True, help="Only that every object is there.")
@click.option("--sha256", is_flag=True, help="With --full: the SHA-256 as well.")
@click.option(
    "--against",
    type=click.Path(path_type=str),
    default=None,
    help="A file of checkpoints kept elsewhere.",
)
@json_option
@member_options
def command(
    *,
    full: bool,
    sealed: bool,
    quick: bool,
    sha256: bool,
    against: str | None,
    as_json: bool,
    box_path: str | None,
    handle: str | None,
    passphrase_file: str | None,
) -> int:
    """Check ledger, keys and objects; name every file that is not as signed."""
    chosen = {Depth.FULL: full, Depth.SEALED: sealed, Depth.QUICK: quick}
    depths = [depth for depth, given in chosen.items() if given] or [Depth.PLAIN]
    if len(depths) > 1:
        raise UnusableError("--full, --sealed and --quick exclude each other.")
    depth = depths[0]
    folder = find_box(box_path)
    faults = outer(folder, _checkpoints(against))
    try:
        box = Box.open(folder)
    except NewerFormatError:
        raise
    except DamagedError:
        return _report(Verdict(0, 0, tuple(faults)), as_json=as_json)
    ring = None
    if depth is Depth.PLAIN and not passphrase_at_hand(passphrase_file):
        output.complain("No passphrase is at hand; checking what needs no key.")
        depth = Depth.SEALED
    if depth in (Depth.PLAIN, Depth.FULL):
        ring = _ring(box, faults, handle, passphrase_file)
        depth = Depth.SEALED if ring is None else depth
    verdict = verify(box, faults, ring, depth=depth, sha256=sha256)
    return _report(verdict, as_json=as_json)


def _ring(
    box: Box, faults: list[Fault], handle: str | None, passphrase_file: str | None
) -> Keyring | None:
    who = handle or os.environ.get(MEMBER_VARIABLE)
    try:
        return box.ring(passphrase(passphrase_file), who)
    except (LockedError, DamagedError):
        # A damaged key file reads as a wrong passphrase; the ledger knows which.
        if any(fault.where.startswith(f"{KEYS}/") for fault in faults):
            output.complain("A key file is damaged; checking what needs no key.")
            return None
        raise


def _checkpoints(path: str | None) -> bytes | None:
    if path is None:
        return None
    try:
        with open(path, "rb") as file:
            return file.read(MAX_CHECKPOINTS)
    except OSError as error:
        raise UnusableError("The file of checkpoints cannot be read.") from error


def _report(verdict: Verdict, *, as_json: bool) -> int:
    if as_json:
        output.document(
            "verify",
            {
                "ok": verdict.ok,
                "objects": verdict.objects,
                "entries": verdict.entries,
                "faults": [
                    {
                        "code": fault.code,
                        "severity": fault.severity.value,
                        "where": fault.where,
                        "detail": fault.detail,
                    }
                    for fault in verdict.faults
                ],
            },
        )
    else:
        for fault in verdict.faults:
            output.say(f"{fault.severity.value}  {fault.where}: {fault.detail}")
        sound = "All holds" if verdict.ok else "NOT all holds"
        output.say(f"{sound}: {verdict.objects} objects, {verdict.entries} entries.")
    return EXIT_DONE if verdict.ok else EXIT_FAULTS
