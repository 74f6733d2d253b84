# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where somebody may be speaking, and where there is no sound at all.

What holds: a span of voice begins where the model is surer than `ON` and ends
where it stays below `OFF` for `PAUSE`; none is longer than `LONGEST`, none shorter
than `SHORTEST`. What is found does not depend on how the sound was cut into
blocks. Findings: `voice` (a span, scored with the mean probability), `silence`
(nothing but zeros or nearly so), `no-sound` (the item gave none), `summary`.

It says nothing of who speaks, or whether it is a person: singing and television
are voices too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from witnessbox.analysis.stage import About, Sound, Takes, Watcher
from witnessbox.model.finding import SURE, Finding

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from witnessbox.analysis.silero import Listening, Silero

RATE = 16_000
FRAME = 512
ON = 0.5
OFF = 0.35
PAUSE = 16
"""Frames below `OFF` that end a span: half a second."""
SHORTEST = 4
"""Frames: 128 ms. The shortest word of the telephone prompts is 200 ms; clicks
light up one or two frames."""
LONGEST = 875
"""Frames: 28 s, so that two paddings still fit into a recogniser's 30 s."""
GAP = Fraction(1, 100)
"""Seconds by which a block may stray from the end of the one before."""
QUIET = 0.0005
"""The loudest sample of a frame that counts as silent: -66 dB of full scale."""
SILENCE = 5 * RATE
"""Samples without sound before that is worth a finding."""

MODEL = "silero-vad"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of voice, in samples since its piece of sound began.

    Attributes:
        score: The mean probability, in thousandths.
    """

    start: int
    end: int
    score: int


class Spans:
    """Probabilities of frames in, spans of voice out; pure."""

    def __init__(self) -> None:
        self._at = 0
        self._start = 0
        self._within: list[float] = []
        """Probabilities since the span began; empty outside of one."""
        self._low = 0
        """How many frames at its end are below `OFF` or undecided after one."""

    @property
    def needed(self) -> int:
        """The first sample that a span may still hold."""
        return (self._start if self._within else self._at) * FRAME

    def feed(self, probabilities: Iterable[float]) -> Iterator[Span]:
        """Spans that are over by now."""
        for probability in probabilities:
            yield from self._step(probability)
            self._at += 1

    def end(self) -> Iterator[Span]:
        """The span that the end of the sound cuts off."""
        if self._within:
            yield from self._close(len(self._within) - self._low)

    def _step(self, probability: float) -> Iterator[Span]:
        if not self._within:
            if probability >= ON:
                self._start, self._within, self._low = self._at, [probability], 0
            return
        self._within.append(probability)
        if probability >= ON:
            self._low = 0
        elif self._low or probability < OFF:
            self._low += 1
        if self._low >= PAUSE:
            yield from self._close(len(self._within) - self._low)
        elif len(self._within) >= LONGEST:
            # Nobody paused: cut where the voice is weakest in the later half.
            later = self._within[LONGEST // 2 :]
            cut = LONGEST // 2 + later.index(min(later))
            rest, low = self._within[cut:], self._low
            yield from self._close(cut)
            self._start, self._within = self._start + cut, rest
            self._low = min(low, len(rest) - 1)

    def _close(self, length: int) -> Iterator[Span]:
        kept, self._within = self._within[:length], []
        self._low = 0
        if length >= SHORTEST:
            mean = sum(kept) / length
            yield Span(
                self._start * FRAME,
                (self._start + length) * FRAME,
                min(round(mean * SURE), SURE),
            )


class Ear:
    """Blocks of sound in, spans of voice out, on the clock of each run.

    A run is sound without a gap; times count from its origin.

    Attributes:
        origin: Seconds at which the run began.
        length: Samples of it that were heard.
    """

    def __init__(self, silero: Silero) -> None:
        self._silero = silero
        self._listening: Listening | None = None
        self._spans = Spans()
        self.stream = 0
        self.origin = Fraction(0)
        self.length = 0

    @property
    def needed(self) -> int:
        """The first sample of the run that a span may still hold."""
        return self._spans.needed

    def breaks(self, sound: Sound) -> bool:
        """Whether this block does not follow on the one before."""
        expected = self.origin + Fraction(self.length, RATE)
        return self._listening is not None and (
            sound.stream != self.stream or abs(sound.start - expected) > GAP
        )

    def hear(self, sound: Sound) -> Iterator[Span]:
        """The next block; `end` comes first where it breaks."""
        if self._listening is None:
            self._listening = self._silero.listen()
            self.stream, self.origin, self.length = sound.stream, sound.start, 0
        self.length += len(sound.samples)
        yield from self._spans.feed(self._listening.feed(sound.samples))

    def end(self) -> Iterator[Span]:
        """The run is over."""
        if self._listening is None:
            return
        yield from self._spans.feed(self._listening.end())
        for span in self._spans.end():
            # The last frame was filled up.
            yield Span(span.start, min(span.end, self.length), span.score)
        self._listening, self._spans = None, Spans()


@dataclass(slots=True)
class Level:
    """How loud a run is, and where nothing is heard in it."""

    peak: float = 0.0
    _at: int = 0
    _quiet: int = 0
    _rest: list[npt.NDArray[np.float32]] = field(default_factory=list)

    def feed(self, samples: npt.NDArray[np.float32]) -> Iterator[tuple[int, int]]:
        """Silences that are over by now, in samples of the run."""
        import numpy as np

        held = np.abs(np.concatenate([*self._rest, samples]))
        count = len(held) // FRAME
        self._rest = [held[count * FRAME :]]
        for loudest in held[: count * FRAME].reshape(count, FRAME).max(axis=1):
            yield from self._step(float(loudest))

    def end(self, length: int) -> Iterator[tuple[int, int]]:
        """The silence at the end of a run of so many samples."""
        rest = [float(part.max()) for part in self._rest if len(part)]
        if rest:
            yield from self._step(max(rest))
        start = (self._at - self._quiet) * FRAME
        if length - start >= SILENCE:
            yield start, length
        self._at, self._quiet, self._rest = 0, 0, []

    def _step(self, loudest: float) -> Iterator[tuple[int, int]]:
        self.peak = max(self.peak, loudest)
        if loudest <= QUIET:
            self._quiet += 1
        else:
            if self._quiet * FRAME >= SILENCE:
                yield (self._at - self._quiet) * FRAME, self._at * FRAME
            self._quiet = 0
        self._at += 1


class VoiceWatcher(Watcher):
    """Listens to one item."""

    def __init__(self, silero: Silero) -> None:
        self._ear = Ear(silero)
        self._level = Level()
        self._heard = 0
        self._voiced = 0

    def sound(self, sound: Sound) -> Iterator[Finding]:
        """The next piece of sound."""
        if self._ear.breaks(sound):
            yield from self._close()
        for span in self._ear.hear(sound):
            yield self._voice(span)
        for silence in self._level.feed(sound.samples):
            yield self._find("silence", *silence)

    def end(self) -> Iterator[Finding]:
        """The item is over."""
        yield from self._close()
        if not self._heard:
            yield Finding("no-sound")
        yield Finding(
            "summary",
            value={
                "voice_ms": self._voiced * 1000 // RATE,
                "sound_ms": self._heard * 1000 // RATE,
                "silent": self._level.peak <= QUIET,
                "peak": min(round(self._level.peak * SURE), SURE),
            },
        )

    def _close(self) -> Iterator[Finding]:
        for span in self._ear.end():
            yield self._voice(span)
        for silence in self._level.end(self._ear.length):
            yield self._find("silence", *silence)
        self._heard += self._ear.length
        self._ear.length = 0

    def _voice(self, span: Span) -> Finding:
        self._voiced += span.end - span.start
        return self._find("voice", span.start, span.end, span.score)

    def _find(
        self, kind: str, start: int, end: int, score: int | None = None
    ) -> Finding:
        origin = self._ear.origin
        return Finding(
            kind,
            stream=self._ear.stream,
            start=origin + Fraction(start, RATE),
            end=origin + Fraction(end, RATE),
            score=score,
        )


class VoiceStage:
    """Voice activity over all sound."""

    name = "voice"
    version = "1"
    takes = Takes.SOUND
    kinds = ("video", "sound")
    models = (MODEL,)

    def __init__(self) -> None:
        self._silero: Silero | None = None

    def load(self, models: Mapping[str, str]) -> None:
        """Make the session, in the spawner; it has no thread."""
        from witnessbox.analysis.silero import Silero

        self._silero = Silero(models[MODEL])

    def watch(self, about: About) -> VoiceWatcher:
        """Begin an item."""
        del about
        if self._silero is None:
            raise RuntimeError("the stage was not loaded")
        return VoiceWatcher(self._silero)


VOICE = VoiceStage()
