# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The three system calls that Python lacks: syncfs, renameat2 and fstatfs.

What holds: `syncs_whole` is true only for file systems of a list on which one
syncfs is known to put every file and name on the medium and to report errors;
everywhere else the caller must flush file by file.
"""

from __future__ import annotations

import ctypes
import errno
import os

_libc = ctypes.CDLL(None, use_errno=True)

_AT_FDCWD = -100
_RENAME_NOREPLACE = 1
_STATFS_SIZE = 256

_SYNCFS_REPORTS_SINCE = (5, 8)
"""Before Linux 5.8 syncfs returned success whatever became of the data."""

_WHOLE = {
    0xEF53: "ext2, ext3, ext4",
    0x58465342: "xfs",
    0x9123683E: "btrfs",
    0xF2F52010: "f2fs",
    0x01021994: "tmpfs",
}


def syncs_whole(descriptor: int) -> bool:
    """Whether one `sync_file_system` makes everything on it durable."""
    release = os.uname().release.split("-")[0].split(".")
    numbers = tuple(int(part) for part in release[:2] if part.isdigit())
    return numbers >= _SYNCFS_REPORTS_SINCE and _kind(descriptor) in _WHOLE


def sync_file_system(descriptor: int) -> None:
    """Flush the whole file system that a descriptor lies on.

    The descriptor must have been opened before the writes: an error that came
    earlier than it is not reported through it.

    Raises:
        OSError: Something could not be written.
    """
    if _libc.syncfs(descriptor) != 0:
        raise _error()


def rename_new(old: str, new: str) -> None:
    """Rename, and never replace what is there.

    Raises:
        FileExistsError: The new name is taken.
        OSError: The rename failed.
    """
    result = _libc.renameat2(
        _AT_FDCWD, os.fsencode(old), _AT_FDCWD, os.fsencode(new), _RENAME_NOREPLACE
    )
    if result == 0:
        return
    error = _error(new)
    if error.errno not in (errno.EINVAL, errno.ENOSYS):
        raise error
    # A file system without the flag. Names are 128 random bits: nobody else
    # can be taking this one between the look and the rename.
    if os.path.lexists(new):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), new)
    os.rename(old, new)


def _kind(descriptor: int) -> int:
    answer = ctypes.create_string_buffer(_STATFS_SIZE)
    if _libc.fstatfs(descriptor, answer) != 0:
        raise _error()
    # f_type is the structure's first member, a machine word.
    word = answer.raw[: ctypes.sizeof(ctypes.c_long)]
    return int.from_bytes(word, "little") & 0xFFFFFFFF


def _error(path: str | None = None) -> OSError:
    number = ctypes.get_errno()
    if path is None:
        return OSError(number, os.strerror(number))
    return OSError(number, os.strerror(number), path)
