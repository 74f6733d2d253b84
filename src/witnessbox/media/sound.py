# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Samples of any span of a sound stream; runs in the locked-down child only.

What holds: a sample lies where its stamp says, on one grid of 48,000 a second
counted from time zero; gaps are silence; decoders get a second of lead to
settle before the first sample that is kept.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av.error
from av.audio.resampler import AudioResampler

from witnessbox.media import decode
from witnessbox.media.encode import SAMPLE_RATE
from witnessbox.media.probe import Opened

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream

SOUND_LEAD = Fraction(1)
"""Seconds of sound decoded before a segment, for decoders to settle."""
MAX_DRIFT = SAMPLE_RATE // 20
"""Samples by which sound may stray from its stamps before it is set right."""


def samples(
    opened: Opened, audio: AudioStream, layout: str, span: range
) -> tuple[list[bytes], int]:
    """Float samples of a span at 48 kHz, and where in it the sound ends.

    Where there is no sound there is silence; no sound at all ends at 0.
    """
    channels = 1 if layout == "mono" else 2
    planes = [bytearray(4 * len(span)) for _ in range(channels)]
    base = Fraction(audio.time_base or Fraction(1, SAMPLE_RATE))
    start = Fraction(span.start, SAMPLE_RATE) - SOUND_LEAD
    try:
        opened.container.seek(int(start / base), stream=audio)
    except (av.error.FFmpegError, OSError, OverflowError):
        return [bytes(plane) for plane in planes], 0
    resampler = AudioResampler(format="fltp", layout=layout, rate=SAMPLE_RATE)
    at: int | None = None
    heard = 0
    notes: set[str] = set()
    for packet in decode.packets_of(opened, audio, notes):
        for frame in decode.decoded(audio, packet, notes):
            stamp = frame.pts
            if stamp is not None:
                told = round(stamp * Fraction(frame.time_base or base) * SAMPLE_RATE)
                if at is None or abs(told - at) > MAX_DRIFT:
                    at = told
            if at is None:
                continue
            frame.pts = None
            for part in resampler.resample(frame):
                heard = max(heard, _lay(planes, span, at, part))
                at += part.samples
        if "encrypted" in notes:
            break
        if at is not None and at >= span.stop:
            break
    return [bytes(plane) for plane in planes], heard


def _lay(planes: list[bytearray], span: range, at: int, part: AudioFrame) -> int:
    """Copy what of a frame lies within the span; where it ends, or 0."""
    low, high = max(at, span.start), min(at + part.samples, span.stop)
    if low >= high:
        return 0
    for plane, source in zip(planes, part.planes, strict=True):
        wanted = memoryview(source)[4 * (low - at) : 4 * (high - at)]
        plane[4 * (low - span.start) : 4 * (high - span.start)] = wanted
    return high
