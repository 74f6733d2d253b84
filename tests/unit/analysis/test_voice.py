# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Voice is found where somebody speaks, and not in silence, hum, noise or clicks."""

from __future__ import annotations

import importlib.util
import itertools
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from witnessbox.analysis import voice
from witnessbox.analysis.silero import Silero
from witnessbox.analysis.stage import About, Sound
from witnessbox.analysis.voice import FRAME, RATE, Ear, Level, Span, Spans, VoiceStage
from witnessbox.model.finding import Finding
from witnessbox.story.voice import Line, available, speak

Samples = npt.NDArray[np.float32]
Chances = st.lists(
    st.sampled_from([0.0, 0.2, 0.34, 0.36, 0.49, 0.5, 0.7, 1.0]), max_size=2500
)


def weight() -> str:
    """The small model, from the folder of models or from beside the recogniser."""
    named = os.environ.get("WITNESSBOX_MODELS")
    if named and os.path.exists(os.path.join(named, "silero-vad.onnx")):
        return os.path.join(named, "silero-vad.onnx")
    found = importlib.util.find_spec("faster_whisper")
    if found is None or found.origin is None:
        pytest.skip("NO MODEL of voice here: set WITNESSBOX_MODELS to its folder")
    folder = os.path.dirname(found.origin)
    return os.path.join(folder, "assets", "silero_vad_v6.onnx")


class Loudness:
    """In place of the model: a frame is a voice where it is loud."""

    def listen(self) -> Loudness:
        self._rest = np.zeros(0, np.float32)
        return self

    def feed(self, samples: Samples) -> Iterable[float]:
        held = np.concatenate([self._rest, samples])
        count = len(held) // FRAME
        self._rest = held[count * FRAME :]
        frames = held[: count * FRAME].reshape(count, FRAME)
        return [float(one) for one in np.abs(frames).max(axis=1)] if count else []

    def end(self) -> Iterable[float]:
        return [float(np.abs(self._rest).max())] if len(self._rest) else []


def spans(chances: Sequence[float], cuts: Sequence[int] = ()) -> list[Span]:
    found = Spans()
    got: list[Span] = []
    edges = [0, *sorted(min(cut, len(chances)) for cut in cuts), len(chances)]
    for first, end in itertools.pairwise(edges):
        got.extend(found.feed(chances[first:end]))
    return [*got, *found.end()]


@given(Chances, st.lists(st.integers(0, 2500), max_size=5))
@settings(deadline=None)
def test_spans_do_not_depend_on_the_blocks(
    chances: list[float], cuts: list[int]
) -> None:
    assert spans(chances, cuts) == spans(chances)


@given(Chances)
@settings(deadline=None)
def test_spans_are_in_order_bounded_and_hold_every_lasting_voice(
    chances: list[float],
) -> None:
    found = spans(chances)
    last = 0
    for span in found:
        first, end = span.start // FRAME, span.end // FRAME
        assert last <= first < end <= len(chances)
        assert voice.SHORTEST <= end - first <= voice.LONGEST
        assert any(chance >= voice.ON for chance in chances[first:end])
        last = end
    covered = {at for s in found for at in range(s.start // FRAME, s.end // FRAME)}
    for at in range(len(chances) - voice.SHORTEST + 1):
        run = range(at, at + voice.SHORTEST)
        if all(chances[one] >= voice.ON for one in run):
            # A cut may leave less than the shortest at a span's end.
            assert covered & set(range(at - voice.SHORTEST, run.stop))


def test_a_pause_parts_and_a_breath_does_not() -> None:
    pause, breath = [0.0] * voice.PAUSE, [0.0] * (voice.PAUSE - 1)
    talk = [0.9] * 20
    assert len(spans([*talk, *pause, *talk])) == 2
    assert len(spans([*talk, *breath, *talk])) == 1
    assert spans([*talk, *pause])[0] == Span(0, 20 * FRAME, 900)


def test_a_click_is_no_voice() -> None:
    quiet = [0.0] * 30
    assert spans([*quiet, *[0.9] * (voice.SHORTEST - 1), *quiet]) == []
    assert len(spans([*quiet, *[0.9] * voice.SHORTEST, *quiet])) == 1


def test_a_speech_without_a_pause_is_cut_at_its_weakest() -> None:
    talk = [0.9] * 1200
    talk[700] = 0.51
    first, second = spans(talk)
    assert first.end == second.start == 700 * FRAME
    assert second.end == 1200 * FRAME


def hear(blocks: Iterable[Sound], model: Loudness | Silero) -> list[Finding]:
    watcher = voice.VoiceWatcher(model)  # type: ignore[arg-type]
    return [*(f for block in blocks for f in watcher.sound(block)), *watcher.end()]


def blocks(samples: Samples, start: Fraction, size: int) -> Iterator[Sound]:
    for at in range(0, len(samples), size):
        yield Sound(3, start + Fraction(at, RATE), samples[at : at + size])


def test_times_are_exact_and_on_the_streams_clock() -> None:
    samples = np.zeros(20 * FRAME * 10, np.float32)
    samples[50 * FRAME : 100 * FRAME] = 0.8
    start = Fraction(1001, 30000)
    found, summary = hear(blocks(samples, start, 7000), Loudness())
    assert (found.kind, found.stream, found.score) == ("voice", 3, 800)
    assert found.start == start + Fraction(50 * FRAME, RATE)
    assert found.end == start + Fraction(100 * FRAME, RATE)
    assert summary.value == {
        "voice_ms": 1600,
        "sound_ms": 6400,
        "silent": False,
        "peak": 800,
    }


def test_a_gap_ends_a_span_and_the_clock_jumps() -> None:
    loud = np.full(30 * FRAME, 0.9, np.float32)
    pieces = [Sound(0, Fraction(0), loud), Sound(0, Fraction(100), loud)]
    first, second, summary = hear(pieces, Loudness())
    assert first.end == Fraction(30 * FRAME, RATE)
    assert second.start == Fraction(100)
    assert second.end == 100 + Fraction(30 * FRAME, RATE)
    assert summary.value["sound_ms"] == 1920


def test_a_dead_microphone_is_silence_and_a_quiet_room_is_not() -> None:
    dead = np.zeros(10 * RATE + 77, np.float32)
    room = np.random.default_rng(1).normal(0, 0.002, 10 * RATE).astype(np.float32)
    found, summary = hear(blocks(dead, Fraction(2), 4096), Loudness())
    assert (found.kind, found.start) == ("silence", Fraction(2))
    assert found.end == 2 + Fraction(10 * RATE + 77, RATE)
    assert summary.value["silent"] is True
    (summary,) = hear(blocks(room, Fraction(2), 4096), Loudness())
    assert summary.value["silent"] is False


def test_an_item_without_a_sample_says_so() -> None:
    assert [one.kind for one in hear([], Loudness())] == ["no-sound", "summary"]


@given(
    st.lists(st.tuples(st.booleans(), st.integers(1, 12 * RATE)), max_size=6),
    st.integers(100, 60_000),
)
@settings(deadline=None, max_examples=40)
def test_silences_do_not_depend_on_the_blocks(
    parts: list[tuple[bool, int]], size: int
) -> None:
    samples = np.concatenate(
        [np.zeros(0), *(np.full(count, 0.5 * loud) for loud, count in parts)]
    ).astype(np.float32)

    def silences(step: int) -> list[tuple[int, int]]:
        level = Level()
        got = [
            one
            for at in range(0, len(samples), step)
            for one in level.feed(samples[at : at + step])
        ]
        return [*got, *level.end(len(samples))]

    found = silences(size)
    assert found == silences(max(len(samples), 1))
    for start, end in found:
        assert end - start >= voice.SILENCE
        assert not samples[start:end].any()


@pytest.fixture(scope="module")
def model() -> Silero:
    pytest.importorskip("onnxruntime")
    return Silero(weight())


def spoken() -> Samples:
    """Three seconds of nothing, a sentence, three seconds of nothing."""
    if not available():
        pytest.skip("NO VOICE here: the extra `story` is not installed")
    (said,) = speak((Line(0, "x", "Поставьте машину у ворот и ждите нас там."),))
    at = np.arange(0, len(said), 22050 / RATE)
    heard = np.interp(at, np.arange(len(said)), said / 32768).astype(np.float32)
    quiet = np.zeros(3 * RATE, np.float32)
    return np.concatenate([quiet, heard, quiet])


def test_a_sentence_is_found_where_it_is(model: Silero) -> None:
    samples = spoken()
    found = hear([Sound(0, Fraction(0), samples)], model)[:-1]
    voiced = [one for one in found if one.kind == "voice"]
    start, end = voiced[0].start, voiced[-1].end
    assert start is not None
    assert end is not None
    assert 2.5 < start < 3.6
    assert len(samples) / RATE - 3.7 < end < len(samples) / RATE - 2.5
    assert sum((one.end or 0) - (one.start or 0) for one in voiced) > (end - start) / 2


def test_the_model_hears_the_same_in_any_blocks(model: Silero) -> None:
    samples = spoken()
    whole = hear([Sound(0, Fraction(0), samples)], model)
    parts = hear(
        (Sound(0, one.start, one.samples) for one in blocks(samples, Fraction(0), 777)),
        model,
    )
    assert [(f.start, f.end) for f in whole] == [(f.start, f.end) for f in parts]


def noises() -> dict[str, Samples]:
    """A minute of each, made by script."""
    rng = np.random.default_rng(7)
    count = 60 * RATE
    time = np.arange(count) / RATE
    hum = sum(0.2 / n * np.sin(2 * np.pi * 50 * n * time) for n in (1, 2, 3, 5, 7))
    spectrum = np.fft.rfft(rng.normal(size=count))
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
    pink = np.fft.irfft(spectrum, count)
    clicks = np.zeros(count)
    clicks[rng.integers(0, count, 120)] = rng.uniform(-1, 1, 120)
    made = {
        "silence": np.zeros(count),
        "hum": hum,
        "white noise": rng.normal(0, 0.1, count),
        "pink noise": 0.1 * pink / pink.std(),
        "clicks": clicks,
    }
    return {name: np.asarray(one, np.float32) for name, one in made.items()}


@pytest.mark.parametrize("name", sorted(noises()))
def test_no_voice_is_found_in_a_minute_of(name: str, model: Silero) -> None:
    found = hear(blocks(noises()[name], Fraction(0), 30 * RATE), model)
    assert [one for one in found if one.kind == "voice"] == []


LOCKED = """
import sys, os, numpy as np
from fractions import Fraction
from witnessbox.analysis.voice import VOICE
from witnessbox.analysis.stage import About, Sound
from witnessbox.media import sandbox
VOICE.load({"silero-vad": sys.argv[1]})
threads = len(os.listdir("/proc/self/task"))
sandbox.lock_down(sandbox.prepare_filter(), sandbox.Limits())
watcher = VOICE.watch(About("sound", "audio/wav"))
heard = [*watcher.sound(Sound(0, Fraction(0), np.zeros(160000, "float32")))]
heard += watcher.end()
os.write(1, b"%d %s" % (threads, heard[-1].kind.encode()))
os._exit(0)
"""


def test_it_runs_locked_down_with_one_thread() -> None:
    pytest.importorskip("onnxruntime")
    done = subprocess.run(
        [sys.executable, "-I", "-c", LOCKED, weight()],
        env={"OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.stdout == b"1 summary", done.stderr.decode()[-2000:]


def test_a_stage_that_was_not_loaded_says_so() -> None:
    with pytest.raises(RuntimeError):
        VoiceStage().watch(About("sound", "audio/wav"))


def test_an_ear_tells_a_break() -> None:
    ear = Ear(Loudness())  # type: ignore[arg-type]
    second = np.zeros(RATE, np.float32)
    list(ear.hear(Sound(0, Fraction(5), second)))
    assert not ear.breaks(Sound(0, Fraction(6), second))
    assert ear.breaks(Sound(0, Fraction(61, 10), second))
    assert ear.breaks(Sound(1, Fraction(6), second))
