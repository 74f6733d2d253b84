# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whether one picture shows anything: dark, flat, or lost by the decoder.

What holds: an ordinary picture has no fault, at any noise; what is said of a picture
follows from its pixels at size `EDGE` alone. Where it is dim, weaker edges count. A
black picture is not asked anything more; of others the colour of lost data is looked
for first. A drawn test pattern of upright bars reads as smeared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from witnessbox.analysis.movement import BLOCK, Flags

if TYPE_CHECKING:
    from witnessbox.media.frame import Pixels

EDGE = 320
BLACK = "black"
DARK = 26
"""Brightness below which a pixel is black: a tenth of the range, as ffmpeg has it."""
DARK_SHARE = 0.98
MIDDLE = slice(BLOCK // 2, None, BLOCK)
EDGE_STEP = 5, 12
"""A step from pixel to pixel that counts as an edge, in a dim and a bright picture."""
EDGE_SPREAD = 32
"""Standard deviation of the brightness of a picture that counts as bright."""
FLAT_SHARE = 0.04
"""Share of blocks that may have an edge in a flat picture: a line of lettering."""
LOST_STEP = 4
"""Largest step within a block that no camera filled, coding noise included."""
LOST_SHARE = 0.15
"""Share of blocks that must look lost."""
GREY = 126, 134
"""What decoders leave is 128, or 130 once the narrow range is widened."""
GREEN = 60, 150
"""Green of no light and no colour, by the standards 709 and 601; red, blue: none."""


def fault(rgb: Pixels, luma: Pixels) -> str:
    """What is wrong with a picture; empty if nothing is.

    Args:
        rgb: At size `EDGE`; more than two blocks each way.
        luma: Its brightness.

    Returns:
        `black`, `grey`, `green`, `flat` or `smear`; `analysis.spans` says what each is.
    """
    if np.count_nonzero(luma < DARK) >= DARK_SHARE * luma.size:
        return BLACK
    down, across = _steps(luma)
    steps = np.maximum(down, across)
    lost = _colour(rgb, steps <= LOST_STEP)
    if lost:
        return lost
    dim, bright = EDGE_STEP
    edge = min(max(dim, bright * float(luma.std()) / EDGE_SPREAD), bright)
    if np.count_nonzero(steps > edge) <= FLAT_SHARE * steps.size:
        return "flat"
    smeared = (down <= LOST_STEP) & (across > bright)
    return "smear" if np.count_nonzero(smeared) > LOST_SHARE * steps.size else ""


def _steps(luma: Pixels) -> tuple[Pixels, Pixels]:
    """For each block the largest step in it, downwards and across, noise smoothed."""
    import cv2

    largest = np.ones((BLOCK, BLOCK), np.uint8)
    smooth = cv2.blur(luma, (3, 3))
    down = cv2.dilate(cv2.absdiff(smooth[1:, 1:], smooth[:-1, 1:]), largest)
    across = cv2.dilate(cv2.absdiff(smooth[1:, 1:], smooth[1:, :-1]), largest)
    return (
        down[MIDDLE, MIDDLE].view(np.ndarray),
        across[MIDDLE, MIDDLE].view(np.ndarray),
    )


def _colour(rgb: Pixels, flat: Flags) -> str:
    """The colour of lost data, if flat blocks of it take a large share."""
    red, green, blue = np.moveaxis(rgb[1:, 1:][MIDDLE, MIDDLE], 2, 0).astype(np.int16)
    enough = LOST_SHARE * flat.size
    low, high = GREY
    spread = np.maximum(abs(red - green), abs(blue - green))
    grey = flat & (green >= low) & (green <= high) & (spread <= 3)
    if np.count_nonzero(grey) > enough:
        return "grey"
    low, high = GREEN
    bare = flat & (green >= low) & (green <= high) & (np.maximum(red, blue) <= 8)
    return "green" if np.count_nonzero(bare) > enough else ""
