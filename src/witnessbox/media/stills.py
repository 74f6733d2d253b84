# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""From checked pixels to the two versions of a still; runs in the parent.

What holds: the child gives raw pixels and the parent makes the JPEGs, so no
bytes that a child composed reach a browser as a picture, and no child can pass
off a clear picture as a covered one. Covered means: grey, and averaged down
to `COVERED_GRAIN` cells along the longest edge before it is enlarged again.
What lay between the cells is gone, not hidden.
"""

from __future__ import annotations

import io

from PIL import Image

COVERED_EDGE = 160
"""Longest edge of a covered still, in pixels."""
COVERED_GRAIN = 20
"""Cells along the longest edge: a face that fills a third spans seven."""
JPEG_QUALITY = 82


def encode(pixels: bytes, width: int, height: int) -> tuple[bytes, bytes]:
    """The covered and the clear JPEG of one picture.

    Args:
        pixels: RGB, three bytes a pixel, row after row, exactly filling it.
        width: In pixels, at least 1.
        height: In pixels, at least 1.
    """
    picture = Image.frombytes("RGB", (width, height), pixels)
    return _jpeg(cover(picture)), _jpeg(picture)


def cover(picture: Image.Image) -> Image.Image:
    """The covered version of a picture."""
    grey = picture.convert("L")
    cells = grey.resize(fit(grey.size, COVERED_GRAIN), Image.Resampling.BOX)
    return cells.resize(fit(grey.size, COVERED_EDGE), Image.Resampling.BICUBIC)


def fit(size: tuple[int, int], edge: int) -> tuple[int, int]:
    """The size within a square of `edge`, same shape, at least 1 x 1."""
    width, height = size
    longest = max(width, height)
    if longest <= edge:
        return size
    return (
        max(round(width * edge / longest), 1),
        max(round(height * edge / longest), 1),
    )


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()
