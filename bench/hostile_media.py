# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Every file of a hostile collection through a look; what became of each.

The run must end, every file must have stills or a reason, no job may outlive
its time, and no child may be left.

    python bench/hostile_media.py FOLDER... [--seconds N]
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from witnessbox.media import check, stills
from witnessbox.media.client import GRACE_SECONDS, LOOK_BOUNDS, SpawnerClient
from witnessbox.media.formats import Reason
from witnessbox.media.job import Job
from witnessbox.pipeline.desk import COMMAND

MEMORY_LIMIT_KIB = 1536 << 10
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Result:
    path: str
    media_type: str
    outcome: str
    seconds: float
    memory_kib: int


def files(folders: list[str]) -> Iterator[str]:
    for folder in folders:
        for at, _, names in os.walk(folder):
            for name in sorted(names):
                path = os.path.join(at, name)
                if os.path.isfile(path) and not os.path.islink(path):
                    yield path


def look(client: SpawnerClient, path: str, seconds: float) -> Result:
    descriptor = os.open(path, os.O_RDONLY)
    size = os.fstat(descriptor).st_size
    started = time.monotonic()
    job = Job("look", {}, None, size, None, int(seconds) + 1)
    ended = client.run(job, descriptor, seconds, LOOK_BOUNDS)
    took = time.monotonic() - started
    os.close(descriptor)
    media_type, outcome = "-", str(ended.reason)
    if ended.reply is not None:
        answer = check.take_dict(ended.reply.untrusted_result)
        failed = check.take_reason(answer.get("failed"))
        if failed is not None:
            outcome = str(failed)
        else:
            try:
                seen = check.check_look(answer, ended.reply.blobs, stills.encode)
                media_type = seen.media_type
                noted = " with notes" if seen.notes else ""
                outcome = str(seen.reason or f"stills{noted}")
            except check.LiedError:
                outcome = str(Reason.LIED)
    return Result(path, media_type, outcome, took, ended.memory_kib)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--seconds", type=float, default=30)
    given = parser.parse_args()
    started = time.monotonic()
    with SpawnerClient(COMMAND) as client, ThreadPoolExecutor(WORKERS) as pool:
        client.missing()
        results = list(
            pool.map(
                lambda path: look(client, path, given.seconds), files(given.folders)
            )
        )
    print(f"{len(results)} files in {time.monotonic() - started:.1f} s")
    for outcome, count in Counter(r.outcome for r in results).most_common():
        print(f"  {count:6}  {outcome}")
    print("by type:")
    for media_type, count in Counter(r.media_type for r in results).most_common():
        print(f"  {count:6}  {media_type}")
    for title, key in (("slowest", "seconds"), ("largest", "memory_kib")):
        print(f"{title}:")
        for result in sorted(results, key=lambda r: -getattr(r, key))[:5]:
            print(
                f"  {result.seconds:7.2f} s {result.memory_kib >> 10:5} MiB "
                f"{result.outcome:20} {os.path.basename(result.path)!a}"
            )
    for result in results:
        if result.outcome in ("crashed", "lied", "None"):
            print(f"  {result.outcome}: {result.path!a}")
    late = [r for r in results if r.seconds > given.seconds + GRACE_SECONDS]
    fat = [r for r in results if r.memory_kib > MEMORY_LIMIT_KIB]
    lied = [r for r in results if r.outcome in ("lied", "None")]
    print(f"late {len(late)}, over memory {len(fat)}, lied or unanswered {len(lied)}")
    sys.exit(bool(late or fat or lied))


if __name__ == "__main__":
    main()
