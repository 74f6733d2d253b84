# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Strokes of a brush: limbs and flat shapes, seen through an eye.

What holds: a stroke is drawn with soft edges and at parts of a pixel, so that
slow movements are smooth.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from witnessbox.story.lens import Eye, Point

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]
_SHIFT = 3
_ONE = 1 << _SHIFT
_FAR = 40000


def dim(colour: Colour, by: float) -> Colour:
    """A colour, `by` times as light."""
    return (
        min(255, int(colour[0] * by)),
        min(255, int(colour[1] * by)),
        min(255, int(colour[2] * by)),
    )


class Brush:
    """Strokes on one picture, seen through one eye."""

    def __init__(self, picture: Picture, eye: Eye) -> None:
        self.picture = picture
        self.eye = eye

    def limb(
        self, a: Point, b: Point, wide: tuple[float, float], colour: Colour
    ) -> None:
        """A rounded, tapering stroke between two places in the world."""
        ax, ay, da = self.eye.see(a)
        bx, by, db = self.eye.see(b)
        if da < 0.2 or db < 0.2:
            return
        ra = max(0.7, wide[0] * self.eye.scale(da))
        rb = max(0.7, wide[1] * self.eye.scale(db))
        self.stroke((ax, ay, ra), (bx, by, rb), colour)

    def stroke(
        self,
        a: tuple[float, float, float],
        b: tuple[float, float, float],
        colour: Colour,
    ) -> None:
        """The same, in pixels: x, y and half the width."""
        ax, ay, ra = a
        bx, by, rb = b
        for x, y, r in ((ax, ay, ra), (bx, by, rb)):
            cv2.circle(
                self.picture,
                (int(x * _ONE), int(y * _ONE)),
                int(r * _ONE),
                colour,
                -1,
                cv2.LINE_AA,
                _SHIFT,
            )
        dx, dy = bx - ax, by - ay
        far = math.hypot(dx, dy)
        if far < 0.5:
            return
        nx, ny = -dy / far, dx / far
        self.polygon(
            [
                (ax + nx * ra, ay + ny * ra),
                (bx + nx * rb, by + ny * rb),
                (bx - nx * rb, by - ny * rb),
                (ax - nx * ra, ay - ny * ra),
            ],
            colour,
        )

    def polygon(self, points: Sequence[tuple[float, float]], colour: Colour) -> None:
        """A convex shape in pixels."""
        corners = (np.array(points) * _ONE).clip(-_FAR, _FAR).astype(np.int32)
        cv2.fillConvexPoly(self.picture, corners, colour, cv2.LINE_AA, _SHIFT)

    def quad(self, places: Sequence[Point], colour: Colour) -> None:
        """A flat convex shape in the world."""
        seen = [self.eye.see(place) for place in places]
        if min(part[2] for part in seen) > 0.2:
            self.polygon([(part[0], part[1]) for part in seen], colour)
