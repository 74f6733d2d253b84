# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The parent's side of an answer in many parts: read, bound, watch for a stall.

What holds: parts are given as they come, well framed and still untrusted; it ends
when the child ends, when its whole time is over, or when for `STALLED_SECONDS`
neither a byte came nor its page of progress moved. How it ended is told, and who
was at work then.
"""

from __future__ import annotations

import os
import time
from collections.abc import Generator
from dataclasses import dataclass, replace

from witnessbox.media import progress, reply
from witnessbox.media.check import LiedError
from witnessbox.media.client import LetGoError, SpawnerClient, receiver
from witnessbox.media.formats import Reason
from witnessbox.media.job import Job
from witnessbox.media.progress import Progress
from witnessbox.media.reply import Bounds, Reply

STALLED_SECONDS = 60.0
LOOK_SECONDS = 2.0
"""How often a silent child's page is looked at."""


@dataclass(frozen=True, slots=True)
class Followed:
    """How a child that was followed ended.

    Attributes:
        reason: Why the answer is not whole, or None.
        who: The number of the stage that was at work, 0 for none of them.
        cpu_ms: The child's processor time, where it is known.
        gone: Whether the spawner itself ended, which no child can bring about.
    """

    reason: Reason | None
    who: int = 0
    cpu_ms: int = 0
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Watching:
    """How one answer is followed.

    Attributes:
        bounds: Of its parts.
        seconds: Its whole time.
        stages: How many may be at work.
        stalled: Seconds of silence that end it.
    """

    bounds: Bounds
    seconds: float
    stages: int = 0
    stalled: float = STALLED_SECONDS


def follow(
    client: SpawnerClient, job: Job, fd: int, watching: Watching
) -> Generator[Reply, None, Followed]:
    """The parts of one answer; returns how it ended.

    Raises:
        SandboxError: The lock-down is not complete on this system.
    """
    page = progress.make()
    try:
        seen = Progress(page)
        try:
            going = client.begin(watching.seconds, job, fd, page)
        except TimeoutError:
            return Followed(Reason.TIMED_OUT)
        except LetGoError as error:
            with error.going.status:
                ended = client.how_ended(error.going, None, Reason.CRASHED)
            if ended is None:
                client.close()
                return Followed(Reason.CRASHED, gone=True)
            return Followed(ended.reason)
    finally:
        os.close(page)
    with going.ours, going.status:
        reason: Reason | None = None
        quiet = _Quiet(seen, watching)
        channel = going.ours

        def receive(count: int) -> bytes:
            while True:
                until = min(time.monotonic() + LOOK_SECONDS, going.until)
                try:
                    got: bytes = receiver(channel, until)(count)
                except TimeoutError:
                    quiet.look()
                    if time.monotonic() >= going.until:
                        raise
                else:
                    quiet.heard()
                    return got

        try:
            yield from reply.read_parts(receive, watching.bounds)
        except LiedError:
            reason = Reason.LIED
        except TimeoutError:
            reason = Reason.TIMED_OUT
        except ConnectionError:
            reason = Reason.CRASHED
        channel.close()
        who, _ = seen.read(watching.stages)
        if reason in (Reason.LIED, Reason.TIMED_OUT):
            return Followed(reason, who)
        # Done or dead: within moments, the spawner says which.
        soon = replace(going, until=time.monotonic() + watching.stalled)
        ended = client.how_ended(soon, None, reason)
        if ended is None:
            client.close()
            return Followed(Reason.CRASHED, gone=True)
        return Followed(ended.reason, who, ended.cpu_ms)


class _Quiet:
    """How long a child has done nothing."""

    def __init__(self, seen: Progress, watching: Watching) -> None:
        self._seen = seen
        self._watching = watching
        self._steps = -1
        self._since = time.monotonic()

    def heard(self) -> None:
        self._since = time.monotonic()

    def look(self) -> None:
        _, steps = self._seen.read(self._watching.stages)
        if steps != self._steps:
            self._steps = steps
            self._since = time.monotonic()
        elif time.monotonic() - self._since > self._watching.stalled:
            raise TimeoutError
