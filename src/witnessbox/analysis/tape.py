# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The last of a run of sound, for as long as a span of voice may still need it.

What holds: positions count from the run's first sample; what was forgotten cannot
be taken, and what is held is never more than is still needed and a block.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

SPARE = 16_000
"""Samples that are not worth the copy to let go of."""


@dataclass(slots=True)
class Tape:
    """Samples in, stretches of them out."""

    start: int = 0
    _parts: list[npt.NDArray[np.float32]] = field(default_factory=list)

    def add(self, samples: npt.NDArray[np.float32]) -> None:
        """The next samples."""
        self._parts.append(samples)

    def take(self, start: int, end: int) -> tuple[int, npt.NDArray[np.float32]]:
        """(first sample, a copy) of what there is from `start` to `end`."""
        if len(self._parts) != 1:
            self._parts = [np.concatenate(self._parts)]
        first = max(start, self.start)
        kept = self._parts[0][first - self.start : end - self.start]
        return first, kept.copy()

    def forget(self, before: int) -> None:
        """Let go of what lies before this sample."""
        while self._parts and self.start + len(self._parts[0]) <= before:
            self.start += len(self._parts.pop(0))
        if self._parts and before - self.start > SPARE:
            # A copy: a view would hold all of it.
            self._parts[0] = self._parts[0][before - self.start :].copy()
            self.start = before
