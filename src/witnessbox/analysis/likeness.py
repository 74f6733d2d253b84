# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How unlike two pictures are: by their colours, and by what is where in them.

What holds: everything here is a pure function of small pictures. Two measures, each
blind to what the other sees, go together:

* `colours`: the share of pixels that have no counterpart of like colour in the other
  picture (1 minus the intersection of two histograms of 8 x 8 x 8 colours). A camera
  that shakes or pans changes it little: at most 0.16 from frame to frame, where cuts
  gave 0.48 and more; light changes it wholly.
* `shapes`: what is left of the picture's detail after each of 8 x 4 blocks has been
  found again as well as it can be near its place in the other picture. Detail is
  brightness less its local mean, so light matters little, and motion up to an eighth
  of the width does not matter: shaken frames gave at most 0.57, cuts 0.67 and more.

Both ideas are old: histograms since Nagasaka and Tanaka (1992), blocks found again
since Shahraray (1995). The figures are those of the films of `bench/shots_f1.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from witnessbox.media.frame import Pixels

EDGE = 160
"""Pixels; the size of `frame.rgb` that a signature is made of."""
FINE = 160, 90
"""Pixels whose colours are counted, whatever the picture's shape."""
SMALL = 32, 16
"""Places whose detail is compared; in blocks of 4 x 4."""
COARSE = 16, 9
"""Places whose colours are followed through a fade or a dissolve."""
REACH = 4
"""Places of `SMALL` by which a block is looked for around its own."""
FLAT = 64.0
"""Detail, summed over blocks, below which a picture has nothing to compare."""
PLAIN = 1.0
"""Spread of the detail below which a picture's middle cannot be looked for."""
BLANK_LIGHT = 14.0
"""Mean brightness below which a picture may be blank."""
BLANK_SPREAD = 4.0
"""Its spread between places, below which it is."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """What is kept of a picture; 5 kB.

    Attributes:
        colours: Share of pixels of each of 512 colours.
        detail: Brightness less its local mean, by place.
        coarse: Brightness and two differences of colour (0 is none), by place; in
            it a fade is a factor, and a dissolve a sum.
        blank: As good as no light, and nothing to see in it.
    """

    colours: Floats
    detail: Floats
    coarse: Floats
    blank: bool


def sign(rgb: Pixels) -> Signature:
    """The signature of a picture; 0.3 ms at 160 pixels."""
    import cv2

    fine = cv2.resize(rgb, FINE, interpolation=cv2.INTER_AREA)
    counts = cv2.calcHist([fine], [0, 1, 2], None, [8, 8, 8], [0, 256] * 3)
    split = cv2.cvtColor(fine, cv2.COLOR_RGB2YCrCb)
    small = cv2.resize(split, SMALL, interpolation=cv2.INTER_AREA)
    light = small[..., 0].astype(np.float32)
    coarse = cv2.resize(split, COARSE, interpolation=cv2.INTER_AREA).astype(np.float32)
    coarse[..., 1:] -= 128
    lit = coarse[..., 0]
    return Signature(
        colours=(counts.ravel() / (FINE[0] * FINE[1])).astype(np.float32),
        detail=(light - cv2.blur(light, (9, 9))).astype(np.float32),
        coarse=coarse.ravel().astype(np.float32),
        blank=bool(lit.mean() < BLANK_LIGHT and lit.std() < BLANK_SPREAD),
    )


def colours(one: Signature, other: Signature) -> float:
    """From 0, the same colours in the same amounts, to 1, not one in common."""
    return 1.0 - float(np.minimum(one.colours, other.colours).sum())


def shapes(one: Signature, other: Signature) -> float:
    """From 0, every block found again, to about 1, none; 0.4 ms."""
    width, height = SMALL
    wide = np.pad(one.detail, REACH, mode="edge")
    places = np.lib.stride_tricks.sliding_window_view(wide, (height, width))
    left = np.abs(places - other.detail).reshape(-1, height, width)
    across = left @ _POOL_ACROSS
    blocks = np.matmul(_POOL_DOWN, across)
    best = float(blocks.min(axis=0).sum())
    own = float((_POOL_DOWN @ np.abs(other.detail) @ _POOL_ACROSS).sum())
    return best / (own + FLAT)


def moved(one: Signature, other: Signature) -> float:
    """How well the middle of each is found in the other, in any light.

    A correlation, 1 at best, of all detail at once, up to a quarter of the width
    away; the worse of both ways round, because a bare wall is found anywhere.
    """
    import cv2

    width, height = SMALL
    inner = slice(height // 5, -(height // 5)), slice(width // 4, -(width // 4))
    found = 1.0
    for small, large in ((one, other), (other, one)):
        middle = np.ascontiguousarray(small.detail[inner])
        if float(middle.std()) < PLAIN:
            return 0.0
        places = cv2.matchTemplate(large.detail, middle, cv2.TM_CCOEFF_NORMED)
        found = min(found, float(places.max()))
    return found


def _pool(places: int) -> Floats:
    """Averages each four of so many places."""
    return np.repeat(np.eye(places // 4), 4, axis=0).astype(np.float32) / np.float32(4)


_POOL_ACROSS = _pool(SMALL[0])
_POOL_DOWN = _pool(SMALL[1]).T.copy()
