# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Films of which every picture carries its own number, as sixteen large blocks."""

from __future__ import annotations

import io
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import av
import numpy as np

ACROSS, DOWN = 4, 4
DARK, LIGHT = 40, 215


def picture(number: int, width: int, height: int) -> np.ndarray[Any, Any]:
    """A grey picture of blocks; the first block is the highest bit."""
    bits = [(number >> (ACROSS * DOWN - 1 - n)) & 1 for n in range(ACROSS * DOWN)]
    blocks = np.array(bits, np.uint8).reshape(DOWN, ACROSS) * (LIGHT - DARK) + DARK
    tall = np.repeat(blocks, -(-height // DOWN), axis=0)[:height]
    wide = np.repeat(tall, -(-width // ACROSS), axis=1)[:, :width]
    return np.repeat(wide[..., None], 3, axis=2).astype(np.uint8)


def number_in(cells: bytes, width: int, height: int) -> int:
    """The number that a picture of grey cells shows."""
    grey = np.frombuffer(cells, np.uint8).reshape(height, width)
    found = 0
    for n in range(ACROSS * DOWN):
        row, column = divmod(n, ACROSS)
        y = (2 * row + 1) * height // (2 * DOWN)
        x = (2 * column + 1) * width // (2 * ACROSS)
        found = found << 1 | int(grey[y, x] > (DARK + LIGHT) // 2)
    return found


def film(
    stamps: Sequence[int],
    base: Fraction,
    *,
    first: int = 0,
    size: tuple[int, int] = (160, 96),
    codec: str = "libx264",
    container: str = "mp4",
    pixels: str = "yuv420p",
    rotation: int = 0,
    options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
) -> bytes:
    """One film: picture n has the stamp `stamps[n]` and shows `first + n`."""
    out = io.BytesIO()
    with av.open(
        out, "w", format=container, container_options=container_options or {}
    ) as made:
        chosen = {"threads": "1", "preset": "ultrafast", **(options or {})}
        video: Any = made.add_stream(codec, rate=25, options=chosen)
        video.width, video.height = size
        video.pix_fmt = pixels
        video.codec_context.time_base = base
        video.time_base = base
        if rotation:
            video.set_display_rotation(rotation)
        for index, stamp in enumerate(stamps):
            drawn = picture(first + index, *size)
            frame = av.VideoFrame.from_ndarray(drawn, format="rgb24")
            frame.pts = stamp
            frame.time_base = base
            made.mux(video.encode(frame))
        made.mux(video.encode(None))
    return out.getvalue()
