# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How a job is done, in the child.

What holds: the child reads the job, opens the source, closes every other
descriptor, locks itself down, and only then touches a byte of the file.
Whatever a verb raises crosses as a reason code, never as text.
"""

from __future__ import annotations

import os
import socket
from typing import NoReturn

from witnessbox.base.canonical import JsonValue
from witnessbox.media import reply, sandbox
from witnessbox.media.formats import Reason
from witnessbox.media.job import (
    EXIT_ANSWERED,
    EXIT_NOT_LOCKED,
    EXIT_UNANSWERED,
    Job,
    receive,
)
from witnessbox.media.reader import VERBS
from witnessbox.media.source import OpenSource, SourceFile


def carry_out(
    channel: socket.socket, open_source: OpenSource, rules: object
) -> NoReturn:
    """Do the one job that waits in the channel, and end. Runs in the child."""
    try:
        job, descriptor = receive(channel)
        source = open_source(descriptor, job.file_key, job.size, job.extents)
        sandbox.close_all_but({channel.fileno(), descriptor})
        if job.locked:
            sandbox.lock_down(rules, sandbox.Limits(cpu_seconds=job.cpu_seconds))
    except BaseException:
        os._exit(EXIT_NOT_LOCKED)
    try:
        parts = _answer(job, SourceFile(source))
        _write_all(channel.fileno(), parts)
    except BaseException:
        os._exit(EXIT_UNANSWERED)
    os._exit(EXIT_ANSWERED)


def _answer(job: Job, file: SourceFile) -> list[bytes]:
    try:
        result, blobs = VERBS[job.verb](file, job.parameters)
        return reply.frame(result, blobs)
    except MemoryError:
        reason = Reason.TOO_LARGE
    except (OSError, ValueError, EOFError, ArithmeticError):
        # FFmpeg's errors derive from the first two.
        reason = Reason.DAMAGED
    except Exception:
        reason = Reason.CRASHED
    failed: JsonValue = Reason.SOURCE_UNREADABLE if file.failed else reason
    return reply.frame({"failed": failed})


def _write_all(descriptor: int, parts: list[bytes]) -> None:
    for part in parts:
        rest = memoryview(part)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
