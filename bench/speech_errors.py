# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Speech: word errors, text where nobody speaks, and speed, beside the library alone.

What is compared: our locked-down listener and faster-whisper as its own defaults
run it (float32, fallback temperatures, no voice activity), on the same model, the
same files and one thread each. Samples with their texts lie beside the project in
`shared/data/russian`; errors are counted in words, after both texts were folded to
lower case without punctuation and numbers were written out as words.

Sounds without speech are made by script, a minute of each: whatever is written
there was invented.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from bench.report import Report, progress
from witnessbox.analysis import invented, recogniser, speech, transcript
from witnessbox.analysis.packing import Piece, Stretch
from witnessbox.analysis.stage import About, Sound
from witnessbox.pipeline.listening import COMMAND, Listener

RATE = 16_000
SETS = (
    ("telephone prompts", "asterisk-ru-prompts", "asterisk-ru-transcripts.csv"),
    ("synthetic prose", "festvox-ru-tolstoy/wav", "festvox-ru-transcripts.csv"),
)
NUMBERS = dict(
    zip(
        ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "20", "30", "50"),
        (
            *("ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь"),
            *("восемь", "девять", "десять", "двадцать", "тридцать", "пятьдесят"),
        ),
        strict=True,
    )
)
Samples = npt.NDArray[np.float32]

_PEER = """
import json, sys, time, numpy as np
from faster_whisper import WhisperModel
model = WhisperModel(sys.argv[1], device="cpu", cpu_threads=1)
for line in sys.stdin:
    samples = np.fromfile(line.strip(), np.float32)
    started = time.monotonic()
    segments, info = model.transcribe(samples)
    text = " ".join(one.text for one in segments)
    print(json.dumps([text, time.monotonic() - started]), flush=True)
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """One sound with what is said in it."""

    group: str
    name: str
    text: str
    samples: Samples


class Peer:
    """faster-whisper with its own defaults, in a process of its own."""

    def __init__(self, folder: str, work: str) -> None:
        self._work = os.path.join(work, "samples.f32")
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PEER, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"},
        )

    def hear(self, samples: Samples) -> tuple[str, float]:
        """(text, seconds)."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        samples.tofile(self._work)
        self._process.stdin.write(self._work + "\n")
        self._process.stdin.flush()
        text, took = json.loads(self._process.stdout.readline())
        return str(text), float(took)

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()


def ours(listener: Listener, samples: Samples) -> tuple[str, float]:
    """(text, seconds) of our listener, given blocks of half a minute."""
    started = time.monotonic()
    blocks = (
        Sound(0, Fraction(at, RATE), samples[at : at + 30 * RATE])
        for at in range(0, len(samples), 30 * RATE)
    )
    found = listener.transcribe(blocks, About("sound", "audio/wav"))
    text = " ".join(str(one.value["text"]) for one in found if one.kind == "speech")
    return text, time.monotonic() - started


def words(text: str) -> list[str]:
    """The words by which errors are counted."""
    folded = invented.plain(re.sub(r"\[[^]]*\]", " ", text))
    return [NUMBERS.get(word, word) for word in folded.split()]


def errors(wanted: Sequence[str], got: Sequence[str]) -> int:
    """Words that must be replaced, added or taken out."""
    row = list(range(len(got) + 1))
    for at, one in enumerate(wanted, 1):
        before, row[0] = row[0], at
        for column, other in enumerate(got, 1):
            cost = min(row[column], row[column - 1]) + 1
            before, row[column] = row[column], min(cost, before + (one != other))
    return row[-1]


def samples_of(shared: str, limit: int) -> Iterator[Sample]:
    """The files that have a text, with their samples."""
    from faster_whisper.audio import decode_audio

    for group, folder, table in SETS:
        with open(os.path.join(shared, table), encoding="utf-8") as handle:
            rows = [row for row in csv.DictReader(handle) if row["text"][:1] != "("]
        step = max(1, len(rows) // limit) if limit else 1
        for row in rows[::step]:
            path = os.path.join(shared, folder, row["file"])
            if row["text"] and os.path.exists(path):
                yield Sample(group, row["file"], row["text"], decode_audio(path))


def nothing() -> dict[str, Samples]:
    """A minute each of sounds in which nobody speaks."""
    rng = np.random.default_rng(20261122)
    count = 60 * RATE
    at = np.arange(count) / RATE
    hum = np.sum(
        [0.2 / n * np.sin(2 * np.pi * 50 * n * at) for n in (1, 2, 3, 5, 7)], 0
    )
    spectrum = np.fft.rfft(rng.normal(size=count))
    pink = np.fft.irfft(spectrum / np.sqrt(np.arange(len(spectrum)).clip(1)), count)
    clicks = np.zeros(count)
    clicks[rng.integers(0, count, 200)] = rng.uniform(-1, 1, 200)
    steps = rng.normal(0, 0.003, count)
    for first in range(RATE, count - RATE, RATE // 2):
        steps[first : first + 800] += rng.normal(0, 0.2, 800) * np.hanning(800)
    tones = np.sin(2 * np.pi * np.cumsum(300 + 200 * np.sin(at)) / RATE) * 0.2
    made = {
        "silence": np.zeros(count),
        "50 Hz hum": hum,
        "white noise": rng.normal(0, 0.1, count),
        "pink noise": 0.1 * pink / pink.std(),
        "clicks": clicks,
        "footsteps": steps,
        "siren": tones,
    }
    return {name: np.asarray(one, np.float32) for name, one in made.items()}


def compare(
    report: Report, samples: Sequence[Sample], listener: Listener, peer: Peer
) -> None:
    """Word errors on each group of samples."""
    for group, *_ in SETS:
        counted = {"ours": 0, "theirs": 0}
        took = {"ours": 0.0, "theirs": 0.0}
        total = 0
        for sample in (one for one in samples if one.group == group):
            wanted = words(sample.text)
            total += len(wanted)
            for who, (text, seconds) in (
                ("ours", ours(listener, sample.samples)),
                ("theirs", peer.hear(sample.samples)),
            ):
                wrong = errors(wanted, words(text))
                counted[who] += wrong
                took[who] += seconds
                progress(f"{sample.name} {who} {wrong}/{len(wanted)} {text}")
        if not total:
            continue
        for who in ("theirs", "ours"):
            rate = f"{100 * counted[who] / total:.1f} % of {total} words"
            bar = "<= theirs" if who == "ours" else ""
            report.add(f"{group}: word errors, {who}", rate, bar)
        report.judge(counted["ours"] <= counted["theirs"])


def invent(report: Report, listener: Listener, peer: Peer | None) -> None:
    """Words written where nobody speaks."""
    for name, samples in nothing().items():
        text, _ = ours(listener, samples)
        report.add(
            f"60 s of {name}: words, ours", len(words(text)), "0", not words(text)
        )
        if peer is not None:
            text, _ = peer.hear(samples)
            report.add(f"60 s of {name}: words, theirs", len(words(text)))


def past_voice(report: Report, folder: str) -> None:
    """The same sounds given to the recogniser as if they were voice, and its words
    to the judge: what is kept where voice activity errs."""
    scribe = recogniser.Recogniser(recogniser.read_files(folder), 1)
    written = kept = stretches = 0
    for samples in nothing().values():
        for seconds in (2, 8, 28):
            size = seconds * RATE
            sounds = [samples[at * size : (at + 1) * size] for at in (0, 1)]
            heard = scribe.encode(sounds)
            chances = scribe.languages(heard)
            names = [transcript.language(one) for one in chances]
            codes = [decoded for decoded, _ in names]
            for told, name in zip(
                scribe.words(heard, [float(seconds)] * 2, codes), names, strict=True
            ):
                piece = Piece(0, size, (0, seconds * 1000, 700), 0)
                one = speech.heard_of(Stretch((piece,)), told, name)
                stretches += 1
                written += len(one.words)
                kept += sum(len(turn.words) for turn in transcript.Judge().turns(one))
    report.add(f"{stretches} such stretches, voice or not: words written", written)
    report.add("of which kept", kept, "0", kept == 0)


def speed(
    report: Report, samples: Sequence[Sample], listener: Listener, peer: Peer
) -> None:
    """Times real time on all samples as one film, with a second between them."""
    pause = np.zeros(RATE, np.float32)
    parts = [part for one in samples for part in (one.samples, pause)]
    film = np.concatenate(parts)
    for who, (_, seconds) in (
        ("theirs", peer.hear(film)),
        ("ours", ours(listener, film)),
    ):
        factor = len(film) / RATE / seconds
        report.add(f"all samples as one film, one thread, {who}", f"{factor:.1f}x")


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", required=True, help="folder of models")
    parser.add_argument("--shared", default="../shared/data/russian")
    parser.add_argument("--limit", type=int, default=0, help="files of each set")
    parser.add_argument("--no-peer-noise", action="store_true")
    arguments = parser.parse_args()
    report = Report(
        "speech_errors", {"limit": arguments.limit, "threads": 1, "seed": 20261122}
    )
    folder = os.path.join(arguments.models, "whisper-base")
    voice = os.path.join(arguments.models, "silero-vad.onnx")
    command = (*COMMAND, f"silero-vad={voice}", f"whisper-base={folder}", "threads=1")
    samples = list(samples_of(arguments.shared, arguments.limit))
    with tempfile.TemporaryDirectory() as work, Listener(command) as listener:
        peer = Peer(folder, work)
        try:
            listener.start()
            invent(report, listener, None if arguments.no_peer_noise else peer)
            past_voice(report, folder)
            compare(report, samples, listener, peer)
            speed(report, samples, listener, peer)
        finally:
            peer.close()
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
