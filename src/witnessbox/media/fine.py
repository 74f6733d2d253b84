# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The frames of any stretch of a film, one after another; child only.

What holds: a reader of its own, beside the one that walks through the file; frames
come in order of time, upright, in the shape of display, with the stream's own stamp.
Where a container cannot seek, it ends after `MAX_WASTED_PACKETS` read in vain.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import av.error
import numpy as np

from witnessbox.media import decode, packets, probe
from witnessbox.media.frame import Frame, Pixels
from witnessbox.media.probe import Opened
from witnessbox.media.stills import fit

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

MAX_WASTED_PACKETS = 20_000
"""Packets read in vain, where a container cannot seek, before fine looks end."""


@dataclass(slots=True)
class Walked:
    """What a walk found beside pictures.

    Attributes:
        trees: Per stream the tree over its coded packets.
        broken: Whether reading broke off before the end.
        pictures: Sampled; `decoded`: all that were decoded.
        notes: Codes, as in a look.
    """

    trees: dict[int, packets.Tree] = field(default_factory=dict)
    broken: bool = False
    pictures: int = 0
    decoded: int = 0
    notes: set[str] = field(default_factory=set)


class Fine:
    """A second reader of the same film, for the frames between keyframes."""

    def __init__(self, opened: Opened, index: int, walked: Walked) -> None:
        self._opened = opened
        self._stream: Any = opened.container.streams[index]
        self._walked = walked
        self._wasted = 0
        prepare(self._stream)

    def frames(self, after: Fraction | None, until: Fraction | None) -> Iterator[Frame]:
        """Frames with `after` < time < `until`, in order of time."""
        if self._wasted > MAX_WASTED_PACKETS:
            self._walked.notes.add("coarse")
            return
        self._seek(after)
        read = 0
        began = False
        for packet in decode.packets_of(self._opened, self._stream, self._walked.notes):
            read += 1
            for found in decode.decoded(self._stream, packet, self._walked.notes):
                self._walked.decoded += 1
                if found.is_corrupt:
                    # Decoders patch up what they can and say so.
                    self._walked.notes.add("damaged")
                if found.pts is None or found.width * found.height > probe.MAX_PIXELS:
                    continue
                frame = frame_of(found, self._stream)
                if after is not None and frame.time <= after:
                    continue
                if until is not None and frame.time >= until:
                    return
                if not began:
                    began, self._wasted = True, self._wasted + max(read - 1000, 0)
                yield frame
        if not began:
            self._wasted += read

    def _seek(self, after: Fraction | None) -> None:
        base = Fraction(self._stream.time_base or Fraction(1, av.time_base))
        target = self._stream.start_time or 0 if after is None else int(after / base)
        self._stream.codec_context.flush_buffers()
        try:
            self._opened.container.seek(target, stream=self._stream)
        except (av.error.FFmpegError, OSError, OverflowError):
            with contextlib.suppress(av.error.FFmpegError, OSError):
                self._opened.container.seek(0)


def every(opened: Opened, stream: VideoStream, walked: Walked) -> Iterator[Frame]:
    """Every frame of a film, in order of time."""
    yield from Fine(opened, stream.index, walked).frames(None, None)


def prepare(stream: Any) -> None:
    """One thread, bounded pictures, and pictures that are not whole as well."""
    decode.prepare(stream)
    stream.codec_context.flags |= av.codec.context.Flags.output_corrupt


def frame_of(found: VideoFrame, stream: VideoStream) -> Frame:
    """A decoded picture as stages see it: upright, in the shape of display."""
    base = Fraction(stream.time_base or Fraction(1, av.time_base))
    aspect = decode.aspect_of(stream)
    turned = decode.rotation_of(found)
    width, height = decode.display_size(found.width, found.height, aspect)
    size = (height, width) if turned in (90, 270) else (width, height)
    pts = found.pts or 0

    def render(edge: int) -> Pixels:
        wide, high = fit((width, height), edge)
        small = found.reformat(
            width=wide, height=high, format="rgb24", interpolation="AREA", threads=1
        )
        plane = small.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(high, plane.line_size)
        pixels = rows[:, : 3 * wide].reshape(high, wide, 3)
        return np.ascontiguousarray(np.rot90(pixels, turned // 90))

    return Frame(stream.index, (found.pts, pts * base), size, render)
