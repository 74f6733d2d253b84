# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is better hidden until a person asks for it.

What holds: this says nothing of a person and nothing of what is seen; it serves only
to choose what stays covered by default, more of it where in doubt. Pictures without
a finding are not thereby harmless: the model knows bare skin, not blood or fear.

A picture is scored when it differs from the one scored last; until then that score
goes for it too. A finding of kind `cover` is a span of pictures of at least `COVER`
thousandths, with the highest of them as its score; it begins at the picture before,
and ends at the one behind, because nobody looked between. The summary's `highest` is
that of all.

One run takes 20 ms of a core (onnxruntime; 42 ms with OpenCV's own reader).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from witnessbox.analysis import movement
from witnessbox.analysis.stage import About, Takes, Watcher
from witnessbox.model.finding import SURE, Finding

if TYPE_CHECKING:
    from witnessbox.media.frame import Frame, Pixels

MODEL = "open-nsfw"
EDGE = 320
SCALED = 256
CROPPED = 224
"""Pixels: the model sees the middle of a square into which the picture is pressed."""
MEANS = 104.0, 117.0, 123.0
"""Of blue, green and red in its training."""

COVER = 200
"""Thousandths; the model's makers call less than 200 safe, more than 800 not."""

CHANGED_SHARE = 0.04
"""Share of blocks: a person who comes nearer than across a yard."""
NEW_SHARE = 0.4
"""Share of blocks: another shot, which is scored at once."""
SOONEST = Fraction(19, 5)
"""Seconds between two scores within a shot."""

Values = npt.NDArray[np.float32]


class Sensitive:
    """The stage."""

    name = "sensitive"
    version = "1"
    takes = Takes.PICTURES
    kinds = ("video", "photograph")
    models: tuple[str, ...] = (MODEL,)

    def __init__(self) -> None:
        self._session: Any = None

    def load(self, models: Mapping[str, str]) -> None:
        """Read the weights; one thread, all in memory, for a child opens no file."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        # As fast without (20.6 ms), and nothing is held between two runs.
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        self._session = onnxruntime.InferenceSession(
            models[MODEL], options, providers=["CPUExecutionProvider"]
        )

    def watch(self, about: About) -> Watcher:
        """Begin an item."""
        del about
        return _Scoring(self)

    def score(self, rgb: Pixels) -> int:
        """The model's own, in thousandths."""
        if self._session is None:
            raise RuntimeError("the stage was not loaded")
        (name,) = [one.name for one in self._session.get_inputs()]
        (answer,) = self._session.run(None, {name: prepared(rgb)})
        return round(min(max(float(answer[0, 1]), 0.0), 1.0) * SURE)


def prepared(rgb: Pixels) -> Values:
    """A picture as the model was trained to see it.

    In training each went through JPEG once more; to leave that out changes the score
    by 5 thousandths on average (52 photographs).
    """
    import cv2

    square = cv2.resize(rgb, (SCALED, SCALED), interpolation=cv2.INTER_LINEAR)
    edge = (SCALED - CROPPED) // 2
    middle = square[edge : edge + CROPPED, edge : edge + CROPPED, ::-1]
    values: Values = middle.astype(np.float32) - np.array(MEANS, np.float32)
    return np.ascontiguousarray(values)[None]


class _Scoring(Watcher):
    """One item."""

    def __init__(self, stage: Sensitive) -> None:
        self._stage = stage
        self._highest = 0
        self._scored: tuple[int, Fraction, movement.Blocks] | None = None
        self._score = 0
        self._before: Fraction | None = None
        self._since: Fraction | None = None
        self._worst = 0
        self._stream = 0

    def frame(self, frame: Frame) -> Iterator[Finding]:
        """One picture."""
        if self._is_new(frame):
            self._score = self._stage.score(frame.rgb(EDGE))
            self._highest = max(self._highest, self._score)
        if frame.stream != self._stream:
            yield from self._close(self._before)
            self._stream, self._before = frame.stream, None
        if self._score < COVER:
            yield from self._close(frame.time)
        else:
            if self._since is None:
                self._since = frame.time if self._before is None else self._before
            self._worst = max(self._worst, self._score)
        self._before = frame.time

    def _is_new(self, frame: Frame) -> bool:
        """Whether a picture differs enough from the one scored last."""
        blocks = movement.blocks(frame.grey(EDGE))
        if self._scored is not None:
            stream, time, then = self._scored
            if stream == frame.stream and then.shape == blocks.shape:
                moved = movement.moved(then, blocks)
                share = np.count_nonzero(moved) / moved.size
                late = frame.time - time >= SOONEST
                if share < (CHANGED_SHARE if late else NEW_SHARE):
                    return False
        self._scored = frame.stream, frame.time, blocks
        return True

    def _close(self, end: Fraction | None) -> Iterator[Finding]:
        since, self._since = self._since, None
        worst, self._worst = self._worst, 0
        if since is not None:
            later = end if end is not None and end > since else None
            yield Finding("cover", self._stream, start=since, end=later, score=worst)

    def end(self) -> Iterable[Finding]:
        """The last span; the highest score of all."""
        yield from self._close(self._before)
        yield Finding("summary", value={"highest": self._highest})
