# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Encoding drawn pictures and spoken sound into files.

What holds: one thread, fixed settings, no clock of this machine: the same
pictures give the same bytes on the same build of FFmpeg. Only our own pictures
come here, never a byte of a source.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from types import TracebackType

import av
import cv2
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
SOUND_RATE = 22050
_TICKS = 12800
"""Of a second: the time base of pictures."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a clip is encoded.

    Attributes:
        kind: "mp4", "avi" or "webm".
        fps: Pictures a second.
        ten_bit: Ten bits a channel.
        quality: x264's rate factor; more is worse.
        sound: Whether there is a sound track.
        index_first: Whether an MP4's index comes first, so that the beginning
            of a truncated file can be played.
    """

    kind: str = "mp4"
    fps: int = 10
    ten_bit: bool = False
    quality: int = 27
    sound: bool = False
    index_first: bool = False


class Film:
    """One file being written."""

    def __init__(
        self, path: bytes, size: tuple[int, int], form: Form, made: datetime
    ) -> None:
        self._form = form
        # Without this flag Matroska numbers its tracks by chance.
        options = {"fflags": "+bitexact"}
        if form.index_first:
            options["movflags"] = "+faststart"
        self._out = av.open(path.decode(), "w", format=form.kind, options=options)
        stamp = made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
        if form.kind == "mp4":
            self._out.metadata["creation_time"] = stamp
        self._video = self._add_video(size)
        self._audio: AudioStream | None = None
        if form.sound:
            name = {"mp4": "aac", "avi": "pcm_s16le", "webm": "libopus"}[form.kind]
            rate = 48000 if form.kind == "webm" else SOUND_RATE
            sound = self._out.add_stream(name, rate=rate, layout="mono")
            if not isinstance(sound, AudioStream):
                raise TypeError("a sound encoder gives a sound stream")
            if form.kind != "avi":
                sound.bit_rate = 40000
            self._audio = sound
        self._last = -1

    def _add_video(self, size: tuple[int, int]) -> VideoStream:
        form = self._form
        options: dict[str, str] = {}
        if form.kind == "mp4":
            name = "libx264"
            options = {
                "preset": "ultrafast",
                "crf": str(form.quality),
                "g": str(form.fps * 4),
                "x264-params": "threads=1:sliced-threads=0",
            }
        elif form.kind == "avi":
            name = "mpeg4"
        else:
            name = "libvpx"
            # A negative speed is fixed; a positive one depends on the machine's load.
            options = {"deadline": "realtime", "cpu-used": "-12"}
        stream = self._out.add_stream(name, rate=form.fps, options=options)
        if not isinstance(stream, VideoStream):
            raise TypeError("a video encoder gives a video stream")
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p10le" if form.ten_bit else "yuv420p"
        if form.kind == "mp4":
            stream.codec_context.time_base = Fraction(1, _TICKS)
        else:
            stream.bit_rate = 500_000
        stream.codec_context.thread_count = 1
        return stream

    def show(self, picture: Picture, second: float) -> None:
        """Adds one picture, seen from `second` on."""
        planes = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), np.uint8)
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        if self._form.ten_bit:
            frame = frame.reformat(format="yuv420p10le")
        base = (
            Fraction(1, _TICKS)
            if self._form.kind == "mp4"
            else Fraction(1, self._form.fps)
        )
        stamp = round(second / base)
        self._last = max(stamp, self._last + 1)
        frame.pts = self._last
        frame.time_base = base
        for packet in self._video.encode(frame):
            self._out.mux(packet)

    def say(self, sound: NDArray[np.int16], start: int) -> None:
        """Adds sound that begins at sample `start`."""
        if self._audio is None or not len(sound):
            return
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(sound[None, :]), format="s16", layout="mono"
        )
        frame.sample_rate = SOUND_RATE
        frame.pts = start
        frame.time_base = Fraction(1, SOUND_RATE)
        for packet in self._audio.encode(frame):
            self._out.mux(packet)

    def close(self) -> None:
        """Writes what is left; the file is whole afterwards."""
        for packet in self._video.encode(None):
            self._out.mux(packet)
        if self._audio is not None:
            for packet in self._audio.encode(None):
                self._out.mux(packet)
        self._out.close()

    def __enter__(self) -> Film:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
