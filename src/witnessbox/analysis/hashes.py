# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""PDQ hashes of pictures: so that a still can be traced to the film it came from.

What holds: the hash is that of the PDQ reference implementation over the same
pixels, bit for bit wherever a picture of 64 pixels each way and more has any
structure; one without any has quality 0, and its hash says nothing. Two hashes of
quality 50 and more that differ in 31 bits or fewer are, as PDQ's authors advise, taken
for the same picture: re-encoded, made smaller, slightly retouched; not cropped, turned
or mirrored.

The pixels are those of the size 640 that all stages share. On the published hashes of
a film (`pattern-hd-no-bar`, 1280x720) that differs in 5.1 bits on average from the hash
of the full picture, 13.7 bits at size 320.

Own code, because it is faster than the `pdqhash` package: 0.34 ms against 2.3 ms for a
picture of 640x360 over and over, 0.9 ms against 3.2 ms between the other work of a busy
machine (`bench/cheap_stages.py`). Both filters and the decimation are linear, so only
the 64 rows and 64 columns that are kept are ever computed. The tests compare the two.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from witnessbox.analysis.stage import About, Takes, Watcher
from witnessbox.model.finding import Finding

if TYPE_CHECKING:
    from witnessbox.media.frame import Frame, Pixels

EDGE = 640
"""Pixels; the size from which all others are made, so it costs nothing more."""
SIDE = 64
"""Rows and columns of the picture that is transformed."""
ORDER = 16
"""Frequencies each way; 16 x 16 bits."""
SMALLEST = 5
"""Pixels each way, below which the reference gives no hash."""
USABLE = 50
"""Quality from which PDQ's authors advise to compare a hash."""
STEP_SHARE = 100, 255
"""A step of brightness counts in hundredths of the whole range."""
STEPS_PER_POINT = 90
"""Hundredths, summed over the small picture, per point of quality."""

Floats = npt.NDArray[np.float32]
Taps = tuple[npt.NDArray[np.intp], Floats]
"""For each of `SIDE` places: indices of the input, and their weights; transposed."""


def pdq(rgb: Pixels) -> tuple[str, int]:
    """The hash of an RGB picture, as 64 hexadecimal digits, and its quality to 100."""
    import cv2

    height, width = rgb.shape[:2]
    if min(height, width) < SMALLEST:
        return "0" * 64, 0
    # Weights 0.299, 0.587, 0.114 in floating point, as in the reference.
    luma = cv2.cvtColor(rgb.astype(np.float32), cv2.COLOR_RGB2GRAY)
    across = _gather(luma.view(np.ndarray), _taps(height))
    small = _gather(np.ascontiguousarray(across.T), _taps(width)).T
    # Not `@`: that may hand the work to threads, and a child can start none.
    half = np.einsum("ij,jk->ik", _waves(), small)
    found = np.einsum("ij,kj->ik", half, _waves()).ravel()
    # The lower of the two middle ones, as the reference's median is.
    middle = found.size // 2 - 1
    bits = found > np.partition(found, middle)[middle]
    return np.packbits(bits, bitorder="little")[::-1].tobytes().hex(), _quality(small)


def _gather(picture: Floats, taps: Taps) -> Floats:
    """`SIDE` rows, each the weighted sum of a few rows of the picture."""
    indices, weights = taps
    total: Floats = picture[indices[0]] * weights[0][:, None]
    for index, weight in zip(indices[1:], weights[1:], strict=True):
        total += picture[index] * weight[:, None]
    return total


@lru_cache(maxsize=64)
def _taps(length: int) -> Taps:
    """The tent filter of the reference and its decimation, along one side.

    A box of 1/128 of the length, rounded up, is slid over the line twice; at the
    ends it is the mean of what it covers. Then the middles of 64 equal parts stay.
    """
    window = (length + 2 * SIDE - 1) // (2 * SIDE)
    right = (window + 2) // 2

    def covered(place: int) -> range:
        return range(max(0, place - window + right), min(length, place + right))

    rows = np.zeros((SIDE, length))
    for place, row in enumerate(rows):
        outer = covered(int((place + 0.5) * length / SIDE))
        for middle in outer:
            inner = covered(middle)
            row[inner.start : inner.stop] += 1 / len(outer) / len(inner)
    first = (rows > 0).argmax(axis=1)
    last = length - (rows > 0)[:, ::-1].argmax(axis=1)
    reach = int((last - first).max())
    indices = np.minimum(first, length - reach)[:, None] + np.arange(reach)
    weights = np.take_along_axis(rows, indices, axis=1).astype(np.float32)
    return np.ascontiguousarray(indices.T), np.ascontiguousarray(weights.T)


@lru_cache(maxsize=1)
def _waves() -> Floats:
    """The cosines of the frequencies 1 to 16; what is constant is left out."""
    scale = math.sqrt(2 / SIDE)
    return np.array(
        [
            [
                scale * math.cos(math.pi / 2 / SIDE * order * (2 * place + 1))
                for place in range(SIDE)
            ]
            for order in range(1, ORDER + 1)
        ],
        np.float32,
    )


def _quality(small: Floats) -> int:
    """How much structure there is: steps from each place to the next, in whole %."""
    share, whole = STEP_SHARE
    total = 0
    for steps in (small[:-1] - small[1:], small[:, :-1] - small[:, 1:]):
        total += int(np.abs((steps * share / whole).astype(np.int32)).sum())
    return min(total // STEPS_PER_POINT, 100)


class Hashes:
    """The stage."""

    name = "hashes"
    version = "1"
    takes = Takes.PICTURES
    kinds = ("video", "photograph")
    models: tuple[str, ...] = ()

    def load(self, models: Mapping[str, str]) -> None:
        """Make the tables of the usual sizes, for all children to share."""
        del models
        _waves()
        for length in (360, 480, EDGE):
            _taps(length)

    def watch(self, about: About) -> Watcher:
        """Begin an item."""
        del about
        return _Hashing()


class _Hashing(Watcher):
    """One item."""

    def __init__(self) -> None:
        self._pictures = 0
        self._usable = 0

    def frame(self, frame: Frame) -> Iterable[Finding]:
        """The hash of one picture."""
        found, quality = pdq(frame.rgb(EDGE))
        self._pictures += 1
        self._usable += quality >= USABLE
        yield Finding(
            "pdq",
            frame.stream,
            frame.pts,
            frame.time,
            value={"hash": found, "quality": quality},
        )

    def end(self) -> Iterable[Finding]:
        """How many there are, and how many are worth comparing."""
        yield Finding(
            "summary", value={"pictures": self._pictures, "usable": self._usable}
        )
