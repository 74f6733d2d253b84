# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A process that draws the demo's disks; says so after each batch of files.

What holds: it holds no key and opens no box; what it draws is invented.

Run as `python -m witnessbox.pipeline.drawing SEED HERONS_FOLDER KITES_FOLDER`.
"""

from __future__ import annotations

import sys

from witnessbox.story.disk import heron_jobs, kite_jobs, write_batches


def main() -> None:
    """Draw; one line on stdout, the source's name, for each batch that is whole."""
    seed, heron, kite = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    for source, folder, jobs in (
        ("HERON", heron, heron_jobs()),
        ("KITE", kite, kite_jobs()),
    ):
        for _ in write_batches(folder, jobs, seed=seed):
            sys.stdout.write(f"{source}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
