# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Drawing people into a picture: limbs, clothes, heads, parcels, shadows.

What holds: people are drawn from far to near; what stands in the room between
them and the camera covers them; a face that can be seen gives its box.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from witnessbox.story import heads
from witnessbox.story.lens import Eye, Point
from witnessbox.story.stance import HEAD_HALF, Body, Leg, Stance, joints

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]
_SHIFT = 3
_ONE = 1 << _SHIFT
_MIN_FACE = 9


@dataclass(frozen=True, slots=True)
class Clothes:
    """What somebody wears.

    Attributes:
        top: Jacket's colour.
        legs: Trousers' colour.
        mark: Colour of a stripe, tie or tag on the chest, or None.
        kind: "prisoner", "officer", "coat", "suit" or "plain".
    """

    top: Colour
    legs: Colour
    mark: Colour | None = None
    kind: str = "plain"
    shoes: Colour = (36, 36, 38)


@dataclass(frozen=True, slots=True)
class Look:
    """A face and what is worn with it."""

    face: heads.Face
    clothes: Clothes


def _dim(colour: Colour, by: float) -> Colour:
    return (
        min(255, int(colour[0] * by)),
        min(255, int(colour[1] * by)),
        min(255, int(colour[2] * by)),
    )


def _fixed(value: float) -> int:
    return int(max(-4000.0, min(8000.0, value)) * _ONE)


class _Brush:
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
                (_fixed(x), _fixed(y)),
                _fixed(r),
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
        corners = np.array([[_fixed(x), _fixed(y)] for x, y in points], np.int32)
        cv2.fillConvexPoly(self.picture, corners, colour, cv2.LINE_AA, _SHIFT)

    def quad(self, places: Sequence[Point], colour: Colour) -> None:
        """A flat convex shape in the world."""
        seen = [self.eye.see(place) for place in places]
        if min(part[2] for part in seen) > 0.2:
            self.polygon([(part[0], part[1]) for part in seen], colour)


@lru_cache(maxsize=1)
def _soft_disc() -> NDArray[np.float32]:
    y, x = np.mgrid[-1:1:64j, -1:1:64j]
    far = np.sqrt(x * x + y * y)
    return (np.clip(1 - far, 0, 1)).astype(np.float32)


def _shadow(picture: Picture, eye: Eye, at: tuple[float, float]) -> None:
    x, y, deep = eye.see((at[0] + 0.06, 0.0, at[1] + 0.05))
    if deep < 0.4:
        return
    wide = 0.52 * eye.scale(deep)
    _, y2, _ = eye.see((at[0] + 0.06, 0.0, at[1] + 0.55))
    tall = max(2.0, abs(y - y2) * 0.75)
    left, top = int(x - wide), int(y - tall)
    w, h = max(2, int(wide * 2)), max(2, int(tall * 2))
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(picture.shape[1], left + w), min(picture.shape[0], top + h)
    if x1 <= x0 or y1 <= y0:
        return
    disc = cv2.resize(_soft_disc(), (w, h))[y0 - top : y1 - top, x0 - left : x1 - left]
    part = picture[y0:y1, x0:x1]
    dim = cv2.convertScaleAbs(disc, alpha=-140, beta=255)
    cv2.multiply(part, cv2.merge((dim, dim, dim)), dst=part, scale=1 / 255)


def _wrap(angle: float) -> float:
    return (angle + 180.0) % 360.0 - 180.0


@lru_cache(maxsize=700)
def _sized(
    face: heads.Face, turn: tuple[int, int], mouth: float, side: int
) -> tuple[Picture, Picture]:
    """A head in a size: its colours times its cover, and what of the rest stays."""
    sprite = heads.head(face, turn, mouth, fine=side > heads.SPRITE // 2)
    how = cv2.INTER_AREA if side < len(sprite.cover) else cv2.INTER_CUBIC
    colour = cv2.resize(sprite.colour, (side, side), interpolation=how)
    cover = cv2.resize(sprite.cover, (side, side), interpolation=how)
    solid = cv2.merge((cover, cover, cover))
    return (
        np.asarray(cv2.multiply(colour, solid, scale=1 / 255), np.uint8),
        np.asarray(255 - solid, np.uint8),
    )


def _head(
    picture: Picture, eye: Eye, look: Look, stance: Stance, at: Point
) -> Box | None:
    """Draws the head; gives the face's box if a face can be seen."""
    x, y, deep = eye.see(at)
    if deep < 0.25:
        return None
    cam = eye.lens.at
    to = math.degrees(math.atan2(cam[0] - at[0], cam[2] - at[2]))
    flat = math.hypot(cam[0] - at[0], cam[2] - at[2])
    rise = math.degrees(math.atan2(cam[1] - at[1], flat))
    yaw = -_wrap(stance.heading + stance.gaze - to)
    turned = int(round(yaw / 15.0)) * 15
    facing = abs(_wrap(yaw)) < 90
    pitch = int(round((rise + (stance.nod if facing else -stance.nod)) / 10.0)) * 10
    pitch = max(-20, min(50, pitch))
    mouth = round(stance.mouth * 2) / 2 if facing else 0.0
    grow = HEAD_HALF * stance.tall * eye.scale(deep) / heads.UNIT
    side = max(4, int(heads.SPRITE * grow))
    if side > 900:
        return None
    colour, rest = _sized(look.face, (turned, pitch), mouth, side)
    left, top = int(x - side / 2), int(y - side / 2)
    x0, y0 = max(0, left), max(0, top)
    x1 = min(picture.shape[1], left + side)
    y1 = min(picture.shape[0], top + side)
    if x1 <= x0 or y1 <= y0:
        return None
    cut = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    part = picture[y0:y1, x0:x1]
    cv2.multiply(part, rest[cut], dst=part, scale=1 / 255)
    cv2.add(part, colour[cut], dst=part)
    box = heads.face_box(look.face, turned, pitch)
    if box is None or box[3] * grow < _MIN_FACE:
        return None
    k = side / heads.SPRITE
    return (
        int(left + box[0] * k),
        int(top + box[1] * k),
        int(box[2] * k),
        int(box[3] * k),
    )


def _leg(brush: _Brush, leg: Leg, clothes: Clothes, by: float) -> None:
    brush.limb(leg.ankle, leg.toe, (0.05, 0.042), _dim(clothes.shoes, by))
    colour = _dim(clothes.legs, by)
    brush.limb(leg.hip, leg.knee, (0.098, 0.074), colour)
    brush.limb(leg.knee, leg.ankle, (0.074, 0.058), colour)


def _arm(brush: _Brush, body: Body, which: int, look: Look, by: float) -> None:
    arm = body.arms[which]
    colour = _dim(look.clothes.top, by * 0.93)
    edge = _dim(look.clothes.top, by * 0.62)
    brush.limb(arm.shoulder, arm.elbow, (0.078, 0.064), edge)
    brush.limb(arm.elbow, arm.hand, (0.064, 0.050), edge)
    brush.limb(arm.shoulder, arm.elbow, (0.070, 0.056), colour)
    brush.limb(arm.elbow, arm.hand, (0.056, 0.043), colour)
    tip = tuple(arm.hand[k] + (arm.hand[k] - arm.elbow[k]) * 0.22 for k in range(3))
    brush.limb(
        arm.hand,
        (tip[0], tip[1], tip[2]),
        (0.040, 0.034),
        _dim(look.face.skin, 0.9 * by),
    )


def _torso(brush: _Brush, body: Body, look: Look) -> None:
    clothes = look.clothes
    (left, right), (hip_l, hip_r) = (
        (body.arms[0].shoulder, body.arms[1].shoulder),
        (body.legs[0].hip, body.legs[1].hip),
    )
    points: list[list[float]] = []
    low = 0.42 if clothes.kind == "coat" else 0.0
    for place, wide in (
        (left, 0.075),
        (right, 0.075),
        (hip_l, 0.115),
        (hip_r, 0.115),
        *(((h[0], h[1] - low, h[2]), 0.15) for h in (hip_l, hip_r) if low),
    ):
        x, y, deep = brush.eye.see(place)
        r = wide * brush.eye.scale(deep)
        for k in range(8):
            points.append(
                [x + r * math.cos(k * math.pi / 4), y + r * math.sin(k * math.pi / 4)]
            )
    hull = cv2.convexHull(np.array(points, np.float32)).reshape(-1, 2)
    brush.polygon([(float(x), float(y)) for x, y in hull], clothes.top)


def _front(body: Body, eye: Eye) -> tuple[Point, Point, float]:
    """The body's right and ahead directions, and how much it faces the eye."""
    a, b = body.arms[0].shoulder, body.arms[1].shoulder
    wide = math.hypot(b[0] - a[0], b[2] - a[2]) or 1.0
    right = ((b[0] - a[0]) / wide, 0.0, (b[2] - a[2]) / wide)
    ahead = (-right[2], 0.0, right[0])
    cam = eye.lens.at
    to = (cam[0] - body.chest[0], cam[2] - body.chest[2])
    far = math.hypot(*to) or 1.0
    return right, ahead, (ahead[0] * to[0] + ahead[2] * to[1]) / far


def _details(brush: _Brush, body: Body, look: Look, stance: Stance) -> None:
    """Collar, tie, stripe, tag and shoulder boards, where there is room for them."""
    right, ahead, facing = _front(body, brush.eye)
    clothes = look.clothes

    def at(r: float, u: float, out: float = 0.085) -> Point:
        neck = body.neck
        k = stance.tall
        return (
            neck[0] + k * (right[0] * r + ahead[0] * out),
            neck[1] + k * u,
            neck[2] + k * (right[2] * r + ahead[2] * out),
        )

    mark = clothes.mark or _dim(clothes.top, 1.4)
    if clothes.kind == "prisoner":
        for out, seen in ((0.085, facing > 0.15), (-0.085, facing < -0.15)):
            if seen:
                brush.quad(
                    [
                        at(-0.2, -0.13, out),
                        at(0.2, -0.13, out),
                        at(0.2, -0.17, out),
                        at(-0.2, -0.17, out),
                    ],
                    mark,
                )
    if clothes.kind == "officer":
        for side in (-1, 1):
            brush.limb(
                at(side * 0.10, -0.005, 0.0),
                at(side * 0.215, -0.035, 0.0),
                (0.026, 0.026),
                mark,
            )
    if facing < 0.2:
        return
    if clothes.kind in ("suit", "coat"):
        shirt = (222, 226, 228) if clothes.kind == "suit" else (176, 156, 120)
        brush.quad([at(-0.055, 0.0), at(0.055, 0.0), at(0.0, -0.26, 0.1)], shirt)
    if clothes.kind == "suit":
        brush.quad(
            [
                at(-0.016, -0.01, 0.1),
                at(0.016, -0.01, 0.1),
                at(0.022, -0.2, 0.11),
                at(0.0, -0.24, 0.11),
                at(-0.022, -0.2, 0.11),
            ],
            mark,
        )
    if clothes.kind in ("officer", "prisoner", "plain"):
        seam = _dim(clothes.top, 0.6)
        brush.limb(at(0, -0.03), at(0, -0.5, 0.1), (0.005, 0.005), seam)
        brush.quad(
            [at(-0.09, 0.0, 0.05), at(0.0, -0.09), at(-0.02, 0.02, 0.05)],
            _dim(clothes.top, 1.25),
        )
        brush.quad(
            [at(0.09, 0.0, 0.05), at(0.0, -0.09), at(0.02, 0.02, 0.05)],
            _dim(clothes.top, 1.2),
        )
        brush.quad(
            [at(0.06, -0.19), at(0.15, -0.19), at(0.15, -0.23), at(0.06, -0.23)], mark
        )


def _box(brush: _Brush, middle: Point, heading: float, size: Point) -> None:
    """A parcel: the sides that can be seen, a strip of tape on top."""
    s, c = math.sin(math.radians(heading)), math.cos(math.radians(heading))

    def at(r: float, u: float, a: float) -> Point:
        return (
            middle[0] + r * size[0] * c + a * size[2] * s,
            middle[1] + u * size[1],
            middle[2] - r * size[0] * s + a * size[2] * c,
        )

    tint: Colour = (104, 150, 186)
    cam = brush.eye.lens.at
    sides = (
        ((1, 0, 0), ((1, -1, -1), (1, -1, 1), (1, 1, 1), (1, 1, -1)), 0.78),
        ((-1, 0, 0), ((-1, -1, -1), (-1, -1, 1), (-1, 1, 1), (-1, 1, -1)), 0.70),
        ((0, 0, 1), ((-1, -1, 1), (1, -1, 1), (1, 1, 1), (-1, 1, 1)), 0.86),
        ((0, 0, -1), ((-1, -1, -1), (1, -1, -1), (1, 1, -1), (-1, 1, -1)), 0.86),
        ((0, 1, 0), ((-1, 1, -1), (1, 1, -1), (1, 1, 1), (-1, 1, 1)), 1.08),
    )
    for way, corners, tone in sides:
        face = at(*way)
        out = (face[0] - middle[0], face[1] - middle[1], face[2] - middle[2])
        look = (cam[0] - face[0], cam[1] - face[1], cam[2] - face[2])
        if sum(out[k] * look[k] for k in range(3)) > 0:
            brush.quad([at(*corner) for corner in corners], _dim(tint, tone))
    brush.quad(
        [
            at(-0.12, 1.01, -1),
            at(0.12, 1.01, -1),
            at(0.12, 1.01, 1),
            at(-0.12, 1.01, 1),
        ],
        (150, 186, 208),
    )


def _held(brush: _Brush, body: Body, stance: Stance) -> None:
    left, right = body.arms[0].hand, body.arms[1].hand
    middle = tuple((left[k] + right[k]) / 2 for k in range(3))
    s, c = (
        math.sin(math.radians(stance.heading)),
        math.cos(math.radians(stance.heading)),
    )
    if stance.holds == "parcel":
        _box(
            brush,
            (middle[0], middle[1] + 0.10, middle[2]),
            stance.heading,
            (0.21, 0.15, 0.15),
        )
    elif stance.holds == "bag":
        _box(
            brush,
            (right[0], right[1] - 0.24, right[2]),
            stance.heading,
            (0.07, 0.17, 0.19),
        )
    elif stance.holds in ("paper", "phone"):
        wide, tall = (0.11, 0.15) if stance.holds == "paper" else (0.04, 0.075)
        tint: Colour = (224, 230, 232) if stance.holds == "paper" else (30, 30, 32)
        x, y, z = left[0] + 0.05 * s, left[1] + 0.05, left[2] + 0.05 * c
        brush.quad(
            [
                (x - wide * c, y - tall * 0.4, z + wide * s),
                (x + wide * c, y - tall * 0.4, z - wide * s),
                (
                    x + wide * c + 0.5 * tall * s,
                    y + tall,
                    z - wide * s + 0.5 * tall * c,
                ),
                (
                    x - wide * c + 0.5 * tall * s,
                    y + tall,
                    z + wide * s + 0.5 * tall * c,
                ),
            ],
            tint,
        )


def _round(part: Picture, before: Picture, strength: float) -> None:
    """Light from above left: a figure's edges there brighten, the others darken."""
    changed = cv2.cvtColor(cv2.absdiff(part, before), cv2.COLOR_BGR2GRAY)
    _, inside = cv2.threshold(changed, 2, 255, cv2.THRESH_BINARY)
    size = max(3, min(61, part.shape[1] // 4)) | 1
    d = max(1, size // 3)
    soft = cv2.copyMakeBorder(
        cv2.blur(inside, (size, size)), d, d, d, d, cv2.BORDER_REPLICATE
    )
    low, high = soft[2 * d :, 2 * d :], soft[: -2 * d, : -2 * d]
    for one, other, mix in ((low, high, cv2.add), (high, low, cv2.subtract)):
        light = cv2.convertScaleAbs(cv2.subtract(one, other), alpha=strength)
        light = cv2.bitwise_and(light, inside)
        mix(part, cv2.merge((light, light, light)), dst=part)


def _around(picture: Picture, eye: Eye, body: Body, stance: Stance) -> Box | None:
    """The part of the picture that a person can touch, as left, top, right, bottom."""
    x, y0, deep = eye.see((body.head[0], 1.95 * stance.tall, body.head[2]))
    if deep < 0.35:
        return None
    _, y1, _ = eye.see((stance.at[0], -0.05, stance.at[1]))
    wide = 0.95 * eye.scale(deep)
    left, right = int(x - wide), int(x + wide)
    top, bottom = int(min(y0, y1)) - 8, int(max(y0, y1)) + int(0.15 * wide) + 8
    left, top = max(0, left), max(0, top)
    right, bottom = min(picture.shape[1], right), min(picture.shape[0], bottom)
    if right - left < 8 or bottom - top < 8:
        return None
    return left, top, right, bottom


def draw(
    picture: Picture,
    eye: Eye,
    look: Look,
    stance: Stance,
    deep: NDArray[np.float32] | None,
) -> Box | None:
    """Draws one person; gives the box of the face, if one can be seen.

    Args:
        picture: Drawn upon.
        eye: The camera.
        look: Who.
        stance: What they do.
        deep: How far the room is at each pixel, or None for nothing before them.
    """
    body = joints(stance)
    around = _around(picture, eye, body, stance)
    if around is None:
        return None
    left, top, right, bottom = around
    part = picture[top:bottom, left:right]
    before = part.copy()
    brush = _Brush(picture, eye)
    _shadow(picture, eye, stance.at)
    lit = part.copy()
    _, _, far = eye.see(body.chest)
    arms = sorted((0, 1), key=lambda k: -eye.see(body.arms[k].hand)[2])
    legs = sorted((0, 1), key=lambda k: -eye.see(body.legs[k].knee)[2])
    _, _, facing = _front(body, eye)
    ahead = [k for k in arms if (stance.left if k == 0 else stance.right) is not None]
    behind = [k for k in arms if k not in ahead]
    if facing < 0:
        behind, ahead = ahead, behind
        if stance.holds:
            _held(brush, body, stance)
    if behind:
        _arm(brush, body, behind[0], look, 0.84)
    _leg(brush, body.legs[legs[0]], look.clothes, 0.82)
    _leg(brush, body.legs[legs[1]], look.clothes, 1.0)
    _torso(brush, body, look)
    brush.limb(body.neck, body.head, (0.062, 0.058), _dim(look.face.skin, 0.72))
    _details(brush, body, look, stance)
    for k in behind[1:]:
        _arm(brush, body, k, look, 1.0)
    _round(part, lit, 0.29)
    if deep is not None:
        hidden = (deep[top:bottom, left:right] < far - 0.12).astype(np.uint8)
        cv2.copyTo(before, hidden, part)
    kept = part.copy()
    box = _head(picture, eye, look, stance, body.head)
    if deep is not None and hidden.any():
        cv2.copyTo(kept, hidden, part)
    for k in ahead:
        _arm(brush, body, k, look, 1.0)
    if stance.holds and facing >= 0:
        _held(brush, body, stance)
    return box
