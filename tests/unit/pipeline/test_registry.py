# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Every stage of the registry, inside the lock-down, over films that stir each of them.

What a library loads only when a certain path is first taken, a child cannot load:
such a path is found here and not in a group's box.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from io import BytesIO

import av
import numpy as np
import pytest
from tests.unit.analysis import pictures
from tests.unit.analysis.served import watched

from witnessbox.analysis.stage import Stage
from witnessbox.base.errors import ModelError
from witnessbox.media.client import SpawnerClient
from witnessbox.pipeline import models, registry

SIZE = 320, 180
RATE = 25
Drawing = Callable[[int], pictures.Pixels]

ONE, OTHER = pictures.scene(3, (640, 180)), pictures.scene(4, (640, 180))


def panned(number: int) -> pictures.Pixels:
    """A camera that moves, and cuts to another scene now and then."""
    whole = ONE if number // 60 % 2 else OTHER
    left = number * 5 % 320
    return pictures.noisy(whole[:, left : left + 320], number)


def dissolved(number: int) -> pictures.Pixels:
    part = min(max(number % 150 - 50, 0), 50) / 50
    mixed = ONE[:, :320] * (1 - part) + OTHER[:, :320] * part
    return pictures.noisy(mixed.astype(np.uint8), number)


def faded(number: int) -> pictures.Pixels:
    light = min(abs(number % 100 - 50) / 25, 1.0)
    return (ONE[:, :320] * light).astype(np.uint8)


def flashing(number: int) -> pictures.Pixels:
    add = 150 if number % 40 in (20, 21) else 0
    return np.clip(ONE[:, :320].astype(np.int16) + add, 0, 255).astype(np.uint8)


def standing(number: int) -> pictures.Pixels:
    return ONE[:, :320]


def film(draw: Drawing, seconds: int) -> bytes:
    """A film with sound, a keyframe every two seconds."""
    made = BytesIO()
    with av.open(made, "w", format="mp4") as container:
        options = {"preset": "ultrafast", "x264-params": "keyint=50:scenecut=0"}
        stream = container.add_stream("libx264", rate=RATE, options=options)
        voice = container.add_stream("aac", rate=16_000, layout="mono")
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        for number in range(seconds * RATE):
            frame = av.VideoFrame.from_ndarray(draw(number), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        hum = np.sin(np.arange(seconds * 16_000) / 20) * 0.2
        for first in range(0, len(hum), 1024):
            block = hum[None, first : first + 1024].astype(np.float32)
            sound = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
            sound.rate, sound.pts = 16_000, first
            container.mux(voice.encode(sound))
        container.mux(stream.encode())
        container.mux(voice.encode())
    return made.getvalue()


def here() -> dict[str, str]:
    """Models that are on this machine."""
    found = {}
    for stage in registry.everything():
        for name in stage.models:
            try:
                found[name] = models.path(name)
            except ModelError:
                continue
    return found


def failed(stages: Sequence[Stage], drawn: bytes) -> Mapping[str, str]:
    """What fails of the stages whose models are here; shots are found."""
    ready = here()
    names = [
        stage.name for stage in stages if all(model in ready for model in stage.models)
    ]
    pairs = (f"{name}={path}" for name, path in ready.items())
    command = (sys.executable, "-I", "-m", "witnessbox.pipeline.watcher", *pairs)
    with SpawnerClient(command) as client:
        seen, followed = watched(client, drawn, "video", names)
    assert followed.reason is None
    if "shots" in names:
        assert "shot" in [one.kind for one in seen.findings["shots"]]
    return seen.failed


@pytest.mark.parametrize("draw", [panned, dissolved, faded, flashing, standing])
def test_no_stage_of_the_survey_fails_on_a_film(draw: Drawing) -> None:
    stages = (*registry.STAGES, *registry.LISTENERS)
    assert failed(stages, film(draw, 12)) == {}


def test_no_stage_of_the_close_look_fails_on_a_film() -> None:
    assert failed(registry.CLOSE, film(panned, 3)) == {}
