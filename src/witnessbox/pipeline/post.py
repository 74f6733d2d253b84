# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Messages between our own processes: length, JSON, descriptors.

What holds: a message is four bytes of length, that many bytes of JSON, and up
to `MAX_DESCRIPTORS` file descriptors that travel with its first byte. Both
ends are this program on this machine, joined by an inherited socket pair; no
message from a media child ever comes this way.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

MAX_DESCRIPTORS = 64
MAX_MESSAGE = 64 << 20
_LENGTH = 4


class Gone(Exception):  # noqa: N818 - a state of affairs, not a failure
    """The other end closed: its process ended."""


def send(channel: socket.socket, message: Any, descriptors: Sequence[int] = ()) -> None:
    """Send one message.

    Raises:
        Gone: The other process ended.
        ValueError: Too many descriptors.
    """
    if len(descriptors) > MAX_DESCRIPTORS:
        raise ValueError("too many descriptors for one message")
    body = json.dumps(message, separators=(",", ":")).encode()
    head = len(body).to_bytes(_LENGTH, "big")
    try:
        if descriptors:
            socket.send_fds(channel, [head], list(descriptors))
            channel.sendall(body)
        else:
            channel.sendall(head + body)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise Gone from error


def receive(channel: socket.socket) -> tuple[Any, list[int]]:
    """Wait for one message and the descriptors that came with it.

    Raises:
        Gone: The other process ended.
    """
    try:
        head, descriptors, _, _ = socket.recv_fds(channel, _LENGTH, MAX_DESCRIPTORS)
        head += _exactly(channel, _LENGTH - len(head)) if head else b""
        if len(head) < _LENGTH:
            raise Gone
        length = int.from_bytes(head, "big")
        if length > MAX_MESSAGE:
            raise Gone
        return json.loads(_exactly(channel, length)), descriptors
    except ConnectionResetError as error:
        raise Gone from error


def start(module: str) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start one of our modules as a process of its own, joined by a socket pair.

    It is executed afresh, never forked from a process that holds keys or threads.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", module, str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            close_fds=True,
            # Ctrl-C is for the parent: it commits first, then closes the channel.
            start_new_session=True,
            cwd="/",
        )
    return process, ours


def inherited(argument: str) -> socket.socket:
    """The socket whose descriptor the parent named on our command line."""
    descriptor = int(argument)
    os.set_inheritable(descriptor, False)
    return socket.socket(fileno=descriptor)


def _exactly(channel: socket.socket, wanted: int) -> bytes:
    parts: list[bytes] = []
    while wanted:
        part = channel.recv(min(wanted, 1 << 20))
        if not part:
            raise Gone
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)
