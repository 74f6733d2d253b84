# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A turned child gets nothing; without the lock-down it gets nearly all."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from tests.unit.media import turned
from tests.unit.media.conftest import descriptor_of

from witnessbox.media import sandbox
from witnessbox.media.check import take_dict
from witnessbox.media.client import GRACE_SECONDS, Ended, SpawnerClient
from witnessbox.media.formats import Reason
from witnessbox.media.job import Job
from witnessbox.media.reply import Bounds

BOUNDS = Bounds(blobs=4, blob=1 << 20, total=1 << 20)
FEWEST_ATTEMPTS = 120


@pytest.fixture(scope="module")
def hostile() -> Iterator[SpawnerClient]:
    with SpawnerClient(turned.COMMAND) as made:
        yield made


def run(
    client: SpawnerClient,
    verb: str,
    *,
    locked: bool = True,
    data: bytes = b"x",
    timeout: float = 20,
    cpu: int = 20,
    **parameters: Any,
) -> Ended:
    descriptor = descriptor_of(data)
    readable = os.open(f"/proc/self/fd/{descriptor}", os.O_RDONLY)
    os.close(descriptor)
    try:
        job = Job(verb, parameters, None, len(data), None, cpu, locked=locked)
        return client.run(job, readable, timeout, BOUNDS)
    finally:
        os.close(readable)


def reached(ended: Ended) -> list[str]:
    assert ended.reply is not None, ended.reason
    answer = take_dict(ended.reply.untrusted_result)
    assert len(answer) >= FEWEST_ATTEMPTS
    return [name for name, done in answer.items() if done]


def test_a_turned_child_gets_none_of_what_it_tries(hostile: SpawnerClient) -> None:
    assert reached(run(hostile, "attempt")) == []


def test_without_the_lock_down_most_attempts_succeed(hostile: SpawnerClient) -> None:
    # The control: the attempts are real, so their failure above means something.
    try:
        done = reached(run(hostile, "attempt", locked=False))
    finally:
        _sweep()
    assert len(done) > FEWEST_ATTEMPTS * 3 // 4
    for name in (
        "open a file to read", "create a file", "socket tcp", "socket udp",
        "socket unix", "fork", "execve", "ptrace", "unshare the user namespace",
        "map memory to write and execute", "prlimit the parent", "memfd_create",
    ):  # fmt: skip
        assert name in done, name


def test_a_child_that_allocates_for_ever_is_too_large(hostile: SpawnerClient) -> None:
    ended = run(hostile, "hog")
    assert ended.reply is not None
    assert take_dict(ended.reply.untrusted_result) == {"failed": Reason.TOO_LARGE}
    assert ended.memory_kib < (sandbox.MAX_DATA >> 10) + (128 << 10)


def test_a_child_that_computes_for_ever_ends_with_its_processor_time(
    hostile: SpawnerClient,
) -> None:
    ended = run(hostile, "spin", cpu=1)
    assert (ended.reply, ended.reason) == (None, Reason.TIMED_OUT)
    assert ended.cpu_ms < 3000


@pytest.mark.parametrize("verb", ["spin", "sleep"])
def test_a_child_that_never_answers_ends_with_its_wall_time(
    hostile: SpawnerClient, verb: str
) -> None:
    started = time.monotonic()
    ended = run(hostile, verb, timeout=0.3)
    assert (ended.reply, ended.reason) == (None, Reason.TIMED_OUT)
    assert time.monotonic() - started < GRACE_SECONDS
    assert gone(hostile)


def test_a_child_that_crashes_is_a_crash(hostile: SpawnerClient) -> None:
    assert run(hostile, "crash").reason is Reason.CRASHED


def test_calls_by_another_numbering_are_refused(hostile: SpawnerClient) -> None:
    ended = run(hostile, "foreign")
    if ended.reply is not None:
        assert take_dict(ended.reply.untrusted_result) == {"reached": False}
    else:
        assert ended.reason is Reason.CRASHED


@pytest.mark.parametrize(
    ("data", "times"),
    [
        (b"garbage that is no frame", 1),
        (b"\xff" * 65536, 4000),
        (b"\x00\x00\x00\x02{}" + b"more", 1),
        (b"\x00\x00\x00\x02[]", 1),
        (b"\x00\x0f\xff\xff" + b"[" * 65536, 100),
        (b"\x00\x00\x00\x1c" + b'{"blobs":[99],"result":null}'[:28], 1),
        (b"\x00\x00\x00\x1a" + b'{"blobs":[],"result":1e99}', 1),
        (b"\x1b]0;owned\x07", 1),
    ],
)
def test_a_child_that_writes_garbage_has_lied(
    hostile: SpawnerClient, data: bytes, times: int
) -> None:
    ended = run(hostile, "raw", data=data, times=times)
    assert (ended.reply, ended.reason) == (None, Reason.LIED)
    assert gone(hostile)


def test_the_spawner_serves_on_after_all_this(hostile: SpawnerClient) -> None:
    hostile.missing()
    before = hostile._process
    for verb in ("crash", "hog"):
        run(hostile, verb)
    assert hostile._process is before
    assert reached(run(hostile, "attempt")) == []


@pytest.mark.root
@pytest.mark.skipif(os.getuid() != 0, reason="reads another process's memory")
def test_no_secret_of_the_parent_is_in_a_childs_memory(
    hostile: SpawnerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = os.urandom(32)
    monkeypatch.setenv("WITNESSBOX_CANARY", canary.hex())
    with SpawnerClient(turned.COMMAND) as client:
        run(client, "attempt")
        found = _while_sleeping(client, canary)
    # The control: the scan finds this job's own key in the child, and finds
    # the canary in the process that holds it.
    assert found == {"canary": 0, "canary in hex": 0, "own key": 1}
    assert _holds(os.getpid(), canary)


def test_what_is_missing_is_named() -> None:
    absent = sandbox.missing()
    known = {*sandbox.REQUIRED, *(name for name, _ in sandbox.NAMESPACES)}
    assert set(absent) <= known
    assert sandbox.required_missing() == []


def test_closing_keeps_exactly_the_named_descriptors() -> None:
    child = os.fork()
    if child == 0:
        try:
            a, b = os.pipe()
            sandbox.close_all_but({b})
            os.fstat(b)
            try:
                os.fstat(a)
                os._exit(1)
            except OSError:
                os._exit(0)
        finally:
            os._exit(2)
    assert os.waitpid(child, 0)[1] == 0


def _sweep() -> None:
    """Remove what the unlocked attempts left in the folder for such things."""
    for name in ("turned", "turned-link", "turned-fifo"):
        with contextlib.suppress(OSError):
            os.unlink(f"/tmp/{name}")
    with contextlib.suppress(OSError):
        os.rmdir("/tmp/turned-folder")


def gone(client: SpawnerClient) -> bool:
    """Whether no child is left, a moment after an answer was refused."""
    until = time.monotonic() + 2
    while children_of(client):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def children_of(client: SpawnerClient) -> list[int]:
    """Processes below the spawner proper, as this system numbers them."""
    assert client._process is not None
    tree: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", encoding="latin-1") as handle:
                parent = int(handle.read().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        tree.setdefault(parent, []).append(int(name))
    (inner,) = tree[client._process.pid]
    return tree.get(inner, [])


def _while_sleeping(client: SpawnerClient, canary: bytes) -> dict[str, int]:
    own_key = os.urandom(16)
    descriptor = descriptor_of(b"x")
    job = Job("sleep", {}, own_key, 1, None, 20)
    thread = threading.Thread(target=client.run, args=(job, descriptor, 60, BOUNDS))
    thread.start()
    until = time.monotonic() + 40
    # A busy machine starts it late: it is looked at once it has its job.
    while not ((child := _only(client)) and _holds(child, own_key)):
        assert time.monotonic() < until
        time.sleep(0.05)
    found = {
        "canary": int(_holds(child, canary)),
        "canary in hex": int(_holds(child, canary.hex().encode())),
        "own key": int(_holds(child, own_key)),
    }
    os.kill(child, signal.SIGKILL)
    thread.join()
    os.close(descriptor)
    return found


def _only(client: SpawnerClient) -> int:
    """The one child that there is; 0 while there is none."""
    found = children_of(client)
    return found[0] if len(found) == 1 else 0


def _holds(process: int, wanted: bytes) -> bool:
    with (
        open(f"/proc/{process}/maps", encoding="ascii", errors="replace") as maps,
        open(f"/proc/{process}/mem", "rb", buffering=0) as memory,
    ):
        for line in maps:
            match = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", line)
            if match is None or "[v" in line:
                continue
            low, high = (int(part, 16) for part in match.groups())
            memory.seek(low)
            try:
                data = memory.read(high - low)
            except OSError:
                continue
            if wanted in data:
                return True
    return False
