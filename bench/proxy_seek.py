# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How long a click waits: first segments of a two-hour 1080p film.

Makes the film by a script (ten encoded seconds, repeated with new stamps),
then asks a warm spawner for the segment under twenty places of the timeline.

    python bench/proxy_seek.py [FOLDER]
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from fractions import Fraction
from typing import Any

import av
import numpy as np

from witnessbox.media.client import SpawnerClient
from witnessbox.media.record import Variant
from witnessbox.pipeline.desk import COMMAND

HOURS = 2
RATE = 25
GROUP = 250
LIMIT_SECONDS = 3.0


def make(path: str) -> None:
    """Two hours of 1080p H.264 with B-frames and a key picture every ten seconds."""
    noise = np.random.default_rng(1)
    ground = noise.integers(0, 256, (1080, 1920, 3), np.uint8) // 8
    with av.open(path, "w", format="mp4") as film:
        video: Any = film.add_stream(
            "libx264",
            rate=RATE,
            options={"preset": "veryfast", "bf": "2", "g": str(GROUP), "b": "3M"},
        )
        video.width, video.height, video.pix_fmt = 1920, 1080, "yuv420p"
        packets = []
        for index in range(GROUP):
            picture = ground.copy()
            x = index * 6 % 1600
            picture[300:700, x : x + 200] = 200
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = index
            frame.time_base = Fraction(1, RATE)
            packets.extend(video.encode(frame))
        packets.extend(video.encode(None))
        bodies = [(bytes(p), p.pts, p.dts, p.is_keyframe, p.time_base) for p in packets]
        for turn in range(HOURS * 3600 * RATE // GROUP):
            for body, pts, dts, key, base in bodies:
                packet = av.Packet(body)
                packet.stream = video
                packet.time_base = base
                packet.pts = pts + turn * GROUP
                packet.dts = dts + turn * GROUP
                packet.is_keyframe = key
                film.mux(packet)


def main() -> None:
    folder = sys.argv[1] if len(sys.argv) > 1 else "."
    path = os.path.join(folder, "two-hours.mp4")
    if not os.path.exists(path):
        make(path)
    size = os.path.getsize(path)
    descriptor = os.open(path, os.O_RDONLY)
    print(f"film: {size / 1e9:.2f} GB")
    chooser = random.Random(7)
    places = [chooser.randrange(HOURS * 900) for _ in range(20)]
    worst = 0.0
    with SpawnerClient(COMMAND) as client:
        client.missing()
        started = time.monotonic()
        look = client.look(descriptor, None, size)
        print(f"look: {time.monotonic() - started:.2f} s, {len(look.stills)} stills")
        for variant in Variant:
            times = []
            for place in places:
                started = time.monotonic()
                part = client.proxy(
                    descriptor, None, size, segment=place, variant=variant
                )
                assert part.reason is None, part.reason
                times.append(time.monotonic() - started)
            worst = max(worst, *times)
            print(
                f"{variant}: median {statistics.median(times):.2f} s, "
                f"worst {max(times):.2f} s of {len(times)} random places"
            )
    print("holds" if worst <= LIMIT_SECONDS else f"FAILS: over {LIMIT_SECONDS} s")
    sys.exit(worst > LIMIT_SECONDS)


if __name__ == "__main__":
    main()
