# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures with lettering, and the models that read it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw, ImageFont
from tests.unit.analysis import pictures

from witnessbox.analysis import running
from witnessbox.analysis.stage import About
from witnessbox.analysis.text import TextStage
from witnessbox.base.errors import ModelError
from witnessbox.model.finding import Finding
from witnessbox.pipeline import models

Pixels = npt.NDArray[np.uint8]
Line = tuple[tuple[int, int], str]
NAMES = ("text-detection", "tessdata")


def weights() -> dict[str, str]:
    """The models' paths; without them the test is skipped, loudly."""
    for module in ("tesserocr", "onnxruntime"):
        pytest.importorskip(module)
    try:
        return {name: models.path(name) for name in NAMES}
    except ModelError as error:
        pytest.skip(f"NO MODELS for text here: witnessbox models fetch ({error})")


def ground(size: tuple[int, int] = (1280, 720)) -> Pixels:
    """A yard at dusk: soft, without edges."""
    high, wide = np.mgrid[0 : size[1], 0 : size[0]]
    slope = 50 + 40 * high / size[1] + 30 * wide / size[0]
    return np.repeat(slope.astype(np.uint8)[:, :, None], 3, axis=2)


def lettered(
    pixels: Pixels, lines: Sequence[Line], height: int = 26, *, dark: bool = False
) -> Pixels:
    """White letters with a dark line around them, as recorders write; or black."""
    image = Image.fromarray(pixels)
    draw = ImageDraw.Draw(image)
    font = resources.files("witnessbox.story") / "fonts" / "mono.ttf"
    with resources.as_file(font) as path:
        face = ImageFont.truetype(str(path), height)
    for at, text in lines:
        if dark:
            draw.text(at, text, font=face, fill=(20, 20, 20))
        else:
            draw.text(
                at, text, font=face, fill=(245, 245, 245),
                stroke_width=1, stroke_fill=(0, 0, 0),
            )  # fmt: skip
    return np.asarray(image, np.uint8).copy()


def watched(
    stage: TextStage, drawn: Sequence[Pixels], kind: str = "video"
) -> list[Finding]:
    """All that a loaded stage finds; what the core would refuse fails here."""
    watcher = stage.watch(About(kind, "video/mp4"))
    found: list[Finding] = []
    for frame in pictures.frames(drawn):
        found += watcher.frame(frame)
    found += watcher.end()
    assert all(running.holds(one) for one in found)
    return found
