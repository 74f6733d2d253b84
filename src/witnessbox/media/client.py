# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The parent's side: jobs out, checked answers in.

What holds: a call ends within its timeout and a named grace, whatever the
child does; a failure is a reason code; an answer that breaks a rule is `lied`
and nothing of it is used. The spawner is started on first use, with an empty
environment and no descriptor but its control socket, and again if it dies.
Calls may come from many threads at once.
"""

from __future__ import annotations

import array
import math
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from witnessbox.base import canonical
from witnessbox.base.canonical import JsonDict
from witnessbox.base.errors import DamagedError, SandboxError
from witnessbox.media import check, record, reply, stills
from witnessbox.media import job as jobs
from witnessbox.media.check import LiedError
from witnessbox.media.formats import Reason
from witnessbox.media.job import MAX_MESSAGE
from witnessbox.media.record import (
    MAX_SEGMENTS,
    Look,
    Segment,
    Variant,
    refused,
)
from witnessbox.media.reply import Bounds, Reply
from witnessbox.media.source import Extents

LOOK_SECONDS = 60.0
LOOK_BOUNDS = Bounds(
    blobs=record.MAX_STILLS,
    blob=3 * record.STILL_EDGE * record.STILL_EDGE,
    total=record.MAX_STILLS * 3 * record.STILL_EDGE * record.STILL_EDGE,
)
PROXY_SECONDS = 60.0
MAX_SEGMENT_BYTES = 32 << 20
PROXY_BOUNDS = Bounds(blobs=1, blob=MAX_SEGMENT_BYTES, total=MAX_SEGMENT_BYTES)
START_SECONDS = 60.0
GRACE_SECONDS = 5.0
"""Beyond a job's time: for the spawner's kill and its word to arrive."""
SOCKET_BUFFER = 1 << 20
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a job ended.

    Attributes:
        reply: A well-framed answer, still untrusted, or None.
        reason: Why there is none.
        memory_kib: The child's largest resident memory.
        cpu_ms: The child's processor time.
    """

    reply: Reply | None
    reason: Reason | None
    memory_kib: int = 0
    cpu_ms: int = 0


@dataclass(frozen=True, slots=True)
class Going:
    """A child at work: the ends of its two sockets, and when it must be done."""

    ours: socket.socket
    status: socket.socket
    until: float

    def close(self) -> None:
        """Let go of it: the spawner ends the child."""
        self.ours.close()
        self.status.close()


class LetGoError(ConnectionError):
    """The other end of a job went away before it took the job."""

    def __init__(self, going: Going) -> None:
        super().__init__()
        self.going = going


class SpawnerClient:
    """Runs jobs in locked-down children.

    Args:
        command: Starts the spawner, such as `pipeline.desk.COMMAND`.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._missing: list[str] = []

    def look(
        self,
        fd: int,
        file_key: bytes | None,
        size: int,
        extents: Extents | None = None,
        timeout: float = LOOK_SECONDS,
    ) -> Look:
        """What a file is, and stills of it; failures are reasons in the look.

        Args:
            fd: Descriptor of the sealed object or plain file, open for reading.
            file_key: Opens that one object; None for a plain file.
            size: True length of the original in bytes.
            extents: Runs of data of a sparse original.
            timeout: Seconds of wall time.

        Raises:
            SandboxError: The lock-down is not complete on this system.
        """
        job = jobs.Job("look", {}, file_key, size, extents, cpu(timeout))
        ended = self.run(job, fd, timeout, LOOK_BOUNDS)
        try:
            answer = _result(ended)
            if isinstance(answer, Reason):
                return refused(answer)
            return check.check_look(answer, _blobs(ended), stills.encode)
        except LiedError:
            return refused(Reason.LIED)

    def proxy(
        self,
        fd: int,
        file_key: bytes | None,
        size: int,
        *,
        segment: int | None,
        variant: Variant,
        extents: Extents | None = None,
        timeout: float = PROXY_SECONDS,
    ) -> Segment:
        """One part of a film for a browser; `segment` None is its beginning.

        Raises:
            SandboxError: The lock-down is not complete on this system.
        """
        if segment is not None and not 0 <= segment <= MAX_SEGMENTS:
            return Segment(reason=Reason.PAST_END)
        parameters: JsonDict = {"segment": segment, "variant": variant.value}
        job = jobs.Job("proxy", parameters, file_key, size, extents, cpu(timeout))
        ended = self.run(job, fd, timeout, PROXY_BOUNDS)
        try:
            answer = _result(ended)
            if isinstance(answer, Reason):
                return Segment(reason=answer)
            return check.check_segment(answer, _blobs(ended))
        except LiedError:
            return Segment(reason=Reason.LIED)

    def missing(self) -> list[str]:
        """Walls that this system lacks, for `status`; starts the spawner."""
        try:
            self._started()
        except SandboxError:
            return self._missing or ["spawner"]
        return list(self._missing)

    def run(self, job: jobs.Job, fd: int, timeout: float, bounds: Bounds) -> Ended:
        """One job in one fresh child; ends within timeout + `GRACE_SECONDS`.

        Raises:
            SandboxError: The lock-down is not complete on this system.
        """
        for attempt in (1, 2):
            ended = self._try(job, fd, timeout, bounds)
            if ended is not None:
                return ended
            # The spawner died under the job; a child cannot make it die.
            self._stop()
            if attempt == 2:
                break
        return Ended(None, Reason.CRASHED)

    def close(self) -> None:
        """End the spawner and with it every child."""
        self._stop()

    def __enter__(self) -> SpawnerClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, timeout: float, job: jobs.Job, *descriptors: int) -> Going:
        """Start a child on a job; the caller reads its answer and closes it.

        Raises:
            SandboxError: The lock-down is not complete on this system.
            TimeoutError: It did not take the job in time.
            LetGoError: The spawner or the child is gone.
        """
        ours, childs = socket.socketpair()
        status, spawners = socket.socketpair()
        going = Going(ours, status, time.monotonic() + timeout + GRACE_SECONDS)
        try:
            with childs, spawners:
                _widen(ours, childs)
                control = self._started()
                handed = array.array("i", [childs.fileno(), spawners.fileno()])
                control.sendmsg(
                    [canonical.encode({"wall_ms": math.ceil(timeout * 1000)})],
                    [(socket.SOL_SOCKET, socket.SCM_RIGHTS, handed)],
                )
            ours.settimeout(max(going.until - time.monotonic(), 0.01))
            jobs.send(ours, job, *descriptors)
        except TimeoutError:
            going.close()
            raise
        except ConnectionError as error:
            # Either the spawner is gone, or the child ended at once.
            ours.close()
            raise LetGoError(going) from error
        except BaseException:
            going.close()
            raise
        return going

    def _try(
        self, job: jobs.Job, fd: int, timeout: float, bounds: Bounds
    ) -> Ended | None:
        try:
            going = self.begin(timeout, job, fd)
        except TimeoutError:
            return Ended(None, Reason.TIMED_OUT)
        except LetGoError as error:
            with error.going.status:
                return self.how_ended(error.going, None, Reason.CRASHED)
        with going.ours, going.status:
            reason = None
            answer = None
            try:
                answer = reply.read(receiver(going.ours, going.until), bounds)
            except LiedError:
                reason = Reason.LIED
            except TimeoutError:
                reason = Reason.TIMED_OUT
            except (EOFError, ConnectionError):
                reason = Reason.CRASHED
            # Ends a child that is still writing: its next write fails.
            going.ours.close()
            if reason in (Reason.LIED, Reason.TIMED_OUT):
                return Ended(None, reason)
            return self.how_ended(going, answer, reason)

    def how_ended(
        self, going: Going, answer: Reply | None, reason: Reason | None
    ) -> Ended | None:
        """The spawner's word on a child; None if the spawner itself is gone.

        Raises:
            SandboxError: The child could not lock itself down.
        """
        try:
            word = receiver(going.status, going.until)(MAX_MESSAGE)
        except TimeoutError:
            return Ended(None, Reason.TIMED_OUT)
        except ConnectionError:
            word = b""
        if not word:
            return None
        # The spawner's word is ours: no child holds this socket.
        said: Any = canonical.decode(word)
        if said.get("busy"):
            return Ended(None, Reason.TIMED_OUT)
        if said["timed_out"]:
            answer, reason = None, Reason.TIMED_OUT
        elif said["exit"] == jobs.EXIT_NOT_LOCKED:
            raise SandboxError(
                "A child could not lock itself down.",
                safe="It did not touch the file.",
                todo="Run `witnessbox status` to see what this system lacks.",
            )
        elif said["exit"] != jobs.EXIT_ANSWERED and reason is None:
            answer, reason = None, Reason.CRASHED
        if said["exit"] == -signal.SIGXCPU:
            # Its processor seconds are used up.
            answer, reason = None, Reason.TIMED_OUT
        return Ended(answer, reason, said["memory_kib"], said["cpu_ms"])

    def _started(self) -> socket.socket:
        with self._lock:
            if self._control is not None:
                return self._control
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._process = subprocess.Popen(
                    self._command,
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=ENVIRONMENT,
                    cwd="/",
                    close_fds=True,
                    start_new_session=True,
                )
            self._missing = _first_word(ours, self._process)
            self._control = ours
            return ours

    def _stop(self) -> None:
        with self._lock:
            control, self._control = self._control, None
            process, self._process = self._process, None
            if control is not None:
                control.close()
            if process is not None:
                try:
                    process.wait(GRACE_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def _first_word(control: socket.socket, process: subprocess.Popen[bytes]) -> list[str]:
    control.settimeout(START_SECONDS)
    try:
        said: Any = canonical.decode(control.recv(MAX_MESSAGE))
    except (OSError, DamagedError) as error:
        control.close()
        process.kill()
        process.wait()
        raise SandboxError(
            "The process that opens media did not start.",
            safe="No media file was parsed.",
            todo="Run `witnessbox status` to see what this system lacks.",
        ) from error
    control.settimeout(None)
    absent = [str(name) for name in said["missing"]]
    if said["ready"] is not True:
        control.close()
        process.wait()
        raise SandboxError(
            f"The lock-down for media is incomplete here: {', '.join(absent)}.",
            safe="No media file was parsed.",
            todo="Use a Linux kernel of 5.13 or later with seccomp and Landlock.",
        )
    return absent


def _result(ended: Ended) -> JsonDict | Reason:
    if ended.reply is None:
        return ended.reason or Reason.CRASHED
    answer = check.take_dict(ended.reply.untrusted_result)
    failed = check.take_reason(answer.get("failed"))
    return answer if failed is None else failed


def _blobs(ended: Ended) -> tuple[bytes, ...]:
    return ended.reply.blobs if ended.reply is not None else ()


def receiver(channel: socket.socket, until: float) -> Any:
    """How to read from a channel up to a moment of `time.monotonic`."""

    def receive(count: int) -> bytes:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        channel.settimeout(left)
        return channel.recv(count)

    return receive


def _widen(*channels: socket.socket) -> None:
    for channel in channels:
        for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            channel.setsockopt(socket.SOL_SOCKET, option, SOCKET_BUFFER)


def cpu(timeout: float) -> int:
    """Processor seconds for a job of so many seconds."""
    return max(math.ceil(timeout), 1)
