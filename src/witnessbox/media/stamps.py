# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The pictures of one second of a film, each with its exact stamp; child only.

What holds: second k gives every picture whose stamp lies in [k, k + 1) seconds of the
stream's own clock, as the decoder gives them, and first of all the one that is still
on display when the second begins; with the stamp at which the last of them ends. Each
is covered: grey, `proxy.COVERED_GRAIN` cells along its longest edge, and nothing of
what lay between the cells. A second after the film's end gives its last picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np

from witnessbox.base.canonical import JsonDict
from witnessbox.media import decode, pictures, probe, proxy, seeking
from witnessbox.media.formats import Reason
from witnessbox.media.probe import Opened, Refused
from witnessbox.media.record import MAX_STAMPS
from witnessbox.media.seeking import LAST_PICTURE, Window
from witnessbox.media.source import SourceFile

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream


@dataclass(frozen=True, slots=True)
class _Near:
    """What was found: pictures with their stamps, and the stamp after the last."""

    shown: list[tuple[int, VideoFrame]]
    after: int
    last: bool


def stamps(file: SourceFile, parameters: JsonDict) -> tuple[JsonDict, list[bytes]]:
    """The stamps of one second, and its pictures as grey cells."""
    wanted: Any = parameters["second"]
    try:
        first = probe.sample(file)
        if pictures.kinds(first):
            raise Refused(Reason.NO_PICTURE)
        probe.refuse_early(first)
        opened = probe.open_container(file, first)
        video = decode.picture_stream(opened)
        if probe.is_cover_art(video):
            raise Refused(Reason.NO_PICTURE)
        decode.prepare(video)
        base = Fraction(video.time_base or Fraction(1, av.time_base))
        near = _around(opened, video, Fraction(wanted), base)
    except Refused as refused:
        return {"reason": refused.reason}, []
    frame = near.shown[0][1]
    width, height = decode.display_size(
        frame.width, frame.height, decode.aspect_of(video)
    )
    if decode.rotation_of(frame) in (90, 270):
        width, height = height, width
    cells = cells_of(width, height)
    drawn = [_covered(frame, cells) for _, frame in near.shown]
    answer: JsonDict = {
        "stream": video.index,
        "time_base": probe.pair(base),
        "stamps": [pts for pts, _ in near.shown],
        "after": near.after,
        "last": near.last,
        "shape": [width, height],
        "cells": list(cells),
        "reason": None,
    }
    return answer, [b"".join(drawn)]


def cells_of(width: int, height: int) -> tuple[int, int]:
    """How many cells a covered picture has; the longest edge has the most."""
    scale = Fraction(proxy.COVERED_GRAIN, max(width, height))
    return max(round(width * scale), 1), max(round(height * scale), 1)


def _around(
    opened: Opened, video: VideoStream, start: Fraction, base: Fraction
) -> _Near:
    found = _within(opened, video, start, base, hurry=True)
    lead = found.shown[0][0] * base
    if lead < start - seeking.HURRIED:
        # On the way there pictures were left out; one of them may be on display.
        found = _within(opened, video, start, base, hurry=False)
    return found


def _within(
    opened: Opened, video: VideoStream, start: Fraction, base: Fraction, *, hurry: bool
) -> _Near:
    # From before the second: the picture on display then is wanted too.
    window = Window(max(start - base, Fraction()), start + 1)
    before: tuple[int, VideoFrame] | None = None
    shown: list[tuple[int, VideoFrame]] = []
    for pts, frame in seeking.frames(opened, video, window, base, hurry=hurry):
        if pts * base < start:
            before = pts, frame
            continue
        if pts * base >= start + 1 and (shown or before):
            return _Near(_led(before, shown), pts, last=False)
        # Before the film's first picture stands that picture itself.
        shown.append((pts, frame))
        if len(shown) > MAX_STAMPS - 1:
            raise Refused(Reason.TOO_LARGE)
    everything = _led(before, shown)
    if not everything:
        raise Refused(Reason.PAST_END)
    pts, frame = everything[-1]
    length = frame.duration or max(int(LAST_PICTURE / base), 1)
    return _Near(everything, pts + length, last=True)


def _led(
    before: tuple[int, VideoFrame] | None, shown: list[tuple[int, VideoFrame]]
) -> list[tuple[int, VideoFrame]]:
    return shown if before is None else [before, *shown]


def _covered(frame: VideoFrame, cells: tuple[int, int]) -> bytes:
    """The grey cells of one picture, upright, row after row."""
    turned = decode.rotation_of(frame)
    width, height = cells[::-1] if turned in (90, 270) else cells
    grey = frame.reformat(
        width=width, height=height, format="gray", interpolation="AREA", threads=1
    )
    plane = grey.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(height, plane.line_size)
    return np.ascontiguousarray(np.rot90(rows[:, :width], turned // 90)).tobytes()
