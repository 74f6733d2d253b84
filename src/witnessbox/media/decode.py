# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures out of a container; runs in the locked-down child only.

What holds: stills are keyframes spread over the duration, with the exact
presentation stamp and time base of their stream; rotation and pixel shape are
applied; short clips are decoded whole. A file that breaks off gives what it
has, and the note `damaged`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import av.error
from PIL import Image

from witnessbox.media import formats, probe
from witnessbox.media.formats import Reason
from witnessbox.media.probe import MAX_PIXELS, Opened, Refused
from witnessbox.media.record import MAX_EDGE, MAX_STILLS, STILL_EDGE
from witnessbox.media.stills import fit

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

SHORT_SECONDS = Fraction(10)
"""Up to here every picture is decoded, and one still a half second kept."""
FEW_STILLS = 4
SCANNED_SECONDS = Fraction(20)
"""Up to here a file with fewer keyframes than `FEW_STILLS` is decoded whole."""
STILL_EVERY = Fraction(1, 2)
MAX_PACKETS_PER_STILL = 4096
"""Packets read in search of one keyframe after a seek."""
MAX_END_PACKETS = 512
"""Packets read near the end to see whether the file reaches it."""
END_SLACK = Fraction(1)
"""Seconds by which streams and containers commonly disagree."""
MAX_SCAN_FRAMES = 4096
"""Pictures decoded from a file that does not say how long it is."""

_UPRIGHT = {
    90: Image.Transpose.ROTATE_90,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_270,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """One still in raw form.

    Attributes:
        pts: In ticks of the stream, if the file states it.
        rotation: Degrees that were turned.
        image: RGB, upright, at most `STILL_EDGE` on its longest edge.
    """

    pts: int | None
    rotation: int
    image: Image.Image


def prepare(stream: Any) -> None:
    """Set a decoder to one thread and bounded pictures, before first use."""
    context = stream.codec_context
    context.thread_type = "NONE"
    context.thread_count = 1
    context.options = {"max_pixels": str(MAX_PIXELS)}


def picture_stream(opened: Opened) -> VideoStream:
    """The stream that stills and proxies are made of.

    Raises:
        Refused: There is none that may be decoded.
    """
    streams = opened.container.streams.video
    moving = [s for s in streams if not probe.is_cover_art(s)] or list(streams)
    if not moving:
        raise Refused(Reason.NO_PICTURE, opened.media_type)
    allowed = [s for s in moving if probe.codec_of(s) is not None]
    if not allowed:
        raise Refused(Reason.CODEC_NOT_ALLOWED, opened.media_type)
    stream = max(allowed, key=lambda s: s.codec_context.width * s.codec_context.height)
    context = stream.codec_context
    if context.width > MAX_EDGE or context.height > MAX_EDGE:
        raise Refused(Reason.TOO_LARGE, opened.media_type)
    if context.width * context.height > MAX_PIXELS:
        raise Refused(Reason.TOO_LARGE, opened.media_type)
    return stream


def duration_of(opened: Opened, stream: VideoStream) -> Fraction | None:
    """Seconds that the stream, else the container, claims to last."""
    if stream.duration and stream.duration > 0 and stream.time_base:
        return stream.duration * stream.time_base
    whole = opened.container.duration
    return Fraction(whole, av.time_base) if whole and whole > 0 else None


def stills(opened: Opened, stream: VideoStream, notes: set[str]) -> list[Picture]:
    """Up to `MAX_STILLS` pictures in order of time.

    Raises:
        Refused: Not one picture could be decoded.
    """
    prepare(stream)
    duration = duration_of(opened, stream)
    if duration is None:
        notes.add("no-duration")
    found: list[Picture] = []
    whole = duration is None or duration <= SCANNED_SECONDS
    if duration is not None and duration > SHORT_SECONDS:
        found = _seeking(opened, stream, duration, notes)
        _look_for_end(opened, stream, duration, notes)
        if not found or (whole and len(found) < FEW_STILLS):
            # Rare keyframes, or an index that points nowhere: from the start.
            _rewind(opened, stream)
    if not found or (whole and len(found) < FEW_STILLS):
        found = _scanning(opened, stream, notes) or found
        if duration is not None:
            _look_for_end(opened, stream, duration, notes)
    if not found:
        reason = Reason.ENCRYPTED if "encrypted" in notes else Reason.DAMAGED
        raise Refused(reason, opened.media_type)
    return found


def upright(frame: VideoFrame, aspect: Fraction, edge: int) -> Image.Image:
    """A frame as it is displayed, in RGB, within a square of `edge`."""
    width, height = display_size(frame.width, frame.height, aspect)
    width, height = fit((width, height), edge)
    small = frame.reformat(
        width=width, height=height, format="rgb24", interpolation="AREA", threads=1
    )
    plane = small.planes[0]
    image = Image.frombuffer(
        "RGB", (width, height), bytes(plane), "raw", "RGB", plane.line_size, 1
    )
    turn = _UPRIGHT.get(rotation_of(frame))
    return image if turn is None else image.transpose(turn)


def display_size(width: int, height: int, aspect: Fraction) -> tuple[int, int]:
    """Pixels after the shape of a pixel is applied, never fewer than coded."""
    if aspect > 1:
        return max(round(width * aspect), 1), height
    return width, max(round(height / aspect), 1)


def aspect_of(stream: VideoStream) -> Fraction:
    """Width to height of one pixel; 1 where absent or absurd."""
    aspect = stream.sample_aspect_ratio
    if not aspect or not Fraction(1, 16) <= aspect <= 16:
        return Fraction(1)
    return Fraction(aspect)


def rotation_of(frame: VideoFrame) -> int:
    """Degrees counter-clockwise to turn, in quarters."""
    return round(frame.rotation / 90) * 90 % 360


def frames_from(
    opened: Opened, stream: VideoStream, notes: set[str], packets: int
) -> Iterator[VideoFrame]:
    """Decode on from here, reading at most so many packets."""
    for count, packet in enumerate(packets_of(opened, stream, notes)):
        if count >= packets:
            return
        yield from decoded(stream, packet, notes)
        if "encrypted" in notes:
            return


def packets_of(opened: Opened, stream: Any, notes: set[str]) -> Iterator[Any]:
    """The packets of one stream from here; where reading fails is its end."""
    try:
        yield from opened.container.demux(stream)
    except (av.error.FFmpegError, OSError) as error:
        if isinstance(error, MemoryError):
            raise
        notes.add("damaged")


def decoded(stream: Any, packet: Any, notes: set[str]) -> list[Any]:
    """The frames that a packet completes; what is damaged is passed over."""
    if packet.size and packet.has_sidedata("encryption_info"):
        notes.add("encrypted")
        return []
    try:
        return list(stream.codec_context.decode(packet if packet.size else None))
    except (av.error.FFmpegError, ValueError) as error:
        if isinstance(error, MemoryError):
            raise
        notes.add("damaged")
        return []


def _rewind(opened: Opened, stream: VideoStream) -> None:
    stream.codec_context.skip_frame = "DEFAULT"
    # Some containers cannot seek: then what comes next is all that is left.
    with contextlib.suppress(av.error.FFmpegError, OSError):
        opened.container.seek(0)


def _seeking(
    opened: Opened, stream: VideoStream, duration: Fraction, notes: set[str]
) -> list[Picture]:
    base = Fraction(stream.time_base or Fraction(1, av.time_base))
    start = stream.start_time or 0
    stream.codec_context.skip_frame = "NONKEY"
    found: dict[int | None, Picture] = {}
    for step in range(MAX_STILLS):
        target = start + int(duration * (2 * step + 1) / (2 * MAX_STILLS) / base)
        try:
            opened.container.seek(target, stream=stream)
        except (av.error.FFmpegError, OSError, OverflowError):
            notes.add("damaged")
            continue
        frame = next(frames_from(opened, stream, notes, MAX_PACKETS_PER_STILL), None)
        if frame is not None and frame.pts not in found:
            found[frame.pts] = _picture(frame, stream)
        if "encrypted" in notes:
            break
    return sorted(found.values(), key=lambda picture: picture.pts or 0)


def _look_for_end(
    opened: Opened, stream: VideoStream, duration: Fraction, notes: set[str]
) -> None:
    """Note as damaged a file that ends well before the time that it states."""
    base = Fraction(stream.time_base or Fraction(1, av.time_base))
    start = stream.start_time or 0
    wanted = start + int((duration - max(END_SLACK, duration / 20)) / base)
    try:
        opened.container.seek(max(wanted, start), stream=stream)
    except (av.error.FFmpegError, OSError, OverflowError):
        return
    latest: int | None = None
    for count, packet in enumerate(packets_of(opened, stream, notes)):
        if packet.pts is not None:
            latest = packet.pts if latest is None else max(latest, packet.pts)
        if count >= MAX_END_PACKETS or (latest is not None and latest >= wanted):
            return
    if latest is None or latest < wanted:
        notes.add("damaged")


def _scanning(opened: Opened, stream: VideoStream, notes: set[str]) -> list[Picture]:
    """From the start; keeps every picture's chance equal by thinning."""
    base = Fraction(stream.time_base or Fraction(1, av.time_base))
    gap = int(STILL_EVERY / base)
    found: list[Picture] = []
    last: int | None = None
    for count, frame in enumerate(
        frames_from(opened, stream, notes, 4 * MAX_SCAN_FRAMES)
    ):
        if count >= MAX_SCAN_FRAMES:
            break
        if last is not None and (frame.pts is None or frame.pts - last < gap):
            continue
        last = frame.pts if frame.pts is not None else count
        found.append(_picture(frame, stream))
        if len(found) == 2 * MAX_STILLS:
            found, gap = found[::2], gap * 2
    if len(found) > MAX_STILLS:
        found = [found[i * len(found) // MAX_STILLS] for i in range(MAX_STILLS)]
    return found


def _picture(frame: VideoFrame, stream: VideoStream) -> Picture:
    if frame.width * frame.height > MAX_PIXELS:
        raise Refused(Reason.TOO_LARGE, formats.UNKNOWN)
    return Picture(
        frame.pts, rotation_of(frame), upright(frame, aspect_of(stream), STILL_EDGE)
    )
