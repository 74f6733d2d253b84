# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Bodies in clothes: legs, arms, torso, collars, and what hands hold.

What holds: a garment is drawn over the joints of a body; nothing here decides
the order in which parts are drawn.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from witnessbox.story.brush import Brush, Colour, dim
from witnessbox.story.faces import Face
from witnessbox.story.lens import Eye, Point
from witnessbox.story.stance import Body, Leg, Stance


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

    face: Face
    clothes: Clothes


def leg(brush: Brush, limbs: Leg, clothes: Clothes, by: float) -> None:
    """One leg, `by` times as light as the cloth."""
    brush.limb(limbs.ankle, limbs.toe, (0.05, 0.042), dim(clothes.shoes, by))
    colour = dim(clothes.legs, by)
    brush.limb(limbs.hip, limbs.knee, (0.098, 0.074), colour)
    brush.limb(limbs.knee, limbs.ankle, (0.074, 0.058), colour)


def arm(brush: Brush, body: Body, which: int, look: Look, by: float) -> None:
    """One arm and its hand."""
    joint = body.arms[which]
    colour = dim(look.clothes.top, by * 0.93)
    edge = dim(look.clothes.top, by * 0.62)
    brush.limb(joint.shoulder, joint.elbow, (0.078, 0.064), edge)
    brush.limb(joint.elbow, joint.hand, (0.064, 0.050), edge)
    brush.limb(joint.shoulder, joint.elbow, (0.070, 0.056), colour)
    brush.limb(joint.elbow, joint.hand, (0.056, 0.043), colour)
    tip = tuple(
        joint.hand[k] + (joint.hand[k] - joint.elbow[k]) * 0.22 for k in range(3)
    )
    brush.limb(
        joint.hand,
        (tip[0], tip[1], tip[2]),
        (0.040, 0.034),
        dim(look.face.skin, 0.9 * by),
    )


def torso(brush: Brush, body: Body, look: Look) -> None:
    """Jacket or coat, as one shape around shoulders and hips."""
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


def front(body: Body, eye: Eye) -> tuple[Point, Point, float]:
    """The body's right and ahead directions, and how much it faces the eye."""
    a, b = body.arms[0].shoulder, body.arms[1].shoulder
    wide = math.hypot(b[0] - a[0], b[2] - a[2]) or 1.0
    right = ((b[0] - a[0]) / wide, 0.0, (b[2] - a[2]) / wide)
    ahead = (-right[2], 0.0, right[0])
    cam = eye.lens.at
    to = (cam[0] - body.chest[0], cam[2] - body.chest[2])
    far = math.hypot(*to) or 1.0
    return right, ahead, (ahead[0] * to[0] + ahead[2] * to[1]) / far


def details(brush: Brush, body: Body, look: Look, stance: Stance) -> None:
    """Collar, tie, stripe, tag and shoulder boards, where there is room for them."""
    right, ahead, facing = front(body, brush.eye)
    clothes = look.clothes

    def at(r: float, u: float, out: float = 0.085) -> Point:
        neck = body.neck
        k = stance.tall
        return (
            neck[0] + k * (right[0] * r + ahead[0] * out),
            neck[1] + k * u,
            neck[2] + k * (right[2] * r + ahead[2] * out),
        )

    mark = clothes.mark or dim(clothes.top, 1.4)
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
        seam = dim(clothes.top, 0.6)
        brush.limb(at(0, -0.03), at(0, -0.5, 0.1), (0.005, 0.005), seam)
        brush.quad(
            [at(-0.09, 0.0, 0.05), at(0.0, -0.09), at(-0.02, 0.02, 0.05)],
            dim(clothes.top, 1.25),
        )
        brush.quad(
            [at(0.09, 0.0, 0.05), at(0.0, -0.09), at(0.02, 0.02, 0.05)],
            dim(clothes.top, 1.2),
        )
        brush.quad(
            [at(0.06, -0.19), at(0.15, -0.19), at(0.15, -0.23), at(0.06, -0.23)], mark
        )


def _parcel(brush: Brush, middle: Point, heading: float, size: Point) -> None:
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
            brush.quad([at(*corner) for corner in corners], dim(tint, tone))
    brush.quad(
        [
            at(-0.12, 1.01, -1),
            at(0.12, 1.01, -1),
            at(0.12, 1.01, 1),
            at(-0.12, 1.01, 1),
        ],
        (150, 186, 208),
    )


def held(brush: Brush, body: Body, stance: Stance) -> None:
    """What the hands hold."""
    left, right = body.arms[0].hand, body.arms[1].hand
    middle = tuple((left[k] + right[k]) / 2 for k in range(3))
    s, c = (
        math.sin(math.radians(stance.heading)),
        math.cos(math.radians(stance.heading)),
    )
    if stance.holds == "parcel":
        _parcel(
            brush,
            (middle[0], middle[1] + 0.10, middle[2]),
            stance.heading,
            (0.21, 0.15, 0.15),
        )
    elif stance.holds == "bag":
        _parcel(
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
