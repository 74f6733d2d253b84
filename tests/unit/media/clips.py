# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Small films, sounds and pictures, drawn by a script for the media tests."""

from __future__ import annotations

import io
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import av
import numpy as np
from PIL import Image


def picture_at(index: int, width: int, height: int) -> np.ndarray[Any, Any]:
    """A frame whose brightness tells its number, with some texture."""
    y, x = np.mgrid[0:height, 0:width]
    base = np.zeros((height, width, 3), np.uint8)
    base[..., 0] = (x * 255 // max(width - 1, 1)).astype(np.uint8)
    base[..., 1] = (y * 255 // max(height - 1, 1)).astype(np.uint8)
    base[..., 2] = index * 7 % 256
    return base


def film(
    seconds: float = 2.0,
    *,
    size: tuple[int, int] = (160, 120),
    rate: int = 25,
    codec: str = "libx264",
    container: str = "mp4",
    sound: str | None = None,
    options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
    stamps: Sequence[int] | None = None,
    time_base: Fraction | None = None,
    rotation: int = 0,
    aspect: Fraction | None = None,
    start: int = 0,
) -> bytes:
    """One film as bytes; `stamps` gives it a variable frame rate."""
    out = io.BytesIO()
    base = time_base or Fraction(1, rate)
    with av.open(
        out, "w", format=container, container_options=container_options or {}
    ) as made:
        video: Any = made.add_stream(
            codec, rate=rate, options={"threads": "1", **(options or {})}
        )
        video.width, video.height = size
        video.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        video.codec_context.time_base = base
        video.time_base = base
        if aspect is not None:
            video.codec_context.sample_aspect_ratio = aspect
        if rotation:
            video.set_display_rotation(rotation)
        audio: Any = made.add_stream(sound, rate=48000) if sound else None
        if audio is not None:
            audio.layout = "mono"
        numbers = stamps if stamps is not None else range(int(seconds * rate))
        for index, stamp in enumerate(numbers):
            frame = av.VideoFrame.from_ndarray(picture_at(index, *size), format="rgb24")
            frame.pts = stamp + start
            frame.time_base = base
            made.mux(video.encode(frame))
        made.mux(video.encode(None))
        if audio is not None:
            _tone(made, audio, seconds, start * base)
    return out.getvalue()


def tone(
    seconds: float = 2.0, codec: str = "pcm_s16le", container: str = "wav"
) -> bytes:
    """One sound file as bytes."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as made:
        audio: Any = made.add_stream(codec, rate=48000)
        audio.layout = "mono"
        _tone(made, audio, seconds, Fraction(0))
    return out.getvalue()


def photograph(
    kind: str = "JPEG", size: tuple[int, int] = (400, 300), orientation: int = 1
) -> bytes:
    """One photograph as bytes: red rises to the right, green downwards."""
    out = io.BytesIO()
    picture = Image.fromarray(picture_at(3, *size))
    exif = Image.Exif()
    exif[0x0112] = orientation
    if kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        picture.save(out, kind, exif=exif)
    else:
        picture.save(out, kind)
    return out.getvalue()


def _tone(made: Any, audio: Any, seconds: float, start: Fraction) -> None:
    total = int(seconds * 48000)
    wave = (np.sin(np.arange(total) * 2 * np.pi * 440 / 48000) * 8000).astype(np.int16)
    for at in range(0, total, 1024):
        part = wave[at : at + 1024].reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(part, format="s16", layout="mono")
        frame.sample_rate = 48000
        frame.time_base = Fraction(1, 48000)
        frame.pts = at + int(start * 48000)
        made.mux(audio.encode(frame))
    made.mux(audio.encode(None))
