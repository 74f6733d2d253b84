# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Faces in every frame of a chosen film, joined to tracks, both ways in time.

What holds: no face is left out to save time where one was seen nearby. In what
order, for each frame: (1) it is looked at in `LOOK` pixels; (2) at a shot's
beginning, and from time to time, as deep as one can (`deep`); (3) a face of the
frame before that was not seen is searched where it was, enlarged and turned
upright; (4) a face that is new is searched backwards in the frames before, in the
same way, until it is not found any more. At the end of a shot `tracks` joins what
was seen and fills what slipped.

A track says where a machine saw something like a face. It misses faces, it sees
some where none is; who covers faces with it must look himself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from witnessbox.analysis.deep import deep_look
from witnessbox.analysis.near import near
from witnessbox.analysis.pursuit import Cuts, Pursuit, Seen, Worth
from witnessbox.analysis.quality import quality
from witnessbox.analysis.stage import About, Takes, Watcher
from witnessbox.analysis.tracks import Joining
from witnessbox.analysis.yunet import (
    MODEL,
    SCORE,
    YuNet,
    keep_best,
    open_yunet,
    shared,
)
from witnessbox.model.finding import Finding

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from witnessbox.media.frame import Frame

    Pixels = npt.NDArray[np.uint8]
    Floats = npt.NDArray[np.float32]

LOOK, DEEP = 1280, 1920
"""Pixels of the longest edge: of each frame, and of the deepest looks."""
PIXELS_BETWEEN = 1920 * 1080 // 24
"""One deep look for each picture's worth of these: one in 24 frames of 1080p, one
in 11 of 720p; it takes 0.9 s of a core at 1080p."""
SEEN, SEEN_DEEP, SEEN_NEAR = 0.45, 0.6, 0.4
"""Scores from which something counts as seen: a deep look takes eight chances to
be wrong, and where a face was a moment ago one is likelier than elsewhere."""
WORTH = Worth(sure=0.8, fair=0.6, often=4)
JOINING = Joining(gap=Fraction(3, 2))
BACK = 48
"""Frames that are kept for the search backwards: 130 MB."""
SAME = 0.3
"""Intersection over union from which a face in the next frame is the same."""


class CloseFaces:
    """The stage."""

    name = "close-faces"
    version = "1"
    takes = Takes.EVERY_PICTURE
    kinds = ("video",)
    models: tuple[str, ...] = (MODEL,)

    def __init__(self) -> None:
        self._yunet: YuNet | None = None

    def load(self, models: Mapping[str, str]) -> None:
        """Load the detector."""
        self._yunet = open_yunet(models[MODEL])

    def watch(self, about: About) -> Watcher:
        """Begin an item."""
        del about
        if self._yunet is None:
            raise RuntimeError("the model was not loaded")
        return _Close(self._yunet)


class _Close(Watcher):
    """One item."""

    def __init__(self, yunet: YuNet) -> None:
        self._yunet = yunet
        self._cuts = Cuts()
        self._pursuit = Pursuit("face-track", WORTH, JOINING)
        self._pictures = 0
        self._seen = 0
        self._begin_shot()

    def _begin_shot(self) -> None:
        # What was seen in the last frames of this shot, and the frames.
        self._past: deque[tuple[Pixels, list[Floats]]] = deque(maxlen=BACK)
        self._since_deep: int | None = None

    def frame(self, frame: Frame) -> Iterator[Finding]:
        """One frame."""
        if self._cuts.cut(frame) or self._pursuit.full:
            yield from self._pursuit.written()
            self._begin_shot()
        if not self._pursuit.picture(frame):
            return
        self._pictures += 1
        rgb = frame.rgb(LOOK)
        rows, deep = self._looked(frame, rgb)
        scale = frame.size[0] / rgb.shape[1]
        before = self._past[-1][1] if self._past else []
        kept = list(rows)
        for row in before:
            if not _among(row, kept):
                again = near(self._yunet.detect, rgb, row, SEEN_NEAR)
                if again is not None and not _among(again, kept):
                    kept.append(again)
        self._past.append((rgb, kept))
        for row in kept:
            self._see(self._pursuit.last, row, rgb, scale)
        for row in kept:
            if deep or row[SCORE] >= SEEN_DEEP:
                self._backwards(row, scale)

    def end(self) -> Iterable[Finding]:
        """The last shot, and how much was seen."""
        yield from self._pursuit.written()
        yield Finding(
            "summary",
            value={
                "tracks": self._pursuit.tracks,
                "pictures": self._pictures,
                "seen": self._seen,
            },
        )

    def _looked(self, frame: Frame, rgb: Pixels) -> tuple[Floats, bool]:
        """What is seen in pixels of `rgb`, and whether the look was a deep one."""
        import numpy as np

        rows = self._yunet.detect(rgb, SEEN)
        edge = min(max(frame.size), DEEP)
        pixels = frame.size[0] * frame.size[1] * edge**2 // max(frame.size) ** 2
        every = max(pixels // PIXELS_BETWEEN, 1)
        if self._since_deep is not None and self._since_deep < every:
            self._since_deep += 1
            return rows, False
        self._since_deep = 1
        full = frame.rgb(edge)
        deep = deep_look(self._yunet.detect, full, SEEN_DEEP)
        deep[:, :SCORE] *= rgb.shape[1] / full.shape[1]
        return keep_best(np.concatenate([rows, deep])), True

    def _see(self, number: int, row: Floats, rgb: Pixels, scale: float) -> None:
        import cv2

        x, y, width, height = (int(v) for v in row[:4])
        margin = 8
        left, top = max(x - margin, 0), max(y - margin, 0)
        cut = rgb[top : y + height + margin, left : x + width + margin]
        full = row.copy()
        full[:SCORE] *= scale
        if min(cut.shape[:2]) >= 1:
            moved = full.copy()
            moved[0] -= left * scale
            moved[1] -= top * scale
            grey = cv2.cvtColor(cut, cv2.COLOR_RGB2GRAY).view(cut.dtype)
            seen_well = quality(moved, grey, 1 / scale)
        else:
            seen_well = 0
        self._seen += 1
        box = tuple(float(v) for v in full[:4])
        score = min(float(row[SCORE]), 1.0)
        self._pursuit.see(
            number,
            Seen(
                (box[0], box[1], box[2], box[3]),
                score,
                round(seen_well * score),
                {"quality": seen_well, "pixels": max(round(box[3]), 1)},
            ),
        )

    def _backwards(self, row: Floats, scale: float) -> None:
        """Search a face in the frames before this one, from the last to the first."""
        last = self._pursuit.last
        for back in range(2, len(self._past) + 1):
            rgb, rows = self._past[-back]
            if _among(row, rows):
                return
            again = near(self._yunet.detect, rgb, row, SEEN_NEAR)
            if again is None:
                return
            rows.append(again)
            self._see(last - back + 1, again, rgb, scale)
            row = again


def _among(row: Floats, rows: list[Floats]) -> bool:
    """Whether one of them is the same face."""
    import numpy as np

    if not rows:
        return False
    return bool((shared(row, np.stack(rows)) >= SAME).any())
