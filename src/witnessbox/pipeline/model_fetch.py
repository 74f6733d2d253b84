# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How models get onto this machine: from the registries, or from a folder by hand.

What holds: a file is made beside, checked, flushed and renamed into place: whatever
a crash or a cut line leaves behind, a file in place is whole, and the next fetch goes
on with what is missing. No network is asked but by `fetch`, and `fetch` is called by
a person's command or by make, never by itself.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import IO

from witnessbox.analysis import manifest
from witnessbox.analysis.manifest import Model, ModelFile, Part
from witnessbox.base.errors import BusyError, ModelError, StorageError
from witnessbox.pipeline import carriers, models
from witnessbox.pipeline.carriers import Shelf

BESIDE = ".fetching-"
"""Begins the names of folders in which files are made; swept by the next fetch."""
CHUNK = 1 << 20


def _silent(sentence: str) -> None:
    """Say nothing."""
    del sentence


def fetch(
    names: Sequence[str],
    source: str | None = None,
    report: Callable[[str], None] = _silent,
    root: str = carriers.ROOT,
) -> dict[str, ModelError]:
    """Get what is missing of some models.

    Args:
        names: Of the manifest.
        source: A folder carried by hand, with the files as they lie here, or with
            their carriers; None asks the registries.
        report: Takes a sentence before each download.
        root: Where installed system packages lie.

    Returns:
        Why, for each model that could not be got.

    Raises:
        KeyError: The manifest has no such model.
        BusyError: Another process is fetching.
        StorageError: The folder of models cannot be written.
    """
    wanted = [manifest.named(name) for name in names]
    failed: dict[str, ModelError] = {}
    try:
        with _alone() as temporary:
            shelf = Shelf(temporary, source, root)
            for model in wanted:
                absent = [
                    file
                    for file in model.files
                    if models.state_of(model, file) is not models.State.HERE
                ]
                if absent and source is None:
                    size = sum(file.size for file in absent) / 1e6
                    report(f"Fetching the model {model.name} ({size:.1f} MB).")
                try:
                    for file in absent:
                        _put(model, file, _ways(model, file, source), shelf)
                except ModelError as error:
                    failed[model.name] = error
    except OSError as error:
        raise StorageError(
            f"The folder of models cannot be written: {error.strerror}.",
            safe="The models that were there before are as they were.",
            todo=f"Look at the disk, or choose a folder with ${models.VARIABLE}.",
        ) from error
    return failed


def held_by(source: str) -> list[str]:
    """Names of the models of which a folder carried by hand has the files."""
    shelf = Shelf(source, source)
    return [
        model.name
        for model in manifest.MODELS
        if all(_is_held(_ways(model, file, source), shelf) for file in model.files)
    ]


Way = tuple[Part | str, ...]
"""The parts of a file: carriers, or paths."""

Opened = contextlib.AbstractContextManager[IO[bytes]]


def _ways(model: Model, file: ModelFile, source: str | None) -> list[Way]:
    """Every way to a file, the best first."""
    if source is None:
        return list(file.routes)
    places = [
        os.path.join(source, *between, file.name) for between in ((model.name,), ())
    ]
    return [*((one,) for one in places if os.path.isfile(one)), *file.routes]


def _is_held(ways: Sequence[Way], shelf: Shelf) -> bool:
    """Whether the parts of one way are there; whether they are right is not said."""
    for way in ways:
        with contextlib.suppress(ModelError):
            for part in way:
                with shelf.open(part):
                    pass
            return True
    return False


def _put(model: Model, file: ModelFile, ways: Sequence[Way], shelf: Shelf) -> None:
    """Put one file in place, by the first way whose bytes are right.

    Raises:
        ModelError: None is; says why the first was not.
    """
    problems: list[ModelError] = []
    made = os.path.join(shelf.temporary, "file")
    for way in ways:
        try:
            _assemble(file, [shelf.open(part) for part in way], made)
        except ModelError as error:
            problems.append(error)
            continue
        there = models.place(model, file)
        os.makedirs(os.path.dirname(there), mode=0o700, exist_ok=True)
        os.rename(made, there)
        for one in (os.path.dirname(there), models.folder()):
            _flush(one)
        return
    first = problems[0] if problems else ModelError("There is no way to it.")
    raise ModelError(
        f"The model {model.name} could not be got: {first.what}",
        safe="No file of it was put in place that is not right.",
        todo=f"Carry it here and use --from, or later: witnessbox models fetch"
        f" {model.name}",
    )


def _assemble(file: ModelFile, parts: Sequence[Opened], made: str) -> None:
    """Write a file from its parts, beside its place, and check it.

    Raises:
        ModelError: A part is not to be had, or the file is not the right one.
    """
    digest, size = hashlib.sha256(), 0
    with open(made, "wb") as target:
        for part in parts:
            with part as stream:
                # One byte more than there may be: enough to know that it is wrong.
                while chunk := stream.read(min(CHUNK, file.size + 1 - size)):
                    size += len(chunk)
                    digest.update(chunk)
                    target.write(chunk)
        if size != file.size or digest.hexdigest() != file.sha256:
            raise ModelError(f"{file.name} is not what the manifest says.")
        target.flush()
        os.fsync(target.fileno())


@contextlib.contextmanager
def _alone() -> Iterator[str]:
    """A temporary folder in the folder of models, with no other fetch beside.

    Raises:
        BusyError: Another process is fetching.
    """
    base = models.folder()
    os.makedirs(base, mode=0o700, exist_ok=True)
    lock = os.open(base, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(
                "Models are being fetched already.",
                todo="Wait until the other command is done.",
            ) from error
        for left in os.listdir(base):
            if left.startswith(BESIDE):
                shutil.rmtree(os.path.join(base, left), ignore_errors=True)
        temporary = tempfile.mkdtemp(prefix=BESIDE, dir=base)
        try:
            yield temporary
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    finally:
        os.close(lock)


def _flush(directory: str) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
