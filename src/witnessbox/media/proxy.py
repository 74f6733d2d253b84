# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Segments of a film for a browser; runs in the locked-down child only.

What holds: segment k carries exactly the pictures whose stamp lies in
[origin + 4k, origin + 4(k + 1)) seconds of the stream's own clock, where the
origin is the file's start rounded down to 4 s (0 for nearly all); each lasts
until the next, across the border too. If none begins there, it carries the
picture then on display, with its own stamp. Covered: grey, `COVERED_GRAIN`
cells, no sound. Clear: at most 960 x 540, with sound.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import av.error
from av.packet import Packet
from av.video.frame import VideoFrame

from witnessbox.base.canonical import JsonDict
from witnessbox.media import decode, encode, pictures, probe, seeking, sound
from witnessbox.media.encode import AAC_FRAME, SAMPLE_RATE, Shape, Shown
from witnessbox.media.formats import Reason
from witnessbox.media.probe import Opened, Refused
from witnessbox.media.record import SEGMENT_SECONDS, Variant
from witnessbox.media.seeking import LAST_PICTURE, Window
from witnessbox.media.source import SourceFile

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.video.stream import VideoStream

CLEAR_LONG, CLEAR_SHORT = 960, 540
COVERED_LONG = 320
COVERED_GRAIN = 32
"""Cells along the longest edge of a covered picture."""
MAX_SEGMENT_PICTURES = 4 * 240
WARM_FRAMES = 3


@dataclass(frozen=True, slots=True)
class _Plan:
    video: VideoStream | None
    audio: AudioStream | None
    shape: Shape
    variant: Variant
    origin: Fraction


def proxy(file: SourceFile, parameters: JsonDict) -> tuple[JsonDict, list[bytes]]:
    """One init segment (`segment` null) or media segment of a film."""
    segment: Any = parameters["segment"]
    try:
        first = probe.sample(file)
        if pictures.kinds(first):
            raise Refused(Reason.NO_PICTURE)
        probe.refuse_early(first)
        plan, opened = _plan(file, first, Variant(str(parameters["variant"])))
        if segment is None:
            init, _, names = encode.write(plan.shape, [], [])
            return _answer(plan, names, None), [init]
        window = window_of(plan.origin, segment)
        shown = _pictures(opened, plan, window)
        heard = _sound(opened, plan, window, shown)
        if not shown and not heard:
            raise Refused(Reason.PAST_END)
        _, media, names = encode.write(plan.shape, shown, heard)
        return _answer(plan, names, window), [media]
    except Refused as refused:
        return {"reason": refused.reason}, []


def window_of(origin: Fraction, segment: int) -> Window:
    """The span of segment k."""
    start = origin + segment * SEGMENT_SECONDS
    return Window(start, start + SEGMENT_SECONDS)


def clear_size(width: int, height: int) -> tuple[int, int]:
    """Within 960 x 540, or 540 x 960 if upright; even; never enlarged."""
    wide, high = (CLEAR_LONG, CLEAR_SHORT)
    if height > width:
        wide, high = high, wide
    scale = min(Fraction(wide, width), Fraction(high, height), Fraction(1))
    return _even(width * scale), _even(height * scale)


def covered_size(width: int, height: int) -> tuple[int, int]:
    """Longest edge `COVERED_LONG`; even; the same for every small film too."""
    scale = Fraction(COVERED_LONG, max(width, height))
    return _even(width * scale), _even(height * scale)


def _even(value: Fraction) -> int:
    return max(round(value / 2) * 2, 2)


def _plan(file: SourceFile, first: bytes, variant: Variant) -> tuple[_Plan, Opened]:
    opened = probe.open_container(file, first)
    video: VideoStream | None = None
    try:
        video = decode.picture_stream(opened)
    except Refused:
        # Sound alone is heard in the clear variant; nothing of it is covered.
        if variant is Variant.COVERED or not opened.container.streams.audio:
            raise
    if video is not None and probe.is_cover_art(video):
        video = None
    audio: AudioStream | None = None
    if variant is Variant.CLEAR:
        heard = [s for s in opened.container.streams.audio if probe.codec_of(s)]
        audio = heard[0] if heard else None
    if video is None and audio is None:
        raise Refused(Reason.NO_PICTURE)
    size = None
    if video is not None:
        decode.prepare(video)
        size = _shown_size(opened, video, variant)
    if audio is not None:
        audio.codec_context.thread_count = 1
    shape = Shape(
        size=size,
        clock=encode.clock_of(video.time_base if video is not None else None),
        layout=None if audio is None else _layout(audio),
    )
    return _Plan(video, audio, shape, variant, _origin(opened)), opened


def _layout(audio: AudioStream) -> str:
    return "mono" if audio.codec_context.channels == 1 else "stereo"


def _origin(opened: Opened) -> Fraction:
    start = Fraction(opened.container.start_time or 0, av.time_base)
    return Fraction(max(math.floor(start / SEGMENT_SECONDS), 0) * SEGMENT_SECONDS)


def _shown_size(
    opened: Opened, video: VideoStream, variant: Variant
) -> tuple[int, int]:
    """The size on screen; the rotation is told by the first picture."""
    notes: set[str] = set()
    frame = next(decode.frames_from(opened, video, notes, 512), None)
    if frame is None:
        raise Refused(Reason.ENCRYPTED if "encrypted" in notes else Reason.DAMAGED)
    width, height = decode.display_size(
        frame.width, frame.height, decode.aspect_of(video)
    )
    if decode.rotation_of(frame) in (90, 270):
        width, height = height, width
    return (clear_size if variant is Variant.CLEAR else covered_size)(width, height)


def _pictures(opened: Opened, plan: _Plan, window: Window) -> list[Shown]:
    video = plan.video
    if video is None:
        return []
    base = Fraction(video.time_base or Fraction(1, encode.FALLBACK_CLOCK))
    shown, following = _begun(opened, plan, window, base)
    if not shown and following is not None:
        before = _on_display(opened, video, window, base)
        shown = [] if before is None else [(before[0], _fitted(before[1], plan))]
    if not shown or following is None:
        return []
    stamps = [pts for pts, _ in shown] + [following]
    ticks = base * plan.shape.clock
    return [
        Shown(frame, int(pts * ticks), int((after - pts) * ticks))
        for (pts, frame), after in zip(shown, stamps[1:], strict=True)
    ]


def _begun(
    opened: Opened, plan: _Plan, window: Window, base: Fraction
) -> tuple[list[tuple[int, VideoFrame]], int | None]:
    """The pictures that begin in a window, and the stamp at which the last ends.

    None for the latter means that the film ends before the window.
    """
    assert plan.video is not None  # noqa: S101 - the caller has seen to it
    shown: list[tuple[int, VideoFrame]] = []
    end: int | None = None
    for pts, frame in seeking.frames(opened, plan.video, window, base, hurry=True):
        if pts * base >= window.end:
            return shown, pts
        if pts * base >= window.start:
            shown.append((pts, _fitted(frame, plan)))
            end = pts + (frame.duration or max(int(LAST_PICTURE / base), 1))
        if len(shown) > MAX_SEGMENT_PICTURES:
            raise Refused(Reason.TOO_LARGE)
    return shown, end


def _on_display(
    opened: Opened, video: VideoStream, window: Window, base: Fraction
) -> tuple[int, VideoFrame] | None:
    """The last picture that begins before a window."""
    before = None
    for pts, frame in seeking.frames(opened, video, window, base, hurry=False):
        if pts * base >= window.start:
            break
        before = pts, frame
    return before


def _fitted(frame: VideoFrame, plan: _Plan) -> VideoFrame:
    assert plan.shape.size is not None  # noqa: S101 - there is a picture
    width, height = plan.shape.size
    rotation = decode.rotation_of(frame)
    if rotation in (90, 270):
        width, height = height, width
    if plan.variant is Variant.COVERED:
        cell = Fraction(COVERED_GRAIN, max(width, height))
        frame = frame.reformat(
            width=max(round(width * cell), 1),
            height=max(round(height * cell), 1),
            format="gray",
            interpolation="AREA",
            threads=1,
        )
    fitted = frame.reformat(
        width=width,
        height=height,
        format="yuv420p",
        interpolation="BICUBIC" if plan.variant is Variant.COVERED else "AREA",
        dst_color_range="MPEG",
        threads=1,
    )
    return encode.turned(fitted, rotation)


def _sound(
    opened: Opened, plan: _Plan, window: Window, shown: list[Shown]
) -> list[Packet[Any]]:
    audio, layout = plan.audio, plan.shape.layout
    if audio is None or layout is None:
        return []
    keep = range(
        math.ceil(window.start * SAMPLE_RATE / AAC_FRAME),
        math.ceil(window.end * SAMPLE_RATE / AAC_FRAME),
    )
    first = keep.start - WARM_FRAMES
    span = range(first * AAC_FRAME, (keep.stop + 2) * AAC_FRAME)
    planes, heard = sound.samples(opened, audio, layout, span)
    # Where there is a picture and no sound the track holds silence: a browser
    # plays only where both tracks have something. It ends with the longer one.
    seen = Fraction(0)
    if shown:
        seen = Fraction(shown[-1].pts + shown[-1].duration, plan.shape.clock)
    last = math.ceil(max(Fraction(heard, SAMPLE_RATE), seen) * SAMPLE_RATE / AAC_FRAME)
    keep = range(keep.start, min(keep.stop, last))
    return encode.encode_sound(layout, planes, first, keep) if keep else []


def _answer(plan: _Plan, names: list[str], window: Window | None) -> JsonDict:
    return {
        "codecs": names,
        "origin": probe.pair(plan.origin),
        "start": None if window is None else probe.pair(window.start),
        "end": None if window is None else probe.pair(window.end),
        "size": None if plan.shape.size is None else list(plan.shape.size),
        "reason": None,
    }
