# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The parent's side of speech: sound out, checked findings in.

What holds: the listener is started on first use, with an environment of its own
and no descriptor but its socket; it is answered to within a named time or ended;
what it says is believed only as far as every field keeps its rule and lies within
the sound that it was given. A listener that dies, hangs or lies gives a reason
code for that item, and another is started for the next. One item at a time.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

import numpy as np

from witnessbox.analysis.drafts import Draft
from witnessbox.analysis.stage import About, Sound
from witnessbox.base.canonical import JsonDict, JsonValue
from witnessbox.base.errors import SandboxError
from witnessbox.media import reply
from witnessbox.media.check import LiedError, take_dict, take_list, take_reason
from witnessbox.media.formats import Reason
from witnessbox.media.reply import Bounds
from witnessbox.model.finding import Finding

COMMAND = (sys.executable, "-I", "-m", "witnessbox.pipeline.listener")
START_SECONDS = 120.0
PATIENCE = 600.0
"""Seconds for one answer: up to two minutes of voice are recognised in it, which
take 12 s of one core that has nothing else to do."""
MAX_ITEMS = 64
"""Items that one process hears."""
MAX_BLOCK = 60 * 16_000
"""Samples of one message."""
FULL = 32767
ANSWER = Bounds(blobs=0, blob=0, total=0, parts=1 << 40)
BATCH = 64
MAX_WALLS = 64
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}


class UnheardError(Exception):
    """An item whose sound could not be listened to, and why.

    Attributes:
        reason: `crashed`, `timed-out`, `lied` or `too-large`.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Listener:
    """The way to one process that recognises speech.

    Args:
        command: Starts it, such as `(*COMMAND, "whisper-base=/models/…", …)`.
        patience: Seconds for one answer.
    """

    def __init__(self, command: Sequence[str], patience: float = PATIENCE) -> None:
        self._command = tuple(command)
        self._patience = patience
        self._lock = threading.Lock()
        self._line: _Line | None = None

    def start(self) -> list[str]:
        """Start the process, if it does not run; the walls that this system lacks.

        Raises:
            SandboxError: It did not start, or could not lock itself down.
        """
        with self._lock:
            return self._started().missing

    def transcribe(self, blocks: Iterable[Sound], about: About) -> Iterator[Finding]:
        """What is said in one item's sound.

        Args:
            blocks: All of it, in order.
            about: What is known of the item.

        Raises:
            UnheardError: The process died, hung or lied; what it said of this item
                before is not to be used.
            SandboxError: It cannot be started.
        """
        with self._lock:
            try:
                yield from self._item(blocks, about)
            except LiedError as error:
                self._stop()
                raise UnheardError(Reason.LIED) from error
            except UnheardError:
                self._stop()
                raise

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _item(self, blocks: Iterable[Sound], about: About) -> Iterator[Finding]:
        if self._line is not None and self._line.items >= MAX_ITEMS:
            self._stop()
        line = self._started()
        line.items += 1
        draft = Draft()
        begin: JsonDict = {
            "kind": about.kind,
            "media_type": about.media_type,
            "settings": dict(about.settings),
        }
        yield from line.ask({"begin": begin}, b"", draft)
        for block in blocks:
            for piece in _pieces(block):
                draft.given(piece)
                told: JsonDict = {
                    "stream": piece.stream,
                    "start": [piece.start.numerator, piece.start.denominator],
                }
                yield from line.ask({"sound": told}, _coded(piece), draft)
        draft.over = True
        yield from line.ask({"end": {}}, b"", draft)
        if not draft.summed:
            raise LiedError("an item without a summary")

    def _started(self) -> _Line:
        if self._line is None:
            line = _Line(self._command, self._patience)
            try:
                line.missing = line.greeted()
            except (UnheardError, LiedError) as error:
                line.end()
                raise _refusal() from error
            self._line = line
        return self._line

    def _stop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.end()


class _Line:
    """One process, from its start to its end.

    Attributes:
        items: That it was given.
        missing: Walls that this system lacks.
    """

    def __init__(self, command: Sequence[str], patience: float) -> None:
        self.items = 0
        self.missing: list[str] = []
        self._patience = patience
        self._until = 0.0
        self._channel, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=ENVIRONMENT,
                cwd="/",
                close_fds=True,
                start_new_session=True,
            )
        self._parts = reply.read_parts(self._receive, ANSWER)

    def greeted(self) -> list[str]:
        """Wait until it is ready; the walls that are missing.

        Raises:
            UnheardError: It says that it is not, or nothing.
        """
        self._until = time.monotonic() + START_SECONDS
        said = take_dict(self._part())
        if said.get("ready") is not True:
            raise UnheardError(Reason.CRASHED)
        return [str(name) for name in take_list(said.get("missing"), MAX_WALLS)]

    def ask(self, what: JsonDict, samples: bytes, draft: Draft) -> list[Finding]:
        """One message and the whole answer to it, so that both stay in step.

        Raises:
            UnheardError: It died, hung, or says that it failed.
            LiedError: The answer breaks a rule.
        """
        self._until = time.monotonic() + self._patience
        try:
            self._channel.settimeout(self._patience)
            blobs = [samples] if samples else []
            self._channel.sendall(b"".join(reply.frame(what, blobs)))
        except TimeoutError:
            raise UnheardError(Reason.TIMED_OUT) from None
        except OSError:
            raise UnheardError(Reason.CRASHED) from None
        found: list[Finding] = []
        while True:
            said = take_dict(self._part())
            failed = take_reason(said.get("failed"))
            if failed is not None:
                raise UnheardError(failed)
            batch = take_list(said.get("findings"), BATCH)
            found.extend(draft.take(one) for one in batch)
            more = said.get("more")
            if not isinstance(more, bool) or (more and not batch):
                raise LiedError("an answer that does not say whether it is over")
            if not more:
                return found

    def end(self) -> None:
        """End the process; the kernel ends its child with it."""
        self._channel.close()
        self.process.kill()
        self.process.wait()

    def _part(self) -> JsonValue:
        try:
            return next(self._parts).untrusted_result
        except TimeoutError:
            raise UnheardError(Reason.TIMED_OUT) from None
        except (StopIteration, OSError):
            raise UnheardError(Reason.CRASHED) from None

    def _receive(self, count: int) -> bytes:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._channel.settimeout(left)
        return self._channel.recv(count)


def _pieces(sound: Sound) -> Iterator[Sound]:
    """A block in messages of at most `MAX_BLOCK`."""
    for at in range(0, len(sound.samples), MAX_BLOCK):
        start = sound.start + Fraction(at, 16_000)
        yield Sound(sound.stream, start, sound.samples[at : at + MAX_BLOCK])


def _coded(sound: Sound) -> bytes:
    whole = np.clip(np.rint(sound.samples * FULL), -FULL, FULL).astype("<i2")
    return bytes(whole.tobytes())


def _refusal() -> SandboxError:
    return SandboxError(
        "The process that recognises speech did not start.",
        safe="No sound was listened to.",
        todo="Run `witnessbox status` to see what this system lacks.",
    )
