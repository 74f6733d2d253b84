# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Source trees made by script from a seed, and exact pictures of a tree.

What holds: `portrait` sees everything that taking a source in could change
(content, mode, owner, times, extended attributes, holes) and changes nothing
itself: it opens with O_NOATIME, one name at a time below an open folder, and
never follows a link.
"""

from __future__ import annotations

import errno
import hashlib
import os
import random
import stat
from collections.abc import Iterator
from dataclasses import dataclass

CHUNK = 1 << 20
LONG_AGO = 1_700_000_000_000_000_000
"""An access time older than any modification: `relatime` would move it."""


@dataclass(frozen=True, slots=True)
class Node:
    """Everything observable about one name."""

    kind: str
    mode: int
    owner: tuple[int, int]
    size: int
    links: int
    mtime_ns: int
    ctime_ns: int
    atime_ns: int
    attributes: tuple[tuple[str, bytes], ...]
    sha256: str
    """Of a regular file that can be read; else empty."""
    sparse: bool

    @property
    def is_original(self) -> bool:
        """True for a regular file that can be read."""
        return self.kind == "file" and bool(self.sha256)


_KINDS = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "folder",
    stat.S_IFLNK: "link",
    stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
}


def portrait(root: str, *, digest: bool = True) -> dict[bytes, Node]:
    """Every name under a folder, by its path relative to it."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOATIME
    top = os.open(os.fsencode(root), flags)
    nodes: dict[bytes, Node] = {}
    pending: list[tuple[bytes, int]] = [(b"", top)]
    while pending:
        prefix, folder = pending.pop()
        try:
            for name in _names(folder):
                nodes[prefix + name] = node = _node(folder, name, digest)
                if node.kind == "folder":
                    inner = os.open(name, flags | os.O_NOFOLLOW, dir_fd=folder)
                    pending.append((prefix + name + b"/", inner))
        finally:
            os.close(folder)
    return nodes


def _names(folder: int) -> list[bytes]:
    with os.scandir(folder) as entries:
        return sorted(os.fsencode(entry.name) for entry in entries)


def _node(folder: int, name: bytes, digest: bool) -> Node:
    seen = os.stat(name, dir_fd=folder, follow_symlinks=False)
    kind = _KINDS.get(stat.S_IFMT(seen.st_mode), "unknown")
    sha256 = ""
    attributes: tuple[tuple[str, bytes], ...] = ()
    if kind == "file":
        flags = os.O_RDONLY | os.O_NOATIME | os.O_NOFOLLOW
        try:
            descriptor = os.open(name, flags, dir_fd=folder)
        except PermissionError:
            descriptor = -1
        if descriptor >= 0:
            try:
                attributes = _attributes(descriptor)
                sha256 = _sha256(descriptor) if digest else "?"
            finally:
                os.close(descriptor)
    return Node(
        kind=kind,
        mode=seen.st_mode,
        owner=(seen.st_uid, seen.st_gid),
        size=seen.st_size if kind == "file" else 0,
        links=seen.st_nlink,
        mtime_ns=seen.st_mtime_ns,
        ctime_ns=seen.st_ctime_ns,
        atime_ns=seen.st_atime_ns,
        attributes=attributes,
        sha256=sha256,
        sparse=kind == "file" and seen.st_blocks * 512 < seen.st_size,
    )


def _attributes(descriptor: int) -> tuple[tuple[str, bytes], ...]:
    try:
        names = os.listxattr(descriptor)
    except OSError:
        return ()
    return tuple((name, os.getxattr(descriptor, name)) for name in sorted(names))


def _sha256(descriptor: int) -> str:
    digest = hashlib.sha256()
    while block := os.read(descriptor, CHUNK):
        digest.update(block)
    return digest.hexdigest()


def changes(before: dict[bytes, Node], after: dict[bytes, Node]) -> list[str]:
    """What differs between two portraits, in words."""
    found = [f"gone: {path!r}" for path in sorted(before.keys() - after.keys())]
    found += [f"new: {path!r}" for path in sorted(after.keys() - before.keys())]
    for path in sorted(before.keys() & after.keys()):
        for part in Node.__slots__:
            old, new = getattr(before[path], part), getattr(after[path], part)
            if old != new:
                found.append(f"{part} of {path!r}: {old!r} became {new!r}")
    return found


def write(root: str, path: bytes, content: bytes) -> None:
    """Write one file below a folder, making what it lies in."""
    full = os.path.join(os.fsencode(root), path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "wb") as file:
        file.write(content)


def thirty_files(root: str, seed: int) -> None:
    """Thirty originals at every awkward size, two of them equal, and three nodes."""
    chance = random.Random(seed)
    sizes = [0, 1, 15, 16, 17, 65535, 65536, 65537, 131072, 200_000, 1 << 20, 40_001]
    sizes += [chance.randrange(100, 20_000) for _ in range(30 - len(sizes) - 2)]
    for place, size in enumerate(sizes):
        path = f"DCIM/{100 + place % 4}CAM/ролик {place:02d}.mp4".encode()
        write(root, path, chance.randbytes(size))
    twice = chance.randbytes(30_000)
    write(root, b"copy/a.bin", twice)
    write(root, b"copy/\xea\xee\xef\xe8\xff.bin", twice)
    os.symlink(b"a.bin", os.path.join(os.fsencode(root), b"copy/link"))
    os.mkfifo(os.path.join(os.fsencode(root), b"copy/fifo"))


def six_batches(root: str, seed: int) -> None:
    """Enough small originals for several batches of work, and thus commit groups."""
    chance = random.Random(seed)
    for place in range(280):
        path = f"DCIM/{100 + place // 60}CAM/{place:04d}.jpg".encode()
        write(root, path, chance.randbytes(chance.randrange(1, 3000)))


def script_disk(root: str, seed: int) -> None:
    """A disk as it might come, where the shared one is not at hand: 150 files."""
    chance = random.Random(seed)
    folders = ("DCIM/100MEDIA", "колония/камера 3", "документы", "фото/2024", "разное")
    for place in range(140):
        folder = folders[place % len(folders)]
        size = int(2 ** chance.uniform(4, 20))
        write(root, f"{folder}/{place:04d}.bin".encode(), chance.randbytes(size))
    for place in range(10):
        path = os.path.join(root, folders[place % 2], f"{place:04d}.bin")
        if os.path.exists(path):
            with open(path, "rb") as original:
                write(root, f"копия/{place:04d}.bin".encode(), original.read())


HOSTILE_NAMES = (
    b"\xd0\xf0\xe0\xe7.txt",
    "\u202egpj.exe".encode(),
    b"<script>fetch('//x')</script>.txt",
    b"=HYPERLINK(1).csv",
    b"+1.csv",
    b"-rf",
    b"--help",
    b"--box=elsewhere",
    b"concat:a|b.ts",
    b"file:passwd",
    b"data:,x",
    b"%2e%2e%2fescape",
    b"..\\escape",
    b"...",
    b" ",
    b"\xff" * 200,
    b"y" * 255,
    b"tab\there",
    b"line\nbreak",
    b"carriage\rreturn",
    b"\x1b]0;title\x07.txt",
    b"\x7f",
    "\u0435\u0301".encode(),
    "\u00e9".encode(),
    "e\u0301".encode(),
    "\u2028".encode(),
    "\U0001f4a3.mp4".encode(),
    "ملف.mp4".encode(),
    b"NUL",
    b"trailing. ",
    b"'; DROP TABLE item;--",
    b"$(touch x)",
    b"`touch x`",
    b'"quoted"',
    b"{}",
    b"*?[a]",
)


def hostile_names(root: str) -> dict[bytes, bytes]:
    """Add names and nodes that no repository should carry; say what was written."""
    top = os.fsencode(root)
    written = {}
    for name in HOSTILE_NAMES:
        written[name] = b"content of " + name
        write(root, name, written[name])
    os.symlink(b"/etc/hostname", os.path.join(top, b"link-out"))
    os.symlink(b"link-loop", os.path.join(top, b"link-loop"))
    os.symlink(b"..", os.path.join(top, b"link-up"))
    os.mkfifo(os.path.join(top, b"fifo"))
    with open(os.path.join(top, b"holes.bin"), "wb") as file:
        file.truncate(3 << 30)
        file.seek(1 << 30)
        file.write(b"an island")
    if os.geteuid() == 0:
        _devices(top)
    os.link(os.path.join(top, b"-rf"), os.path.join(top, b"hard-link"))
    _deep(top, 160)
    return written


def _devices(top: bytes) -> None:
    for name, kind in ((b"null", stat.S_IFCHR), (b"block", stat.S_IFBLK)):
        try:
            os.mknod(os.path.join(top, name), kind | 0o600, os.makedev(1, 3))
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EACCES):
                raise


def _deep(top: bytes, levels: int) -> None:
    """Folders in folders until the path is longer than the kernel takes in one."""
    folder = os.open(top, os.O_RDONLY | os.O_DIRECTORY)
    for _ in range(levels):
        os.mkdir(b"d" * 30, dir_fd=folder)
        inner = os.open(b"d" * 30, os.O_RDONLY | os.O_DIRECTORY, dir_fd=folder)
        os.close(folder)
        folder = inner
    last = os.open(b"at the bottom", os.O_WRONLY | os.O_CREAT, 0o600, dir_fd=folder)
    os.write(last, b"found")
    os.close(last)
    os.close(folder)


def age(root: str) -> None:
    """Give every file and folder old times, so that a touch would show."""
    top = os.open(os.fsencode(root), os.O_RDONLY | os.O_DIRECTORY)
    pending = [top]
    while pending:
        folder = pending.pop()
        for name in _names(folder):
            seen = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if stat.S_ISDIR(seen.st_mode):
                flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
                pending.append(os.open(name, flags, dir_fd=folder))
            if not stat.S_ISLNK(seen.st_mode):
                times = (LONG_AGO, LONG_AGO + 86_400 * 10**9)
                os.utime(name, ns=times, dir_fd=folder, follow_symlinks=False)
        os.close(folder)


def originals(nodes: dict[bytes, Node]) -> Iterator[tuple[bytes, Node]]:
    """The regular files that can be read."""
    return ((path, node) for path, node in nodes.items() if node.is_original)
