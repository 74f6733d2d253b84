# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What commands print: sentences on stderr, results on stdout.

What holds: nothing from a source reaches a terminal unescaped; `--json` is one
document with `schema` and `next`; a progress line is redrawn on a terminal and
written seldom elsewhere.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

import click

from witnessbox.model.evidence import readable

REDRAW_SECONDS = 0.5
SELDOM_SECONDS = 10.0

_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def open_streams() -> None:
    """Open nowhere what the caller has closed of stdin, stdout and stderr.

    Else a file of the box would get such a number, and a stray print would reach it.
    """
    while (spare := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(spare, True)
    os.close(spare)
    for name, number in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w", closefd=False))


def nobody_reads() -> None:
    """The reader of stdout went away: what is still printed goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def complain(sentence: str) -> None:
    """One line for a person, on stderr."""
    click.echo(sentence, err=True)


def document(schema: str, body: dict[str, Any], following: str | None = None) -> None:
    """One JSON document on stdout: the `--json` contract."""
    click.echo(
        json.dumps({"schema": f"witnessbox/{schema}/1", **body, "next": following})
    )


def line(body: dict[str, Any]) -> None:
    """One line of a stream of JSON lines on stdout, at once."""
    sys.stdout.write(json.dumps(body, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """Result for a person; line by line, control characters shown as symbols."""
    for part in text.split("\n"):
        click.echo(readable(part.encode("utf-8", "surrogateescape")))


def size(count: float) -> str:
    """A number of bytes in the units that disks are sold in."""
    unit = 0
    while count >= 1000 and unit < len(_UNITS) - 1:
        count /= 1000
        unit += 1
    return f"{count:.0f} {_UNITS[unit]}" if unit == 0 else f"{count:.3g} {_UNITS[unit]}"


def duration(seconds: float) -> str:
    """A length of time for a person: `1 h 14 min`, `3 min 20 s`, `12 s`."""
    whole = int(seconds)
    if whole >= 3600:
        return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
    if whole >= 60:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole} s"


class Meter:
    """A progress line with speed and time left."""

    def __init__(self, total: int, *, quiet: bool = False) -> None:
        self._total = total
        self._quiet = quiet
        self._terminal = sys.stderr.isatty()
        self._began = self._shown = time.monotonic()

    def show(self, names: int, done: int) -> None:
        """Redraw, if it is time to."""
        at = time.monotonic()
        pause = REDRAW_SECONDS if self._terminal else SELDOM_SECONDS
        if self._quiet or at - self._shown < pause:
            return
        self._shown = at
        rate = done / max(at - self._began, 0.001)
        left = duration((self._total - done) / rate) if rate > 0 else "?"
        text = (
            f"{size(done)} of {size(self._total)}, {names} names,"
            f" {size(rate)}/s, {left} left"
        )
        click.echo(
            f"\r\x1b[K{text}" if self._terminal else text,
            err=True,
            nl=not self._terminal,
        )

    def end(self) -> None:
        """Leave the line behind."""
        if self._terminal and not self._quiet:
            click.echo("", err=True)
