# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The pass that writes down what is said: two processes, neither trusted.

What holds: the locked-down child decodes the sound of one item; the listener,
locked down as well, hears it and holds no key; this process carries samples from
the one to the other and checks what comes back. One item at a time. A listener
that dies, hangs or lies makes a failed stage with its reason, nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from witnessbox.analysis.stage import Sound
from witnessbox.base.canonical import JsonDict
from witnessbox.media import check
from witnessbox.media.check import LiedError
from witnessbox.media.follow import Watching
from witnessbox.media.formats import Reason
from witnessbox.media.record import MAX_INTEGER
from witnessbox.media.reply import Bounds, Reply
from witnessbox.pipeline import passes
from witnessbox.pipeline.listening import Listener, UnheardError
from witnessbox.pipeline.lookout import BASE_SECONDS, Lookout, Sealed, Seen, refusal
from witnessbox.pipeline.registry import Pass
from witnessbox.pipeline.stages import OBJECT_TROUBLE, Result, Work

MAX_BLOCK = 2 * 2 * 30 * 16_000
"""Bytes of one block of sound: half a minute, and as much again for long frames."""
BOUNDS = Bounds(blobs=1, blob=MAX_BLOCK, total=MAX_BLOCK, parts=1 << 20)
FULL = 32767
SLOWEST = 20e3
"""Bytes of a film that are heard in a second, at the least: speech is recognised at
a few times the speed at which it was spoken, or slower under load."""


class Transcribing:
    """The speech of one item after another.

    Args:
        one: The pass, whose one stage is `speech`.
        lookout: Decodes the sound.
        listener: Hears it.
        parts: What the pass's findings are kept with.
    """

    def __init__(
        self, one: Pass, lookout: Lookout, listener: Listener, parts: passes.Kept
    ) -> None:
        (self._stage,) = one.stages
        self._lookout = lookout
        self._listener = listener
        self._parts = parts
        able = lookout.able(one.stages)
        self.needed = passes.needs(one, able)

    def carry_out(self, work: Work, missing: set[str]) -> Result:
        """Listen to one item."""
        del missing
        ended = Ended()
        name = self._stage.name
        seen = Seen(findings={})
        try:
            heard = self._listener.transcribe(self._blocks(work, ended), work.about())
            seen.findings[name] = list(heard)
        except UnheardError as error:
            seen.failed[name] = error.reason
        except OBJECT_TROUBLE:
            seen.reason = Reason.SOURCE_UNREADABLE
        if ended.reason is not None:
            # Sound that broke off: what was heard of it is not the whole.
            seen.findings, seen.failed = {}, {}
            seen.reason = ended.reason
        return self._parts.result(work, seen, [self._stage])

    def _blocks(self, work: Work, ended: Ended) -> Iterator[Sound]:
        sealed = Sealed(work.object, work.size, work.extents)
        seconds = BASE_SECONDS + work.size / SLOWEST
        watching = Watching(BOUNDS, seconds, stalled=seconds)
        parts = self._lookout.job("hear", sealed, {}, watching)
        while True:
            try:
                part = next(parts)
            except StopIteration as stop:
                if stop.value.gone:
                    raise refusal() from None
                ended.reason = ended.reason or stop.value.reason
                if not ended.over and ended.reason is None:
                    ended.reason = Reason.CRASHED
                return
            try:
                sound = ended.take(part)
            except LiedError:
                parts.close()
                ended.reason = Reason.LIED
                return
            if sound is not None:
                yield sound


class Ended:
    """How the child's account of the sound ended.

    Attributes:
        over: Whether it said that it was whole.
        reason: Why it was not, if so.
    """

    def __init__(self) -> None:
        self.over = False
        self.reason: Reason | None = None

    def take(self, part: Reply) -> Sound | None:
        """One part: a block of sound, or None for the end.

        Raises:
            LiedError: It breaks a rule.
        """
        answer = check.take_dict(part.untrusted_result)
        if self.over or self.reason is not None:
            raise LiedError("a part after the end")
        if "failed" in answer:
            self.reason = check.take_reason(answer["failed"]) or Reason.CRASHED
            return None
        if "end" in answer:
            end: JsonDict = check.take_dict(answer["end"])
            self.reason = check.take_reason(end.get("reason"))
            self.over = True
            return None
        told = check.take_dict(answer.get("sound"))
        if len(part.blobs) != 1 or len(part.blobs[0]) % 2:
            raise LiedError("sound without samples")
        samples = np.frombuffer(part.blobs[0], "<i2").astype(np.float32)
        samples /= np.float32(FULL)
        return Sound(
            check.take_int(told.get("stream"), 0, MAX_INTEGER),
            Fraction(*check.take_pair(told.get("start"))),
            samples,
        )
