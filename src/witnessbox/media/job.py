# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One job: how it travels from the parent to the child.

What holds: the job (with the file key) goes over a socket pair whose other end
only the child holds; the spawner passes that end on and never reads it. No
decoder is loaded here: the parent, which holds keys, imports this module.

    parent ── {verb, parameters, key, size, …} + descriptor ──▶ child
    parent ◀── length ‖ JSON ‖ blobs (see reply) ────────────── child
"""

from __future__ import annotations

import array
import socket
import struct
from dataclasses import dataclass
from typing import Any

from witnessbox.base import canonical
from witnessbox.base.canonical import JsonDict
from witnessbox.media.source import Extents

MAX_MESSAGE = 4096
"""Bytes of one message between the parent and the spawner."""

MAX_JOB = 4 << 20
"""Bytes of a job's description; extents of very sparse files are the largest."""
MAX_DESCRIPTORS = 2
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


def send(channel: socket.socket, job: Job, *descriptors: int) -> None:
    """Hand a job to the child at the channel's other end.

    Args:
        channel: The parent's end.
        job: What to do.
        descriptors: The file; and, for a verb that watches a whole film, the
            page of `progress.Progress`.
    """
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
    handed = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
    channel.sendmsg([_LENGTH.pack(len(document))], handed)
    channel.sendall(document)


def receive(channel: socket.socket) -> tuple[Job, list[int]]:
    """The job and its descriptors, in the child."""
    head, ancillary, _, _ = channel.recvmsg(
        _LENGTH.size, socket.CMSG_SPACE(MAX_DESCRIPTORS * _DESCRIPTOR_SIZE)
    )
    handed = array.array("i")
    for _, _, data in ancillary:
        handed.frombytes(data[: len(data) - len(data) % _DESCRIPTOR_SIZE])
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
    return job, list(handed)
