# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How well a face can be seen, and where it is: from a detector's row to a finding.

What holds: quality is 0 to 1,000, the geometric mean of three parts of 0 to 1, so
that one that is bad cannot be made good by the others:
size: the face's height in pixels of the full picture, 1 from `CLEAR_HEIGHT` on;
sharpness: how strong the finest edges are, measured against the face's own
contrast, so that a dim face that is sharp stays so;
pose: whether the nose lies midway between the eyes, and between eyes and mouth.

It says which of several pictures of a face to show first, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from witnessbox.base.canonical import JsonValue
from witnessbox.model.finding import SURE, WHOLE, Finding, Region

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from witnessbox.media.frame import Frame, Pixels

    Floats = npt.NDArray[np.float32]

LANDMARKS = slice(4, 14)
SCORE = 14
CLEAR_HEIGHT = 112
"""Pixels; what recognisers of faces are fed with: more adds nothing."""
FACE = 48
"""Height in pixels to which a larger face is brought before its sharpness is taken."""
SHARP = 0.4
"""Mean strength of the Laplacian, in deviations of brightness, of a sharp face.

Of the 43 faces of the bench's photographs, median: 0.54 as they are (90 in a hundred
above 0.40); 0.19, 0.11 and 0.08 blurred by 3, 6 and 10 hundredths of their width."""


def face_finding(frame: Frame, row: Floats, grey: Pixels) -> Finding:
    """One face.

    Args:
        frame: The picture.
        row: Of the detector, in pixels of the full picture.
        grey: The picture in which sharpness is measured, in any size.
    """
    width, height = frame.size
    points = row[LANDMARKS].reshape(5, 2)
    landmarks: list[JsonValue] = [
        [part(x, width), part(y, height)] for x, y in points.tolist()
    ]
    return Finding(
        "face",
        stream=frame.stream,
        pts=frame.pts,
        start=frame.time,
        region=region(row, frame.size),
        score=score(row),
        value={
            "landmarks": landmarks,
            "quality": quality(row, grey, grey.shape[1] / width),
            "pixels": max(round(float(row[3])), 1),
        },
    )


def score(row: Floats) -> int:
    """The detector's own, in thousandths."""
    return min(max(round(float(row[SCORE]) * SURE), 0), SURE)


def region(row: Floats, size: tuple[int, int]) -> Region:
    """The box as a part of the picture, cut to it."""
    left, top = (min(part(row[i], size[i]), WHOLE - 1) for i in (0, 1))
    right, bottom = (part(row[i] + row[i + 2], size[i]) for i in (0, 1))
    return Region(left, top, max(right - left, 1), max(bottom - top, 1))


def part(pixels: float, whole: int) -> int:
    """A place in the picture, in units of 1/10,000."""
    return min(max(round(float(pixels) / whole * WHOLE), 0), WHOLE)


def quality(row: Floats, grey: Pixels, scale: float) -> int:
    """How well it can be seen, 0 to 1,000; see above.

    Args:
        row: Of the detector, in pixels of the full picture.
        grey: The picture in which sharpness is measured.
        scale: Its size by that of the full picture.
    """
    size = min(float(row[3]) / CLEAR_HEIGHT, 1.0)
    seen = size * sharpness(row, grey, scale) * pose(row)
    return round(SURE * float(max(seen, 0.0) ** (1 / 3)))


def sharpness(row: Floats, grey: Pixels, scale: float) -> float:
    """0 to 1: how strong the finest edges of the face are."""
    import cv2

    x, y, width, height = (round(float(value) * scale) for value in row[:4])
    cut = grey[max(y, 0) : y + height, max(x, 0) : x + width]
    if min(cut.shape) < 3:
        return 0.0
    # At one size: a large face that is soft for its size is not sharp.
    if cut.shape[0] > FACE:
        side = max(round(cut.shape[1] * FACE / cut.shape[0]), 3)
        cut = cv2.resize(cut, (side, FACE), interpolation=cv2.INTER_AREA).view(
            cut.dtype
        )
    edges = cv2.Laplacian(cut, cv2.CV_32F)
    return min(float(abs(edges).mean()) / (float(cut.std()) + 4.0) / SHARP, 1.0)


def pose(row: Floats) -> float:
    """0 to 1: whether the face looks this way, however it is tilted."""
    import numpy as np

    right, left, nose, mouth_right, mouth_left = row[LANDMARKS].reshape(5, 2)
    eyes, mouth = (right + left) / 2, (mouth_right + mouth_left) / 2
    across, down = left - right, mouth - eyes
    wide, high = float(np.hypot(*across)), float(np.hypot(*down))
    if wide < 1e-3 or high < 1e-3:
        return 0.0
    aside = abs(float((nose - eyes) @ across) / wide**2)
    nod = abs(float((nose - eyes) @ down) / high**2 - 0.5)
    # Eyes that lie close together for the face's length: it is turned.
    turned = min(wide / high, 1.0)
    return max(1 - 1.5 * aside, 0.0) * max(1 - 1.5 * nod, 0.0) * turned
