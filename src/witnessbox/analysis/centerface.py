# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Faces in one picture, by CenterFace (MIT, 7.3 MB): pixels in, boxes out.

What holds: the picture is padded at the right and below to multiples of 32, never
stretched. Rows are those of `yunet`: box, five landmarks, score, best first.

It needs thirteen times the time of YuNet (71 ms for 640 x 384 on one core) and
sees other faces: small ones in the dark, turned ones. It serves the close look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from witnessbox.analysis.network import Network, open_network
from witnessbox.analysis.yunet import COLUMNS, SCORE, keep_best, padded

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Pixels = npt.NDArray[np.uint8]
    Floats = npt.NDArray[np.float32]

MODEL = "centerface"
"""Its name in the manifest of models."""
STRIDE = 4
_OUTPUTS = ("537", "538", "539", "540")
"""How likely a middle is there; height and width; where exactly; landmarks."""


class CenterFace:
    """The loaded network."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def detect(self, rgb: Pixels, threshold: float) -> Floats:
        """Faces of one picture, in rows as those of `yunet`; best first.

        Args:
            rgb: (height, width, 3), at least one pixel.
            threshold: Faces with a lower score are left out.
        """
        import numpy as np

        heat, size, shift, marks = self._network.run(padded(rgb, (0, 1, 2)))
        high, wide = np.nonzero(heat[0, 0] >= threshold)
        out = np.empty((len(high), COLUMNS), np.float32)
        sizes = np.exp(size[0][:, high, wide].T) * STRIDE
        middle = np.stack([wide, high], 1) + shift[0][::-1, high, wide].T + 0.5
        out[:, 2:4] = sizes[:, ::-1]
        out[:, 0:2] = middle * STRIDE - out[:, 2:4] / 2
        # Landmarks lie in the box: y and x of each, as parts of its size.
        parts = marks[0][:, high, wide].T.reshape(-1, 5, 2)[..., ::-1]
        points = parts * out[:, None, 2:4] + out[:, None, 0:2]
        out[:, 4:14] = points.reshape(-1, 10)
        out[:, SCORE] = heat[0, 0, high, wide]
        return keep_best(out)


def open_centerface(path: str) -> CenterFace:
    """Load it; afterwards it needs no file and no thread."""
    return CenterFace(open_network(path, _OUTPUTS))
