# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`verify --full` beside SHA-256 of the same bytes by hashlib in two processes.

What is timed: the whole command, which opens every sealed object, decrypts it and
hashes what comes out; and two processes of the standard library that read the same
originals and hash them. The ratio is of bytes of originals a second.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time

from bench.intake_speed import large_files, rate
from bench.program import Program
from bench.report import Report, turns
from bench.scene import keep_in_memory

BAR = 0.5
_HASHER = (
    "import hashlib,sys\n"
    "for path in sys.argv[1:]:\n"
    "    with open(path,'rb') as f: print(hashlib.file_digest(f,'sha256').hexdigest())"
)


def hash_in_two(paths: list[str]) -> float:
    """Seconds that two processes take to hash all files, half of them each."""
    started = time.monotonic()
    halves = [half for half in (paths[::2], paths[1::2]) if half]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _HASHER, *half], stdout=subprocess.DEVNULL
        )
        for half in halves
    ]
    for one in running:
        if one.wait():
            raise RuntimeError("the hashing process failed")
    return time.monotonic() - started


def verify_once(program: Program) -> float:
    """Seconds of one `verify --full`, which must find nothing."""
    started = time.monotonic()
    program.run("verify", "--full", "--json").must()
    return time.monotonic() - started


def main() -> int:
    """Time both and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--files", type=int, default=8)
    parser.add_argument("--megabytes", type=int, default=512, help="of each file")
    arguments = parser.parse_args()
    report = Report("verify_speed", vars(arguments))
    with tempfile.TemporaryDirectory(dir=keep_in_memory()) as work:
        source = os.path.join(work, "source")
        count = large_files(source, arguments.files, arguments.megabytes << 20)
        program = Program(os.path.join(work, "box")).init()
        program.intake(source, 2).must()
        paths = [
            os.path.join(folder, name)
            for folder, _, names in os.walk(source)
            for name in sorted(names)
        ]
        ours, theirs = turns(
            arguments.repeat,
            lambda: verify_once(program),
            lambda: hash_in_two(paths),
        )
    report.add("verify --full", rate(count, ours))
    report.add("hashlib SHA-256, two processes", rate(count, theirs))
    ratio = theirs / ours
    report.add("ratio", f"{ratio:.2f}", f">= {BAR}", ratio >= BAR)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
