# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The most memory that an intake takes, over all its processes.

What is measured: every 50 ms the proportional share (PSS, in which a page that two
processes share counts once) of the program and all that it started, summed; the
largest sum is the figure. It counts files that are mapped, but not the page cache.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from bench.program import Program
from bench.report import Report
from bench.scene import keep_in_memory

BAR = 500_000_000
INTERVAL = 0.05
BLOCK = 64 << 20


def family(program: int) -> list[int]:
    """A process and all its descendants."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as stat:
                    parent = int(stat.read().rsplit(b")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            children.setdefault(parent, []).append(int(name))
    found, waiting = [], [program]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting.extend(children.get(one, ()))
    return found


def share(process: int) -> int:
    """The proportional share of one process, in bytes; 0 if it is gone."""
    try:
        with open(f"/proc/{process}/smaps_rollup", "rb") as rollup:
            for line in rollup:
                if line.startswith(b"Pss:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        return 0
    return 0


def largest(argv: list[str]) -> tuple[int, float, bytes]:
    """Run a program; its largest sum of shares, its seconds, its output."""
    started, most = time.monotonic(), 0
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        with subprocess.Popen(argv, stdout=out, stderr=err) as running:
            while running.poll() is None:
                most = max(most, sum(map(share, family(running.pid))))
                time.sleep(INTERVAL)
        seconds = time.monotonic() - started
        if running.returncode:
            err.seek(0)
            raise RuntimeError(f"status {running.returncode}: {err.read()[-800:]!r}")
        out.seek(0)
        return most, seconds, out.read()


def one_large(root: str, size: int) -> None:
    """One file of random blocks, no two alike."""
    block = bytearray(os.urandom(BLOCK))
    with open(os.path.join(root, "large.mov"), "wb", buffering=0) as file:
        written = 0
        while written < size:
            block[:16] = written.to_bytes(16, "big")
            written += file.write(memoryview(block)[: size - written])


def one_sparse(root: str, size: int, data: int) -> None:
    """A file that is almost all holes: islands of 1 MiB strewn over it."""
    chance = random.Random(7)
    with open(os.path.join(root, "sparse.img"), "wb") as file:
        file.truncate(size)
        for place in sorted(chance.sample(range(size >> 20), data >> 20)):
            file.seek(place << 20)
            file.write(os.urandom(1 << 20))


def many_empty(root: str, count: int) -> None:
    """Empty files, a thousand to a folder."""
    for number in range(count):
        if number % 1000 == 0:
            folder = os.path.join(root, f"{number // 1000:04d}")
            os.mkdir(folder)
        path = os.path.join(folder, f"{number:07d}")
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def measure(
    report: Report, name: str, where: str, make: Callable[[str], None], workers: int
) -> None:
    """Make a source, take it in, add the figure."""
    with tempfile.TemporaryDirectory(dir=where) as work:
        source = os.path.join(work, "source")
        os.mkdir(source)
        make(source)
        program = Program(os.path.join(work, "box")).init()
        most, seconds, _ = largest(program.intake_argv(source, workers))
        figure = f"{most / 1e6:.0f} MB ({seconds:.0f} s)"
        report.add(name, figure, "< 500 MB", most < BAR)


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--gigabytes", type=int, default=12, help="of the large file")
    parser.add_argument("--sparse-gigabytes", type=int, default=100)
    parser.add_argument("--empty", type=int, default=1_000_000)
    parser.add_argument("--disk", default=tempfile.gettempdir())
    arguments = parser.parse_args()
    report = Report("memory", vars(arguments))
    large, sparse = arguments.gigabytes * 10**9, arguments.sparse_gigabytes << 30
    workers = arguments.workers
    if large:
        name = f"a file of {arguments.gigabytes} GB"
        measure(
            report, name, arguments.disk, lambda root: one_large(root, large), workers
        )
    if sparse:
        name = f"{arguments.sparse_gigabytes} GB of holes with 100 MB of data"
        measure(
            report,
            name,
            keep_in_memory(),
            lambda root: one_sparse(root, sparse, 100 << 20),
            workers,
        )
    if arguments.empty:
        name = f"{arguments.empty} empty files"
        measure(
            report,
            name,
            keep_in_memory(),
            lambda root: many_empty(root, arguments.empty),
            workers,
        )
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
