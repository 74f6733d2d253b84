# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The pictures of any stretch of a film, from a key picture before it; child only.

What holds: pictures come in order of their stamps, each once; none is given that
lacks what it refers to; a container that points nowhere is read from its start.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import av.error
from av.video.frame import VideoFrame

from witnessbox.media import decode
from witnessbox.media.formats import Reason
from witnessbox.media.probe import Opened, Refused

if TYPE_CHECKING:
    from av.stream import Stream
    from av.video.stream import VideoStream

MAX_DECODED = 40_000
"""Pictures decoded for one segment, from the key picture before it."""
LAST_PICTURE = Fraction(1, 25)
"""Seconds that the last picture lasts where the file does not say."""
SEEK_BACK = (Fraction(0), Fraction(1), Fraction(5), Fraction(30), Fraction(10**9))
"""Seconds before the wanted time, tried in turn until a key picture precedes it."""
HURRIED = Fraction(1)
"""Seconds before a window up to which pictures may be left out on the way."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a film, in seconds of the stream's own clock."""

    start: Fraction
    end: Fraction


def frames(
    opened: Opened, video: VideoStream, window: Window, base: Fraction, *, hurry: bool
) -> Iterator[tuple[int, VideoFrame]]:
    """Pictures in order of time from a key picture at or before the window.

    With `hurry` those that nothing refers to are left out on the way there.
    """
    seek_before(opened, video, window.start, base)
    context = video.codec_context
    near = int((window.start - HURRIED) / base)
    latest: int | None = None
    opening: int | None = None
    notes: set[str] = set()
    count = 0
    for packet in decode.packets_of(opened, video, notes):
        if opening is None and packet.size:
            stamp = packet.pts if packet.pts is not None else packet.dts
            if not packet.is_keyframe or stamp is None:
                continue
            opening = stamp
        away = hurry and packet.pts is not None and packet.pts < near
        context.skip_frame = "NONREF" if away else "DEFAULT"
        for frame in decode.decoded(video, packet, notes):
            pts = frame.pts if frame.pts is not None else frame.dts
            count += 1
            # Leading pictures of an open GOP lack what they refer to.
            if pts is None or (opening is not None and pts < opening):
                continue
            # Before time zero nothing is presented; a repeat is a broken stamp.
            if pts < 0 or (latest is not None and pts <= latest):
                continue
            latest = pts
            yield pts, frame
        if "encrypted" in notes:
            raise Refused(Reason.ENCRYPTED)
        if count > MAX_DECODED:
            raise Refused(Reason.TOO_LARGE)


def seek_before(
    opened: Opened, stream: Stream, wanted: Fraction, base: Fraction
) -> None:
    """Stand at a key packet whose stamp is not after the wanted time."""
    start = stream.start_time or 0
    for back in SEEK_BACK:
        target = max(int((wanted - back) / base), min(start, 0))
        try:
            opened.container.seek(target, stream=stream)
            key = next(
                (
                    packet
                    for packet in decode.packets_of(opened, stream, set())
                    if packet.is_keyframe and packet.size
                ),
                None,
            )
            opened.container.seek(target, stream=stream)
        except (av.error.FFmpegError, OSError, OverflowError):
            continue
        if key is not None:
            stamp = key.pts if key.pts is not None else key.dts
            if stamp is not None and stamp * base <= wanted:
                return
        if target <= start:
            # Nothing lies before this: the film begins later than the window.
            return
