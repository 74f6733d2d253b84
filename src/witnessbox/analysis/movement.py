# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where two pictures differ: block by block, noise and light left out.

What holds: noise of a sensor and the flicker of keyframes do not count, because means
of blocks are compared; nor does a picture that becomes brighter or darker as a whole,
because the middle change is taken off. A figure of a third of a block's area and of a
fair contrast does count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from witnessbox.media.frame import Pixels

BLOCK = 8
"""Pixels of a block's side: at size 320, 40 x 22 blocks of a wide picture."""
MOVED = 6
"""Change of a block's mean, of 255, that counts."""

Blocks = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


def blocks(luma: Pixels) -> Blocks:
    """The mean brightness of each block."""
    import cv2

    height, width = luma.shape
    size = (max(width // BLOCK, 1), max(height // BLOCK, 1))
    return cv2.resize(luma, size, interpolation=cv2.INTER_AREA).astype(np.float32)


def moved(before: Blocks, after: Blocks) -> Flags:
    """Which blocks differ, of two pictures of one shape."""
    change = after - before
    # Not numpy's median: it imports a module when it is first called, and a child
    # in the lock-down can read none.
    middle = change.size // 2
    flags: Flags = np.abs(change - np.partition(change, middle, None)[middle]) > MOVED
    return flags
