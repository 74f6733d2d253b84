# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a clip of the story is: a camera, a moment, parts, and what ails the file.

What holds: a clip is data, the same for every run; drawing it is another
module's. `Shown` is the truth about it, kept in memory and never on the disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from witnessbox.story.acting import Part
from witnessbox.story.cast import CAMERAS, Camera
from witnessbox.story.film import Form
from witnessbox.story.voice import Line

Walk = tuple[tuple[float, float, float], ...]
"""Seconds with the x and z of a camera that is carried."""

PLAIN = Form()
"""MP4 at ten pictures a second, without sound."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One clip.

    Attributes:
        key: A short name, unique.
        path: Where it lies on the disk, as bytes, with `/`.
        camera: A key of `cast.CAMERAS`.
        start: When it truly begins.
        seconds: How long it is.
        parts: Who does what.
        lines: What is said.
        form: How it is encoded.
        walk: The way of a carried camera.
        black: From and until which second the picture is black.
        uneven: Whether pictures follow each other unevenly.
        kept: The share of the finished file that is on the disk, below 1 for
            a truncated file.
        caption: Words laid over a re-encoded copy, which is then also cropped.
        cut: From and until which second of the scene this clip goes, or None.
        event: The event that it shows, if one has a name.
    """

    key: str
    path: bytes
    camera: str
    start: datetime
    seconds: float
    parts: tuple[Part, ...] = ()
    lines: tuple[Line, ...] = ()
    form: Form = PLAIN
    walk: Walk = ()
    black: tuple[float, float] | None = None
    uneven: bool = False
    kept: float = 1.0
    caption: str = ""
    cut: tuple[float, float] | None = None
    event: str = ""

    @property
    def eye(self) -> Camera:
        """The camera."""
        return CAMERAS[self.camera]

    @property
    def clock_slow(self) -> timedelta:
        """How slow the burned-in clock is then."""
        return self.start - self.eye.shown(self.start)


@dataclass(frozen=True, slots=True)
class Seen:
    """One face in one picture.

    Attributes:
        second: Of the clip.
        who: A person's key.
        box: Left, top, width, height in pixels.
    """

    second: float
    who: str
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """The truth about one file of the disk.

    Attributes:
        path: Relative to the disk, as bytes.
        kind: "clip", "copy", "paper", "photograph", "sound", "playlist".
        clip: The clip's key; of a copy, that of what was copied.
        says: One sentence.
        faces: Faces of a clip once a second.
        pictures: How many pictures a clip has.
    """

    path: bytes
    kind: str
    clip: str = ""
    says: str = ""
    faces: tuple[Seen, ...] = ()
    pictures: int = 0
