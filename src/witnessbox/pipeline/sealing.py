# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A worker process: reads files handed to it as descriptors, and seals them.

What holds: the worker never sees a path of the source and holds no key that
opens anything; what it seals lies under objects/incoming until the parent
publishes it. A file whose size is known in the box is hashed first and sealed
only if the parent does not know its digest, so that taking in the same disk
again writes nothing. Order of one batch: hash what may be known, ask, seal.
Small contents that this worker sealed before are not sealed again.

Run as `python -m witnessbox.pipeline.sealing DESCRIPTOR`.
"""

from __future__ import annotations

import os
import socket
import sys
from collections import deque
from collections.abc import Iterator
from typing import Any

from witnessbox.base.errors import StorageError
from witnessbox.intake.contents import Contents, Digests, ReadError
from witnessbox.pipeline import post
from witnessbox.vault.format import X25519Recipient
from witnessbox.vault.local import LocalBackend
from witnessbox.vault.store import StoredObject, Vault

TELL_EVERY = 64 << 20
"""Bytes of one large file between two signs of life to the parent."""

MAX_REMEMBERED = 200_000
"""Small contents that this worker has sealed and need not seal again."""

Job = dict[str, Any]


class Worker:
    """One worker's vault, run and recipient."""

    def __init__(self, channel: socket.socket, hello: Job) -> None:
        self._channel = channel
        self._vault = Vault(LocalBackend(str(hello["objects"])))
        self._run = str(hello["run"])
        self._recipient = X25519Recipient.parse(str(hello["recipient"]))
        self._early: deque[tuple[Job, list[int]]] = deque()
        self._sealed: set[str] = set()

    def next_batch(self) -> tuple[Job, list[int]]:
        """The next batch, in the order in which the parent sent them."""
        return self._early.popleft() if self._early else post.receive(self._channel)

    def batch(self, jobs: list[Job], descriptors: list[int]) -> list[Job]:
        """Seal one batch; the answer has one element a job, in any order."""
        answers: list[Job] = []
        later: list[tuple[Job, Contents, bytes | None, Digests]] = []
        try:
            for job, descriptor in zip(jobs, descriptors, strict=True):
                try:
                    self._one(job, Contents(descriptor), answers, later)
                except ReadError as error:
                    answers.append(_unread(job, error))
                except OSError as error:
                    # The file's own trouble (fstat): never the next one's.
                    answers.append(_unread(job, ReadError(error.errno or 0, 0)))
            if later:
                answers.extend(self._ask_and_seal(later))
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        return answers

    def _one(
        self,
        job: Job,
        contents: Contents,
        answers: list[Job],
        later: list[tuple[Job, Contents, bytes | None, Digests]],
    ) -> None:
        small = contents.small()
        if not job["flagged"]:
            found = contents.digests() if small is not None else None
            if found is not None and found.sha256 in self._sealed:
                answers.append(_answer(job, found, None))
                return
            answers.append(self._seal(job, contents, small))
            if found is not None:
                self._remember(found.sha256)
            return
        if small is None:
            for _ in contents.data():
                pass
        later.append((job, contents, small, contents.digests()))

    def _ask_and_seal(
        self, later: list[tuple[Job, Contents, bytes | None, Digests]]
    ) -> Iterator[Job]:
        post.send(self._channel, {"ask": [found.sha256 for _, _, _, found in later]})
        reply = self._reply()
        for (job, contents, small, found), known in zip(
            later, reply["known"], strict=True
        ):
            if known:
                yield _answer(job, found, None)
                continue
            try:
                yield self._seal(job, contents, small)
            except ReadError as error:
                yield _unread(job, error)

    def _remember(self, sha256: str) -> None:
        if len(self._sealed) >= MAX_REMEMBERED:
            self._sealed.clear()
        self._sealed.add(sha256)

    def _reply(self) -> Job:
        # The parent works ahead: a batch can lie in the channel before the reply.
        while True:
            message, descriptors = post.receive(self._channel)
            if "known" in message:
                return dict(message)
            self._early.append((message, descriptors))

    def _seal(self, job: Job, contents: Contents, small: bytes | None) -> Job:
        parts = self._told(contents) if small is None else iter((memoryview(small),))
        stored = self._vault.seal_stream(self._run, parts, self._recipient)
        return _answer(job, contents.digests(), stored)

    def _told(self, contents: Contents) -> Iterator[memoryview]:
        read = 0
        for part in contents.data():
            yield part
            read += len(part)
            if read >= TELL_EVERY:
                post.send(self._channel, {"read": read})
                read = 0


def _answer(job: Job, found: Digests, stored: StoredObject | None) -> Job:
    answer: Job = {
        "id": job["id"],
        "size": found.size,
        "sha256": found.sha256,
        "blake3": found.blake3,
        "extents": found.extents,
        "changed": found.changed,
    }
    if stored is not None:
        answer["object"] = [stored.name, stored.payload_size, stored.payload_sha256]
    return answer


def _unread(job: Job, error: ReadError) -> Job:
    return {"id": job["id"], "errno": error.errno, "offset": error.offset}


def main() -> None:
    """Serve the parent until it closes the channel."""
    channel = post.inherited(sys.argv[1])
    try:
        hello, _ = post.receive(channel)
        worker = Worker(channel, hello)
        while True:
            message, descriptors = worker.next_batch()
            try:
                answers = worker.batch(message["jobs"], descriptors)
            except StorageError as error:
                # Fail-stop: after a failed write this process writes no more.
                said = [error.what, error.safe, error.todo]
                post.send(channel, {"storage": said})
                return
            post.send(channel, {"done": answers})
    except post.Gone:
        return


if __name__ == "__main__":
    main()
