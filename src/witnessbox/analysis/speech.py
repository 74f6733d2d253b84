# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A machine's draft of what is said, with the time of every word.

What holds: only voice is given to the recogniser (see `voice`), so that silence
cannot be turned into text; what it says is judged before it is kept (see
`transcript`). A language is named only where the recogniser is certain of it.
Findings: `speech`, one for each sentence or breath, and `summary`. Nothing of it
is a quotation: names and numbers are often wrong.

Unlike other stages it runs in a process of its own (`pipeline.listener`): the
recogniser starts threads. `load` there reads the files; the model itself is built
at the first sound, behind the lock-down.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from witnessbox.analysis import packing, transcript
from witnessbox.analysis.packing import Piece, Stretch
from witnessbox.analysis.stage import About, Sound, Takes, Watcher
from witnessbox.analysis.tape import Tape
from witnessbox.analysis.transcript import Heard, Judge, Turn, Word
from witnessbox.analysis.voice import MODEL as VOICE_MODEL
from witnessbox.analysis.voice import RATE, Ear, Span
from witnessbox.base.canonical import JsonDict
from witnessbox.model.finding import SURE, Finding

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from witnessbox.analysis.recogniser import Recogniser, Told
    from witnessbox.analysis.silero import Silero

MODEL = "whisper-base"
PAD = RATE * 2 // 5
"""Samples of sound kept before and after voice: 0.4 s. With 0.25 s first sounds were
lost: 45 wrong words of 246 in read prose, and 42 with this."""
HELD = 4 * packing.FULL
"""Samples of voice that are gathered before the recogniser runs: two minutes."""
TRIES = 3
"""How often a stretch is begun: the recogniser may end long before the voice does,
and is then asked again for what is left."""


class SpeechWatcher(Watcher):
    """Listens to one item.

    Args:
        silero: Finds voice.
        recogniser: Writes down what is said.
        expected: See `transcript.language`.
    """

    def __init__(
        self,
        silero: Silero,
        recogniser: Recogniser,
        expected: Sequence[str] = transcript.EXPECTED,
    ) -> None:
        self._ear = Ear(silero)
        self._recogniser = recogniser
        self._expected = tuple(expected)
        self._tape = Tape()
        self._pieces: list[Piece] = []
        self._samples: list[npt.NDArray[np.float32]] = []
        self._held = 0
        self._judge = Judge()
        self._chances: Counter[str] = Counter()
        self._named: Counter[str] = Counter()
        self._voiced = 0
        self._words = 0

    def sound(self, sound: Sound) -> Iterator[Finding]:
        """The next piece of sound."""
        if self._ear.breaks(sound):
            yield from self._close()
            if sound.stream != self._ear.stream:
                yield from self._decode()
        self._tape.add(sound.samples)
        for span in self._ear.hear(sound):
            yield from self._take(span)
        self._tape.forget(self._ear.needed - PAD)

    def end(self) -> Iterator[Finding]:
        """The item is over."""
        yield from self._close()
        yield from self._decode()
        named = self._named.most_common(1)
        dropped: JsonDict = {
            str(reason): count for reason, count in sorted(self._judge.dropped.items())
        }
        languages: JsonDict = dict(sorted(self._named.items()))
        yield Finding(
            "summary",
            value={
                "draft": True,
                "language": named[0][0] if named else "",
                "languages": languages,
                "voice_ms": self._voiced * 1000 // RATE,
                "words": self._words,
                "dropped": dropped,
            },
        )

    def _close(self) -> Iterator[Finding]:
        for span in self._ear.end():
            yield from self._take(span)
        self._tape = Tape()

    def _take(self, span: Span) -> Iterator[Finding]:
        first, samples = self._tape.take(span.start - PAD, span.end + PAD)
        origin = self._ear.origin
        start, *voice = (
            round((origin + Fraction(sample, RATE)) * 1000)
            for sample in (first, span.start, span.end)
        )
        piece = Piece(
            start, len(samples), (voice[0], voice[1], span.score), len(self._samples)
        )
        if self._held + len(samples) > HELD:
            yield from self._decode()
            piece = Piece(piece.start, piece.length, piece.voice, 0)
        self._pieces.append(piece)
        self._samples.append(samples)
        self._held += len(samples)
        self._voiced += span.end - span.start

    def _decode(self) -> Iterator[Finding]:
        from witnessbox.analysis.recogniser import BATCH

        stretches = list(packing.pack(self._pieces))
        for at in range(0, len(stretches), BATCH):
            batch = stretches[at : at + BATCH]
            heard: list[tuple[Stretch, Heard]] = []
            for _ in range(TRIES):
                told = self._recognise(batch)
                heard += [(one, heard_of(one, said, name)) for one, said, name in told]
                batch = [
                    left
                    for one, said, _ in told
                    if said.words and (left := one.after(said.words[-1][1]))
                ]
                if not batch:
                    break
            for _, one in sorted(heard, key=lambda pair: pair[0].pieces[0].start):
                for turn in self._judge.turns(one):
                    yield self._finding(turn)
        self._pieces, self._samples, self._held = [], [], 0

    def _recognise(
        self, batch: list[Stretch]
    ) -> list[tuple[Stretch, Told, tuple[str, str]]]:
        import numpy as np

        sounds = [
            np.concatenate(
                [
                    self._samples[piece.key][piece.skip : piece.skip + piece.length]
                    for piece in one.pieces
                ]
            )
            for one in batch
        ]
        heard = self._recogniser.encode(sounds)
        languages = self._languages(batch, self._recogniser.languages(heard))
        told = self._recogniser.words(
            heard,
            [one.length / RATE for one in batch],
            [decoded for decoded, _ in languages],
        )
        return list(zip(batch, told, languages, strict=True))

    def _languages(
        self, batch: list[Stretch], chances: list[dict[str, float]]
    ) -> list[tuple[str, str]]:
        seconds = [one.length / RATE for one in batch]
        for chance, weight in zip(chances, seconds, strict=True):
            for code, value in chance.items():
                self._chances[code] += value * weight  # type: ignore[assignment]
        return [
            transcript.language(
                transcript.blend(chance, self._chances, weight), self._expected
            )
            for chance, weight in zip(chances, seconds, strict=True)
        ]

    def _finding(self, turn: Turn) -> Finding:
        start, end = turn.words[0].start, max(word.end for word in turn.words)
        self._words += len(turn.words)
        self._named[turn.language] += end - start
        return Finding(
            "speech",
            stream=self._ear.stream,
            start=Fraction(start, 1000),
            end=Fraction(end, 1000),
            score=turn.score,
            value={
                "draft": True,
                "language": turn.language,
                "text": turn.text,
                "words": [
                    [word.start, word.end, word.text, word.score] for word in turn.words
                ],
            },
        )


def heard_of(stretch: Stretch, told: Told, languages: tuple[str, str]) -> Heard:
    """What was said of a stretch, on the stream's own clock, for a judge."""
    words = []
    last = stretch.pieces[0].start
    for first, second, text, probability in told.words:
        start, end = stretch.span(first, second)
        # Cross-attention may step back by a frame; the order of words is sure.
        start = max(start, last)
        words.append(
            Word(start, max(start, end), text, min(round(probability * SURE), SURE))
        )
        last = start
    return Heard(
        languages[0],
        languages[1],
        tuple(words),
        told.no_speech,
        told.logprob,
        told.ratio,
        tuple(piece.voice for piece in stretch.pieces),
    )


class SpeechStage:
    """Language and transcript."""

    name = "speech"
    version = "1"
    takes = Takes.SOUND
    kinds = ("video", "sound")
    models = (VOICE_MODEL, MODEL)

    def __init__(self, threads: int = 0) -> None:
        self._threads = threads
        self._silero: Silero | None = None
        self._files: dict[str, bytes] = {}
        self._recogniser: Recogniser | None = None

    def load(self, models: Mapping[str, str]) -> None:
        """Import, make the small session, read the large model's files."""
        # What these import later cannot be opened behind the lock-down.
        import ctranslate2  # noqa: F401
        import faster_whisper  # noqa: F401
        import numpy.fft
        import numpy.lib.stride_tricks
        import numpy.random  # noqa: F401

        from witnessbox.analysis import recogniser
        from witnessbox.analysis.silero import Silero

        self._silero = Silero(models[VOICE_MODEL])
        self._files = recogniser.read_files(models[MODEL])

    def build(self) -> None:
        """Build the model; it starts threads, which are born locked down."""
        from witnessbox.analysis.recogniser import Recogniser

        self._recogniser = Recogniser(self._files, self._threads)
        self._files = {}

    def watch(self, about: About) -> SpeechWatcher:
        """Begin an item; the setting `languages` says which are expected."""
        if self._silero is None or self._recogniser is None:
            raise RuntimeError("the stage was not built")
        expected = transcript.languages(about.settings.get("languages", ""))
        return SpeechWatcher(self._silero, self._recogniser, expected)


SPEECH = SpeechStage()
