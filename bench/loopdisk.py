# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A disk of our own that can lose its power: ext4 on a loop device.

What holds: `cut` stops the file system at once (EXT4_IOC_SHUTDOWN without a log
flush): what was not yet made durable is gone, as after a power cut; the journal
is recovered at the next mount. It cannot show a device that lies about flushing.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator

_EXT4_IOC_SHUTDOWN = 0x8004587D
_NO_LOG_FLUSH = 2
ATTEMPTS = 10
SIZE = 160 << 20
"""Sparse, so it costs what is written; an intake leaves 64 MiB of a disk free."""


class LoopDisk:
    """One image and the folder where it is mounted."""

    def __init__(self, image: str, mount: str) -> None:
        self.image = image
        self.mount = mount
        self._mounted = False

    def format(self, size: int = SIZE) -> None:
        """Make the file system."""
        with open(self.image, "wb") as image:
            image.truncate(size)
        argv = ["mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0", self.image]
        subprocess.run(argv, check=True, capture_output=True)

    def attach(self) -> None:
        """Mount it; after a cut, this recovers the journal."""
        os.makedirs(self.mount, exist_ok=True)
        argv = ["mount", "-o", "loop", self.image, self.mount]
        for left in reversed(range(ATTEMPTS)):
            done = subprocess.run(argv, check=False, capture_output=True, text=True)
            if done.returncode == 0:
                break
            if not left:
                raise OSError(f"mount: {done.stderr.strip()}")
            # Two processes that ask for a free loop device at once may be given one.
            time.sleep(0.2)
        self._mounted = True

    def cut(self) -> None:
        """Take the power away, now."""
        top = os.open(self.mount, os.O_RDONLY)
        try:
            how = struct.pack("I", _NO_LOG_FLUSH)
            fcntl.ioctl(top, _EXT4_IOC_SHUTDOWN, how)
        finally:
            os.close(top)

    def restart(self) -> None:
        """Mount what the medium held when the power went.

        A copy of the image is mounted: where another process of the system still
        holds the stopped file system (in a namespace of its own, say), the kernel
        would hand out that one again.
        """
        self.detach()
        held, self.image = self.image, self.image + ".after"
        _copy(held, self.image)
        os.unlink(held)
        self.attach()

    def detach(self) -> None:
        """Unmount it, if it is mounted."""
        if self._mounted:
            subprocess.run(["umount", self.mount], check=True, capture_output=True)
            self._mounted = False


@contextlib.contextmanager
def loop_disk(folder: str, *, template: str = "") -> Iterator[LoopDisk]:
    """A mounted disk, empty or a copy of an image; taken down at the end."""
    disk = LoopDisk(os.path.join(folder, "disk.img"), os.path.join(folder, "disk"))
    if template:
        _copy(template, disk.image)
    else:
        disk.format()
    disk.attach()
    try:
        yield disk
    finally:
        disk.detach()


def _copy(image: str, new: str) -> None:
    subprocess.run(["cp", "--sparse=always", image, new], check=True)


def impossible() -> str:
    """Why no disk can be made here; empty where it works."""
    if os.geteuid() != 0:
        return "loop devices and mounts need root"
    if not shutil.which("mkfs.ext4"):
        return "the Debian package e2fsprogs is missing"
    with tempfile.TemporaryDirectory(prefix="witnessbox-loop-") as folder:
        try:
            with loop_disk(folder) as disk:
                disk.cut()
        except (OSError, subprocess.CalledProcessError) as error:
            return f"this system mounts no loop device: {error}"
    return ""
