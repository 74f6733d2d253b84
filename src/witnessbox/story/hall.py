# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A corridor for a camera that moves: six lit planes, bent to each picture.

What holds: the room is convex and the camera inside it, so that every pixel
belongs to exactly one plane and nothing hides anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from witnessbox.story.lens import NEAR, Eye, Point
from witnessbox.story.rays import Room, trace
from witnessbox.story.rooms import room

Picture = NDArray[np.uint8]
_DENSITY = 56
"""Pixels to a metre of wall."""


@dataclass(frozen=True, slots=True)
class _Plane:
    """A lit plane: its picture, one corner and two edges in the world."""

    picture: Picture
    corner: Point
    across: Point
    down: Point


def _bake(place: Room, corner: Point, across: Point, down: Point) -> _Plane:
    wide = max(8, int(sum(map(abs, across)) * _DENSITY))
    tall = max(8, int(sum(map(abs, down)) * _DENSITY))
    u = np.tile((np.arange(wide, dtype=np.float32) + 0.5) / wide, tall)
    v = np.repeat((np.arange(tall, dtype=np.float32) + 0.5) / tall, wide)
    inward = np.cross(np.array(across), np.array(down))
    inward = inward / np.linalg.norm(inward)
    middle = np.array(
        [(place.low[k] + place.high[k]) / 2 for k in range(3)], np.float32
    )
    if np.dot(middle - np.array(corner), inward) < 0:
        inward = -inward
    # Rays start a hand's breadth before the plane, so that doors are met.
    start = [
        (corner[k] + across[k] * u + down[k] * v + inward[k] * 0.15).astype(np.float32)
        for k in range(3)
    ]
    way = [np.full(len(u), -inward[k], np.float32) for k in range(3)]
    colour, _ = trace(place, (start[0], start[1], start[2]), (way[0], way[1], way[2]))
    picture = colour.reshape(tall, wide, 3).astype(np.uint8)
    return _Plane(picture, corner, across, down)


@lru_cache(maxsize=2)
def _planes(place: str) -> tuple[_Plane, ...]:
    spec = room(place)
    (x0, y0, z0), (x1, y1, z1) = spec.low, spec.high
    dx, dy, dz = x1 - x0, y1 - y0, z1 - z0
    return (
        _bake(spec, (x0, y0, z0), (dx, 0, 0), (0, 0, dz)),
        _bake(spec, (x0, y1, z0), (dx, 0, 0), (0, 0, dz)),
        _bake(spec, (x0, y1, z0), (0, 0, dz), (0, -dy, 0)),
        _bake(spec, (x1, y1, z0), (0, 0, dz), (0, -dy, 0)),
        _bake(spec, (x0, y1, z1), (dx, 0, 0), (0, -dy, 0)),
        _bake(spec, (x0, y1, z0), (dx, 0, 0), (0, -dy, 0)),
    )


def _clipped(eye: Eye, plane: _Plane) -> list[tuple[float, float]]:
    """The plane's outline in pixels, cut off where it passes the camera."""
    corners: list[tuple[float, float, float]] = []
    for a, b in ((0, 0), (1, 0), (1, 1), (0, 1)):
        place = tuple(
            plane.corner[k] + plane.across[k] * a + plane.down[k] * b - eye.lens.at[k]
            for k in range(3)
        )
        x, y, z = (
            sum(place[k] * axis[k] for k in range(3))
            for axis in (eye.right, eye.up, eye.ahead)
        )
        corners.append((x, y, z))
    kept: list[tuple[float, float, float]] = []
    for p, q in zip(corners, corners[1:] + corners[:1], strict=True):
        if p[2] >= NEAR:
            kept.append(p)
        if (p[2] >= NEAR) != (q[2] >= NEAR):
            t = (NEAR - p[2]) / (q[2] - p[2])
            kept.append((p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t, NEAR))
    f = eye.lens.focal
    cx, cy = eye.lens.width / 2, eye.lens.height / 2
    return [(cx + f * x / z, cy - f * y / z) for x, y, z in kept]


def _matrix(eye: Eye, plane: _Plane) -> NDArray[np.float64]:
    """From the plane's pixels to the picture's."""
    tall, wide = plane.picture.shape[:2]
    f = eye.lens.focal
    camera = np.array(
        [[f, 0, eye.lens.width / 2], [0, -f, eye.lens.height / 2], [0, 0, 1.0]]
    )
    axes = np.array([eye.right, eye.up, eye.ahead])
    world = np.stack(
        [
            np.array(plane.across) / wide,
            np.array(plane.down) / tall,
            np.array(plane.corner) - np.array(eye.lens.at),
        ],
        axis=1,
    )
    return np.asarray(camera @ axes @ world, np.float64)


def see(place: str, eye: Eye) -> Picture:
    """The empty hall as a camera somewhere in it sees it."""
    wide, tall = eye.lens.width, eye.lens.height
    picture = np.zeros((tall, wide, 3), np.uint8)
    for plane in _planes(place):
        outline = _clipped(eye, plane)
        if len(outline) < 3:
            continue
        xs = [min(max(x, 0), wide) for x, _ in outline]
        ys = [min(max(y, 0), tall) for _, y in outline]
        left, right = int(min(xs)), int(np.ceil(max(xs)))
        top, bottom = int(min(ys)), int(np.ceil(max(ys)))
        if right - left < 1 or bottom - top < 1:
            continue
        shift = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1.0]])
        bent = cv2.warpPerspective(
            plane.picture,
            shift @ _matrix(eye, plane),
            (right - left, bottom - top),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        mask = np.zeros((bottom - top, right - left), np.uint8)
        corners = np.array(
            [
                [max(-30000, min(30000, x - left)), max(-30000, min(30000, y - top))]
                for x, y in outline
            ],
            np.float64,
        )
        cv2.fillConvexPoly(mask, np.rint(corners).astype(np.int32), 255)
        cv2.copyTo(bent, mask, picture[top:bottom, left:right])
    return picture
