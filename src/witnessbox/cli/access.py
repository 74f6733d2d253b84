# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which box, which member, which passphrase: the options that verbs share.

What holds: the box is `--box`, else the environment, else this folder or one
above it, as git does; a passphrase comes from the terminal, a file, or a file
that the environment names, and never from an argument, where every process of
the machine could read it.
"""

from __future__ import annotations

import functools
import getpass
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from witnessbox.base.errors import LockedError, UnusableError
from witnessbox.pipeline.box import BOX_FILE, Box
from witnessbox.pipeline.files import write_durably
from witnessbox.pipeline.session import Session, new_passphrase

BOX_VARIABLE = "WITNESSBOX_BOX"
PASSPHRASE_VARIABLE = "WITNESSBOX_PASSPHRASE_FILE"  # noqa: S105 - a file's name
MEMBER_VARIABLE = "WITNESSBOX_MEMBER"

MAX_PASSPHRASE_FILE = 4096


def box_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--box`."""
    return click.option(
        "--box",
        "box_path",
        type=click.Path(path_type=str),
        default=None,
        help=f"The box's folder (else ${BOX_VARIABLE}, else here or above).",
    )(function)


def member_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--box`, `--as` and `--passphrase-file`."""
    return box_option(
        click.option(
            "--as",
            "handle",
            default=None,
            help=f"Your handle (else ${MEMBER_VARIABLE}, else each is tried).",
        )(
            click.option(
                "--passphrase-file",
                type=click.Path(path_type=str),
                default=None,
                help=f"A file with the passphrase (else ${PASSPHRASE_VARIABLE}).",
            )(function)
        )
    )


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--json`."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON document."
    )(function)


def find_box(box_path: str | None) -> str:
    """The folder of the box.

    Raises:
        UnusableError: There is none here.
    """
    named = box_path or os.environ.get(BOX_VARIABLE)
    if named:
        return named
    here = os.getcwd()
    while not os.path.exists(os.path.join(here, BOX_FILE)):
        above = os.path.dirname(here)
        if above == here:
            raise UnusableError(
                "There is no box here.",
                todo="Name one with --box, or make one with 'witnessbox init'.",
            )
        here = above
    return here


def passphrase(passphrase_file: str | None, prompt: str = "Passphrase") -> str:
    """The passphrase, from a file or the terminal.

    Raises:
        LockedError: Neither is at hand.
    """
    named = passphrase_file or os.environ.get(PASSPHRASE_VARIABLE)
    if named:
        return read_passphrase(named)
    if not sys.stdin.isatty():
        raise LockedError(
            "The box is locked and there is no terminal to ask at.",
            todo="Give --passphrase-file.",
        )
    return getpass.getpass(f"{prompt}: ")


def passphrase_at_hand(passphrase_file: str | None) -> bool:
    """True if a passphrase is named, or can be asked for."""
    named = passphrase_file or os.environ.get(PASSPHRASE_VARIABLE)
    return bool(named) or sys.stdin.isatty()


def find_new_box(box_path: str | None) -> str:
    """The folder in which a box is to be made."""
    return box_path or os.environ.get(BOX_VARIABLE) or os.getcwd()


def new_passphrase_for(passphrase_file: str | None, prompt: str = "Passphrase") -> str:
    """A new member's passphrase: from a file, made into a file, or asked for twice.

    Raises:
        LockedError: There is neither a file nor a terminal.
        UnusableError: The two did not agree.
    """
    if passphrase_file is not None:
        if not os.path.exists(passphrase_file):
            made = new_passphrase()
            write_durably(os.path.abspath(passphrase_file), f"{made}\n".encode())
        return read_passphrase(passphrase_file)
    named = os.environ.get(PASSPHRASE_VARIABLE)
    if named and prompt == "Passphrase":
        return read_passphrase(named)
    first = passphrase(None, prompt)
    if first != getpass.getpass("Once more: "):
        raise UnusableError("The two passphrases differ.", safe="Nothing was made.")
    return first


def read_passphrase(path: str) -> str:
    """The first line of a passphrase file.

    Raises:
        LockedError: It cannot be read, or is empty.
    """
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read(MAX_PASSPHRASE_FILE).split("\n", 1)[0].strip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise LockedError("The passphrase file cannot be read.") from error
    if not text:
        raise LockedError("The passphrase file is empty.")
    return text


def opened(
    box_path: str | None, handle: str | None, passphrase_file: str | None
) -> Session:
    """An unlocked session of one member.

    Raises:
        LockedError: The passphrase opens no member's key.
    """
    box = Box.open(find_box(box_path))
    who = handle or os.environ.get(MEMBER_VARIABLE)
    return box.unlock(passphrase(passphrase_file), who)


def with_session(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the member's options, and give the command an unlocked session."""

    @member_options
    @functools.wraps(function)
    def unlocked(
        box_path: str | None,
        handle: str | None,
        passphrase_file: str | None,
        **rest: Any,
    ) -> Any:
        session = opened(box_path, handle, passphrase_file)
        try:
            return function(session, **rest)
        finally:
            session.close()

    return unlocked
