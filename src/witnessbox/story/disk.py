# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Writing the story's disks: HERON's and KITE's.

What holds: a file appears on the disk whole and with its story's date, by a
rename from a folder beside the disk; files come in batches in one fixed order,
so that an intake can take in each batch while the next one is drawn; what is
there already is not drawn again. The same seed gives the same bytes.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import cv2

from witnessbox.story import papers
from witnessbox.story.clip import Clip, Shown
from witnessbox.story.oddities import ODDITIES, Oddity
from witnessbox.story.papers import Paper
from witnessbox.story.plot import HERON, KITE
from witnessbox.story.shooting import shoot
from witnessbox.story.voice import available

WORKERS = 2
BATCH = 5
"""Files in a batch, but for the first, which holds one."""
STAGING = ".drawing"
"""Added to the disk's name: where files are while they are written."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that are on the disk now.

    Attributes:
        number: From 1.
        shown: The truth about the files of this batch, in the disk's order.
        left: How many files are still to come.
    """

    number: int
    shown: tuple[Shown, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Inventory:
    """The truth about a disk, kept in memory and never written on it.

    Attributes:
        folder: Where the disk lies.
        shown: Every file of it.
        notes: What this machine could not make, one sentence each.
    """

    folder: str
    shown: tuple[Shown, ...]
    notes: tuple[str, ...]


Job = Clip | Paper | Oddity


def heron_jobs() -> tuple[Job, ...]:
    """Everything on HERON's disk, in the order in which it appears."""
    return (*HERON[:8], *papers.PAPERS, *HERON[8:], *ODDITIES)


def kite_jobs() -> tuple[Job, ...]:
    """Everything on KITE's disk."""
    return KITE


def write_disk(
    folder: str,
    *,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
    workers: int = WORKERS,
) -> Inventory:
    """Write HERON's disk.

    Args:
        folder: An empty or missing folder, or one that was cut short.
        seed: Of the chances in it.
        progress: Told how many files are there, and how many will be.
        workers: Processes that draw; 0 draws in this one.
    """
    return _write(folder, heron_jobs(), seed, progress, workers)


def write_kite_disk(
    folder: str,
    *,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
    workers: int = WORKERS,
) -> Inventory:
    """Write KITE's disk, as `write_disk` writes HERON's."""
    return _write(folder, kite_jobs(), seed, progress, workers)


def _write(
    folder: str,
    jobs: tuple[Job, ...],
    seed: int,
    progress: Callable[[int, int], None] | None,
    workers: int,
) -> Inventory:
    shown: list[Shown] = []
    for batch in write_batches(folder, jobs, seed=seed, workers=workers):
        shown += batch.shown
        if progress is not None:
            progress(len(shown), len(jobs))
    notes = [] if available() else ["No voice is installed: people speak silently."]
    there = {one.path for one in shown}
    notes += [
        f"This file system refuses the name {job.path!r}."
        for job in jobs
        if job.path not in there
    ]
    return Inventory(folder, tuple(shown), tuple(notes))


def write_batches(
    folder: str, jobs: tuple[Job, ...], *, seed: int = 1, workers: int = WORKERS
) -> Iterator[Batch]:
    """Write files and give them batch by batch, the first one at once.

    A name that the file system refuses (some take no bytes that are not UTF-8)
    is left out; its file is missing from every batch.
    """
    os.makedirs(folder, exist_ok=True)
    staging = folder.rstrip("/") + STAGING
    os.makedirs(staging, exist_ok=True)
    pool = _pool(workers)
    number = 0
    try:
        waiting = [
            _begin(pool, os.fsencode(staging), os.fsencode(folder), (n, job, seed))
            for n, job in enumerate(jobs)
        ]
        gathered: list[Shown] = []
        for index, (job, made) in enumerate(zip(jobs, waiting, strict=True)):
            shown = _place(folder, staging, index, job, made)
            if shown is not None:
                gathered.append(shown)
            left = len(jobs) - index - 1
            if gathered and (number == 0 or len(gathered) >= BATCH or not left):
                number += 1
                if not left:
                    _date_folders(os.fsencode(folder))
                yield Batch(number, tuple(gathered), left)
                gathered = []
    finally:
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)
        shutil.rmtree(staging, ignore_errors=True)


def _pool(workers: int) -> ProcessPoolExecutor | None:
    if workers < 1:
        return None
    # Executed afresh: whoever calls may have threads and keys.
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=spawn, initializer=_prepare)


def _prepare() -> None:
    cv2.setNumThreads(1)


def _begin(
    pool: ProcessPoolExecutor | None,
    staging: bytes,
    folder: bytes,
    task: tuple[int, Job, int],
) -> Callable[[], Shown]:
    number, job, seed = task
    if isinstance(job, Oddity):
        # Some copy what was drawn before them: in their turn, in this process.
        return lambda: make(job, staging, folder, (number, seed))
    if pool is None:
        return lambda: make(job, staging, folder, (number, seed))
    future: Future[Shown] = pool.submit(make, job, staging, folder, (number, seed))
    return future.result


def make(job: Job, staging: bytes, folder: bytes, which: tuple[int, int]) -> Shown:
    """Make one file in the staging folder; runs in a drawing process."""
    number, seed = which
    path = os.path.join(staging, b"%d" % number)
    if os.path.lexists(os.path.join(folder, job.path)):
        return Shown(job.path, "there")
    if isinstance(job, Clip):
        return shoot(job, path, seed)
    if isinstance(job, Paper):
        content = job.make(seed)
        kind = job.kind
        clip = ""
    else:
        kind, clip = job.kind, ""
        content = job.content
        if job.copy_of:
            with open(os.path.join(folder, job.copy_of), "rb") as file:
                content = file.read()
    with open(path, "wb") as file:
        file.write(content)
    return Shown(job.path, kind, clip, job.says)


def _dated(job: Job) -> datetime:
    if isinstance(job, Clip):
        return job.start + timedelta(seconds=job.seconds)
    return job.dated


def _place(
    folder: str, staging: str, number: int, job: Job, made: Callable[[], Shown]
) -> Shown | None:
    """Put a finished file where it belongs; None where its name is refused."""
    shown = made()
    if shown.kind == "there":
        return shown
    path = os.path.join(os.fsencode(staging), b"%d" % number)
    aim = os.path.join(os.fsencode(folder), job.path)
    seconds = int(_dated(job).timestamp())
    os.utime(path, (seconds, seconds))
    try:
        os.makedirs(os.path.dirname(aim), exist_ok=True)
        os.rename(path, aim)
    except (OSError, UnicodeError):
        if _plain(job.path):
            raise
        return None
    return shown


def _plain(path: bytes) -> bool:
    """Whether every file system takes this name."""
    return path.isascii() and max(map(len, path.split(b"/"))) < 200


def _date_folders(folder: bytes) -> None:
    """A folder is as old as the newest thing in it."""
    for place, _, names in os.walk(folder, topdown=False):
        newest = 0
        for name in os.listdir(place):
            newest = max(newest, int(os.lstat(os.path.join(place, name)).st_mtime))
        if names or newest:
            os.utime(place, (newest, newest))
