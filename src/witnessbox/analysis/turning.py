# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A picture turned about its middle, looked at, and what was found turned back.

What holds: the turned picture is large enough for all of the picture; its corners
are black. Boxes stay upright: the middle of a box is turned back, its size kept,
with width and height changed over by a quarter turn.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Pixels = npt.NDArray[np.uint8]
    Floats = npt.NDArray[np.float32]
    Detect = Callable[[Pixels, float], Floats]

LANDMARKS = slice(4, 14)


def turned(detect: Detect, rgb: Pixels, degrees: int, threshold: float) -> Floats:
    """What a detector finds in the picture turned so far, in pixels of it unturned.

    Args:
        detect: From a picture and a threshold to rows as `yunet` gives them.
        rgb: The picture.
        degrees: Anticlockwise.
        threshold: For the detector.
    """
    import cv2
    import numpy as np

    height, width = rgb.shape[:2]
    there = _matrix(width, height, degrees)
    size = _size(width, height, degrees)
    picture: Pixels
    if degrees % 90 == 0:
        picture = np.ascontiguousarray(np.rot90(rgb, degrees // 90))
    else:
        picture = cv2.warpAffine(rgb, there, size).view(np.uint8)
    rows = detect(picture, threshold)
    back = cv2.invertAffineTransform(there).astype(np.float64)
    return _turned_back(rows, back, quarter=degrees % 180 == 90)


def _size(width: int, height: int, degrees: int) -> tuple[int, int]:
    cos = abs(math.cos(math.radians(degrees)))
    sin = abs(math.sin(math.radians(degrees)))
    return (
        math.ceil(width * cos + height * sin - 1e-6),
        math.ceil(width * sin + height * cos - 1e-6),
    )


def _matrix(width: int, height: int, degrees: int) -> npt.NDArray[np.float64]:
    """Points of the picture to points of the turned one."""
    import numpy as np

    cos = math.cos(math.radians(degrees))
    sin = math.sin(math.radians(degrees))
    wide, high = _size(width, height, degrees)
    x, y = width / 2, height / 2
    return np.array(
        [
            [cos, sin, wide / 2 - cos * x - sin * y],
            [-sin, cos, high / 2 + sin * x - cos * y],
        ]
    )


def _turned_back(
    rows: Floats, back: npt.NDArray[np.float64], *, quarter: bool
) -> Floats:
    import numpy as np

    out = rows.copy()
    middles = rows[:, 0:2] + rows[:, 2:4] / 2
    sizes = rows[:, 3:1:-1] if quarter else rows[:, 2:4]
    out[:, 2:4] = sizes
    out[:, 0:2] = middles @ back[:, :2].T + back[:, 2] - sizes / 2
    points = rows[:, LANDMARKS].reshape(-1, 2) @ back[:, :2].T + back[:, 2]
    out[:, LANDMARKS] = points.reshape(len(rows), 10)
    return out.astype(np.float32)
