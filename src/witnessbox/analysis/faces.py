# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where faces are, at the survey's depth; whose they are is never asked here.

What holds: every sampled picture is looked at in `LOOK` pixels, and some in `DEEP`
as well: the first, each `LATEST`-th at least, and where the first look saw a face that
is small, or was not sure, each `SOONEST`-th; counted in pictures and not in time, so
that the same film gives the same faces. A photograph is looked at in all sizes, and
turned, if none was found upright.

A face of fewer than about twelve pixels in the size that was looked at is not found:
where no face is named, there may be one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from witnessbox.analysis.quality import face_finding
from witnessbox.analysis.stage import About, Takes, Watcher
from witnessbox.analysis.turning import turned
from witnessbox.analysis.yunet import MODEL, SCORE, YuNet, keep_best, open_yunet
from witnessbox.model.finding import Finding

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from witnessbox.media.frame import Frame

    Floats = npt.NDArray[np.float32]

LOOK, DEEP = 640, 1280
"""Pixels of the longest edge: 6 and 27 ms of a core."""
PHOTOGRAPH = (320, 640, 1280, 2560)
TURNED = 640
SURE_ENOUGH = 0.5
"""Score from which a face is named."""
HINT = 0.2
"""Score from which the first look may have seen one."""
SMALL = 24
"""Pixels of the first look below which a face asks for a deeper one: it seldom
comes alone."""
SOONEST, LATEST = 5, 10
"""Pictures from one deep look to the next, with a reason and without: 27 ms by ten
are 3 a picture. Small faces (36 px of 1080p) are seen by deep looks alone."""


class Faces:
    """The stage."""

    name = "faces"
    version = "1"
    takes = Takes.PICTURES
    kinds = ("video", "photograph")
    models: tuple[str, ...] = (MODEL,)

    def __init__(self) -> None:
        self._yunet: YuNet | None = None

    def load(self, models: Mapping[str, str]) -> None:
        """Load the detector."""
        self._yunet = open_yunet(models[MODEL])

    def watch(self, about: About) -> Watcher:
        """Begin an item."""
        if self._yunet is None:
            raise RuntimeError("the model was not loaded")
        looking = Photograph if about.kind == "photograph" else Film
        return _Watching(looking(self._yunet))


class Film:
    """How deep each of a film's sampled pictures is looked at."""

    def __init__(self, yunet: YuNet) -> None:
        self._yunet = yunet
        self._since = LATEST

    def faces(self, frame: Frame) -> Floats:
        """Faces in pixels of the full picture, best first."""
        import numpy as np

        found = look(self._yunet, frame, LOOK)
        longest = max(frame.size)
        self._since += 1
        unsure = found[:, SCORE] < SURE_ENOUGH
        small = found[:, 3] * LOOK < SMALL * longest
        reason = bool((unsure | small).any())
        if longest > LOOK and self._since > (SOONEST if reason else LATEST):
            self._since = 1
            found = keep_best(np.concatenate([found, look(self._yunet, frame, DEEP)]))
        return found


class Photograph:
    """All sizes, and turned where nothing was found upright."""

    def __init__(self, yunet: YuNet) -> None:
        self._yunet = yunet

    def faces(self, frame: Frame) -> Floats:
        """Faces in pixels of the full picture, best first."""
        import numpy as np

        longest = max(frame.size)
        edges = sorted({min(edge, longest) for edge in PHOTOGRAPH})
        found = keep_best(
            np.concatenate([look(self._yunet, frame, edge) for edge in edges])
        )
        if (found[:, SCORE] >= SURE_ENOUGH).any():
            return found
        rgb = frame.rgb(TURNED)
        back = frame.size[0] / rgb.shape[1]
        for degrees in (90, 180, 270):
            rows = turned(self._yunet.detect, rgb, degrees, HINT)
            rows[:, :SCORE] *= back
            found = np.concatenate([found, rows])
        return keep_best(found)


class _Watching(Watcher):
    def __init__(self, looking: Film | Photograph) -> None:
        self._looking = looking
        self._pictures = 0
        self._most = 0
        self._largest = 0

    def frame(self, frame: Frame) -> Iterator[Finding]:
        """One picture."""
        found = self._looking.faces(frame)
        found = found[found[:, SCORE] >= SURE_ENOUGH]
        self._pictures += bool(len(found))
        self._most = max(self._most, len(found))
        for row in found:
            self._largest = max(self._largest, round(float(row[3])))
            yield face_finding(frame, row, frame.grey(LOOK))

    def end(self) -> Iterable[Finding]:
        """In how many pictures, how many at once, how large."""
        yield Finding(
            "summary",
            value={
                "pictures_with": self._pictures,
                "most": self._most,
                "largest": self._largest,
            },
        )


def look(yunet: YuNet, frame: Frame, edge: int) -> Floats:
    """Faces in pixels of the full picture."""
    rgb = frame.rgb(edge)
    found = yunet.detect(rgb, HINT)
    found[:, :SCORE] *= frame.size[0] / rgb.shape[1]
    return found
