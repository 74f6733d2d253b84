# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How long after a disk was copied its survey ends, with the disk's own speed.

What is timed: one `intake` of a read-only disk of footage that the kernel gives at
120 MB/s and no faster (a throttle of the block layer, for this command alone). The
copy ends with the last acknowledged original; the survey, all stages but speech,
ends with the command. Needs root, a loop device and the `blkio` controller.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from bench import footage
from bench.loopdisk import impossible
from bench.program import Program
from bench.report import Report, progress

CONTROLLER = "/sys/fs/cgroup/blkio"
SHARE, SLACK = 0.15, 10.0
SPARE = 1 << 30


@contextlib.contextmanager
def throttled(image: str, mount: str, rate: int) -> Iterator[str]:
    """The image mounted read-only; a group whose members read it at this rate."""
    os.makedirs(mount)
    made = subprocess.run(
        ["losetup", "--find", "--show", "--read-only", image],
        check=True,
        capture_output=True,
        text=True,
    )
    device = made.stdout.strip()
    group = os.path.join(CONTROLLER, f"witnessbox-{os.getpid()}")
    os.mkdir(group)
    try:
        number = os.stat(device).st_rdev
        with open(os.path.join(group, "blkio.throttle.read_bps_device"), "w") as file:
            file.write(f"{os.major(number)}:{os.minor(number)} {rate}")
        subprocess.run(["mount", "-o", "ro,noload", device, mount], check=True)
        try:
            yield group
        finally:
            subprocess.run(["umount", mount], check=True)
    finally:
        subprocess.run(["losetup", "--detach", device], check=True)
        with contextlib.suppress(OSError):
            os.rmdir(group)


def make_disk(work: str, gigabytes: int, minutes: int) -> str:
    """An image with so many bytes of films, none equal to another."""
    image, mount = os.path.join(work, "disk.img"), os.path.join(work, "filling")
    with open(image, "wb") as file:
        file.truncate((gigabytes << 30) + SPARE)
    subprocess.run(["mkfs.ext4", "-q", "-F", image], check=True, capture_output=True)
    os.makedirs(mount)
    subprocess.run(["mount", "-o", "loop", image, mount], check=True)
    try:
        film = os.path.join(work, "film.mp4")
        footage.long(film, minutes)
        size, number = os.path.getsize(film), 0
        while (number + 1) * size <= gigabytes << 30:
            path = os.path.join(mount, f"REC_{number:04d}.mp4")
            shutil.copyfile(film, path)
            with open(path, "ab") as file:  # a free box, so that no two are equal
                file.write(
                    (16).to_bytes(4, "big") + b"free" + number.to_bytes(8, "big")
                )
            number += 1
        os.unlink(film)
    finally:
        subprocess.run(["umount", mount], check=True)
    return image


def timed(program: Program, source: str, group: str) -> tuple[float, float]:
    """Seconds until the last original was acknowledged, and until the end."""
    argv = program.intake_argv(source, 2, survey=True)
    started = time.monotonic()
    last = started

    def join() -> None:
        with open(os.path.join(group, "cgroup.procs"), "w") as procs:
            procs.write(str(os.getpid()))

    with subprocess.Popen(
        argv,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        preexec_fn=join,
    ) as going:
        assert going.stdout is not None
        for line in going.stdout:
            if b'"sha256"' in line:
                last = time.monotonic()
    if going.returncode != 0:
        raise RuntimeError(f"the intake ended with {going.returncode}")
    return last - started, time.monotonic() - started


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gigabytes", type=int, default=20)
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--rate", type=int, default=120_000_000)
    parser.add_argument("--folder", default=tempfile.gettempdir())
    arguments = parser.parse_args()
    why = impossible()
    if why or not os.path.isdir(CONTROLLER):
        progress(f"skipped: {why or 'no blkio controller'}")
        return 2
    report = Report("survey_end", vars(arguments))
    with tempfile.TemporaryDirectory(dir=arguments.folder) as work:
        image = make_disk(work, arguments.gigabytes, arguments.minutes)
        source = os.path.join(work, "disk")
        program = Program(os.path.join(work, "box")).init()
        with open("/proc/sys/vm/drop_caches", "w") as caches:
            caches.write("3")
        with throttled(image, source, arguments.rate) as group:
            copied, ended = timed(program, source, group)
    allowed = copied * SHARE + SLACK
    behind = ended - copied
    report.add("the copy", f"{copied:.0f} s")
    holds = behind <= allowed
    report.add(
        "the survey's end after it", f"{behind:.0f} s", f"{allowed:.0f} s", holds
    )
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
