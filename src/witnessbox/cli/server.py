# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The one place where the command line starts the web server.

What holds: it listens on the loopback address alone; it writes no access log,
because addresses carry item ids; the process is not dumpable.
"""

from __future__ import annotations

import ctypes
import gc
import resource
import socket
import sys

import uvicorn

from witnessbox.base.errors import UnusableError
from witnessbox.pipeline.box import Box
from witnessbox.web.app import create_app

HOST = "127.0.0.1"
DEFAULT_PORT = 8765
PORTS_TRIED = 50
TURN = 0.001
"""Seconds that one thread may compute before another's turn. A page asks the index
some dozens of times and waits for its turn after each: at the interpreter's own five
milliseconds, one who counts all items would cost everybody else a tenth of a second."""
SWEEP = (10_000, 50, 100)
"""When unreachable circles of objects are looked for, by generation. A look at all
objects stops every thread: 140 ms with the counts of 100,000 items in memory, and at
the interpreter's own thresholds one request in ten waited for one."""

_PR_SET_DUMPABLE = 4


def free_port(wanted: int, *, exact: bool) -> int:
    """A port that can be listened on: the wanted one, or one near it.

    Raises:
        UnusableError: It is taken.
    """
    tried = [wanted] if exact or wanted == 0 else range(wanted, wanted + PORTS_TRIED)
    for port in tried:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise UnusableError(
        f"Port {wanted} is in use on this machine.",
        todo="Stop what uses it, or give another --port.",
    )


def serve(box: Box, port: int) -> None:
    """Serve until interrupted."""
    undumpable()
    sys.setswitchinterval(TURN)
    gc.set_threshold(*SWEEP)
    config = uvicorn.Config(
        create_app(box, port=port),
        host=HOST,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=2,
    )
    # What was made so far stays: no look at all objects goes through it again.
    gc.collect()
    gc.freeze()
    uvicorn.Server(config).run()


def undumpable() -> None:
    """No core file, and no other process of this user reads our memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
