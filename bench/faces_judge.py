# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a detector's rows are worth against known faces: hits, false finds, recall.

What holds: rows are taken best first; one that overlaps a face that is still free by
`HIT` is its find; another box of the same face, or one whose middle lies where a face
is that the boxes leave out, counts neither way; all else is false.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bench.faces_scenes import Box, Scene

Rows = npt.NDArray[np.float32]
"""x, y, width, height first, the score last."""

HIT, SECOND = 0.3, 0.2


@dataclass(frozen=True, slots=True)
class Curve:
    """All finds of a detector in some scenes, best first: score and whether right.

    Attributes:
        finds: Of all scenes together.
        faces: How many there were to find.
    """

    finds: tuple[tuple[float, bool], ...]
    faces: int

    def false_at(self, threshold: float) -> int:
        """False finds of at least this score."""
        return sum(score >= threshold and not right for score, right in self.finds)

    def recall_at(self, threshold: float) -> float:
        """Share of the faces found with at least this score."""
        hits = sum(score >= threshold and right for score, right in self.finds)
        return hits / max(self.faces, 1)

    def recall_with(self, false: int) -> float:
        """The best recall that has at most so many false finds."""
        hits = wrong = 0
        for _, right in self.finds:
            if right:
                hits += 1
            elif wrong == false:
                break
            else:
                wrong += 1
        return hits / max(self.faces, 1)


def curve(scenes: Sequence[Scene], rows: Sequence[Rows]) -> Curve:
    """Judge what was found in each scene."""
    finds: list[tuple[float, bool]] = []
    for scene, found in zip(scenes, rows, strict=True):
        finds += _judged(scene, found)
    # Of equal scores the false ones first: nothing is won by a tie.
    finds.sort(key=lambda find: (-find[0], find[1]))
    return Curve(tuple(finds), sum(len(scene.faces) for scene in scenes))


def _judged(scene: Scene, found: Rows) -> list[tuple[float, bool]]:
    free = set(range(len(scene.faces)))
    out = []
    for row in found[np.argsort(-found[:, -1], kind="stable")].astype(float):
        shares = [overlap(row, box) for box in scene.faces]
        best = max(free, key=lambda n: shares[n], default=None)
        if best is not None and shares[best] >= HIT:
            free.discard(best)
            out.append((float(row[-1]), True))
        elif max(shares, default=0.0) < SECOND and not _unnamed(row, scene.unnamed):
            out.append((float(row[-1]), False))
    return out


def overlap(row: Sequence[float] | npt.NDArray[np.float64], box: Box) -> float:
    """Intersection over union."""
    wide = min(row[0] + row[2], box[0] + box[2]) - max(row[0], box[0])
    high = min(row[1] + row[3], box[1] + box[3]) - max(row[1], box[1])
    common = max(wide, 0.0) * max(high, 0.0)
    return float(common / (row[2] * row[3] + box[2] * box[3] - common))


def _unnamed(row: npt.NDArray[np.float64], boxes: Sequence[Box]) -> bool:
    x, y = row[0] + row[2] / 2, row[1] + row[3] / 2
    return any(b[0] <= x <= b[0] + b[2] and b[1] <= y <= b[1] + b[3] for b in boxes)
