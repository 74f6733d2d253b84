# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Parse arguments, find the verb, turn every error into a sentence and a status.

What holds: this is the only module that exits; a verb is imported when it is
called, so that `--help` is quick; a person reads sentences on stderr, a program
reads one JSON document on stdout; an unexpected error prints no value of ours,
because a traceback's values may be secrets.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from witnessbox import __version__
from witnessbox.base.errors import (
    EXIT_INTERNAL,
    EXIT_INTERRUPTED,
    EXIT_UNUSABLE,
    WitnessboxError,
)
from witnessbox.cli.output import complain, nobody_reads, open_streams

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

SOON = 0.01
"""Seconds until an interrupt that nobody could catch comes again."""
VERBS = (
    "cat",
    "checkpoint",
    "demo",
    "export",
    "findings",
    "import",
    "init",
    "intake",
    "key",
    "list",
    "member",
    "models",
    "open",
    "outcome",
    "people",
    "prove",
    "rebuild",
    "search",
    "serve",
    "show",
    "status",
    "survey",
    "testimony",
    "verify",
)


class Verbs(click.Group):
    """The verbs, each in a module of its own under `commands`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every verb, in the order of the alphabet."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one verb."""
        del ctx
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"witnessbox.cli.commands.{cmd_name}_")
        command = module.command
        if not isinstance(command, click.Command):
            raise TypeError(cmd_name)
        return command


@click.command(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
)
@click.version_option(__version__, prog_name="witnessbox")
def witnessbox() -> None:
    """Take in leaked footage, keep it provable, and build the case."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its status."""
    os.umask(0o077)
    open_streams()
    sys.unraisablehook = again
    sys.exit(run(arguments))


def again(lost: UnraisableHookArgs) -> None:
    """Interrupt once more where an interrupt fell into the end of some object.

    The interpreter prints its traceback there and goes on as if nobody had asked. What
    else an object's end raises is told by its type: a value may be a secret.
    """
    if lost.exc_type is KeyboardInterrupt:
        # Later: raised here it would be lost like the one before.
        threading.Timer(SOON, os.kill, (os.getpid(), signal.SIGINT)).start()
        return
    complain(f"An error of our own at the end of an object: {lost.exc_type.__name__}.")


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status, whatever happens."""
    try:
        answer = witnessbox.main(
            args=None if arguments is None else list(arguments),
            prog_name="witnessbox",
            standalone_mode=False,
        )
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.exceptions.Abort:
        complain("Interrupted. What was acknowledged is safe; run it again to go on.")
        return EXIT_INTERRUPTED
    except click.ClickException as error:
        error.show(sys.stderr)
        return EXIT_UNUSABLE
    except KeyboardInterrupt:
        complain("Interrupted. What was acknowledged is safe; run it again to go on.")
        return EXIT_INTERRUPTED
    except WitnessboxError as error:
        complain(error.sentence())
        return error.exit_status
    except BrokenPipeError:
        # The reader of our output went away (head, less): not an error of ours.
        nobody_reads()
        return 0
    except Exception as error:  # the last line of defence
        complain(f"An error of our own: {type(error).__name__}.")
        for frame in traceback.extract_tb(error.__traceback__):
            complain(
                f"  {os.path.basename(frame.filename)}:{frame.lineno} {frame.name}"
            )
        complain("Nothing that was acknowledged is lost. Please report these lines.")
        return EXIT_INTERNAL
    return answer if isinstance(answer, int) else 0
