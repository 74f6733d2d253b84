# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The parent's side: sealed objects, many threads, deaths and deadlines."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.unit.media import clips
from tests.unit.media.conftest import descriptor_of

from witnessbox.base.errors import SandboxError
from witnessbox.media.client import LOOK_BOUNDS, SpawnerClient
from witnessbox.media.formats import Reason
from witnessbox.media.job import Job
from witnessbox.media.record import Look
from witnessbox.pipeline.desk import COMMAND
from witnessbox.vault.format import Sealer, X25519Identity, padme

LookAt = Callable[[bytes], Look]
FILE_KEY = bytes(range(16))


def sealed_object(data: bytes) -> bytes:
    parts: list[bytes] = []
    recipient = X25519Identity.generate().recipient()
    sealer = Sealer(lambda b: parts.append(bytes(b)), [recipient], file_key=FILE_KEY)
    sealer.write(data)
    sealer.write(bytes(padme(len(data)) - len(data)))
    sealer.finish()
    return b"".join(parts)


def test_a_sealed_object_looks_like_the_file_that_was_sealed(
    client: SpawnerClient, look: LookAt
) -> None:
    data = clips.film(3, size=(320, 240))
    descriptor = descriptor_of(sealed_object(data))
    assert client.look(descriptor, FILE_KEY, len(data)) == look(data)
    os.close(descriptor)


def test_a_sparse_original_is_looked_at_with_its_holes_put_back(
    client: SpawnerClient, look: LookAt
) -> None:
    bitmap = clips.photograph("BMP", (300, 200))
    hole = 200 * 3 * 60
    data = bitmap[:60_000] + bytes(hole) + bitmap[60_000 + hole :]
    extents = [(0, 60_000), (60_000 + hole, len(data) - 60_000 - hole)]
    stored = b"".join(data[offset : offset + length] for offset, length in extents)
    descriptor = descriptor_of(sealed_object(stored))
    assert client.look(descriptor, FILE_KEY, len(data), extents) == look(data)
    os.close(descriptor)


def test_a_damaged_object_is_told_from_a_damaged_film(client: SpawnerClient) -> None:
    data = clips.film(3, size=(320, 240))
    sealed = bytearray(sealed_object(data))
    sealed[300] ^= 1
    descriptor = descriptor_of(bytes(sealed))
    seen = client.look(descriptor, FILE_KEY, len(data))
    assert seen.reason is Reason.SOURCE_UNREADABLE
    os.close(descriptor)


def test_the_wrong_file_key_opens_nothing(client: SpawnerClient) -> None:
    data = clips.film(1)
    descriptor = descriptor_of(sealed_object(data))
    seen = client.look(descriptor, bytes(16), len(data))
    assert seen.reason is Reason.SOURCE_UNREADABLE
    os.close(descriptor)


def test_many_threads_get_each_their_own_answer(look: LookAt) -> None:
    sizes = [(16 * n, 16 * n) for n in range(2, 18)]
    photographs = [clips.photograph("PNG", size) for size in sizes]
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(look, photographs))
    assert [(s.stills[0].width, s.stills[0].height) for s in seen] == sizes


def test_a_spawner_that_died_is_started_again() -> None:
    data = clips.photograph("PNG")
    descriptor = descriptor_of(data)
    with SpawnerClient(COMMAND) as client:
        first = client.look(descriptor, None, len(data))
        assert client._process is not None
        client._process.send_signal(signal.SIGKILL)
        client._process.wait()
        assert client.look(descriptor, None, len(data)) == first
    os.close(descriptor)


def test_closing_the_client_leaves_no_process_behind() -> None:
    data = clips.photograph("PNG")
    descriptor = descriptor_of(data)
    client = SpawnerClient(COMMAND)
    client.look(descriptor, None, len(data))
    assert client._process is not None
    session = client._process.pid
    client.close()
    os.close(descriptor)
    assert _in_session(session) == []


def test_a_spawner_that_cannot_start_is_a_sandbox_error() -> None:
    client = SpawnerClient((sys.executable, "-c", "raise SystemExit(3)"))
    assert client.missing() == ["spawner"]
    descriptor = descriptor_of(b"x")
    with pytest.raises(SandboxError):
        client.look(descriptor, None, 1)
    os.close(descriptor)


def test_a_job_ends_at_its_time(client: SpawnerClient) -> None:
    data = clips.film(9, size=(640, 360), options={"preset": "ultrafast"})
    descriptor = descriptor_of(data)
    started = time.monotonic()
    seen = client.look(descriptor, None, len(data), timeout=0.05)
    os.close(descriptor)
    assert seen.reason is Reason.TIMED_OUT
    assert time.monotonic() - started < 3


def test_the_spawner_says_nothing_on_its_terminal() -> None:
    ran = subprocess.run(
        COMMAND, stdin=subprocess.DEVNULL, capture_output=True, timeout=60
    )
    assert (ran.stdout, ran.stderr) == (b"", b"")


def test_the_childs_use_is_reported(client: SpawnerClient) -> None:
    descriptor = descriptor_of(b"words")
    ended = client.run(Job("look", {}, None, 5, None, 10), descriptor, 10, LOOK_BOUNDS)
    os.close(descriptor)
    assert ended.reply is not None
    assert ended.memory_kib > 0


def _in_session(session: int) -> list[int]:
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                if os.getsid(int(name)) == session:
                    found.append(int(name))
            except ProcessLookupError:
                continue
    return found
