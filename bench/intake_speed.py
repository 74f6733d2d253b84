# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How fast a source is taken in, beside restic and cp in the same minute.

What is timed: the whole command, from its start to its end, durable, with the
passphrase's work in it (restic's too). Its processor time is printed beside, which a
busy machine changes less. Each way runs once unmeasured, which touches
the memory; then all take turns, and the medians are compared. The content is
random: nothing can be saved by compression or by finding things twice.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from bench.program import Program
from bench.report import Report, median_of, turns
from bench.scene import keep_in_memory

BAR_LARGE, BAR_DISK, BAR_SMALL = 2.0, 0.8, 0.4
PASSWORD = "bench"


def large_files(root: str, count: int, size: int) -> int:
    """Files of random bytes; how many bytes in all."""
    for number in range(count):
        folder = os.path.join(root, f"DCIM/{100 + number}CAM")
        os.makedirs(folder)
        with open(os.path.join(folder, f"{number:04d}.mp4"), "wb") as file:
            left = size
            while left:
                left -= file.write(os.urandom(min(left, 1 << 24)))
    return count * size


def small_files(root: str, count: int, size: int) -> int:
    """Many files of random bytes in folders of five hundred."""
    for number in range(count):
        folder = os.path.join(root, f"{number // 500:03d}")
        if number % 500 == 0:
            os.makedirs(folder)
        with open(os.path.join(folder, f"{number:06d}.jpg"), "wb") as file:
            file.write(os.urandom(size))
    return count * size


class Ways:
    """The ways to copy one source into one folder, each timed from empty."""

    def __init__(self, source: str, work: str, workers: int) -> None:
        self._source = source
        self._work = work
        self._workers = workers
        self._cpu: dict[str, list[float]] = {}
        self._template = os.path.join(work, "template")
        Program(self._template).init()

    def _fresh(self, name: str) -> str:
        target = os.path.join(self._work, name)
        shutil.rmtree(target, ignore_errors=True)
        os.sync()
        return target

    def _timed(self, argv: list[str], target: str, *, sync: bool = False) -> float:
        started, worked = time.monotonic(), _processor_time()
        environment = dict(os.environ, RESTIC_PASSWORD=PASSWORD)
        done = subprocess.run(argv, env=environment, capture_output=True, check=False)
        if sync:
            subprocess.run(["sync", "-f", target], check=True)
        seconds = time.monotonic() - started
        if done.returncode:
            raise RuntimeError(f"{argv[0]}: {done.stderr[-800:]!r}")
        spent = self._cpu.setdefault(argv[0], [])
        spent.append(_processor_time() - worked)
        shutil.rmtree(target)
        return seconds

    def cpu(self, program: str = sys.executable) -> str:
        """The median processor time of one of the ways."""
        return f"{median_of(self._cpu[program]):.1f} s of CPU"

    def witnessbox(self) -> float:
        """Intake into a new box."""
        box = self._fresh("box")
        shutil.copytree(self._template, box)
        program = Program(box, self._template + ".passphrase")
        argv = program.intake_argv(self._source, self._workers)
        return self._timed(argv, box)

    def restic(self) -> float:
        """`restic backup --compression off` into a new repository."""
        target = self._fresh("restic")
        base = ["restic", "-q", "--no-cache", "-r", target]
        subprocess.run(
            [*base, "init"],
            env=dict(os.environ, RESTIC_PASSWORD=PASSWORD),
            check=True,
            capture_output=True,
        )
        argv = [*base, "backup", "--compression", "off", self._source]
        return self._timed(argv, target)

    def cp(self) -> float:
        """`cp -a`, and nothing more."""
        target = self._fresh("copy")
        return self._timed(["cp", "-a", self._source, target], target)

    def cp_sync(self) -> float:
        """`cp -a`, and `sync -f` of where it went."""
        target = self._fresh("copy")
        return self._timed(["cp", "-a", self._source, target], target, sync=True)


def _processor_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def rate(count: int, seconds: float) -> str:
    """Megabytes (10^6) a second."""
    return f"{count / seconds / 1e6:.0f} MB/s ({seconds:.2f} s)"


def in_memory(report: Report, arguments: argparse.Namespace) -> None:
    """Large files, source and box in memory, against restic and cp."""
    with tempfile.TemporaryDirectory(dir=keep_in_memory()) as work:
        source = os.path.join(work, "source")
        count = large_files(source, arguments.files, arguments.megabytes << 20)
        ways = Ways(source, work, arguments.workers)
        ours, restic, cp = turns(
            arguments.repeat, ways.witnessbox, ways.restic, ways.cp
        )
        report.add("large files, in memory", f"{rate(count, ours)}, {ways.cpu()}")
        peer = f"{rate(count, restic)}, {ways.cpu('restic')}"
        report.add("  restic --compression off", peer)
        report.add("  cp -a", rate(count, cp))
        ratio = restic / ours
        report.add(
            "  ratio to restic",
            f"{ratio:.2f}",
            f">= {BAR_LARGE}",
            ratio >= BAR_LARGE,
        )


def on_disk(report: Report, arguments: argparse.Namespace) -> None:
    """Large files, source and box on a disk, against cp -a and sync."""
    with tempfile.TemporaryDirectory(dir=arguments.disk) as work:
        source = os.path.join(work, "source")
        count = large_files(source, arguments.files, arguments.megabytes << 20)
        ways = Ways(source, work, arguments.workers)
        ours, cp = turns(arguments.repeat, ways.witnessbox, ways.cp_sync)
        report.add("large files, on disk", f"{rate(count, ours)}, {ways.cpu()}")
        report.add("  cp -a + sync", rate(count, cp))
        ratio = cp / ours
        report.add("  ratio to cp", f"{ratio:.2f}", f">= {BAR_DISK}", ratio >= BAR_DISK)


def small(report: Report, arguments: argparse.Namespace) -> None:
    """Many small files in memory, against restic, which packs them."""
    with tempfile.TemporaryDirectory(dir=keep_in_memory()) as work:
        source = os.path.join(work, "source")
        count = small_files(source, arguments.small, 20_000)
        ways = Ways(source, work, arguments.workers)
        ours, restic = turns(arguments.repeat, ways.witnessbox, ways.restic)
        name = f"{arguments.small} files of 20 KB"
        speed = f"{arguments.small / ours:.0f} files/s"
        report.add(name, f"{rate(count, ours)}, {ways.cpu()}, {speed}")
        peer = f"{rate(count, restic)}, {ways.cpu('restic')}"
        report.add("  restic --compression off", peer)
        ratio = restic / ours
        report.add(
            "  ratio to restic",
            f"{ratio:.2f}",
            f">= {BAR_SMALL}",
            ratio >= BAR_SMALL,
        )


PARTS: dict[str, Callable[[Report, argparse.Namespace], None]] = {
    "memory": in_memory,
    "disk": on_disk,
    "small": small,
}


def main() -> int:
    """Time all ways and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=[*PARTS, "all"], default="all")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--files", type=int, default=8)
    parser.add_argument("--megabytes", type=int, default=512, help="of each file")
    parser.add_argument("--small", type=int, default=20_000, help="small files")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--disk", default=tempfile.gettempdir())
    arguments = parser.parse_args()
    if not shutil.which("restic"):
        print("skipped: the Debian package restic is missing", file=sys.stderr)
        return 2
    report = Report("intake_speed", vars(arguments))
    for name, part in PARTS.items():
        if arguments.part in (name, "all"):
            part(report, arguments)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
