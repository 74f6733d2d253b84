# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""One decoded picture, in whatever size a stage asks for; child only.

What holds: pictures are upright and in the shape of display; each size is made
once, from the decoder's own frame, and shared by all stages: it must not be
written to. A frame is of use only while the next one is not asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from witnessbox.media.stills import fit

BASE_EDGE = 640
"""Pixels; smaller sizes are made from this one."""

Pixels = npt.NDArray[np.uint8]
"""RGB: (height, width, 3); grey: (height, width)."""


class Frame:
    """One picture of a stream, or a photograph.

    Attributes:
        stream: Its number in the container; 0 for a photograph.
        pts: Presentation stamp in ticks; None where the file states none.
        time: Seconds of the stream's own clock; 0 for a photograph.
        size: (width, height) in pixels as displayed, upright.
    """

    def __init__(
        self,
        stream: int,
        stamp: tuple[int | None, Fraction],
        size: tuple[int, int],
        render: Callable[[int], Pixels],
    ) -> None:
        self.stream = stream
        self.pts, self.time = stamp
        self.size = size
        self._render = render
        self._made: dict[int, Pixels] = {}
        self._grey: dict[int, Pixels] = {}

    def rgb(self, edge: int) -> Pixels:
        """RGB within a square of `edge` pixels, never larger than the picture."""
        edge = min(edge, max(self.size))
        if edge not in self._made:
            small = edge < min(BASE_EDGE, max(self.size))
            made = self._smaller(edge) if small else self._render(edge)
            made.flags.writeable = False
            self._made[edge] = made
        return self._made[edge]

    def _smaller(self, edge: int) -> Pixels:
        """From the base size: 0.3 ms in place of 2, and always the same way.

        A stage must see the same pixels whichever other stages run beside it.
        """
        import cv2

        base = self.rgb(BASE_EDGE)
        height, width = base.shape[:2]
        size = fit((width, height), edge)
        return cv2.resize(base, size, interpolation=cv2.INTER_AREA).view(np.uint8)

    def grey(self, edge: int) -> Pixels:
        """The brightness alone (Rec. 601 weights), within a square of `edge`."""
        edge = min(edge, max(self.size))
        if edge not in self._grey:
            import cv2

            made: Pixels = cv2.cvtColor(self.rgb(edge), cv2.COLOR_RGB2GRAY).view(
                np.uint8
            )
            made.flags.writeable = False
            self._grey[edge] = made
        return self._grey[edge]
