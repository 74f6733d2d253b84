# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The numbers that make a drawn face, and its paint: skin, eyes, mouth, hair.

What holds: paint is laid on by where a point of the head lies, one soft-edged
layer after another, so that a face is the same from every side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LONGITUDES = 440
LATITUDES = 230


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


def bump(along: Floats, centre: float, spread: float) -> Floats:
    """1 at the centre, falling off to both sides."""
    return np.asarray(np.exp(-(((along - centre) / spread) ** 2)), np.float32)


def step(value: Floats, low: float, high: float) -> Floats:
    """0 below `low`, 1 above `high`, smooth between."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


@lru_cache(maxsize=1)
def sphere() -> tuple[Floats, Floats, Floats]:
    """A ball's points, over longitude and latitude."""
    lon = np.linspace(-math.pi, math.pi, LONGITUDES, dtype=np.float32)[None, :]
    lat = np.linspace(-1.5, 1.5, LATITUDES, dtype=np.float32)[:, None]
    # A fuller lower half than a ball's: jaws are square, skulls are round.
    full = np.where(lat > 0, np.cos(lat) ** np.float32(0.66), np.cos(lat))
    x = np.sin(lon) * full
    y = np.broadcast_to(np.sin(lat), x.shape).astype(np.float32)
    z = np.cos(lon) * full
    return x.astype(np.float32), y, z.astype(np.float32)


def hair_mask(face: Face, sx: Floats, sy: Floats, sz: Floats) -> Floats:
    """1 where hair or cap covers the head."""
    ax = np.abs(sx)
    line = -0.62 - face.hairline * 0.22 + 0.10 * bump(ax, 0.42, 0.14)
    if face.cap:
        line = np.full_like(ax, -0.52)
    side = np.where(sz > 0, line + 0.75 * step(ax, 0.70, 0.97), 0.42)
    bottom = 0.95 if face.long_hair else 0.42
    side = np.where(np.abs(sz + 0.06) < 0.13, -0.22, side)
    side = np.where(sz < -0.19, bottom, side)
    if face.cap:
        side = np.full_like(ax, -0.46)
    return step(side - sy, -0.03, 0.05)


class _Paint:
    """Albedo of every point, mixed one layer after another."""

    def __init__(self, face: Face, points: Floats) -> None:
        sx, sy, sz = sphere()
        self.face = face
        self.front = step(sz, 0.05, 0.2)
        self.x = points[..., 0]
        self.y = points[..., 1]
        self.ax = np.abs(self.x)
        self.crown = hair_mask(face, sx, sy, sz)
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
        return self.front * (1 - step(far.astype(np.float32), 1 - edge, 1 + edge))


def tone(colour: tuple[int, int, int], by: float) -> tuple[float, ...]:
    """A colour, lighter or darker."""
    return tuple(min(255.0, part * by) for part in colour)


def paint_face(face: Face, points: Floats, opening: float) -> Floats:
    """The colour of every point of a head, before light falls on it."""
    paint = _Paint(face, points)
    skin, hair = face.skin, face.hair
    noise = np.random.default_rng(face.seed).normal(0, 1, (12, 24)).astype(np.float32)
    blotch = cv2.resize(noise, (LONGITUDES, LATITUDES), interpolation=cv2.INTER_CUBIC)
    paint.colour *= (1 + 0.06 * blotch)[..., None]
    red = (skin[0] * 0.82, skin[1] * 0.84, min(255.0, skin[2] * 1.02))
    paint.mix(paint.oval((0.42, 0.26), (0.20, 0.16), edge=0.9), red, 0.55)
    paint.mix(
        paint.oval((0.0, 0.33), (0.13 * face.nose_width, 0.09), edge=0.9), red, 0.5
    )
    stubble = (
        paint.front * step(paint.y, 0.30, 0.62) * step(paint.y + paint.ax, 0.55, 0.85)
    )
    paint.mix(stubble, tone(hair, 0.9), 0.10 + 0.72 * face.beard)
    paint.mix(
        paint.oval((0.0, 0.445), (0.27, 0.055), edge=0.6),
        tone(hair, 1.0),
        face.moustache,
    )
    _paint_eyes(paint)
    _paint_mouth(paint, opening)
    for k in range(2):
        ring = paint.oval((0.20, 0.36 + 0.02 * k), (0.20, 0.14), edge=0.15)
        inner = paint.oval((0.20, 0.37 + 0.02 * k), (0.19, 0.13), edge=0.15)
        paint.mix(np.clip(ring - inner, 0, 1), tone(skin, 0.6), 0.5 * face.lined)
    lines = np.sin(paint.y * 60) * paint.front * bump(paint.y, -0.45, 0.1)
    paint.mix(
        np.clip(lines, 0, 1) * bump(paint.x, 0, 0.3),
        tone(skin, 0.7),
        0.5 * face.lined,
    )
    sx, sy, _ = sphere()
    strands = 1 + 0.10 * np.sin(np.arctan2(sx, -sy) * 70 + 3 * blotch)
    cover = face.cap or hair
    paint.mix(paint.crown, cover)
    if face.cap is None:
        paint.colour *= (1 + (strands - 1) * paint.crown)[..., None]
    else:
        band = bump(sy, -0.50, 0.05) * paint.crown
        paint.mix(band, tone(face.cap, 0.55), 0.9)
        badge = paint.oval((0.0, -0.66), (0.07, 0.09), edge=0.3)
        paint.mix(badge, (90, 190, 215), 0.9)
    return paint.colour


def _paint_eyes(paint: _Paint) -> None:
    face = paint.face
    ex, ey, size = 0.315 * face.eyes, -0.08, face.eye_size
    skin = face.skin
    paint.mix(
        paint.oval((ex, ey - 0.01), (0.21, 0.12), edge=0.8), tone(skin, 0.62), 0.55
    )
    paint.mix(
        paint.oval((ex, ey + 0.10), (0.15, 0.05), edge=0.8), tone(skin, 0.72), 0.5
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
    paint.mix(under, tone(skin, 0.5), 0.6)
    high = ey - 0.175 * face.brow
    brow = paint.oval(
        (ex + 0.01, high),
        (0.19, 0.034 * face.brow_weight),
        edge=0.5,
        tilt=face.brow_tilt,
    )
    paint.mix(brow, tone(face.hair, 0.85), 0.92)
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
        paint.oval((0.06, 0.355), (0.045, 0.024), edge=0.5), tone(skin, 0.35), 0.8
    )
    paint.mix(paint.oval((0.0, 0.46), (0.04, 0.06), edge=0.9), tone(skin, 0.8), 0.5)
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
        paint.oval((0.0, at + 0.13), (0.17, 0.035), edge=0.9), tone(skin, 0.7), 0.5
    )
