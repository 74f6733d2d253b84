# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Letters in pictures: burned-in clocks and names, captions, handwriting.

What holds: the fonts travel with the package, so that letters are the same on
every machine.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Picture = NDArray[np.uint8]


@lru_cache(maxsize=24)
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """One of "mono-bold", "mono", "hand", in pixels."""
    with resources.as_file(
        resources.files("witnessbox.story") / "fonts" / f"{name}.ttf"
    ) as path:
        return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4000)
def _stamp(text: str, size: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """White letters with a dark rim: their brightness and their cover."""
    letters = font("mono-bold", size)
    box = letters.getbbox(text)
    wide, tall = int(box[2]) + 4, int(size * 1.3) + 4
    rim = Image.new("L", (wide, tall), 0)
    core = Image.new("L", (wide, tall), 0)
    ImageDraw.Draw(rim).text((2, 1), text, 255, font=letters, stroke_width=1)
    ImageDraw.Draw(core).text((2, 1), text, 255, font=letters)
    return np.asarray(core, np.uint8), np.asarray(rim, np.uint8)


def burn(picture: Picture, text: str, at: tuple[int, int], size: int = 17) -> None:
    """Burns white letters into a picture; a negative x counts from the right."""
    core, rim = _stamp(text, size)
    tall, wide = core.shape
    x = at[0] if at[0] >= 0 else picture.shape[1] + at[0] - wide
    y = at[1] if at[1] >= 0 else picture.shape[0] + at[1] - tall
    x0, y0 = max(0, x), max(0, y)
    x1, y1 = min(picture.shape[1], x + wide), min(picture.shape[0], y + tall)
    if x1 <= x0 or y1 <= y0:
        return
    cut = (slice(y0 - y, y1 - y), slice(x0 - x, x1 - x))
    cover = rim[cut].astype(np.uint16)[..., None]
    part = picture[y0:y1, x0:x1]
    white = core[cut].astype(np.uint16)[..., None] * np.uint16(240)
    part[:] = ((part * (255 - cover) + np.minimum(white, 240 * cover)) // 255).astype(
        np.uint8
    )
