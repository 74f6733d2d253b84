# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Milliseconds per sampled picture of hashes, spans and sensitive content.

What holds: the film is a fixed camera's, 1080p H.264 with a keyframe every 2 s: a room
with the noise of a sensor and a clock, through which somebody walks a third of the
time; a picture every 4 s is given, as in the survey. Only the stage is timed; the
sizes that all stages share (640 and 320) are made before. `pdqhash`, the peer, is
given the same pixels, where it is installed. Time is the processor's, one thread.

Usage: python -m bench.cheap_stages [MINUTES] [FILM…]
"""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import av
import cv2
import numpy as np

from bench.report import Report
from witnessbox.analysis import movement
from witnessbox.analysis.hashes import EDGE, Hashes
from witnessbox.analysis.sensitive import MODEL, Sensitive
from witnessbox.analysis.spans import Spans
from witnessbox.analysis.stage import About, Stage
from witnessbox.base.errors import ModelError
from witnessbox.media.frame import Frame, Pixels
from witnessbox.media.stills import fit
from witnessbox.pipeline import models

WIDTH, HEIGHT = 1920, 1080
EVERY = Fraction(39, 10)
HASHES_BAR, SPANS_BAR, SENSITIVE_BAR = 1.5, 1.0, 12.0
"""Milliseconds a picture: of 40 that all stages and the decoding share."""


def draw(path: str, minutes: int) -> None:
    """The film, at one frame a second."""
    dice = np.random.default_rng(3)
    ground = dice.integers(40, 200, (27, 48, 3), dtype=np.uint8)
    room = cv2.resize(ground, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    for x, y in dice.integers(0, 1000, (30, 2)):
        cv2.rectangle(room, (int(x), int(y)), (int(x) + 90, int(y) + 60), (90, 80, 70))
    grain = dice.normal(0, 4, (HEIGHT + 64, WIDTH + 64, 1)).astype(np.int16)
    with av.open(path, "w") as made:
        stream: Any = made.add_stream("libx264", rate=1)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.gop_size = 2
        stream.options = {"preset": "ultrafast", "crf": "26"}
        for second in range(60 * minutes):
            seen = room.copy()
            if second // 20 % 3 == 0:
                x = second % 20 * 90
                cv2.rectangle(seen, (x, 400), (x + 160, 900), (40, 40, 150), -1)
                cv2.circle(seen, (x + 80, 340), 70, (150, 180, 220), -1)
            clock = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
            cv2.putText(seen, clock, (40, 70), 0, 2, (255, 255, 255), 4)
            down, right = (int(one) for one in dice.integers(0, 64, 2))
            seen = np.clip(
                seen + grain[down : down + HEIGHT, right : right + WIDTH], 0, 255
            ).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(seen, format="bgr24")
            frame.pts, frame.time_base = second, Fraction(1)
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))


def sampled(path: str) -> Iterator[Frame]:
    """Keyframes 4 s apart, with the shared sizes made."""
    with av.open(path) as film:
        stream = film.streams.video[0]
        stream.codec_context.skip_frame = "NONKEY"
        stream.thread_count = 1
        last: Fraction | None = None
        for decoded in film.decode(stream):
            at = Fraction(decoded.pts or 0) * Fraction(stream.time_base or 1)
            if last is not None and at - last < EVERY:
                continue
            last = at
            size = (decoded.width, decoded.height)

            def render(
                edge: int,
                decoded: av.VideoFrame = decoded,
                size: tuple[int, int] = size,
            ) -> Pixels:
                width, height = fit(size, edge)
                small = decoded.reformat(width, height, "rgb24", interpolation="AREA")
                return np.ascontiguousarray(small.to_ndarray(), np.uint8)

            frame = Frame(0, (decoded.pts, at), size, render)
            frame.rgb(640), frame.rgb(320), frame.grey(320)
            yield frame


def timed(stages: Sequence[Stage], path: str) -> tuple[dict[str, float], int, int]:
    """Milliseconds a picture of each, pictures, and how many were scored."""
    watchers = {one.name: one.watch(About("video", "video/mp4")) for one in stages}
    spent = dict.fromkeys([*watchers, "pdqhash", "moved"], 0.0)
    try:
        peer: Any = importlib.import_module("pdqhash")
    except ImportError:
        peer = None
    count = scored = 0
    before: movement.Blocks | None = None
    for frame in sampled(path):
        count += 1
        for name, watcher in watchers.items():
            began = time.process_time()
            list(watcher.frame(frame))
            took = time.process_time() - began
            spent[name] += took
            scored += name == "sensitive" and took > 0.005
        if peer is not None:
            pixels = np.ascontiguousarray(frame.rgb(EDGE))
            began = time.process_time()
            peer.compute(pixels)
            spent["pdqhash"] += time.process_time() - began
        after = movement.blocks(frame.grey(320))
        if before is not None:
            # The walk and the clock take less than a quarter.
            change = float(np.percentile(np.abs(after - before), 75))
            spent["moved"] = max(spent["moved"], change)
        before = after
    for watcher in watchers.values():
        list(watcher.end())
    return (
        {
            name: value if name == "moved" else value * 1000 / max(count, 1)
            for name, value in spent.items()
        },
        count,
        scored,
    )


def main() -> int:
    """Measure, print, and say by the status whether the bars hold."""
    minutes = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    report = Report("cheap_stages", {"minutes": minutes})
    stages: list[Stage] = [Hashes(), Spans()]
    for stage in stages:
        stage.load({})
    try:
        sensitive = Sensitive()
        sensitive.load({MODEL: models.path(MODEL)})
        stages.append(sensitive)
    except ModelError as error:
        report.add(MODEL, error.what)
    cv2.setNumThreads(0)
    with tempfile.TemporaryDirectory() as folder:
        films = sys.argv[2:]
        if not films:
            films = [os.path.join(folder, "room.mp4")]
            draw(films[0], minutes)
        for film in films:
            spent, count, scored = timed(stages, film)
            about = os.path.basename(film)
            for name, bar in (
                ("hashes", HASHES_BAR), ("spans", SPANS_BAR),
                ("sensitive", SENSITIVE_BAR),
            ):  # fmt: skip
                if name in spent:
                    took = spent[name]
                    report.add(
                        f"{name}, ms a picture ({about})",
                        f"{took:.2f}",
                        f"≤ {bar}",
                        took <= bar,
                    )
            if spent["pdqhash"]:
                report.add("pdqhash on the same pixels, ms", f"{spent['pdqhash']:.2f}")
            report.add("pictures, and of them scored", f"{count}, {scored}")
            if not sys.argv[2:]:
                moved, bar = spent["moved"], movement.MOVED
                what = "change of a block in which nothing moves"
                report.add(what, f"{moved:.1f}", f"< {bar}", moved < bar)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
