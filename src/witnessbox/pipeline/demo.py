# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The demo: an invented disk, drawn by a script and taken in as it is drawn.

What holds: the story is the same for the same seed; it comes through the same
intake, survey and membership as a real disk; each member has a passphrase of
their own in a file; running it again goes on where it stopped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from queue import Queue

from witnessbox.base.errors import UnusableError, WitnessboxError
from witnessbox.pipeline import demo_case
from witnessbox.pipeline.box import Box
from witnessbox.pipeline.files import write_durably
from witnessbox.pipeline.intake_order import Listener, Order
from witnessbox.pipeline.membership import add_member
from witnessbox.pipeline.premises import OBJECTS
from witnessbox.pipeline.session import Session
from witnessbox.pipeline.surveyor import Surveyor
from witnessbox.story.cast import MEMBERS
from witnessbox.vault.keys import new_passphrase

TITLE = "White Brook"
SEED = 1
DISKS = {"HERON": "disk", "KITE": "disk-kite"}
"""Each source's disk, a folder beside the box."""

ACCESSIONS = {"HERON": "HERON's disk", "KITE": "KITE's clips"}
PASSPHRASES = "passphrases"
TAMPERED = "tampered"


@dataclass(frozen=True, slots=True)
class Entrance:
    """How to enter the demo as one member.

    Attributes:
        role: The first of their roles.
        passphrase_file: Holds the passphrase; it is never printed.
    """

    name: str
    role: str
    handle: str
    passphrase_file: str


def fill(session: Session, data: str, stop: threading.Event) -> list[Entrance]:
    """Draw the story's disks beside the box and take them in.

    Raises:
        WitnessboxError: The drawing or the intake failed.
        KeyboardInterrupt: `stop` was set.
    """
    surveyor = Surveyor(session)
    folders = [os.path.join(data, folder) for folder in DISKS.values()]
    drawing = subprocess.Popen(
        [sys.executable, "-m", "witnessbox.pipeline.drawing", str(SEED), *folders],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert drawing.stdout is not None  # noqa: S101 - asked for above
        for sources in _drawn(drawing.stdout):
            for source in sources:
                _take_in(session, data, source, surveyor.start, stop)
        if drawing.wait() != 0:
            raise WitnessboxError(
                "The demo's disk could not be drawn.",
                todo="Install the extra 'story' and repeat the command.",
            )
        entrances = _members(session, data)
        _state_case(session, entrances)
    except KeyboardInterrupt:
        surveyor.stop()
        raise
    finally:
        drawing.kill()
        drawing.wait()
        surveyor.finish()
    return entrances


def _state_case(session: Session, entrances: Sequence[Entrance]) -> None:
    files: dict[str, str] = {}
    for entrance in entrances:
        with open(entrance.passphrase_file, encoding="utf-8") as file:
            files[entrance.role] = file.read().strip()
    demo_case.state(Box.open(session.premises.folder), session, files)


def tamper(box: str, copy: str) -> str:
    """Copy a box and turn one bit of one object in the copy; which object.

    Raises:
        UnusableError: The copy exists, or the box holds no object.
    """
    if os.path.exists(copy):
        raise UnusableError("There is a tampered copy already.")
    shutil.copytree(box, copy)
    objects = os.path.join(copy, OBJECTS)
    sizes = {
        os.path.join(place, name): os.path.getsize(os.path.join(place, name))
        for place, _, names in os.walk(objects)
        for name in names
    }
    if not sizes:
        raise UnusableError("The box holds no object to tamper with.")
    path = max(sizes, key=lambda one: (sizes[one], one))
    with open(path, "r+b") as file:
        file.seek(sizes[path] // 2)
        byte = file.read(1)[0]
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 1]))
    return os.path.relpath(path, copy)


def _drawn(lines: Iterable[str]) -> Iterator[list[str]]:
    """The sources with new files, whenever there are any: batches may add up."""
    queue: Queue[str | None] = Queue()

    def read() -> None:
        for line in lines:
            queue.put(line.strip())
        queue.put(None)

    threading.Thread(target=read, name="drawn", daemon=True).start()
    more = True
    while more:
        waiting = [queue.get()]
        while not queue.empty():
            waiting.append(queue.get())
        more = None not in waiting
        yield list(dict.fromkeys(one for one in waiting if one is not None))


def _take_in(
    session: Session,
    data: str,
    source: str,
    committed: Callable[[], None],
    stop: threading.Event,
) -> None:
    def moved(names: int, done: int) -> None:
        del names, done
        if stop.is_set():
            raise KeyboardInterrupt

    moved(0, 0)
    listener = Listener(lambda _: None, moved, lambda *_: None, committed)
    folder = os.fsencode(os.path.join(data, DISKS[source]))
    session.take_in(Order((folder,), ACCESSIONS[source], source), listener)


def _members(session: Session, data: str) -> list[Entrance]:
    known = {member.name: member.handle for member in session.members()}
    entrances: list[Entrance] = []
    for member in MEMBERS:
        path = os.path.join(data, PASSPHRASES, f"{member.main.replace(' ', '-')}.txt")
        if member.name not in known:
            passphrase = new_passphrase()
            write_durably(os.path.abspath(path), f"{passphrase}\n".encode())
            known[member.name] = add_member(
                session, member.name, member.role, member.compartments, passphrase
            )
        entrances.append(Entrance(member.name, member.main, known[member.name], path))
    return entrances
