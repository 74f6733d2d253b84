# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Small files of the box, written so that a crash leaves the old or the new one.

What holds: written beside, flushed, renamed, folder flushed, in that order;
readable by nobody but their owner.
"""

from __future__ import annotations

import os

from witnessbox.base.errors import StorageError

FILE_MODE = 0o600


def write_durably(path: str, data: bytes) -> None:
    """Put a small file in place.

    Raises:
        StorageError: The disk refused; the old file, if any, is as it was.
    """
    folder = os.path.dirname(path)
    beside = f"{path}.new"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        descriptor = os.open(
            beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, FILE_MODE
        )
        try:
            with open(descriptor, "wb", closefd=False) as file:
                file.write(data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.rename(beside, path)
        for one in (folder, os.path.dirname(folder)):
            _flush_folder(one)
    except OSError as error:
        raise StorageError(
            f"The box's disk refused a write: {os.strerror(error.errno or 0)}.",
            safe="What was there before is as it was.",
            todo="Look at the disk, then repeat the command.",
        ) from error


def _flush_folder(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
