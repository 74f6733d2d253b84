# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""How likely each 32 ms of sound holds a voice: Silero VAD, version 6.

What holds: the answer does not depend on how the sound was cut into blocks; the
session has one thread and, once loaded, opens nothing, so that it runs in a
locked-down child. 60 s of sound take 0.15 s of one core.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable

RATE = 16_000
FRAME = 512
"""Samples that one probability is of: 32 ms."""
_CONTEXT = 64
"""Samples of the frame before, which the model sees again."""
_STATE = (1, 1, 128)

Samples = npt.NDArray[np.float32]


class Silero:
    """The model, loaded; holds nothing of any sound.

    Args:
        path: The weight, `silero_vad_v6.onnx`.
    """

    def __init__(self, path: str) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        self._session: Any = onnxruntime.InferenceSession(
            path, options, providers=["CPUExecutionProvider"]
        )

    def listen(self) -> Listening:
        """Begin a piece of sound."""
        return Listening(self._session)


class Listening:
    """One piece of sound without a gap, given in order."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._state = [np.zeros(_STATE, np.float32), np.zeros(_STATE, np.float32)]
        self._context = np.zeros(_CONTEXT, np.float32)
        self._rest = np.zeros(0, np.float32)

    def feed(self, samples: Samples) -> Iterable[float]:
        """The probabilities of the frames that are whole by now."""
        held = np.concatenate([self._rest, samples])
        count = len(held) // FRAME
        self._rest = held[count * FRAME :].copy()
        return self._run(held[: count * FRAME].reshape(count, FRAME)) if count else ()

    def end(self) -> Iterable[float]:
        """The probability of the last frame, filled up with silence."""
        if not len(self._rest):
            return ()
        last = np.zeros((1, FRAME), np.float32)
        last[0, : len(self._rest)] = self._rest
        self._rest = self._rest[:0]
        return self._run(last)

    def _run(self, frames: npt.NDArray[np.float32]) -> list[float]:
        tails = frames[:, -_CONTEXT:]
        before = np.concatenate([self._context[np.newaxis], tails[:-1]])
        self._context = tails[-1].copy()
        said, *self._state = self._session.run(
            None,
            {
                "input": np.concatenate([before, frames], axis=1),
                "h": self._state[0],
                "c": self._state[1],
            },
        )
        return [float(one) for one in said.reshape(-1)]
