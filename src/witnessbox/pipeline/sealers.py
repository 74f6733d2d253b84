# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The parent's side of the sealing workers: batches out, answers in.

What holds: at most `AHEAD` batches wait at a worker, so that memory and open
descriptors stay bounded; a worker that dies is an error, never an omission;
a failed write at any worker stops the whole pool.
"""

from __future__ import annotations

import os
import selectors
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from witnessbox.base.errors import StorageError, WitnessboxError
from witnessbox.pipeline import post

AHEAD = 2
BATCH_FILES = 48
BATCH_BYTES = 8 << 20

Answer = dict[str, Any]


@dataclass(slots=True)
class Batch:
    """Files collected for one message.

    Attributes:
        jobs: One a file: its number and whether its size is known in the box.
        descriptors: Open files, closed once sent.
        bytes: Their sizes, summed.
        new_bytes: Of those that cannot be copies of what the box holds.
    """

    jobs: list[dict[str, Any]] = field(default_factory=list)
    descriptors: list[int] = field(default_factory=list)
    bytes: int = 0
    new_bytes: int = 0

    def close(self) -> None:
        """Close the descriptors, each once, whatever interrupts."""
        while self.descriptors:
            os.close(self.descriptors.pop())
        self.jobs.clear()

    @property
    def full(self) -> bool:
        """True once it should be sent."""
        return len(self.jobs) >= BATCH_FILES or self.bytes >= BATCH_BYTES


@dataclass(slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    channel: socket.socket
    waiting: int = 0


class Sealers:
    """A pool of sealing workers."""

    def __init__(
        self,
        count: int,
        hello: dict[str, Any],
        known: Callable[[str], bool],
    ) -> None:
        """Start the workers.

        Args:
            count: How many, at least 1.
            hello: Objects folder, run and recipient: nothing secret.
            known: Whether the box has this SHA-256 already.
        """
        self._known = known
        self._selector = selectors.DefaultSelector()
        self._workers: list[_Worker] = []
        for _ in range(count):
            process, channel = post.start("witnessbox.pipeline.sealing")
            worker = _Worker(process, channel)
            self._workers.append(worker)
            self._selector.register(channel, selectors.EVENT_READ, worker)
            post.send(channel, hello)

    @property
    def idle(self) -> bool:
        """True if no batch is being worked on."""
        return all(worker.waiting == 0 for worker in self._workers)

    @property
    def ready(self) -> bool:
        """True if a batch can be submitted without waiting."""
        return any(worker.waiting < AHEAD for worker in self._workers)

    def submit(self, batch: Batch) -> None:
        """Send a batch to the worker with the least to do."""
        worker = min(self._workers, key=lambda one: one.waiting)
        try:
            post.send(worker.channel, {"jobs": batch.jobs}, batch.descriptors)
        except post.Gone as error:
            raise _died() from error
        finally:
            batch.close()
        worker.waiting += 1

    def answers(self, timeout: float) -> Iterator[Answer]:
        """Answers that have come, waiting up to `timeout` seconds for the first.

        Raises:
            StorageError: A worker could not write.
            WitnessboxError: A worker died.
        """
        for key, _ in self._selector.select(timeout):
            yield from self._hear(key.data)

    def close(self) -> None:
        """End the workers; those that are writing are stopped where they are."""
        for worker in self._workers:
            worker.channel.close()
        for worker in self._workers:
            try:
                worker.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()
        self._selector.close()

    def _hear(self, worker: _Worker) -> Iterator[Answer]:
        try:
            message, _ = post.receive(worker.channel)
            if "ask" in message:
                known = [self._known(digest) for digest in message["ask"]]
                post.send(worker.channel, {"known": known})
                return
        except post.Gone as error:
            raise _died() from error
        if "storage" in message:
            what, safe, todo = message["storage"]
            raise StorageError(what, safe=safe, todo=todo)
        if "read" in message:
            yield {"read": message["read"]}
            return
        worker.waiting -= 1
        yield from message["done"]


def _died() -> WitnessboxError:
    return WitnessboxError(
        "A sealing process ended unexpectedly.",
        safe="What was acknowledged is stored; the source was not touched.",
        todo="Repeat the same command: it goes on where it stopped.",
    )
