# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures for stages that are fed with pictures, drawn from a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import cv2
import numpy as np
import numpy.typing as npt

from witnessbox.analysis import running
from witnessbox.analysis.stage import About, Stage
from witnessbox.media.frame import Frame
from witnessbox.media.stills import fit
from witnessbox.model.finding import Finding

Pixels = npt.NDArray[np.uint8]
STEP = Fraction(4)
"""Seconds from one picture to the next."""


def scene(number: int, size: tuple[int, int] = (640, 360)) -> Pixels:
    """A picture with soft and hard edges, different for each number."""
    width, height = size
    random = np.random.default_rng(number)
    coarse = random.integers(0, 256, (5, 7, 3)).astype(np.uint8)
    drawn = cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)
    for _ in range(12):
        x, y = int(random.integers(width)), int(random.integers(height))
        reach = int(random.integers(5, max(6, height // 4)))
        colour = [int(one) for one in random.integers(0, 256, 3)]
        if random.integers(2):
            cv2.circle(drawn, (x, y), reach, colour, -1, cv2.LINE_AA)
        else:
            cv2.rectangle(drawn, (x, y), (x + reach, y + reach), colour, -1)
    return drawn.astype(np.uint8)


def noisy(picture: Pixels, number: int, strength: float = 3.0) -> Pixels:
    """The same as a sensor sees it another time."""
    random = np.random.default_rng(number)
    return (
        np.clip(picture + random.normal(0, strength, picture.shape), 0, 255)
        .round()
        .astype(np.uint8)
    )


def grey(value: int, size: tuple[int, int] = (640, 360)) -> Pixels:
    """Nothing but one brightness."""
    return np.full((size[1], size[0], 3), value, np.uint8)


def frames(pictures: Sequence[Pixels], step: Fraction = STEP) -> Iterator[Frame]:
    """The pictures, one every `step`, as a stage gets them."""
    for number, picture in enumerate(pictures):

        def render(edge: int, picture: Pixels = picture) -> Pixels:
            height, width = picture.shape[:2]
            size = fit((width, height), edge)
            made = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
            return made.astype(np.uint8).copy()

        height, width = picture.shape[:2]
        time = number * step
        yield Frame(1, (int(time * 1000), time), (width, height), render)


def watched(
    stage: Stage,
    pictures: Sequence[Pixels],
    kind: str = "video",
    step: Fraction = STEP,
) -> list[Finding]:
    """All that a loaded stage finds; what the core would refuse fails here."""
    watcher = stage.watch(About(kind, "video/mp4"))
    found: list[Finding] = []
    for frame in frames(pictures, step):
        found += watcher.frame(frame)
    found += watcher.end()
    assert all(running.holds(one) for one in found)
    return found


def summary(findings: Sequence[Finding]) -> dict[str, object]:
    """The one account of the item."""
    (one,) = [finding for finding in findings if finding.kind == "summary"]
    return dict(one.value)
