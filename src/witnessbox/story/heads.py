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

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

SPRITE = 176
"""Side of a sprite in pixels; the head fills about two thirds of it."""
UNIT = SPRITE / 2.9
"""Pixels per half head height."""
_SCATTER = 2
_LONGITUDES = 440
_LATITUDES = 230


@dataclass(frozen=True, slots=True)
class Face:
    """The numbers that make one drawn face; 1.0 is the middle where it is a factor.

    Attributes:
        skin: Blue, green, red of the skin in full light.
        hair: Blue, green, red of hair, brows and beard.
        iris: Blue, green, red of the eyes.
        cap: Blue, green, red of a cap, or None.
        seed: Chooses the skin's own blotches.
    """

    skin: tuple[int, int, int]
    hair: tuple[int, int, int]
    iris: tuple[int, int, int]
    width: float = 1.0
    jaw: float = 1.0
    eyes: float = 1.0
    eye_size: float = 1.0
    brow: float = 1.0
    brow_tilt: float = 0.0
    brow_weight: float = 1.0
    nose: float = 1.0
    nose_width: float = 1.0
    mouth: float = 1.0
    lips: float = 1.0
    chin: float = 1.0
    cheeks: float = 1.0
    hairline: float = 0.0
    beard: float = 0.0
    moustache: float = 0.0
    glasses: bool = False
    lined: float = 0.0
    long_hair: bool = False
    cap: tuple[int, int, int] | None = None
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Sprite:
    """A head as a small picture.

    Attributes:
        colour: Blue, green, red, not multiplied with the cover.
        cover: 0 where nothing is, 255 where the head is.
    """

    colour: Bytes
    cover: Bytes


def _bump(along: Floats, centre: float, spread: float) -> Floats:
    return np.exp(-(((along - centre) / spread) ** 2)).astype(np.float32)


def _step(value: Floats, low: float, high: float) -> Floats:
    t = np.clip((value - low) / (high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


@lru_cache(maxsize=1)
def _sphere() -> tuple[Floats, Floats, Floats]:
    lon = np.linspace(-math.pi, math.pi, _LONGITUDES, dtype=np.float32)[None, :]
    lat = np.linspace(-1.5, 1.5, _LATITUDES, dtype=np.float32)[:, None]
    # A fuller lower half than a ball's: jaws are square, skulls are round.
    full = np.where(lat > 0, np.cos(lat) ** np.float32(0.66), np.cos(lat))
    x = np.sin(lon) * full
    y = np.broadcast_to(np.sin(lat), x.shape).astype(np.float32)
    z = np.cos(lon) * full
    return x.astype(np.float32), y, z.astype(np.float32)


def _shape(face: Face, opening: float) -> Floats:
    """Points of the head; y grows downwards, z towards whoever looks."""
    sx, sy, sz = _sphere()
    front = _step(sz, 0.0, 0.35)
    low = _step(sy, 0.05, 1.0)
    x = sx * 0.76 * face.width * (1 - 0.27 * low / face.jaw)
    y = sy * np.where(sy > 0, 1.0 + 0.03 * face.chin, 1.0)
    z = sz * np.where(sz < 0, 0.98, 0.84)
    z = z + 0.42 * _step(-sz, 0.0, 0.7) * _step(sy, 0.25, 0.9)
    ex = 0.315 * face.eyes
    ax = np.abs(x)
    z += front * -0.10 * _bump(ax, ex, 0.16) * _bump(y, -0.08, 0.11)
    z += front * 0.055 * _bump(y, -0.24, 0.09) * _bump(x, 0, 0.5)
    z += front * 0.06 * face.cheeks * _bump(ax, 0.42, 0.17) * _bump(y, 0.2, 0.18)
    ridge = _step(y, -0.22, 0.30) * (1 - _step(y, 0.33, 0.42))
    wide = 0.085 * face.nose_width * (0.75 + 0.75 * _step(y, 0.1, 0.32))
    z += front * 0.20 * face.nose * ridge * np.exp(-((x / wide) ** 2))
    z += front * 0.05 * face.lips * _bump(y, 0.56, 0.11) * _bump(x, 0, 0.26)
    z += front * 0.10 * face.chin * _bump(y, 0.90, 0.13) * _bump(x, 0, 0.22)
    drop = opening * 0.10 * front * _step(y, 0.56, 0.66)
    y = y + drop
    crown = _hair_mask(face, sx, sy, sz)
    swell = 1 + (0.15 if face.cap else 0.07) * crown
    ear = _bump(sy, 0.04, 0.17) * _bump(sz, -0.10, 0.10)
    x = x * (1 + (swell - 1) * 0.55) * (1 + 0.11 * ear)
    y = y * np.where(sy < 0, swell, 1.0)
    z = z * swell
    return np.stack([x, y, z], axis=-1).astype(np.float32)


def _hair_mask(face: Face, sx: Floats, sy: Floats, sz: Floats) -> Floats:
    ax = np.abs(sx)
    line = -0.62 - face.hairline * 0.22 + 0.10 * _bump(ax, 0.42, 0.14)
    if face.cap:
        line = np.full_like(ax, -0.52)
    side = np.where(sz > 0, line + 0.75 * _step(ax, 0.70, 0.97), 0.42)
    bottom = 0.95 if face.long_hair else 0.42
    side = np.where(np.abs(sz + 0.06) < 0.13, -0.22, side)
    side = np.where(sz < -0.19, bottom, side)
    if face.cap:
        side = np.full_like(ax, -0.46)
    return _step(side - sy, -0.03, 0.05)


def _normals(points: Floats) -> Floats:
    du = np.gradient(points, axis=1)
    dv = np.gradient(points, axis=0)
    x = du[..., 1] * dv[..., 2] - du[..., 2] * dv[..., 1]
    y = du[..., 2] * dv[..., 0] - du[..., 0] * dv[..., 2]
    z = du[..., 0] * dv[..., 1] - du[..., 1] * dv[..., 0]
    size = np.maximum(np.sqrt(x * x + y * y + z * z), 1e-6)
    return np.stack([x / size, y / size, z / size], -1).astype(np.float32)


class _Paint:
    """Albedo of every point, mixed one layer after another."""

    def __init__(self, face: Face, points: Floats) -> None:
        sx, sy, sz = _sphere()
        self.face = face
        self.front = _step(sz, 0.05, 0.2)
        self.x = points[..., 0]
        self.y = points[..., 1]
        self.ax = np.abs(self.x)
        self.crown = _hair_mask(face, sx, sy, sz)
        self.colour = np.empty((*sx.shape, 3), np.float32)
        self.colour[:] = face.skin

    def mix(self, mask: Floats, colour: tuple[float, ...], amount: float = 1.0) -> None:
        part = (mask * amount)[..., None]
        self.colour += (np.array(colour, np.float32) - self.colour) * part

    def oval(
        self, at: tuple[float, float], size: tuple[float, float], **how: float
    ) -> Floats:
        """A soft-edged oval on both sides of the face, turned by `tilt` radians."""
        dx, dy = self.ax - at[0], self.y - at[1]
        tilt = how.get("tilt", 0.0)
        c, s = math.cos(tilt), math.sin(tilt)
        u, v = dx * c + dy * s, -dx * s + dy * c
        far = (u / size[0]) ** 2 + (v / size[1]) ** 2
        edge = how.get("edge", 0.25)
        return self.front * (1 - _step(far.astype(np.float32), 1 - edge, 1 + edge))


def _tone(colour: tuple[int, int, int], by: float) -> tuple[float, ...]:
    return tuple(min(255.0, part * by) for part in colour)


def _paint(face: Face, points: Floats, opening: float) -> Floats:
    paint = _Paint(face, points)
    skin, hair = face.skin, face.hair
    noise = np.random.default_rng(face.seed).normal(0, 1, (12, 24)).astype(np.float32)
    blotch = cv2.resize(noise, (_LONGITUDES, _LATITUDES), interpolation=cv2.INTER_CUBIC)
    paint.colour *= (1 + 0.06 * blotch)[..., None]
    red = (skin[0] * 0.82, skin[1] * 0.84, min(255.0, skin[2] * 1.02))
    paint.mix(paint.oval((0.42, 0.26), (0.20, 0.16), edge=0.9), red, 0.55)
    paint.mix(
        paint.oval((0.0, 0.33), (0.13 * face.nose_width, 0.09), edge=0.9), red, 0.5
    )
    stubble = (
        paint.front * _step(paint.y, 0.30, 0.62) * _step(paint.y + paint.ax, 0.55, 0.85)
    )
    paint.mix(stubble, _tone(hair, 0.9), 0.10 + 0.72 * face.beard)
    paint.mix(
        paint.oval((0.0, 0.445), (0.27, 0.055), edge=0.6),
        _tone(hair, 1.0),
        face.moustache,
    )
    _paint_eyes(paint)
    _paint_mouth(paint, opening)
    for k in range(2):
        ring = paint.oval((0.20, 0.36 + 0.02 * k), (0.20, 0.14), edge=0.15)
        inner = paint.oval((0.20, 0.37 + 0.02 * k), (0.19, 0.13), edge=0.15)
        paint.mix(np.clip(ring - inner, 0, 1), _tone(skin, 0.6), 0.5 * face.lined)
    lines = np.sin(paint.y * 60) * paint.front * _bump(paint.y, -0.45, 0.1)
    paint.mix(
        np.clip(lines, 0, 1) * _bump(paint.x, 0, 0.3),
        _tone(skin, 0.7),
        0.5 * face.lined,
    )
    sx, sy, _ = _sphere()
    strands = 1 + 0.10 * np.sin(np.arctan2(sx, -sy) * 70 + 3 * blotch)
    cover = face.cap or hair
    paint.mix(paint.crown, cover)
    if face.cap is None:
        paint.colour *= (1 + (strands - 1) * paint.crown)[..., None]
    else:
        band = _bump(sy, -0.50, 0.05) * paint.crown
        paint.mix(band, _tone(face.cap, 0.55), 0.9)
        badge = paint.oval((0.0, -0.66), (0.07, 0.09), edge=0.3)
        paint.mix(badge, (90, 190, 215), 0.9)
    return paint.colour


def _paint_eyes(paint: _Paint) -> None:
    face = paint.face
    ex, ey, size = 0.315 * face.eyes, -0.08, face.eye_size
    skin = face.skin
    paint.mix(
        paint.oval((ex, ey - 0.01), (0.21, 0.12), edge=0.8), _tone(skin, 0.62), 0.55
    )
    paint.mix(
        paint.oval((ex, ey + 0.10), (0.15, 0.05), edge=0.8), _tone(skin, 0.72), 0.5
    )
    white = paint.oval((ex, ey), (0.135 * size, 0.062 * size), edge=0.2, tilt=-0.06)
    paint.mix(white, (222, 226, 230))
    paint.mix(
        paint.oval((ex, ey - 0.004), (0.064, 0.064), edge=0.25) * white, face.iris
    )
    paint.mix(
        paint.oval((ex, ey - 0.004), (0.030, 0.030), edge=0.3) * white, (18, 16, 16)
    )
    paint.mix(
        paint.oval((ex - 0.03, ey - 0.03), (0.013, 0.013), edge=0.5), (250, 250, 250)
    )
    lid = paint.oval(
        (ex, ey - 0.055 * size), (0.155 * size, 0.026), edge=0.5, tilt=-0.05
    )
    paint.mix(lid, (35, 32, 38), 0.85)
    under = paint.oval((ex, ey + 0.062 * size), (0.12 * size, 0.012), edge=0.6)
    paint.mix(under, _tone(skin, 0.5), 0.6)
    high = ey - 0.175 * face.brow
    brow = paint.oval(
        (ex + 0.01, high),
        (0.19, 0.034 * face.brow_weight),
        edge=0.5,
        tilt=face.brow_tilt,
    )
    paint.mix(brow, _tone(face.hair, 0.85), 0.92)
    if face.glasses:
        outer = paint.oval((ex, ey + 0.01), (0.225, 0.165), edge=0.06)
        inner = paint.oval((ex, ey + 0.01), (0.195, 0.138), edge=0.06)
        bridge = paint.oval((0.0, ey - 0.02), (ex - 0.20, 0.016), edge=0.3)
        paint.mix(np.clip(outer - inner + bridge, 0, 1), (25, 25, 28), 0.95)


def _paint_mouth(paint: _Paint, opening: float) -> None:
    face = paint.face
    skin = face.skin
    half = 0.235 * face.mouth
    paint.mix(
        paint.oval((0.06, 0.355), (0.045, 0.024), edge=0.5), _tone(skin, 0.35), 0.8
    )
    paint.mix(paint.oval((0.0, 0.46), (0.04, 0.06), edge=0.9), _tone(skin, 0.8), 0.5)
    lip = (skin[0] * 0.62, skin[1] * 0.58, skin[2] * 0.82)
    at = 0.575 + 0.05 * opening
    tall = (0.062 * face.lips) + 0.055 * opening
    paint.mix(paint.oval((0.0, at), (half, tall), edge=0.35), lip, 0.9)
    gap = 0.014 + 0.05 * opening
    paint.mix(
        paint.oval((0.0, at - 0.004), (half * 0.92, gap), edge=0.4), (38, 34, 62), 0.95
    )
    if opening > 0.3:
        teeth = paint.oval((0.0, at - 0.025), (half * 0.6, 0.016), edge=0.4)
        paint.mix(teeth, (205, 212, 216), 0.8)
    paint.mix(
        paint.oval((0.0, at + 0.13), (0.17, 0.035), edge=0.9), _tone(skin, 0.7), 0.5
    )


@lru_cache(maxsize=64)
def _surface(face: Face, opening: float, fine: bool) -> tuple[Floats, Floats, Floats]:
    """Points, normals and colours of a head, as flat lists."""
    points = _shape(face, opening)
    colour = _paint(face, points, opening)
    normal = _normals(points)
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
        np.array(_tone(face.cap or (0, 0, 0), 0.45), np.float32), (len(points), 1)
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
    cover = np.zeros((side, side), np.uint8)
    big[py, px] = shade[order]
    cover[py, px] = 255
    kernel = np.ones((3, 3), np.uint8)
    closed = cv2.morphologyEx(cover, cv2.MORPH_CLOSE, kernel, iterations=2)
    for _ in range(3):
        empty = cv2.bitwise_not(cover)
        cv2.copyTo(cv2.dilate(big, kernel), empty, big)
        cover = cv2.dilate(cover, kernel)
    # The splat has one-pixel seams; a median closes them and keeps edges.
    big = cv2.medianBlur(big, 3)
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
