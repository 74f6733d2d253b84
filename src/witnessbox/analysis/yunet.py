# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Faces in one picture, by YuNet (2023mar, MIT, 0.23 MB): pixels in, boxes out.

What holds: the picture is never stretched; it is padded at the right and below
to multiples of 32. Boxes and landmarks are in pixels of the picture that was
given, best first, none twice (`keep_best`). The same pixels give the same boxes
to the last bit on one machine: one thread, no state between two calls.

Checked against OpenCV's own FaceDetectorYN on the same pictures: the same boxes
to 0.01 pixel (tests/unit/analysis/test_yunet.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from witnessbox.analysis.network import Network, open_network

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Pixels = npt.NDArray[np.uint8]
    Floats = npt.NDArray[np.float32]

MODEL = "yunet"
"""Its name in the manifest of models."""
SCORE = 14
"""Column of the score; 0 to 3 are x, y, width, height; 4 to 13 landmarks:
right eye, left eye, nose, right and left corner of the mouth, x and y each."""
COLUMNS = 15
OVERLAP = 0.3
"""Intersection over union from which two boxes are one face."""

_STRIDES = (8, 16, 32)
_PAD = 32
_OUTPUTS = tuple(f"{part}_{s}" for s in _STRIDES for part in ("cls", "obj"))
_PLACES = tuple(f"{part}_{s}" for s in _STRIDES for part in ("bbox", "kps"))


class YuNet:
    """The loaded network."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def detect(self, rgb: Pixels, threshold: float) -> Floats:
        """Faces of one picture: an array of rows, see `SCORE`; best first.

        Args:
            rgb: (height, width, 3), at least one pixel.
            threshold: Faces with a lower score are left out; above 0.
        """
        import numpy as np

        blob = padded(rgb, (2, 1, 0))
        outputs = self._network.run(blob)
        scores, places = outputs[: len(_OUTPUTS)], outputs[len(_OUTPUTS) :]
        across = blob.shape[3]
        rows = [
            _decode(scores[2 * i : 2 * i + 2], places[2 * i : 2 * i + 2], s, threshold)
            for i, s in enumerate((s, across // s) for s in _STRIDES)
        ]
        return keep_best(np.concatenate(rows))


def open_yunet(path: str) -> YuNet:
    """Load it; afterwards it needs no file and no thread."""
    return YuNet(open_network(path, _OUTPUTS + _PLACES))


def padded(rgb: Pixels, planes: tuple[int, int, int]) -> Floats:
    """A network's input: 0 to 255, padded with black to multiples of 32.

    Args:
        rgb: (height, width, 3).
        planes: Which of red, green and blue is first, second, third.
    """
    import numpy as np

    height, width = rgb.shape[:2]
    size = -(-height // _PAD) * _PAD, -(-width // _PAD) * _PAD
    blob = np.zeros((1, 3, *size), np.float32)
    for at, plane in enumerate(planes):
        blob[0, at, :height, :width] = rgb[..., plane]
    return blob


def _decode(
    scores: list[Floats],
    places: list[Floats],
    grid: tuple[int, int],
    threshold: float,
) -> Floats:
    """Boxes of one stride; only where the score is high enough is work done."""
    import numpy as np

    stride, across = grid
    both = scores[0].ravel().clip(0, 1) * scores[1].ravel().clip(0, 1)
    (at,) = np.nonzero(both >= threshold * threshold)
    box, marks = places[0][0, at], places[1][0, at]
    row, column = np.divmod(at.astype(np.float32), np.float32(across))
    corner = np.stack([column, row], 1)
    size = np.exp(box[:, 2:4]) * stride
    out = np.empty((len(at), COLUMNS), np.float32)
    out[:, 0:2] = (corner + box[:, 0:2]) * stride - size / 2
    out[:, 2:4] = size
    out[:, 4:14] = (marks + np.tile(corner, 5)) * stride
    out[:, SCORE] = np.sqrt(both[at])
    return out


def keep_best(rows: Floats, overlap: float = OVERLAP) -> Floats:
    """Of boxes that overlap the best one alone, best first; the rest is dropped."""
    import numpy as np

    # A stable order: of two equal scores the earlier row, on every machine.
    rows = rows[np.argsort(-rows[:, SCORE], kind="stable")]
    left = np.arange(len(rows))
    kept = []
    while len(left):
        kept.append(left[0])
        left = left[1:]
        left = left[shared(rows[kept[-1]], rows[left]) <= overlap]
    return rows[kept]


def shared(one: Floats, many: Floats) -> Floats:
    """Intersection over union of one box with each of many."""
    import numpy as np

    low = np.maximum(one[:2], many[:, :2])
    high = np.minimum(one[:2] + one[2:4], many[:, :2] + many[:, 2:4])
    common = np.prod(np.maximum(high - low, 0), axis=1)
    union = one[2] * one[3] + many[:, 2] * many[:, 3] - common
    ratio: Floats = common / np.maximum(union, np.float32(1e-6))
    return ratio
