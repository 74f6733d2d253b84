# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The stages that take files, served by a process of their own; run as a program."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from witnessbox.analysis.container import Container
from witnessbox.analysis.documents import Documents
from witnessbox.analysis.exif import Exif
from witnessbox.analysis.stage import About, Stage
from witnessbox.base.canonical import JsonDict
from witnessbox.media.client import SpawnerClient
from witnessbox.media.follow import Followed, Watching, follow
from witnessbox.media.job import Job
from witnessbox.pipeline import watcher
from witnessbox.pipeline.lookout import BOUNDS, Seen, about_json, take

COMMAND = (sys.executable, "-I", os.path.abspath(__file__))
STAGES: tuple[Stage, ...] = (Container(), Exif(), Documents())


def watched(
    client: SpawnerClient, data: bytes, kind: str, names: Sequence[str]
) -> tuple[Seen, Followed]:
    """What the stages say of some bytes, from inside the lock-down."""
    seen = Seen()
    descriptor = os.memfd_create("input")
    os.write(descriptor, data)
    about = about_json(About(kind, "application/octet-stream"))
    parameters: JsonDict = {
        "stages": [*names],
        "about": about,
        "salt": "",
        "stills": False,
    }
    job = Job("watch", parameters, None, len(data), None, 30)
    parts = follow(client, job, descriptor, Watching(BOUNDS, 60.0, len(names)))
    try:
        while True:
            take(seen, next(parts), names, None)
    except StopIteration as stop:
        followed: Followed = stop.value
        return seen, followed
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    watcher.serve(STAGES, {})
