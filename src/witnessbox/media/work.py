# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How a job is done, in the child.

What holds: the child reads the job, opens the source, closes every other
descriptor, locks itself down, and only then touches a byte of the file.
Whatever a verb raises crosses as a reason code, never as text. A verb of
`reader.VERBS` gives one part; a verb that watches a whole film gives many.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NoReturn

from witnessbox.base.canonical import JsonDict, JsonValue
from witnessbox.media import reply, sandbox
from witnessbox.media.formats import Reason
from witnessbox.media.job import (
    EXIT_ANSWERED,
    EXIT_NOT_LOCKED,
    EXIT_UNANSWERED,
    Job,
    receive,
)
from witnessbox.media.progress import Progress
from witnessbox.media.reader import VERBS, Answer
from witnessbox.media.source import OpenSource, SourceFile

Watch = Callable[[SourceFile, JsonDict, Progress], Iterable[Answer]]
"""A verb that answers in many parts, and says on a shared page how far it is."""


def carry_out(
    channel: socket.socket,
    open_source: OpenSource,
    rules: object,
    watches: Mapping[str, Watch],
) -> NoReturn:
    """Do the one job that waits in the channel, and end. Runs in the child."""
    try:
        job, descriptors = receive(channel)
        source = open_source(descriptors[0], job.file_key, job.size, job.extents)
        progress = Progress(descriptors[1]) if job.verb in watches else None
        sandbox.close_all_but({channel.fileno(), descriptors[0]})
        if job.locked:
            sandbox.lock_down(rules, sandbox.Limits(cpu_seconds=job.cpu_seconds))
    except BaseException:
        os._exit(EXIT_NOT_LOCKED)
    try:
        file = SourceFile(source)
        if progress is None:
            answers: Iterable[Answer] = _once(job, file)
        else:
            answers = watches[job.verb](file, job.parameters, progress)
        for parts in _framed(answers, file):
            _write_all(channel.fileno(), parts)
    except BaseException:
        os._exit(EXIT_UNANSWERED)
    os._exit(EXIT_ANSWERED)


def _once(job: Job, file: SourceFile) -> Iterator[Answer]:
    yield VERBS[job.verb](file, job.parameters)


def _framed(answers: Iterable[Answer], file: SourceFile) -> Iterator[list[bytes]]:
    try:
        for result, blobs in answers:
            yield reply.frame(result, blobs)
    except MemoryError:
        reason = Reason.TOO_LARGE
    except BrokenPipeError:
        # The parent let go: there is nobody to tell.
        raise
    except (OSError, ValueError, EOFError, ArithmeticError):
        # FFmpeg's errors derive from the first two.
        reason = Reason.DAMAGED
    except Exception:
        reason = Reason.CRASHED
    else:
        return
    failed: JsonValue = Reason.SOURCE_UNREADABLE if file.failed else reason
    yield reply.frame({"failed": failed})


def _write_all(descriptor: int, parts: list[bytes]) -> None:
    for part in parts:
        rest = memoryview(part)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
