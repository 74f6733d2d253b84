# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where models lie, and whether they are the right ones.

What holds: a model is used only if each of its files has the size and the SHA-256
of the manifest, checked each time a process is about to load it, and read for that
again as soon as anything touched it. How they get there is `model_fetch`'s.

The folder is `$WITNESSBOX_MODELS`, else `witnessbox/models` in the user's folder for
data. A model of one file is that file; one of several is a folder of its name.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from enum import StrEnum
from io import BufferedReader

from witnessbox.analysis import manifest
from witnessbox.analysis.manifest import Model, ModelFile
from witnessbox.base.errors import ModelError

VARIABLE = "WITNESSBOX_MODELS"

_digests: dict[tuple[int, ...], str] = {}
"""Of files that were read whole, by what tells that they are as they were."""


class State(StrEnum):
    """What is known of a model on this machine."""

    HERE = "here"
    MISSING = "missing"
    WRONG = "wrong"
    """A file of it is there, and is not what the manifest says."""


def folder() -> str:
    """Where models lie on this machine; it need not exist."""
    chosen = os.environ.get(VARIABLE)
    if chosen:
        return os.path.abspath(chosen)
    data = os.environ.get("XDG_DATA_HOME", "")
    if not os.path.isabs(data):
        data = os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(data, "witnessbox", "models")


def place(model: Model, file: ModelFile) -> str:
    """Where one file belongs."""
    between = () if model.single else (model.name,)
    return os.path.join(folder(), *between, file.name)


def state(model: Model) -> State:
    """Whether a model is here and right; reads all of it."""
    found = {state_of(model, file) for file in model.files}
    for worst in (State.WRONG, State.MISSING):
        if worst in found:
            return worst
    return State.HERE


def state_of(model: Model, file: ModelFile) -> State:
    """Whether one file is here and right."""
    try:
        with open(place(model, file), "rb") as stream:
            told = os.fstat(stream.fileno())
            # The size first: a file that was cut is not read.
            if told.st_size != file.size:
                return State.WRONG
            right = _digest(stream, told) == file.sha256
    except (FileNotFoundError, NotADirectoryError):
        return State.MISSING
    except OSError:
        return State.WRONG
    return State.HERE if right else State.WRONG


def _digest(stream: BufferedReader, told: os.stat_result) -> str:
    """The SHA-256 of a file, read once while nothing touches it.

    Each member who signs in asks; the small models alone take 190 ms. Who writes to a
    file moves its time of change, which no program sets back.
    """
    seen = (told.st_dev, told.st_ino, told.st_mtime_ns, told.st_ctime_ns)
    if seen not in _digests:
        _digests[seen] = hashlib.file_digest(stream, "sha256").hexdigest()
    return _digests[seen]


def path(name: str) -> str:
    """The path of a model's file, or of its folder, just checked.

    Raises:
        KeyError: The manifest has no such model.
        ModelError: It is not here, or not what the manifest says.
    """
    model = manifest.named(name)
    found = state(model)
    if found is not State.HERE:
        what = "is not here" if found is State.MISSING else "is not what it should be"
        raise ModelError(
            f"The model {name} {what}.",
            safe="What does without it goes on.",
            todo=f"Get it: witnessbox models fetch {name}",
        )
    first = place(model, model.files[0])
    return first if model.single else os.path.dirname(first)


def installed() -> dict[str, str]:
    """Name and path of each model that is here and right.

    One that is wrong is left out like one that is missing: a stage that needs it is
    named as skipped, and all others work.
    """
    found = {}
    for model in manifest.MODELS:
        with contextlib.suppress(ModelError):
            found[model.name] = path(model.name)
    return found
