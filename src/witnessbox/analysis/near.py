# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Search a face where it was a moment ago: cut out, enlarged, turned upright.

What holds: the cut is `AROUND` times the face, brought to a size in which the face
has about `HEIGHT` pixels; it is turned by the angle of the eyes, as they were. One
search takes 0.8 ms of a core, where a look at the whole picture takes 27.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from witnessbox.analysis.yunet import SCORE

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from witnessbox.analysis.turning import Detect

    Pixels = npt.NDArray[np.uint8]
    Floats = npt.NDArray[np.float32]

AROUND = 2.6
HEIGHT = 52
"""Pixels; faces of 32 to 96 px are found best (bench/faces_recall.py)."""
SIDE = 160
"""Of the cut, brought to size; `AROUND` times `HEIGHT`, up to a multiple of 32."""
FAR = 0.7
"""How many of its sides a face may have moved."""
ALIKE = 0.6
"""Least ratio of the two heights."""
LANDMARKS = slice(4, 14)


def near(detect: Detect, rgb: Pixels, row: Floats, threshold: float) -> Floats | None:
    """The face in another picture, in its pixels; None if it is not seen there.

    Args:
        detect: From a picture and a threshold to rows as `yunet` gives them.
        rgb: The other picture.
        row: The face as it was seen, in pixels of a picture of the same size.
        threshold: For the detector.
    """
    import cv2
    import numpy as np

    to_cut = _matrix(row)
    cut: Pixels = cv2.warpAffine(
        rgb, to_cut, (SIDE, SIDE), flags=cv2.INTER_LINEAR
    ).view(np.uint8)
    back = cv2.invertAffineTransform(to_cut).astype(np.float32)
    side = float(max(row[2], row[3]))
    middle = row[:2] + row[2:4] / 2
    for found in detect(cut, threshold):
        again = _back(found, back)
        far = np.hypot(*(again[:2] + again[2:4] / 2 - middle))
        heights = sorted((float(again[3]), float(row[3])))
        if far <= FAR * side and heights[0] >= ALIKE * heights[1]:
            return again
    return None


def roll(row: Floats) -> float:
    """How far the face is turned in the picture, in degrees; 0 if upright."""
    right, left = row[4:6], row[6:8]
    across, down = (float(v) for v in left - right)
    return math.degrees(math.atan2(down, across))


def _matrix(row: Floats) -> npt.NDArray[np.float64]:
    """Places of the picture to places of the cut."""
    import cv2
    import numpy as np

    x, y = (float(v) for v in row[:2] + row[2:4] / 2)
    scale = HEIGHT / max(float(row[2]), float(row[3]), 1.0)
    matrix = cv2.getRotationMatrix2D((x, y), roll(row), scale).astype(np.float64)
    matrix[:, 2] += SIDE / 2 - x, SIDE / 2 - y
    return matrix


def _back(row: Floats, back: Floats) -> Floats:
    """From the cut's pixels to the picture's; the box stays upright."""
    import numpy as np

    out = row.copy()
    scale = float(np.hypot(back[0, 0], back[0, 1]))
    middle = back[:, :2] @ (row[:2] + row[2:4] / 2) + back[:, 2]
    size = row[2:4] * scale
    if abs(back[0, 0]) < abs(back[0, 1]):
        size = size[::-1]
    out[:2], out[2:4] = middle - size / 2, size
    points = row[LANDMARKS].reshape(5, 2) @ back[:, :2].T + back[:, 2]
    out[LANDMARKS] = points.reshape(10)
    out[SCORE] = row[SCORE]
    return out
