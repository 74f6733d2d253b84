# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Drawn pictures as recorders make them: a scene, a clock, a name, noise.

What holds: everything follows from a seed, and what is written is known.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Pixels = npt.NDArray[np.uint8]

_STATIC = os.path.join(
    os.path.dirname(__file__), "..", "src", "witnessbox", "story", "fonts"
)
_SYSTEM = "/usr/share/fonts/truetype"
FONTS = (
    f"{_STATIC}/mono.ttf",
    f"{_STATIC}/mono-bold.ttf",
    f"{_SYSTEM}/dejavu/DejaVuSans.ttf",
    f"{_SYSTEM}/dejavu/DejaVuSansMono-Bold.ttf",
    f"{_SYSTEM}/liberation/LiberationSans-Bold.ttf",
    f"{_SYSTEM}/liberation/LiberationMono-Regular.ttf",
    f"{_SYSTEM}/liberation/LiberationSansNarrow-Regular.ttf",
)
NAMES = (
    "КАМ 3 Проходная", "CAM 04 North gate", "Камера 12", "CH1", "КАНАЛ 7 Коридор",
    "Camera 01", "КАМ 11 Штаб", "IPCamera 05",
)  # fmt: skip
CAPTIONS = (
    "Заснято 2 октября", "Дежурная часть", "Recorded by patrol 6", "Съёмка с дрона",
    "Не выключать запись", "Restricted area", "Пост охраны № 4",
    "Вход только по пропускам",
)  # fmt: skip
CLOCKS = (
    "%d.%m.%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%d-%m-%Y %H:%M:%S",
    "%Y/%m/%d %H:%M:%S", "%H:%M:%S %d.%m.%Y", "%d.%m.%y %H:%M:%S",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture and the lines on it, and which of them is a clock."""

    pixels: Pixels
    lines: Sequence[str]
    clock: str
    moment: datetime.datetime


def fonts() -> list[str]:
    """Those that are here; the project's own always are."""
    return [path for path in FONTS if os.path.exists(path)]


def scene(rng: np.random.Generator, size: tuple[int, int]) -> Pixels:
    """A smooth ground with shapes and edges, no lettering."""
    width, height = size
    coarse = rng.integers(20, 200, (9, 16, 3), dtype=np.uint8)
    made = cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)
    for _ in range(12):
        x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
        wide, high = (
            int(rng.integers(20, width // 3)),
            int(rng.integers(20, height // 3)),
        )
        colour = tuple(int(one) for one in rng.integers(10, 220, 3))
        cv2.rectangle(made, (x, y), (x + wide, y + high), colour, -1)
    return np.asarray(cv2.GaussianBlur(made, (0, 0), height / 400), np.uint8)


def write(
    pixels: Pixels,
    lines: Sequence[tuple[tuple[float, float], str]],
    font: str,
    style: int,
) -> Pixels:
    """Write lines: white with a dark line around, plain, or on a dark bar."""
    image = Image.fromarray(pixels)
    draw = ImageDraw.Draw(image)
    height = max(round(pixels.shape[0] * 0.028), 11)
    face = ImageFont.truetype(font, height)
    for (x, y), text in lines:
        left, top, right, bottom = draw.textbbox((0, 0), text, font=face)
        at = (
            x * (pixels.shape[1] - (right - left)),
            y * (pixels.shape[0] - height * 1.4),
        )
        if style == 2:
            box = (
                at[0] + left - 6,
                at[1] + top - 6,
                at[0] + right + 6,
                at[1] + bottom + 6,
            )
            draw.rectangle(box, fill=(0, 0, 0))
        stroke = max(height // 16, 1) if style == 0 else 0
        draw.text(
            at, text, font=face, fill=(245, 245, 245),
            stroke_width=stroke, stroke_fill=(0, 0, 0),
        )  # fmt: skip
    return np.asarray(image, np.uint8)


def coded(rng: np.random.Generator, pixels: Pixels, quality: int) -> Pixels:
    """Noise of a sensor, and the loss of a recorder's coder."""
    noisy = np.clip(pixels + rng.normal(0, 5, pixels.shape), 0, 255).astype(np.uint8)
    _, data = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def overlay(seed: int, size: tuple[int, int]) -> Drawn:
    """One picture with a clock, a camera's name and a caption."""
    rng = np.random.default_rng(seed)
    moment = datetime.datetime(2026, 1, 1) + datetime.timedelta(
        seconds=int(rng.integers(0, 365 * 86400))
    )
    clock = moment.strftime(CLOCKS[seed % len(CLOCKS)])
    lines = [
        clock,
        NAMES[int(rng.integers(len(NAMES)))],
        CAPTIONS[int(rng.integers(len(CAPTIONS)))],
    ]
    ground = scene(rng, size)
    style = int(rng.integers(3))
    if style == 1:
        # White letters without a line around are used where it is dark.
        ground = np.asarray(ground * 0.45, np.uint8)
    at = [(0.02, 0.03), (0.97, 0.97), (0.03, 0.95)]
    font = fonts()[int(rng.integers(len(fonts())))]
    drawn = write(ground, list(zip(at, lines, strict=True)), font, style)
    return Drawn(coded(rng, drawn, int(rng.integers(50, 90))), lines, clock, moment)
