# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Drawing people into a picture: limbs, clothes, heads, parcels, shadows.

What holds: people are drawn from far to near; what stands in the room between
them and the camera covers them; a face that can be seen gives its box.
"""

from __future__ import annotations

import math
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from witnessbox.story import garments, heads
from witnessbox.story.brush import Brush, Picture, dim
from witnessbox.story.faces import Face
from witnessbox.story.garments import Look
from witnessbox.story.lens import Eye, Point
from witnessbox.story.stance import HEAD_HALF, Body, Stance, joints

Box = tuple[int, int, int, int]
_MIN_FACE = 9


@lru_cache(maxsize=1)
def _soft_disc() -> NDArray[np.float32]:
    y, x = np.mgrid[-1:1:64j, -1:1:64j]
    far = np.sqrt(x * x + y * y)
    return np.asarray(np.clip(1 - far, 0, 1), np.float32)


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
    face: Face, turn: tuple[int, int], mouth: float, side: int
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
    turned = round(yaw / 15.0) * 15
    facing = abs(_wrap(yaw)) < 90
    pitch = round((rise + (stance.nod if facing else -stance.nod)) / 10.0) * 10
    pitch = max(-20, min(50, pitch))
    grow = HEAD_HALF * stance.tall * eye.scale(deep) / heads.UNIT
    side = max(4, int(heads.SPRITE * grow))
    # Lips that move are lost in a small head, and every sprite costs time.
    mouth = float(facing and side > 56 and stance.mouth > 0.35)
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
    brush = Brush(picture, eye)
    _shadow(picture, eye, stance.at)
    lit = part.copy()
    _, _, far = eye.see(body.chest)
    arms = sorted((0, 1), key=lambda k: -eye.see(body.arms[k].hand)[2])
    legs = sorted((0, 1), key=lambda k: -eye.see(body.legs[k].knee)[2])
    _, _, facing = garments.front(body, eye)
    ahead = [k for k in arms if (stance.left if k == 0 else stance.right) is not None]
    behind = [k for k in arms if k not in ahead]
    if facing < 0:
        behind, ahead = ahead, behind
        if stance.holds:
            garments.held(brush, body, stance)
    if behind:
        garments.arm(brush, body, behind[0], look, 0.84)
    garments.leg(brush, body.legs[legs[0]], look.clothes, 0.82)
    garments.leg(brush, body.legs[legs[1]], look.clothes, 1.0)
    garments.torso(brush, body, look)
    brush.limb(body.neck, body.head, (0.062, 0.058), dim(look.face.skin, 0.72))
    garments.details(brush, body, look, stance)
    for k in behind[1:]:
        garments.arm(brush, body, k, look, 1.0)
    _round(part, lit, 0.29)
    if deep is not None:
        hidden = (deep[top:bottom, left:right] < far - 0.12).astype(np.uint8)
        cv2.copyTo(before, hidden, part)
    kept = part.copy()
    box = _head(picture, eye, look, stance, body.head)
    if deep is not None and hidden.any():
        cv2.copyTo(kept, hidden, part)
    for k in ahead:
        garments.arm(brush, body, k, look, 1.0)
    if stance.holds and facing >= 0:
        garments.held(brush, body, stance)
    return box
