# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""All sound of a file for machines: 16 kHz, one channel; in the child only.

What holds: blocks come in order of time, on the clock of their stream; within a
block there is no gap. Where the stamps jump, a block ends and the next begins at
the new time. Of several sound streams the first that may be decoded is heard.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
from av.audio.resampler import AudioResampler

from witnessbox.base.canonical import JsonDict, JsonValue
from witnessbox.media import decode, probe
from witnessbox.media.formats import Reason
from witnessbox.media.probe import Opened, Refused
from witnessbox.media.progress import DECODER, Progress
from witnessbox.media.source import SourceFile

RATE = 16_000
BLOCK = 30 * RATE
"""Samples of a block: half a minute."""
MAX_DRIFT = Fraction(1, 20)
"""Seconds by which sound may stray from its stamps before a block ends."""

FULL = 32767
"""The largest 16-bit sample."""

Samples = npt.NDArray[np.float32]


def sound_stream(opened: Opened) -> Any:
    """The stream that is heard.

    Raises:
        Refused: There is none that may be decoded.
    """
    streams = opened.container.streams.audio
    for stream in streams:
        if probe.codec_of(stream) is not None:
            return stream
    raise Refused(Reason.CODEC_NOT_ALLOWED if streams else Reason.NO_SOUND)


def blocks(opened: Opened, notes: set[str]) -> Iterator[tuple[Fraction, int, Samples]]:
    """(seconds at its start, number of the stream, samples) of each block.

    Raises:
        Refused: There is no sound that may be decoded.
    """
    stream = sound_stream(opened)
    decode.prepare(stream)
    resampler = AudioResampler(format="flt", layout="mono", rate=RATE)
    held: list[Samples] = []
    count = 0
    start: Fraction | None = None
    for packet in decode.packets_of(opened, stream, notes):
        for frame in decode.decoded(stream, packet, notes):
            told = None if frame.pts is None else _time(frame, stream)
            if start is None:
                start = told or Fraction(0)
            expected = start + Fraction(count, RATE)
            if told is not None and abs(told - expected) > MAX_DRIFT:
                if held:
                    yield start, stream.index, np.concatenate(held)
                held, count, start = [], 0, told
            frame.pts = None
            for part in resampler.resample(frame):
                samples = part.to_ndarray()[0].astype(np.float32, copy=False)
                held.append(samples)
                count += len(samples)
            if count >= BLOCK:
                yield start, stream.index, np.concatenate(held)
                start += Fraction(count, RATE)
                held, count = [], 0
        if "encrypted" in notes:
            break
    if held and start is not None:
        yield start, stream.index, np.concatenate(held)


def hear(
    file: SourceFile, parameters: JsonDict, progress: Progress
) -> Iterator[tuple[JsonValue, list[bytes]]]:
    """The verb `hear`: the blocks, in 16-bit samples, for a process that listens.

    It takes no parameters; the last part is `{"end": …}` with a reason or None.
    """
    del parameters
    notes: set[str] = set()
    reason: Reason | None = None
    try:
        first = probe.sample(file)
        probe.refuse_early(first)
        opened = probe.open_container(file, first)
        for start, stream, samples in blocks(opened, notes):
            progress.at_work(DECODER)
            whole = np.clip(np.rint(samples * FULL), -FULL, FULL).astype("<i2")
            told: JsonDict = {"stream": stream, "start": probe.pair(start) or [0, 1]}
            yield {"sound": told}, [whole.tobytes()]
    except Refused as refused:
        reason = refused.reason
    if file.failed:
        raise OSError
    yield {"end": {"reason": reason, "decoder": probe.decoder_name()}}, []


def _time(frame: Any, stream: Any) -> Fraction:
    base = frame.time_base or stream.time_base or Fraction(1, RATE)
    return Fraction(frame.pts * base)
