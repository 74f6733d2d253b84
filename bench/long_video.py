# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A two-hour 1080p recording in a minute: one encoded minute, its packets repeated.

What holds: the picture is drawn (a moving pattern, never still, so that the bit
rate is a camera's), the sound is a tone; the packets of the one minute are written
again and again with their times moved on, so that every minute decodes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

WIDTH, HEIGHT, RATE, SOUND_RATE = 1920, 1080, 25, 48_000
KEYFRAME_EVERY = 50


def _pictures(seconds: int) -> Iterator[VideoFrame]:
    wide = np.linspace(0, 8 * np.pi, WIDTH, dtype=np.float32)
    high = np.linspace(0, 5 * np.pi, HEIGHT, dtype=np.float32)[:, None]
    grain = np.random.default_rng(5).integers(0, 24, (HEIGHT, WIDTH), dtype=np.uint8)
    for number in range(seconds * RATE):
        moved = np.sin(wide + number / 9) + np.cos(high - number / 13)
        light = (moved * 48 + 112).astype(np.uint8) + np.roll(grain, number, 1)
        frame = VideoFrame.from_ndarray(light, format="gray")
        frame.pts, frame.time_base = number, Fraction(1, RATE)
        yield frame


def _sounds(seconds: int) -> Iterator[AudioFrame]:
    for number in range(seconds * SOUND_RATE // 1024):
        at = np.arange(number * 1024, (number + 1) * 1024)
        tone = (np.sin(at * 440 * 2 * np.pi / SOUND_RATE) * 0.1).astype(np.float32)
        frame = AudioFrame.from_ndarray(tone[None, :], format="fltp", layout="mono")
        frame.sample_rate, frame.pts = SOUND_RATE, number * 1024
        frame.time_base = Fraction(1, SOUND_RATE)
        yield frame


def encode(path: str, seconds: int = 60) -> None:
    """Write `seconds` of 1080p H.264 and AAC."""
    with av.open(path, "w", format="mp4") as out:
        video = out.add_stream("libx264", rate=RATE)
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.gop_size = KEYFRAME_EVERY
        video.options = {"preset": "ultrafast", "crf": "30"}
        sound = out.add_stream("aac", rate=SOUND_RATE)
        assert isinstance(sound, AudioStream)
        sound.layout = "mono"
        for picture in _pictures(seconds):
            out.mux(video.encode(picture))
        out.mux(video.encode(None))
        for heard in _sounds(seconds):
            out.mux(sound.encode(heard))
        out.mux(sound.encode(None))


def repeat(minute: str, path: str, times: int, seconds: int = 60) -> None:
    """Write the packets of one file `times` over, each time later."""
    with av.open(path, "w", format="mp4") as out:
        made = False
        for turn in range(times):
            with av.open(minute) as source:
                if not made:
                    streams = [out.add_stream_from_template(s) for s in source.streams]
                    made = True
                for packet in source.demux():
                    if packet.dts is None or packet.pts is None:
                        continue
                    base = packet.time_base
                    later = int(turn * seconds / base)
                    packet.pts += later
                    packet.dts += later
                    packet.stream = streams[packet.stream.index]
                    out.mux(packet)


def main() -> None:
    """Make the recording."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path")
    parser.add_argument("--minutes", type=int, default=120)
    arguments = parser.parse_args()
    minute = arguments.path + ".minute.mp4"
    encode(minute)
    repeat(minute, arguments.path, arguments.minutes)


if __name__ == "__main__":
    main()
