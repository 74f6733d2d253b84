# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A folder or mounted disk, walked once, in an order that tells nothing.

What holds: nothing under the source is opened for writing; links, devices,
sockets and FIFOs are noted and never followed or opened; a name is never
joined into a path that the kernel resolves (every step is relative to an open
folder, links refused), so no name can lead outside; entries are visited in the
order of their names' bytes, because the order on the disk tells who copied
what first. Another file system mounted inside is refused, with its reason.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from witnessbox.base.errors import SourceError
from witnessbox.intake.parcel import Standing
from witnessbox.model.evidence import Facts, SightingKind

MAX_DEPTH = 900
"""Folders inside folders; each holds one descriptor while it is walked."""

FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY

GONE_REASONS = tuple(
    os.strerror(number)
    for number in (
        errno.EIO,
        errno.ENOENT,
        errno.ENODEV,
        errno.ENXIO,
        errno.ESTALE,
        errno.ENOTCONN,
    )
)
"""What the system says of names on a disk that may be no longer there."""

_KINDS = {
    stat.S_IFREG: SightingKind.FILE,
    stat.S_IFDIR: SightingKind.FOLDER,
    stat.S_IFLNK: SightingKind.LINK,
    stat.S_IFIFO: SightingKind.FIFO,
    stat.S_IFSOCK: SightingKind.SOCKET,
    stat.S_IFCHR: SightingKind.CHARACTER_DEVICE,
    stat.S_IFBLK: SightingKind.BLOCK_DEVICE,
}


@dataclass(frozen=True, slots=True)
class Sighting:
    """One name met on the source.

    Attributes:
        path: Relative to the source, byte for byte.
        folder: Descriptor of the folder that holds it; open only until the walk
            goes on.
        name: The last part of the path.
        size: Bytes, for a file.
        allocated: Bytes that the file system holds for it (holes take none).
        refusal: Why it cannot be read; empty where it can.
        target: A link's text, for the record; never followed.
    """

    path: bytes
    folder: int
    name: bytes
    kind: SightingKind
    size: int
    allocated: int
    facts: Facts | None
    refusal: str = ""
    target: bytes = b""


def standing(source: bytes) -> Standing:
    """What the system says of a source.

    Raises:
        SourceError: There is no folder there that can be read.
    """
    try:
        here = os.stat(source)
        flags = os.statvfs(source).f_flag
    except OSError as error:
        raise gone(error) from error
    if not stat.S_ISDIR(here.st_mode):
        raise SourceError(
            "The source is not a folder.",
            safe="Nothing was read or written.",
            todo="Give the folder where the disk is mounted.",
        )
    return Standing(
        mount_point=os.path.ismount(os.path.realpath(source)),
        read_only=bool(flags & os.ST_RDONLY),
        file_system=_file_system(here.st_dev),
        volume=f"{here.st_dev:x}",
    )


def walk(source: bytes, *, read_links: bool = False) -> Generator[Sighting, None, None]:
    """Every name under the source, depth first, in byte order.

    A folder is yielded before what it holds. The source itself is not yielded.

    Args:
        source: The folder to walk.
        read_links: Record where links point. Reading a link changes its access
            time, and no flag prevents it, so only for a read-only mount.

    Raises:
        SourceError: The source itself cannot be opened, or went away.
    """
    try:
        root = _open_folder(source, None, FOLDER_FLAGS & ~os.O_NOFOLLOW)
    except OSError as error:
        raise gone(error) from error
    device = os.fstat(root).st_dev
    stack: list[tuple[int, bytes, Iterator[bytes]]] = []
    try:
        try:
            names_of_root = iter(_names(root))
        except OSError as error:
            os.close(root)
            raise gone(error) from error
        stack.append((root, b"", names_of_root))
        while stack:
            folder, prefix, names = stack[-1]
            name = next(names, None)
            if name is None:
                os.close(stack.pop()[0])
                continue
            sighting = _sight(folder, prefix + name, name, read_links)
            if sighting.kind is not SightingKind.FOLDER or sighting.refusal:
                yield sighting
                continue
            refusal, inner = _enter(sighting, device, len(stack))
            if inner is None:
                yield _refused(sighting, refusal)
                continue
            try:
                inside = _names(inner)
            except OSError as error:
                os.close(inner)
                yield _refused(sighting, reason(error))
                continue
            stack.append((inner, prefix + name + b"/", iter(inside)))
            yield sighting
    finally:
        for descriptor, _, _ in stack:
            os.close(descriptor)


def open_file(sighting: Sighting) -> int:
    """A descriptor for reading one file, without touching its access time.

    Raises:
        OSError: It cannot be opened, or is no longer a regular file.
    """
    try:
        descriptor = os.open(
            sighting.name, FILE_FLAGS | os.O_NOATIME, dir_fd=sighting.folder
        )
    except PermissionError:
        # O_NOATIME is the owner's right only; a read-only mount needs none.
        descriptor = os.open(sighting.name, FILE_FLAGS, dir_fd=sighting.folder)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.ESTALE, "it changed its kind while being opened")
    return descriptor


def reason(error: OSError) -> str:
    """Why the system refused, in its own words, without any path."""
    return os.strerror(error.errno) if error.errno else "unreadable"


def _open_folder(name: bytes, inside: int | None, flags: int) -> int:
    """Open a folder; listing it must not change its access time."""
    try:
        return os.open(name, flags | os.O_NOATIME, dir_fd=inside)
    except PermissionError:
        return os.open(name, flags, dir_fd=inside)


def first_name(source: bytes) -> bytes | None:
    """Some name in a folder, or None; for those who ask whether it answers.

    Raises:
        OSError: It does not.
    """
    folder = _open_folder(source, None, FOLDER_FLAGS & ~os.O_NOFOLLOW)
    try:
        with os.scandir(folder) as entries:
            entry = next(entries, None)
            return None if entry is None else os.fsencode(entry.name)
    finally:
        os.close(folder)


def _names(folder: int) -> list[bytes]:
    with os.scandir(folder) as entries:
        return sorted(os.fsencode(entry.name) for entry in entries)


def _sight(folder: int, path: bytes, name: bytes, read_links: bool) -> Sighting:
    try:
        seen = os.stat(name, dir_fd=folder, follow_symlinks=False)
        kind = _KINDS.get(stat.S_IFMT(seen.st_mode), SightingKind.UNKNOWN)
        link = read_links and kind is SightingKind.LINK
        target = os.readlink(name, dir_fd=folder) if link else b""
    except OSError as error:
        return Sighting(
            path, folder, name, SightingKind.UNKNOWN, 0, 0, None, reason(error)
        )
    facts = Facts(
        mtime_ns=seen.st_mtime_ns,
        ctime_ns=seen.st_ctime_ns,
        atime_ns=seen.st_atime_ns,
        inode=seen.st_ino,
        links=seen.st_nlink,
        mode=seen.st_mode,
        owner=(seen.st_uid, seen.st_gid),
    )
    size = seen.st_size if kind is SightingKind.FILE else 0
    allocated = min(seen.st_blocks * 512, size)
    return Sighting(path, folder, name, kind, size, allocated, facts, "", target)


def _enter(
    sighting: Sighting, device: int, depth: int
) -> tuple[str, None] | tuple[str, int]:
    if depth >= MAX_DEPTH:
        return f"more than {MAX_DEPTH} folders deep", None
    try:
        inner = _open_folder(sighting.name, sighting.folder, FOLDER_FLAGS)
    except OSError as error:
        return reason(error), None
    if os.fstat(inner).st_dev != device:
        os.close(inner)
        return "another file system is mounted here; take it in by itself", None
    return "", inner


def _refused(sighting: Sighting, why: str) -> Sighting:
    return Sighting(
        sighting.path,
        sighting.folder,
        sighting.name,
        sighting.kind,
        sighting.size,
        sighting.allocated,
        sighting.facts,
        why,
    )


def gone(error: OSError) -> SourceError:
    """The error for a source that cannot be opened."""
    return SourceError(
        f"The source cannot be read: {reason(error)}.",
        safe="What was taken in before is stored and listed.",
        todo="Connect the disk again and repeat the same command.",
    )


def _file_system(device: int) -> str:
    wanted = f"{os.major(device)}:{os.minor(device)}"
    with open("/proc/self/mountinfo", encoding="utf-8", errors="replace") as mounts:
        for line in mounts:
            fields = line.split(" ")
            if fields[2] == wanted and " - " in line:
                return line.split(" - ", 1)[1].split(" ", 1)[0]
    return "unknown"
