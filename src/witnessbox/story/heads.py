# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Drawn heads: a closed surface per person, painted, lit and seen from any side.

What holds: a `Face` is a few dozen numbers, no photograph and nobody's
likeness; the same numbers give the same pixels. A head is a grid of points over
longitude and latitude, bent by the face's numbers, painted by where a point
lies, lit by its normal and splatted nearest-last into a small picture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from witnessbox.story.faces import (
    Face,
    Floats,
    bump,
    hair_mask,
    paint_face,
    sphere,
    step,
    tone,
)

Bytes = NDArray[np.uint8]

SPRITE = 176
"""Side of a sprite in pixels; the head fills about two thirds of it."""
UNIT = SPRITE / 2.9
"""Pixels per half head height."""
_SCATTER = 2


@dataclass(frozen=True, slots=True)
class Sprite:
    """A head as a small picture.

    Attributes:
        colour: Blue, green, red, not multiplied with the cover.
        cover: 0 where nothing is, 255 where the head is.
    """

    colour: Bytes
    cover: Bytes


def _shape(face: Face, opening: float) -> Floats:
    """Points of the head; y grows downwards, z towards whoever looks."""
    sx, sy, sz = sphere()
    front = step(sz, 0.0, 0.35)
    low = step(sy, 0.05, 1.0)
    x = sx * 0.76 * face.width * (1 - 0.27 * low / face.jaw)
    y = sy * np.where(sy > 0, 1.0 + 0.03 * face.chin, 1.0)
    z = sz * np.where(sz < 0, 0.98, 0.84)
    z = z + 0.42 * step(-sz, 0.0, 0.7) * step(sy, 0.25, 0.9)
    ex = 0.315 * face.eyes
    ax = np.abs(x)
    z += front * -0.10 * bump(ax, ex, 0.16) * bump(y, -0.08, 0.11)
    z += front * 0.055 * bump(y, -0.24, 0.09) * bump(x, 0, 0.5)
    z += front * 0.06 * face.cheeks * bump(ax, 0.42, 0.17) * bump(y, 0.2, 0.18)
    ridge = step(y, -0.22, 0.30) * (1 - step(y, 0.33, 0.42))
    wide = 0.085 * face.nose_width * (0.75 + 0.75 * step(y, 0.1, 0.32))
    z += front * 0.20 * face.nose * ridge * np.exp(-((x / wide) ** 2))
    z += front * 0.05 * face.lips * bump(y, 0.56, 0.11) * bump(x, 0, 0.26)
    z += front * 0.10 * face.chin * bump(y, 0.90, 0.13) * bump(x, 0, 0.22)
    drop = opening * 0.10 * front * step(y, 0.56, 0.66)
    y = y + drop
    crown = hair_mask(face, sx, sy, sz)
    swell = 1 + (0.15 if face.cap else 0.07) * crown
    ear = bump(sy, 0.04, 0.17) * bump(sz, -0.10, 0.10)
    x = x * (1 + (swell - 1) * 0.55) * (1 + 0.11 * ear)
    y = y * np.where(sy < 0, swell, 1.0)
    z = z * swell
    return np.stack([x, y, z], axis=-1).astype(np.float32)


def _normals(points: Floats) -> Floats:
    du = np.gradient(points, axis=1)
    dv = np.gradient(points, axis=0)
    x = du[..., 1] * dv[..., 2] - du[..., 2] * dv[..., 1]
    y = du[..., 2] * dv[..., 0] - du[..., 0] * dv[..., 2]
    z = du[..., 0] * dv[..., 1] - du[..., 1] * dv[..., 0]
    size = np.maximum(np.sqrt(x * x + y * y + z * z), 1e-6)
    return np.stack([x / size, y / size, z / size], -1).astype(np.float32)


@lru_cache(maxsize=64)
def _whole(face: Face, opening: float) -> tuple[Floats, Floats, Floats]:
    points = _shape(face, opening)
    return points, _normals(points), paint_face(face, points, opening)


@lru_cache(maxsize=64)
def _surface(face: Face, opening: float, fine: bool) -> tuple[Floats, Floats, Floats]:
    """Points, normals and colours of a head, as flat lists."""
    points, normal, colour = _whole(face, opening)
    every = 1 if fine else 2
    brim, shade = _brim(face) if face.cap else (np.zeros((0, 3), np.float32),) * 2
    up = np.tile(np.array([0, -0.9, 0.4], np.float32), (len(brim), 1))
    return (
        np.concatenate([points[::every, ::every].reshape(-1, 3), brim]),
        np.concatenate([normal[::every, ::every].reshape(-1, 3), up]),
        np.concatenate([colour[::every, ::every].reshape(-1, 3), shade]),
    )


def _brim(face: Face) -> tuple[Floats, Floats]:
    angle, reach = np.meshgrid(
        np.linspace(-1.05, 1.05, 260, dtype=np.float32),
        np.linspace(0.0, 1.0, 60, dtype=np.float32),
    )
    out = 0.80 + 0.26 * reach * np.cos(angle * 1.2)
    x = np.sin(angle) * 0.78 * face.width * (0.98 + 0.1 * reach)
    z = np.cos(angle) * out
    y = -0.50 + 0.16 * reach * np.cos(angle)
    points = np.stack([x, y, z], -1).reshape(-1, 3).astype(np.float32)
    shade = np.tile(
        np.array(tone(face.cap or (0, 0, 0), 0.45), np.float32), (len(points), 1)
    )
    return points, shade


def _turn(yaw: float, pitch: float) -> Floats:
    cy, sy = math.cos(yaw), math.sin(yaw)
    cp, sp = math.cos(pitch), math.sin(pitch)
    around = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]], np.float32)
    nod = np.array([[1, 0, 0], [0, cp, sp], [0, -sp, cp]], np.float32)
    return (nod @ around).astype(np.float32)


@lru_cache(maxsize=1600)
def head(
    face: Face, turn: tuple[int, int], opening: float = 0.0, *, fine: bool = True
) -> Sprite:
    """The head as seen, turned by whole degrees: yaw and pitch.

    A yaw above 0 looks to the picture's right, a pitch above 0 down. Callers
    round the angles, so that few sprites serve a whole film. A sprite that is
    not `fine` has half the side and a quarter of the points.
    """
    points, normal, colour = _surface(face, opening, fine)
    matrix = _turn(math.radians(turn[0]), math.radians(turn[1]))
    keep = np.flatnonzero(normal @ matrix[2] > -0.05)
    p = points[keep] @ matrix.T
    n = normal[keep] @ matrix.T
    light = np.array([-0.42, -0.66, 0.62], np.float32)
    light /= np.linalg.norm(light)
    lit = 0.50 + 0.56 * np.clip(n @ light, 0, 1) + 0.10 * np.clip(n[:, 2], 0, 1)
    shade = np.clip(colour[keep] * lit[:, None], 0, 255).astype(np.uint8)
    return _splat(p, shade, SPRITE if fine else SPRITE // 2)


def _splat(p: Floats, shade: Bytes, small_side: int) -> Sprite:
    """Points into a picture, the nearest last."""
    side = small_side * _SCATTER
    scale = UNIT * side / SPRITE
    order = np.argsort(p[:, 2], kind="stable")
    px = (p[order, 0] * scale + side / 2).astype(np.int32)
    py = (p[order, 1] * scale + side / 2).astype(np.int32)
    big = np.zeros((side, side, 3), np.uint8)
    cover: Bytes = np.zeros((side, side), np.uint8)
    big[py, px] = shade[order]
    cover[py, px] = 255
    kernel = np.ones((3, 3), np.uint8)
    closed = cv2.morphologyEx(cover, cv2.MORPH_CLOSE, kernel, iterations=2)
    for _ in range(3):
        empty = cv2.bitwise_not(cover)
        cv2.copyTo(cv2.dilate(big, kernel), empty, big)
        cover = np.asarray(cv2.dilate(cover, kernel), np.uint8)
    # The splat has one-pixel seams; a median closes them and keeps edges.
    big = np.asarray(cv2.medianBlur(big, 3), np.uint8)
    size = (small_side, small_side)
    small = cv2.resize(big, size, interpolation=cv2.INTER_AREA)
    alpha = cv2.resize(closed, size, interpolation=cv2.INTER_AREA)
    return Sprite(np.asarray(small, np.uint8), np.asarray(alpha, np.uint8))


@lru_cache(maxsize=2000)
def face_box(
    face: Face, yaw: int, pitch: int
) -> tuple[float, float, float, float] | None:
    """Left, top, width, height of the face in a fine sprite.

    None where the face is turned away.
    """
    turn = _turn(math.radians(yaw), math.radians(pitch))
    if turn[2, 2] < 0.30:
        return None
    marks = np.array(
        [
            [0, -0.74, 0.7],
            [0, 1.03, 0.5],
            [0.70 * face.width, 0, 0.15],
            [-0.70 * face.width, 0, 0.15],
        ],
        np.float32,
    )
    seen = (marks @ turn.T)[:, :2] * UNIT + SPRITE / 2
    left, top = seen.min(axis=0)
    right, bottom = seen.max(axis=0)
    return float(left), float(top), float(right - left), float(bottom - top)
