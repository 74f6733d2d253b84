# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A listener that dies, hangs or lies costs its item, and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
from tests.unit.pipeline import odd_listener

from witnessbox.analysis.stage import About, Sound
from witnessbox.base.errors import SandboxError
from witnessbox.media.formats import Reason
from witnessbox.model.finding import Finding
from witnessbox.pipeline.listening import Listener, UnheardError

ALLOWED = {"make memory executable"}
"""What the recogniser needs beyond a file's child; docs/spec/sandbox.md."""


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    with Listener(odd_listener.COMMAND, patience=60) as made:
        yield made


def sound(count: int = 2, stream: int = 1) -> list[Sound]:
    """Some blocks of two seconds, from a third of a second on."""
    return [
        Sound(stream, Fraction(1, 3) + 2 * at, np.full(32_000, 0.25, np.float32))
        for at in range(count)
    ]


def hear(listener: Listener, what: str, count: int = 2) -> list[Finding]:
    return list(listener.transcribe(sound(count), About("sound", what)))


def failure(listener: Listener, what: str) -> Reason:
    with pytest.raises(UnheardError) as caught:
        hear(listener, what)
    return caught.value.reason


def test_what_is_said_comes_with_its_times(listener: Listener) -> None:
    *words, summary = hear(listener, "words", 3)
    assert [finding.start for finding in words] == [
        Fraction(334, 1000) + 2 * at for at in range(3)
    ]
    assert all(finding.value["text"] == "слово второе" for finding in words)
    assert summary.value == odd_listener.SUMMARY


def test_long_answers_and_long_blocks_arrive_whole(listener: Listener) -> None:
    assert len(hear(listener, "many", 1)) == 301
    long = Sound(0, Fraction(0), np.zeros(16_000 * 130, np.float32))
    found = list(listener.transcribe([long], About("sound", "words")))
    # In messages of a minute each.
    assert [int(one.start) for one in found[:-1] if one.start] == [0, 60, 120]


def test_silence_without_a_block_has_a_summary(listener: Listener) -> None:
    assert [one.kind for one in hear(listener, "words", 0)] == ["summary"]


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("crash", Reason.CRASHED),
        ("fault", Reason.CRASHED),
        ("hog", Reason.TOO_LARGE),
        ("garbage", Reason.LIED),
        ("torn", Reason.LIED),
        ("endless", Reason.LIED),
        ("no summary", Reason.LIED),
        ("odd summary", Reason.LIED),
        ("two summaries", Reason.LIED),
        *((lie, Reason.LIED) for lie in odd_listener.LIES),
    ],
)
def test_what_fails_is_a_reason_and_the_next_item_is_heard(
    listener: Listener, what: str, reason: Reason
) -> None:
    assert failure(listener, what) is reason
    assert len(hear(listener, "words")) == 3


def test_a_listener_that_hangs_is_ended() -> None:
    with Listener(odd_listener.COMMAND, patience=1.5) as listener:
        assert failure(listener, "hang") is Reason.TIMED_OUT
        assert len(hear(listener, "words")) == 3


def test_an_ended_listener_leaves_no_process() -> None:
    with Listener(odd_listener.COMMAND, patience=60) as listener:
        hear(listener, "words")
        inner = _inner(listener)
        assert os.path.exists(f"/proc/{inner}")
    until = time.monotonic() + 10
    while os.path.exists(f"/proc/{inner}") and time.monotonic() < until:
        time.sleep(0.05)
    assert not os.path.exists(f"/proc/{inner}")


def test_an_item_that_is_left_in_the_middle_spoils_nothing(listener: Listener) -> None:
    going = listener.transcribe(sound(), About("sound", "many"))
    assert next(going).value["text"] == "0"
    going.close()  # type: ignore[attr-defined]
    assert len(hear(listener, "words")) == 3


@pytest.mark.parametrize("word", ["gone", "unlockable", "careless"])
def test_one_that_cannot_start_or_lock_down_is_refused(word: str) -> None:
    with (
        Listener((*odd_listener.COMMAND, word)) as listener,
        pytest.raises(SandboxError),
    ):
        hear(listener, "words")


def test_it_reaches_nothing_and_may_start_threads(listener: Listener) -> None:
    (tried, *_) = hear(listener, "attempts", 1)
    assert _reached(tried) <= ALLOWED
    (threaded, _) = hear(listener, "thread", 1)
    assert threaded.value["text"] == "нить"


def test_without_the_lock_down_it_reaches_nearly_all() -> None:
    with Listener((*odd_listener.COMMAND, "open")) as listener:
        (tried, *_) = hear(listener, "attempts", 1)
    count = int(str(tried.value["text"]).split()[1])
    assert len(_reached(tried)) > count // 2 > 60


NOBODY = """
import os, threading
from witnessbox.media import sandbox
rules = sandbox.prepare_filter(threads=True)
os.setuid(65534)
sandbox.lock_down(rules, sandbox.Limits(threads={threads}))
try:
    threading.Thread(target=list).start()
except RuntimeError:
    os._exit(11)
os._exit(10)
"""


def _starts_a_thread(*, threads: bool) -> bool:
    # A program of its own: a fork of one with threads can stop at any of their locks.
    program = [sys.executable, "-c", NOBODY.format(threads=threads)]
    status = subprocess.run(program, timeout=60, check=False).returncode
    assert status in (10, 11)
    return status == 10


@pytest.mark.root
@pytest.mark.skipif(os.getuid() != 0, reason="becomes another user")
def test_any_user_may_start_threads_there_and_only_there() -> None:
    # The kernel never counts root's processes: as root the limit shows nothing.
    assert _starts_a_thread(threads=True)
    assert not _starts_a_thread(threads=False)


@pytest.mark.root
@pytest.mark.skipif(os.getuid() != 0, reason="reads another process's memory")
def test_no_secret_of_the_parent_is_in_its_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    canary = os.urandom(32)
    monkeypatch.setenv("WITNESSBOX_CANARY", canary.hex())
    with Listener(odd_listener.COMMAND, patience=60) as listener:
        listener.start()
        thread = threading.Thread(target=hear, args=(listener, "secret", 1))
        thread.start()
        time.sleep(1)
        inner = _inner(listener)
        found = [
            _holds(inner, canary),
            _holds(inner, canary.hex().encode()),
            _holds(inner, bytes(range(200, 232))),
        ]
        thread.join()
    # The control: the scan finds what the listener does hold.
    assert found == [False, False, True]
    assert _holds(os.getpid(), canary)


def _reached(finding: Finding) -> set[str]:
    words = finding.value["words"]
    assert isinstance(words, list)
    return {str(word[2]) for word in words[1:]}


def _inner(listener: Listener) -> int:
    assert listener._line is not None
    process = listener._line.process.pid
    with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as handle:
        (inner,) = handle.read().split()
    return int(inner)


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
