# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Films joined by script, whose shot boundaries are true by construction.

What holds: a film is a list of takes (pieces of clips without a cut of their own,
photographs under a drawn camera, drawn scenes) and of ways from one to the next.
Its truth is a list of spans: a cut's is the time of one frame, a fade's and a
dissolve's are those of its whole course. One seed gives the same film again.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

import av
import cv2
import numpy as np

from bench.shots_takes import RATE, SIZE, Picture, Takes, flash, shaken

BASE = Fraction(1, 90_000)


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


def write(
    path: str,
    script: Script,
    keyframes: int,
    scenecut: bool,
    *,
    size: tuple[int, int] = SIZE,
    more: str = "",
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
            f":scenecut={40 if scenecut else 0}{more}",
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
