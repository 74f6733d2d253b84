# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The interface of a stage: pictures, sound or a whole file in, findings out.

What holds: a stage runs in the locked-down child that decodes the file. It has
no file, no network, no clock, no thread and no other item's data; what its
models need was loaded before (`load`). It sees the pictures of one item in order
of time, each once. It may yield findings at any moment; times and regions are
those of `model.finding`. What it raises is recorded as its own failure, and
the other stages go on.

A stage is an object with the fields and methods of `Stage`; the list of all is
`pipeline/registry.py`. docs/guide/stages.md adds one step by step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from witnessbox.model.finding import Finding

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from witnessbox.media.frame import Frame
    from witnessbox.media.source import SourceFile

MAX_FINDINGS = 20_000
"""Findings that a stage may give of one item; the rest is cut, and said so."""


PacketSize = tuple[int, int, bool]
"""Of one coded packet: presentation stamp in ticks, bytes, whether a keyframe."""


class Takes(StrEnum):
    """What a stage is fed with."""

    PICTURES = "pictures"
    """Keyframes of films (4 s apart or less), and photographs."""
    SOUND = "sound"
    """All sound, 16 kHz mono, in a pass of its own behind the others."""
    FILE = "file"
    """The whole file's bytes: documents and photographs."""
    EVERY_PICTURE = "every-picture"
    """Every frame of items chosen for a close look."""


@dataclass(frozen=True, slots=True)
class About:
    """What is known of an item before a stage sees it.

    Attributes:
        kind: `video`, `sound`, `photograph`, `document` or `other`.
        media_type: Such as `video/mp4`.
        size: (width, height) as displayed; None where there is no picture.
        duration: Seconds, where the container states it.
        settings: What this pass is to do otherwise, such as a language.
    """

    kind: str
    media_type: str
    size: tuple[int, int] | None = None
    duration: Fraction | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sound:
    """A piece of sound without a gap.

    Attributes:
        stream: Its number in the container.
        start: Seconds of the stream's own clock.
        samples: float32 in [-1, 1], 16,000 a second, mono; read only.
    """

    stream: int
    start: Fraction
    samples: npt.NDArray[np.float32]


class Watcher:
    """One stage at work on one item; a stage overrides what it needs."""

    def frame(self, frame: Frame) -> Iterable[Finding]:
        """One picture; called in order of time."""
        del frame
        return ()

    def sound(self, sound: Sound) -> Iterable[Finding]:
        """The next piece of sound."""
        del sound
        return ()

    def file(self, file: SourceFile) -> Iterable[Finding]:
        """The whole file, at its start."""
        del file
        return ()

    def end(self) -> Iterable[Finding]:
        """The item is over."""
        return ()


class FineWatcher(Watcher):
    """A watcher that may ask for the frames between two sampled pictures.

    In what order: `suspects(next, packets)`; if it says so, `between` for each
    frame after the last sampled picture and before the next; then `frame(next)`.
    `between` comes unasked where keyframes are rare, and for the frames after the
    last sampled picture of the film. No frame comes twice.
    """

    def suspects(self, frame: Frame, packets: Sequence[PacketSize]) -> bool:
        """Whether something begins between the last sampled picture and this.

        Args:
            frame: The next sampled picture, not yet given to `frame`.
            packets: Of the stream, from the last sampled picture's on, in the
                order of the file, without this picture's own.
        """
        del frame, packets
        return False

    def between(self, frame: Frame) -> bool:
        """One frame between; true gives it to all other stages as well."""
        del frame
        return False


class Stage(Protocol):
    """One stage; there is one object of each, and it holds nothing of an item."""

    @property
    def name(self) -> str:
        """As findings carry it: lower case, letters and `-`."""
        ...

    @property
    def version(self) -> str:
        """Moves when results may differ; then the stage alone runs again."""
        ...

    @property
    def takes(self) -> Takes:
        """What it is fed with."""
        ...

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of item that it takes, see `About.kind`."""
        ...

    @property
    def models(self) -> tuple[str, ...]:
        """Names in the manifest of models; if one is missing, it is skipped."""
        ...

    def load(self, models: Mapping[str, str]) -> None:
        """Make ready what is slow, once, before any child exists.

        Afterwards the process may have no thread, and a child that is forked
        from it must be able to use what was loaded without opening a file.

        Args:
            models: For each name in `models` the path of its file, or of the
                folder of its files, whose digests were just checked.
        """
        ...

    def watch(self, about: About) -> Watcher:
        """Begin an item."""
        ...
