# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Drawn people for stages that look for faces: nobody's likeness, known boxes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from witnessbox.analysis.manifest import named
from witnessbox.base.errors import ModelError
from witnessbox.media.frame import Frame
from witnessbox.media.stills import fit
from witnessbox.pipeline import models
from witnessbox.story.faces import Face
from witnessbox.story.heads import SPRITE, face_box, head

Pixels = npt.NDArray[np.uint8]
Box = tuple[float, float, float, float]

FACES = (
    Face((150, 180, 225), (30, 35, 45), (60, 80, 40), seed=1),
    Face((130, 165, 215), (50, 75, 110), (110, 90, 50), beard=0.6, seed=2),
    Face((165, 195, 235), (90, 130, 170), (40, 55, 80), long_hair=True, seed=3),
    Face((105, 140, 190), (20, 20, 25), (30, 40, 60), moustache=0.8, seed=4),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One person in a picture.

    Attributes:
        face: Which of `FACES`.
        middle: Of the head, in pixels.
        height: Of the face, in pixels.
        yaw: Degrees, to the picture's right.
    """

    face: int
    middle: tuple[float, float]
    height: float
    yaw: int = 0


def model_or_skip(name: str) -> str:
    """The path of a model, or the test is skipped with a loud reason."""
    pytest.importorskip("onnxruntime")
    try:
        return os.fspath(models.path(named(name).name))
    except ModelError:
        pytest.skip(f"NO MODEL {name} here: witnessbox models fetch {name}")


def room(size: tuple[int, int], seed: int = 1) -> Pixels:
    """A wall and a floor, with a sensor's noise."""
    width, height = size
    made = np.full((height, width, 3), (118, 112, 105), np.float32)
    made[int(height * 0.7) :] = (86, 82, 78)
    made += np.random.default_rng(seed).normal(0, 3, made.shape)
    return np.clip(made, 0, 255).astype(np.uint8)


def draw(rgb: Pixels, people: Sequence[Standing]) -> list[Box]:
    """Draw them into the picture; the boxes of their faces."""
    boxes = []
    for one in people:
        face = FACES[one.face]
        sprite = head(face, (one.yaw, 0))
        box = face_box(face, one.yaw, 0)
        assert box is not None
        scale = one.height / box[3]
        side = round(SPRITE * scale)
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        colour = cv2.resize(sprite.colour, (side, side), interpolation=how)[..., ::-1]
        cover = cv2.resize(sprite.cover, (side, side), interpolation=how)
        left = round(one.middle[0] - side / 2)
        top = round(one.middle[1] - side / 2)
        x0, y0 = max(left, 0), max(top, 0)
        x1 = min(left + side, rgb.shape[1])
        y1 = min(top + side, rgb.shape[0])
        if x1 > x0 and y1 > y0:
            cut = np.s_[y0 - top : y1 - top, x0 - left : x1 - left]
            share = cover[cut][..., None].astype(np.float32) / 255
            there = rgb[y0:y1, x0:x1]
            there[:] = there * (1 - share) + colour[cut] * share
        x, y, width, height = (value * scale for value in box)
        boxes.append((left + x, top + y, width, height))
    return boxes


def picture(size: tuple[int, int], *people: Standing, seed: int = 1) -> Pixels:
    """A room with people in it."""
    rgb = room(size, seed)
    draw(rgb, people)
    return rgb


def frame(rgb: Pixels, number: int = 0, rate: int = 25) -> Frame:
    """The picture as a stage gets it; `rate` of them a second."""
    height, width = rgb.shape[:2]

    def render(edge: int) -> Pixels:
        size = fit((width, height), edge)
        return cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).view(np.uint8)

    stamp = (number * 512, Fraction(number, rate))
    return Frame(0, stamp, (width, height), render)


def share(one: Sequence[float], other: Sequence[float]) -> float:
    """Intersection over union of two boxes."""
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    common = max(wide, 0.0) * max(high, 0.0)
    return common / (one[2] * one[3] + other[2] * other[3] - common)
