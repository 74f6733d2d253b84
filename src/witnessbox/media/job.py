# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One job: how it travels from the parent to the child, and how it is done.

What holds: the job (with the file key) goes over a socket pair whose other end
only the child holds; the spawner passes that end on and never reads it. The
child reads the job, opens the source, closes every other descriptor, locks
itself down, and only then touches a byte of the file. Whatever a verb raises
crosses as a reason code, never as text.

    parent ── {verb, parameters, key, size, …} + descriptor ──▶ child
    parent ◀── length ‖ JSON ‖ blobs (see reply) ────────────── child
"""

from __future__ import annotations

import array
import os
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from witnessbox.base import canonical
from witnessbox.base.canonical import JsonDict, JsonValue
from witnessbox.media import reply, sandbox
from witnessbox.media.formats import Reason
from witnessbox.media.reader import VERBS
from witnessbox.media.source import Extents, OpenSource, SourceFile

MAX_JOB = 4 << 20
"""Bytes of a job's description; extents of very sparse files are the largest."""
_LENGTH = struct.Struct(">I")
_DESCRIPTOR_SIZE = array.array("i").itemsize
EXIT_ANSWERED = 0
EXIT_NOT_LOCKED = 3
EXIT_UNANSWERED = 4


@dataclass(frozen=True, slots=True)
class Job:
    """What one child is to do.

    Attributes:
        verb: A key of `reader.VERBS`.
        parameters: The verb's own, from the parent, trusted.
        file_key: Opens this one object, or None for an unsealed file.
        size: True length of the original in bytes.
        extents: Runs of data of a sparse original, or None.
        cpu_seconds: Processor seconds.
        locked: False only in the negative controls of the tests.
    """

    verb: str
    parameters: JsonDict
    file_key: bytes | None
    size: int
    extents: Extents | None
    cpu_seconds: int
    locked: bool = True


def send(channel: socket.socket, job: Job, descriptor: int) -> None:
    """Hand a job and its descriptor to the child at the channel's other end."""
    document = canonical.encode(
        {
            "verb": job.verb,
            "parameters": job.parameters,
            "key": None if job.file_key is None else job.file_key.hex(),
            "size": job.size,
            "extents": None
            if job.extents is None
            else [[offset, length] for offset, length in job.extents],
            "cpu_seconds": job.cpu_seconds,
            "locked": job.locked,
        }
    )
    if len(document) > MAX_JOB:
        raise ValueError("a job of more than MAX_JOB bytes")
    handed = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))]
    channel.sendmsg([_LENGTH.pack(len(document))], handed)
    channel.sendall(document)


def receive(channel: socket.socket) -> tuple[Job, int]:
    """The job and the descriptor, in the child."""
    head, ancillary, _, _ = channel.recvmsg(
        _LENGTH.size, socket.CMSG_SPACE(_DESCRIPTOR_SIZE)
    )
    handed = array.array("i")
    for _, _, data in ancillary:
        handed.frombytes(data[:_DESCRIPTOR_SIZE])
    (left,) = _LENGTH.unpack(head)
    parts = []
    while left:
        part = channel.recv(left)
        if not part:
            raise EOFError("the parent went away")
        parts.append(part)
        left -= len(part)
    document: Any = canonical.decode(b"".join(parts))
    key = document["key"]
    job = Job(
        verb=document["verb"],
        parameters=document["parameters"],
        file_key=None if key is None else bytes.fromhex(key),
        size=document["size"],
        extents=document["extents"],
        cpu_seconds=document["cpu_seconds"],
        locked=document["locked"],
    )
    return job, handed[0]


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


CarryOut = Callable[[socket.socket, OpenSource, object], NoReturn]
