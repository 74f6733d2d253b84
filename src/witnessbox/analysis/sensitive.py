# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is better hidden until a person asks for it.

What holds: this says nothing of a person and nothing of what is seen; it serves only
to choose what stays covered by default, more of it where in doubt. Pictures without
a finding are not thereby harmless: the model knows bare skin, not blood or fear.

A picture is scored when it differs from the one scored last, another shot at once,
a shot that moves all the time every 8 s, or 4 s where in doubt; until then the last
score goes for it too. A finding of kind `cover` is a span of pictures of at least
`COVER` thousandths, with the highest of them as its score; it begins at the last
picture that was scored below that or did not differ from it, and ends at the first
such, because nobody looked between. The summary's `highest` is that of all.

One run takes 20 ms of a core (onnxruntime; 42 ms with OpenCV's own reader); on a
fixed camera's film, with somebody in it a third of the time, 6 ms a picture.
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
NEW_SHARE = 0.2
"""Share of blocks whose brightness no other block took over: another shot, which is
scored at once. On clips joined by cuts it was 0.16 to 0.19 within a clip whose camera
moves, and 0.32 and more from clip to clip."""
SHADES = 16
DOUBTFUL = 50
"""Thousandths from which a shot is looked at more often; 1 of 52 photographs."""
SOONEST = Fraction(19, 5), Fraction(38, 5)
"""Seconds between two scores within a shot, where in doubt and else."""

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


def _apart(one: movement.Blocks, other: movement.Blocks) -> float:
    """The share of blocks by which the shades of two pictures differ."""
    counts = [
        np.bincount((each.ravel() / 256 * SHADES).astype(np.intp), minlength=SHADES)
        for each in (one, other)
    ]
    return float(np.abs(counts[0] - counts[1]).sum() / 2 / one.size)


class _Scoring(Watcher):
    """One item."""

    def __init__(self, stage: Sensitive) -> None:
        self._stage = stage
        self._highest = 0
        self._scored: tuple[Fraction, movement.Blocks] | None = None
        self._score = 0
        self._alike: Fraction | None = None
        self._last: Fraction | None = None
        self._since: Fraction | None = None
        self._worst = 0
        self._stream = 0

    def frame(self, frame: Frame) -> Iterator[Finding]:
        """One picture."""
        if frame.stream != self._stream:
            yield from self._close(self._last)
            self._stream, self._scored, self._alike = frame.stream, None, None
        blocks = movement.blocks(frame.grey(EDGE))
        changed, scored = self._judged(frame.time, blocks)
        if scored:
            self._scored = frame.time, blocks
            self._score = self._stage.score(frame.rgb(EDGE))
            self._highest = max(self._highest, self._score)
        if self._score < COVER:
            yield from self._close(frame.time)
        else:
            if self._since is None:
                self._since = frame.time if self._alike is None else self._alike
            self._worst = max(self._worst, self._score)
        self._last = frame.time
        if scored or not changed:
            self._alike = frame.time

    def _judged(self, time: Fraction, now: movement.Blocks) -> tuple[bool, bool]:
        """Whether the picture differs from the one scored last, and is to be scored."""
        if self._scored is None or self._scored[1].shape != now.shape:
            return True, True
        at, then = self._scored
        share = np.count_nonzero(movement.moved(then, now)) / now.size
        if share < CHANGED_SHARE:
            return False, False
        soonest, calm = SOONEST
        late = time - at >= (soonest if self._score >= DOUBTFUL else calm)
        return True, late or bool(_apart(then, now) >= NEW_SHARE)

    def _close(self, end: Fraction | None) -> Iterator[Finding]:
        since, self._since = self._since, None
        worst, self._worst = self._worst, 0
        if since is not None:
            later = end if end is not None and end > since else None
            yield Finding("cover", self._stream, start=since, end=later, score=worst)

    def end(self) -> Iterable[Finding]:
        """The last span; the highest score of all."""
        yield from self._close(self._last)
        yield Finding("summary", value={"highest": self._highest})
