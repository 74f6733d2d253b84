# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Persons in one picture, by YOLOv4-tiny (COCO; Darknet's licence, 24 MB).

What holds: the picture is padded to a square, not stretched; of what the network
knows only persons are given. Boxes are in pixels of the picture, best first.

OpenCV reads the format itself; 5.0 no longer does. One thread, no file afterwards.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from witnessbox.analysis.yunet import shared

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Pixels = npt.NDArray[np.uint8]
    Floats = npt.NDArray[np.float32]

MODEL = "yolov4-tiny"
"""Its name in the manifest of models: a folder of two files."""
SIDE = 416
PERSON = 5
"""Column of the score for persons; 0 to 3 are the box, 4 is any thing at all."""
OVERLAP = 0.45


class Yolo:
    """The loaded network.

    Args:
        folder: With `yolov4-tiny.cfg` and `yolov4-tiny.weights`.
    """

    def __init__(self, folder: str) -> None:
        import cv2

        self._net: Any = cv2.dnn.readNetFromDarknet(
            os.path.join(folder, f"{MODEL}.cfg"),
            os.path.join(folder, f"{MODEL}.weights"),
        )
        self._outputs = self._net.getUnconnectedOutLayersNames()

    def detect(self, rgb: Pixels, threshold: float) -> Floats:
        """Persons: rows of x, y, width, height, score.

        Args:
            rgb: The picture; brought to `SIDE` pixels.
            threshold: Persons with a lower score are left out.
        """
        import cv2
        import numpy as np

        height, width = rgb.shape[:2]
        scale = SIDE / max(height, width)
        size = max(round(width * scale), 1), max(round(height * scale), 1)
        square = np.full((SIDE, SIDE, 3), 114, np.uint8)
        square[: size[1], : size[0]] = cv2.resize(
            rgb, size, interpolation=cv2.INTER_AREA
        )
        self._net.setInput(np.float32(square.transpose(2, 0, 1)[None] / 255.0))
        rows = np.concatenate(self._net.forward(self._outputs)).astype(np.float32)
        rows = rows[rows[:, PERSON] >= threshold]
        out = np.empty((len(rows), 5), np.float32)
        out[:, 2:4] = rows[:, 2:4] * SIDE / scale
        out[:, 0:2] = rows[:, 0:2] * SIDE / scale - out[:, 2:4] / 2
        out[:, 4] = rows[:, PERSON]
        return best_of(out)


def best_of(rows: Floats) -> Floats:
    """Of persons that overlap the best one alone, best first."""
    import numpy as np

    left = list(np.argsort(-rows[:, 4], kind="stable"))
    kept: list[int] = []
    while left:
        best = left.pop(0)
        kept.append(best)
        left = [n for n in left if shared(rows[best], rows[n : n + 1])[0] <= OVERLAP]
    return rows[kept]
