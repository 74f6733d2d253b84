# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The deepest look at one picture: in several sizes, and turned.

What holds: the looks are those of `looks`; what they find is put together, of boxes
that overlap the surest one alone. Enlarged pictures show small faces, halved ones
those that are blurred or dim (halving takes away noise and the blur with it), turned
ones those who lie, bend or were filmed with the camera on its side.

Each look earns its time (bench/faces_recall.py; recall without a false find, with
all of them and without the one): twice as large, faces of 12 px: 99 and 53 in a
hundred; halved, moved faces: 98 and 84; turned by a quarter: 100 and 5.
CenterFace as a second detector added nothing there at thrice the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from witnessbox.analysis.turning import turned
from witnessbox.analysis.yunet import SCORE, keep_best

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from witnessbox.analysis.turning import Detect

    Pixels = npt.NDArray[np.uint8]
    Floats = npt.NDArray[np.float32]

TURNS = (30, -30, 90, 180, 270)
LEAST_EDGE, MOST_EDGE = 160, 3840
"""Longest edges, in pixels, between which a picture is halved and enlarged."""


def looks(edge: int) -> list[tuple[float, int]]:
    """Sizes and turns: what the picture is multiplied with, and degrees.

    Args:
        edge: Longest edge of the picture.
    """
    out = [(1.0, 0), *((1.0, turn) for turn in TURNS)]
    if 2 * edge <= MOST_EDGE:
        out.append((2.0, 0))
    half = 0.5
    while edge * half >= LEAST_EDGE:
        out.append((half, 0))
        half /= 2
    return out


def deep_look(detect: Detect, rgb: Pixels, threshold: float) -> Floats:
    """All faces that any look finds, best first, in pixels of the picture.

    Args:
        detect: From a picture and a threshold to rows as `yunet` gives them.
        rgb: The picture.
        threshold: For the detector.
    """
    import numpy as np

    found = []
    for factor, degrees in looks(max(rgb.shape[:2])):
        picture = resized(rgb, factor)
        if degrees:
            rows = turned(detect, picture, degrees, threshold)
        else:
            rows = detect(picture, threshold)
        rows[:, :SCORE] /= factor
        found.append(rows)
    return keep_best(np.concatenate(found))


def resized(rgb: Pixels, factor: float) -> Pixels:
    """The picture in another size."""
    import cv2
    import numpy as np

    if factor == 1:
        return rgb
    height, width = rgb.shape[:2]
    size = max(round(width * factor), 1), max(round(height * factor), 1)
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    made: Pixels = cv2.resize(rgb, size, interpolation=how).view(np.uint8)
    return made
