# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A process that draws the demo's disk; says so after each batch of files.

What holds: it holds no key and opens no box; what it draws is invented.

Run as `python -m witnessbox.pipeline.drawing FOLDER SEED`.
"""

from __future__ import annotations

import sys

from witnessbox.story.disk import write_batches


def main() -> None:
    """Draw; one line on stdout for each batch that is whole."""
    for batch in write_batches(sys.argv[1], seed=int(sys.argv[2])):
        print(batch.source, flush=True)


if __name__ == "__main__":
    main()
