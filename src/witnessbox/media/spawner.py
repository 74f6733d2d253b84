# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The process that forks a locked-down child for each file.

What holds: it is executed afresh, holds no key and no descriptor of the box,
and is single-threaded (checked before the first fork: children of a threaded
parent hang). It keeps a child's end of a job's socket only long enough to fork.
It ends every child at its wall time, or when the parent lets go of the job. It
is process 1 of its own process namespace where the system allows: when it
ends, the kernel ends every child.

Protocol, on one SOCK_SEQPACKET socket at descriptor 0: first the spawner says
`{"ready": …, "missing": […]}`; then each message from the parent is
`{"wall_ms": n}` with two descriptors: the child's end of the job socket, and a
status socket on which the spawner says, once, how the child ended.
"""

from __future__ import annotations

import array
import gc
import os
import select
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NoReturn

from witnessbox.base import canonical
from witnessbox.media import sandbox, work
from witnessbox.media.job import MAX_MESSAGE
from witnessbox.media.source import OpenSource
from witnessbox.media.work import Watch

MAX_CHILDREN = 64
EXIT_NO_LOCKDOWN = 3


@dataclass(slots=True)
class _Child:
    process: int
    status: socket.socket
    deadline: float
    watch: int
    timed_out: bool = False


class Spawner:
    """The loop; never returns except at the end of the control socket."""

    def __init__(
        self,
        control: socket.socket,
        open_source: OpenSource,
        watches: Mapping[str, Watch],
    ) -> None:
        self._control = control
        self._open_source = open_source
        self._watches = watches
        self._rules = sandbox.prepare_filter()
        self._children: dict[int, _Child] = {}
        self._poll = select.poll()

    def run(self) -> None:
        """Serve jobs until the parent goes away."""
        # What lives now is shared by all children: never touched, never copied.
        gc.collect()
        gc.freeze()
        self._poll.register(self._control.fileno(), select.POLLIN)
        while True:
            for descriptor, event in self._poll.poll(self._patience()):
                if descriptor == self._control.fileno():
                    if not self._accept():
                        return
                elif descriptor in self._children:
                    self._ended(self._children[descriptor])
                elif event:
                    self._let_go(descriptor)
            self._end_late()

    def _patience(self) -> int | None:
        if not self._children:
            return None
        first = min(child.deadline for child in self._children.values())
        return max(int((first - time.monotonic()) * 1000) + 1, 0)

    def _accept(self) -> bool:
        room = socket.CMSG_SPACE(2 * array.array("i").itemsize)
        message, ancillary, _, _ = self._control.recvmsg(MAX_MESSAGE, room)
        if not message:
            return False
        handed = array.array("i")
        for _, _, data in ancillary:
            handed.frombytes(data)
        channel = socket.socket(fileno=handed[0])
        status = socket.socket(fileno=handed[1])
        request: Any = canonical.decode(message)
        if len(self._children) >= MAX_CHILDREN:
            _say(status, {"busy": True})
            status.close()
        else:
            self._fork(channel, status, int(request["wall_ms"]))
        channel.close()
        return True

    def _fork(self, channel: socket.socket, status: socket.socket, wall: int) -> None:
        process = os.fork()
        if process == 0:
            # The status socket is the spawner's word: the child must not hold it.
            sandbox.close_all_but({channel.fileno()})
            work.carry_out(channel, self._open_source, self._rules, self._watches)
        child = _Child(
            process, status, time.monotonic() + wall / 1000, os.pidfd_open(process)
        )
        self._children[child.watch] = child
        self._poll.register(child.watch, select.POLLIN)
        # No event asked for: POLLHUP comes unasked when the parent lets go.
        self._poll.register(status.fileno(), 0)

    def _ended(self, child: _Child) -> None:
        _, status, usage = os.wait4(child.process, 0)
        self._poll.unregister(child.watch)
        self._poll.unregister(child.status.fileno())
        os.close(child.watch)
        del self._children[child.watch]
        _say(
            child.status,
            {
                "exit": os.waitstatus_to_exitcode(status),
                "timed_out": child.timed_out,
                "memory_kib": usage.ru_maxrss,
                "cpu_ms": int((usage.ru_utime + usage.ru_stime) * 1000),
            },
        )
        child.status.close()

    def _let_go(self, descriptor: int) -> None:
        for child in self._children.values():
            if child.status.fileno() == descriptor:
                _kill(child)
                # Its end is reported by its own descriptor; stop watching this.
                self._poll.modify(child.status.fileno(), 0)
                return

    def _end_late(self) -> None:
        now = time.monotonic()
        for child in self._children.values():
            if not child.timed_out and now >= child.deadline:
                child.timed_out = True
                child.deadline = now + 3600
                _kill(child)


def serve(
    open_source: OpenSource,
    watches: Mapping[str, Watch] = MappingProxyType({}),
    load: Callable[[], None] = lambda: None,
) -> NoReturn:
    """The whole life of a spawner process; descriptor 0 is the control socket.

    Args:
        open_source: How a child reads an original.
        watches: Verbs beside those of the media floor, which watch whole films.
        load: Makes ready, once, what those verbs need; may start no thread.
    """
    try:
        control = socket.socket(fileno=0)
        absent = sandbox.missing()
        needed = [name for name in absent if name in sandbox.REQUIRED]
        if needed:
            _say(control, {"ready": False, "missing": absent})
            os._exit(EXIT_NO_LOCKDOWN)
        sandbox.enter_namespaces()
        inner = os.fork()
        if inner:
            control.close()
            os.waitpid(inner, 0)
            os._exit(0)
        sandbox.die_with_parent()
        _settle()
        load()
        if len(os.listdir("/proc/self/task")) != 1:
            # Children of a threaded parent hang: better none than those.
            absent.append("one-thread")
            _say(control, {"ready": False, "missing": absent})
            os._exit(EXIT_NO_LOCKDOWN)
        spawner = Spawner(control, open_source, watches)
        _say(control, {"ready": True, "missing": absent})
        spawner.run()
    except BaseException:
        os._exit(EXIT_NO_LOCKDOWN)
    os._exit(0)


def _settle() -> None:
    from witnessbox.media import reader

    os.chdir("/")
    reader.quiet()


def _kill(child: _Child) -> None:
    try:
        os.kill(child.process, 9)
    except ProcessLookupError:
        return


def _say(channel: socket.socket, message: canonical.JsonDict) -> None:
    try:
        channel.send(canonical.encode(message))
    except OSError:
        # The parent is gone or has let go: there is nobody to tell.
        return
