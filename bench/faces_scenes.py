# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of 1280 x 720 with known faces: scaled, turned, dimmed, blurred by script.

What holds: the photographs are those of the material beside the project, their boxes
those that came with them. Each is scaled so that its middle face has a given width,
harmed, and laid on a ground without faces, as many as have room. A face that the
boxes do not name is neither counted nor held against a detector: where such
faces are was written down by eye (`UNNAMED`), and other faces of a photograph that
fall outside the size in question count as unnamed as well.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Box = tuple[float, float, float, float]

WIDTH, HEIGHT = 1280, 720
GAP = 8
UNNAMED: dict[str, tuple[Box, ...]] = {
    "2007_007763.jpg": ((0, 235, 75, 85),),
    "2008_002079.jpg": ((240, 0, 260, 115),),
    "2008_002470.jpg": ((275, 55, 60, 70), (370, 30, 130, 110)),
    "2008_004176.jpg": ((0, 0, 480, 72), (360, 60, 120, 200)),
    "2008_007676.jpg": ((415, 60, 85, 120), (300, 70, 80, 60)),
}
"""Figures, faces in pictures on the wall, faces turned away in the background."""
SIZES = (12, 16, 24, 40)
HARMS = ("turned 30", "turned 90", "dim, noisy", "moved")
NATURAL = 48
"""Pixels of a face under harms: in the photographs they are 37 to 109."""
JITTER = (0.94, 1.0, 1.07)
_NEGATIVE = (
    "opencv/leuvenA.jpg", "opencv/leuvenB.jpg", "opencv/aloeL.jpg",
    "opencv/starry_night.jpg", "opencv/rubberwhale1.png", "opencv/sudoku.png",
    "opencv/pic2.png", "opencv/digits.png",
)  # fmt: skip


@dataclass(slots=True)
class Scene:
    """One picture and what is known of it.

    Attributes:
        kind: The size or the harm, or `nobody`.
        rgb: The picture.
        faces: Boxes that are to be found.
        unnamed: Where a find counts neither way.
    """

    kind: str
    rgb: Pixels
    faces: list[Box] = field(default_factory=list)
    unnamed: list[Box] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Photograph:
    """One photograph, its boxes, and where faces are that the boxes leave out."""

    rgb: Pixels
    faces: tuple[Box, ...]
    unnamed: tuple[Box, ...]

    def scaled(self, factor: float) -> Photograph:
        """In another size."""
        height, width = self.rgb.shape[:2]
        size = max(round(width * factor), 1), max(round(height * factor), 1)
        how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        return Photograph(
            cv2.resize(self.rgb, size, interpolation=how).view(np.uint8),
            tuple(_times(box, factor) for box in self.faces),
            tuple(_times(box, factor) for box in self.unnamed),
        )

    def mirrored(self) -> Photograph:
        """Left for right."""
        width = self.rgb.shape[1]

        def flip(box: Box) -> Box:
            return width - box[0] - box[2], box[1], box[2], box[3]

        return Photograph(
            np.ascontiguousarray(self.rgb[:, ::-1]),
            tuple(map(flip, self.faces)),
            tuple(map(flip, self.unnamed)),
        )

    def only(self, low: float, high: float) -> Photograph:
        """With the faces of these widths named, and the others not."""
        inside = tuple(box for box in self.faces if low <= box[2] <= high)
        rest = tuple(box for box in self.faces if box not in inside)
        return Photograph(self.rgb, inside, self.unnamed + rest)

    def turned(self, degrees: float) -> Photograph:
        """Turned about its middle; boxes keep their size and stay upright."""
        height, width = self.rgb.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
        wide = round(width * cos + height * sin)
        high = round(width * sin + height * cos)
        matrix[:, 2] += (wide - width) / 2, (high - height) / 2
        rgb = cv2.warpAffine(self.rgb, matrix, (wide, high), flags=cv2.INTER_CUBIC)

        def turn(box: Box) -> Box:
            middle = np.array([box[0] + box[2] / 2, box[1] + box[3] / 2, 1.0])
            x, y = matrix @ middle
            return x - box[2] / 2, y - box[3] / 2, box[2], box[3]

        def around(box: Box) -> Box:
            x, y, w, h = box
            corners = np.array(
                [[x, y, 1], [x + w, y, 1], [x, y + h, 1], [x + w, y + h, 1]]
            )
            (left, top), (right, low) = (
                f(corners @ matrix.T, 0) for f in (np.min, np.max)
            )
            return float(left), float(top), float(right - left), float(low - top)

        return Photograph(
            rgb.view(np.uint8),
            tuple(map(turn, self.faces)),
            tuple(map(around, self.unnamed)),
        )

    def with_pixels(self, rgb: Pixels) -> Photograph:
        """The same boxes over other pixels."""
        return Photograph(rgb, self.faces, self.unnamed)


def _times(box: Box, factor: float) -> Box:
    x, y, width, height = box
    return x * factor, y * factor, width * factor, height * factor


def photographs(folder: str) -> list[Photograph]:
    """The photographs with boxes, in the order of their names."""
    boxes: dict[str, list[Box]] = {}
    with open(os.path.join(folder, "dlib-boxes.csv"), newline="") as file:
        for row in csv.DictReader(file):
            x, y, w, h = (float(row[k]) for k in ("left", "top", "width", "height"))
            boxes.setdefault(row["file"], []).append((x, y, w, h))
    return [
        Photograph(
            _read(os.path.join(folder, "dlib", "faces", name)),
            tuple(boxes[name]),
            UNNAMED.get(name, ()),
        )
        for name in sorted(boxes)
    ]


def _read(path: str) -> Pixels:
    bgr = cv2.imread(path, cv2.IMREAD_COLOR)
    if bgr is None:
        raise FileNotFoundError(path)
    return np.ascontiguousarray(bgr[..., ::-1]).view(np.uint8)


def grounds(folder: str) -> list[Pixels]:
    """Pictures without a face, filling the scene."""
    out = []
    for name in _NEGATIVE:
        rgb = _read(os.path.join(folder, name))
        factor = max(WIDTH / rgb.shape[1], HEIGHT / rgb.shape[0])
        size = round(rgb.shape[1] * factor) + 1, round(rgb.shape[0] * factor) + 1
        out.append(cv2.resize(rgb, size)[:HEIGHT, :WIDTH].view(np.uint8))
    return out


def scenes(data: str) -> Iterator[Scene]:
    """Every scene: sizes, harms, and nobody."""
    taken = photographs(os.path.join(data, "faces"))
    ground = grounds(os.path.join(data, "video"))
    for rgb in ground:
        yield Scene("nobody", rgb)
    taken += [one.mirrored() for one in taken]
    random = np.random.default_rng(7)
    for size in SIZES:
        yield from _laid(
            f"{size} px",
            [_of_size(one, size * by) for one in taken for by in JITTER],
            ground,
        )
    for harm in HARMS:
        yield from _laid(
            harm, [_harmed(one, harm, random, n) for n, one in enumerate(taken)], ground
        )


def _of_size(one: Photograph, width: float) -> Photograph:
    middle = float(np.median([box[2] for box in one.faces]))
    return one.scaled(width / middle).only(width * 0.8, width * 1.25)


def _harmed(
    one: Photograph, harm: str, random: np.random.Generator, number: int
) -> Photograph:
    middle = float(np.median([box[2] for box in one.faces]))
    one = one.scaled(NATURAL / middle)
    sign = 1 if number % 2 else -1
    if harm.startswith("turned"):
        return one.turned(sign * float(harm.split()[1]))
    if harm == "moved":
        # By four tenths of a face's width while the shutter was open.
        length = round(NATURAL * 0.4)
        kernel = np.zeros((length, length), np.float32)
        kernel[length // 2] = 1 / length
        turn = cv2.getRotationMatrix2D((length / 2, length / 2), 30 * sign, 1)
        kernel = cv2.warpAffine(kernel, turn, (length, length)).astype(np.float32)
        blurred = cv2.filter2D(one.rgb, -1, kernel / kernel.sum())
        return one.with_pixels(blurred.view(np.uint8))
    dim = one.rgb.astype(np.float32) * 0.16 + 6
    noisy = dim + random.normal(0, 6, dim.shape)
    return one.with_pixels(np.clip(noisy, 0, 255).astype(np.uint8))


def _laid(kind: str, pieces: list[Photograph], ground: list[Pixels]) -> Iterator[Scene]:
    """The pieces side by side in rows, on as many grounds as they need."""
    scene = Scene(kind, ground[0].copy())
    number = x = y = low = 0
    for piece in pieces:
        height, width = piece.rgb.shape[:2]
        cut = piece.rgb[:HEIGHT, :WIDTH]
        if x + width > WIDTH and x:
            x, y, low = 0, low + GAP, low + GAP
        if y + height > HEIGHT and y:
            yield scene
            number += 1
            scene = Scene(kind, ground[number % len(ground)].copy())
            x = y = low = 0
        scene.rgb[y : y + cut.shape[0], x : x + cut.shape[1]] = cut
        for source, aim in ((piece.faces, scene.faces), (piece.unnamed, scene.unnamed)):
            aim += [(b[0] + x, b[1] + y, b[2], b[3]) for b in source]
        x, low = x + width + GAP, max(low, y + height)
    yield scene
