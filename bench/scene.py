# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What every campaign starts from: a source, an empty box, and copies of it.

What holds: all trials of a campaign copy one box that was made once, so that a
trial costs no new keys; nothing lies outside the campaign's own folder, which is
removed at the end.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench import trees
from bench.program import Program, Ran, acks, make_light, preload

MEMORY = "/dev/shm"


@dataclass(frozen=True, slots=True)
class Scene:
    """A campaign's own folder.

    Attributes:
        folder: Where everything lies.
        source: The tree that is taken in.
        nodes: Our own portrait of it.
        template: A box that was made and holds nothing yet.
    """

    folder: str
    source: str
    nodes: dict[bytes, trees.Node]
    template: str

    def path(self, name: str) -> str:
        """A path in the campaign's own folder."""
        return os.path.join(self.folder, name)

    def copy(self, name: str, *, inside: str = "") -> Program:
        """A fresh copy of the template box."""
        box = os.path.join(inside or self.folder, name)
        shutil.copytree(self.template, box)
        return self.program(box)

    def program(self, box: str) -> Program:
        """The program on a copy of the template."""
        return Program(box, self.template + ".passphrase", forked=True)


def keep_in_memory() -> str:
    """Where to work: in memory where there is room, else the usual place."""
    if os.path.isdir(MEMORY) and os.access(MEMORY, os.W_OK):
        return MEMORY
    return tempfile.gettempdir()


@contextlib.contextmanager
def scene(
    make: Callable[[str, int], None], seed: int, *, where: str = "", light: bool = True
) -> Iterator[Scene]:
    """Make a source and a box from a seed; remove both at the end."""
    with tempfile.TemporaryDirectory(
        prefix="witnessbox-", dir=where or keep_in_memory(), ignore_cleanup_errors=True
    ) as folder:
        source = os.path.join(folder, "source")
        os.mkdir(source)
        make(source, seed)
        template = os.path.join(folder, "template")
        if light:
            make_light()
        preload()
        Program(template, forked=True).init()
        yield Scene(folder, source, trees.portrait(source), template)


def read_acks(path: str) -> list[tuple[bytes, str]]:
    """What `--acks` had printed when the program ended."""
    with open(path, "rb") as said:
        return list(acks(said.read()))


def acks_of(ran: Ran) -> list[tuple[bytes, str]]:
    """What `--acks` printed in a run that went to its end."""
    return list(acks(ran.out))
