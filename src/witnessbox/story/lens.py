# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A pinhole camera in the drawn world, in metres: x right, y up, z away.

What holds: a heading of 0 degrees looks along z, 90 degrees along x.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Point = tuple[float, float, float]

NEAR = 0.12
"""Nothing nearer than this many metres is drawn."""


def _cross(a: Point, b: Point) -> Point:
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def _unit(a: Point) -> Point:
    size = math.sqrt(a[0] ** 2 + a[1] ** 2 + a[2] ** 2)
    return (a[0] / size, a[1] / size, a[2] / size)


@dataclass(frozen=True, slots=True)
class Lens:
    """Where a camera is, where it looks and how large its picture is.

    Attributes:
        at: The camera's place.
        to: A point in the middle of its picture.
        width: Of the picture, in pixels.
        height: Of the picture, in pixels.
        wide: Focal length as a share of the picture's width.
        roll: Degrees by which the camera leans.
    """

    at: Point
    to: Point
    width: int = 640
    height: int = 360
    wide: float = 0.62
    roll: float = 0.0

    @property
    def focal(self) -> float:
        """Pixels per metre at one metre."""
        return self.wide * self.width

    def basis(self) -> tuple[Point, Point, Point]:
        """Right, up and forward, as unit vectors."""
        ahead = _unit(
            (self.to[0] - self.at[0], self.to[1] - self.at[1], self.to[2] - self.at[2])
        )
        right = _unit(_cross((0.0, 1.0, 0.0), ahead))
        up = _cross(ahead, right)
        if self.roll:
            c, s = math.cos(math.radians(self.roll)), math.sin(math.radians(self.roll))
            right, up = (
                (
                    right[0] * c + up[0] * s,
                    right[1] * c + up[1] * s,
                    right[2] * c + up[2] * s,
                ),
                (
                    up[0] * c - right[0] * s,
                    up[1] * c - right[1] * s,
                    up[2] * c - right[2] * s,
                ),
            )
        return right, up, ahead


class Eye:
    """A lens with its basis worked out once, for many points."""

    __slots__ = ("_cx", "_cy", "_f", "ahead", "lens", "right", "up")

    def __init__(self, lens: Lens) -> None:
        self.lens = lens
        self.right, self.up, self.ahead = lens.basis()
        self._cx = lens.width / 2
        self._cy = lens.height / 2
        self._f = lens.focal

    def see(self, point: Point) -> tuple[float, float, float]:
        """Where a point falls: x and y in pixels, and how far ahead it is."""
        x = point[0] - self.lens.at[0]
        y = point[1] - self.lens.at[1]
        z = point[2] - self.lens.at[2]
        r, u, a = self.right, self.up, self.ahead
        deep = x * a[0] + y * a[1] + z * a[2]
        k = self._f / max(deep, NEAR)
        return (
            self._cx + k * (x * r[0] + y * r[1] + z * r[2]),
            self._cy - k * (x * u[0] + y * u[1] + z * u[2]),
            deep,
        )

    def scale(self, deep: float) -> float:
        """Pixels per metre at a distance."""
        return self._f / max(deep, NEAR)
