# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The process in which speech is recognised; executed afresh.

What holds: it holds no key and never sees a file of the box: sound comes as
numbers over one socket, findings leave over the same. It imports what it needs
and reads its models, gives up files, sockets and processes for good, and only
then builds the model and hears the first sample: the threads that the recogniser
starts are born behind the lock-down. Of FFmpeg and of the model hub, which the
recogniser's package would import, nothing is loaded. One process hears many items,
one after the other, and keeps nothing of an item that is over.

Protocol, on the stream socket at descriptor 0: first the listener says
`{"ready": …, "missing": […]}`; then each message of the parent (`begin`, `sound`
with 16-bit samples, `end`) is answered by parts of findings, the last of which
says that no more come. Frames are those of `media.reply`.

Arguments: `NAME=PATH` for each model, and `threads=N`.
"""

from __future__ import annotations

import os
import sys
import types
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NoReturn, Protocol

import numpy as np

from witnessbox.analysis.speech import SpeechStage
from witnessbox.analysis.stage import About, Sound, Stage, Watcher
from witnessbox.base.canonical import JsonDict, JsonValue
from witnessbox.media import reply, sandbox
from witnessbox.media.formats import Reason
from witnessbox.media.reply import Bounds
from witnessbox.model.finding import Finding

NICE = 10
"""Speech is queued behind everything else."""
FULL = 32767
"""The largest 16-bit sample."""
MAX_BLOCK = 2 * 16_000 * 60
"""Bytes of one block of sound: a minute."""
BATCH = 64
"""Findings in one part."""
ASKED = Bounds(blobs=1, blob=MAX_BLOCK, total=MAX_BLOCK, parts=1 << 40)
LIMITS = sandbox.Limits(
    data=3 << 30, address_space=12 << 30, cpu_seconds=48 * 3600, threads=True
)
"""The base model takes 1 GB at most; every thread reserves addresses of its own."""
EXIT_NO_LOCKDOWN = 3
_NEVER_USED = ("av", "huggingface_hub")
"""Imported by faster_whisper, called only for what this process never does."""


class Threaded(Stage, Protocol):
    """A stage whose model is built behind the lock-down."""

    def build(self) -> None:
        """Build it; nothing can be opened any more."""
        ...


def serve(stage: Threaded, models: Mapping[str, str]) -> NoReturn:
    """The whole life of a listener; descriptor 0 is the socket."""
    try:
        channel = os.dup(0)
        absent = sandbox.missing()
        if any(name in sandbox.REQUIRED for name in absent):
            _say(channel, {"ready": False, "missing": [*absent]})
            os._exit(EXIT_NO_LOCKDOWN)
        sandbox.enter_namespaces()
        inner = os.fork()
        if inner:
            sandbox.close_all_but(set())
            os.waitpid(inner, 0)
            os._exit(0)
        sandbox.die_with_parent()
        os.nice(NICE)
        os.chdir("/")
        stage.load(models)
        rules = sandbox.prepare_filter(threads=True)
        if len(os.listdir("/proc/self/task")) != 1:
            # The walls go up around the thread that builds them, and those after.
            os._exit(EXIT_NO_LOCKDOWN)
        sandbox.close_all_but({channel})
        sandbox.lock_down(rules, LIMITS)
        stage.build()
        _say(channel, {"ready": True, "missing": [*absent]})
        _listen(channel, stage)
    except BaseException:
        os._exit(EXIT_NO_LOCKDOWN)
    os._exit(0)


def _listen(channel: int, stage: Stage) -> None:
    """Hear items until the parent goes away."""
    watcher = Watcher()
    for asked in reply.read_parts(lambda count: os.read(channel, count), ASKED):
        told: Any = asked.untrusted_result
        try:
            if "begin" in told:
                watcher = stage.watch(_about(told["begin"]))
                found: Iterable[Finding] = ()
            elif "sound" in told:
                found = watcher.sound(_sound(told["sound"], asked.blobs[0]))
            else:
                found = watcher.end()
            _answer(channel, found)
        except MemoryError:
            _say(channel, {"failed": Reason.TOO_LARGE})
        except OSError:
            return
        except Exception:
            # The stage's own fault; the next item begins anew.
            _say(channel, {"failed": Reason.CRASHED})


def _answer(channel: int, found: Iterable[Finding]) -> None:
    batch: list[JsonValue] = []
    for finding in found:
        if len(batch) == BATCH:
            _say(channel, {"findings": batch, "more": True})
            batch = []
        batch.append(finding.to_json())
    _say(channel, {"findings": batch, "more": False})


def _about(told: Any) -> About:
    return About(told["kind"], told["media_type"], settings=told["settings"])


def _sound(told: Any, samples: bytes) -> Sound:
    whole = np.frombuffer(samples, "<i2").astype(np.float32)
    whole /= FULL
    return Sound(told["stream"], Fraction(*told["start"]), whole)


def _say(channel: int, what: JsonDict) -> None:
    # By `write` and `read`: behind the lock-down there are no calls for sockets.
    rest = memoryview(b"".join(reply.frame(what)))
    while rest:
        rest = rest[os.write(channel, rest) :]


def main(arguments: Sequence[str]) -> NoReturn:
    """Serve with the models that the arguments name."""
    named = dict(one.split("=", 1) for one in arguments)
    threads = int(named.pop("threads", "0"))
    os.environ["OMP_WAIT_POLICY"] = "passive"
    os.environ["HF_HUB_OFFLINE"] = "1"
    for name in _NEVER_USED:
        sys.modules[name] = types.ModuleType(name)
    serve(SpeechStage(threads), named)


if __name__ == "__main__":
    main(sys.argv[1:])
