# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Our own H.264 and AAC in fragmented MP4; runs in the locked-down child only.

What holds: a segment keeps the original stamps: the track's clock is the
source stream's own, every picture lasts until the next one, and the fragment
says at which time it begins. One key picture opens each segment, and no
picture is reordered, so any segment plays after the same beginning. Sound lies
on a grid of 1,024 samples counted from time zero, so that neighbouring
segments meet without gap or repeat.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.packet import Packet
from av.video.frame import VideoFrame
from PIL import Image

from witnessbox.media import boxes

SAMPLE_RATE = 48_000
AAC_FRAME = 1024
AAC_BIT_RATE = 96_000
# superfast: a third less processor time than veryfast for a sixth more bytes.
VIDEO_OPTIONS = {
    "preset": "superfast",
    "tune": "zerolatency",
    "crf": "24",
    "bf": "0",
    "g": "100000",
    "sc_threshold": "0",
    "threads": "1",
}
MUX_OPTIONS = {
    "movflags": "+empty_moov+default_base_moof+frag_discont+skip_trailer",
    # Either would move the first stamp of every segment to zero.
    "use_editlist": "0",
    "avoid_negative_ts": "disabled",
    "fflags": "+bitexact",
}
MAX_CLOCK = 1 << 31
"""A track's clock in ticks a second is a 32-bit number."""
FALLBACK_CLOCK = 90_000


@dataclass(frozen=True, slots=True)
class Shape:
    """What an init segment states; the same for all segments of one variant.

    Attributes:
        size: Width and height in pixels, even; None without pictures.
        clock: Ticks a second of the picture track.
        layout: `mono` or `stereo`; None without sound.
    """

    size: tuple[int, int] | None
    clock: int
    layout: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture of a segment, ready to encode.

    Attributes:
        frame: yuv420p in the shape's size.
        pts: In ticks of the shape's clock.
        duration: Likewise.
    """

    frame: VideoFrame
    pts: int
    duration: int


def clock_of(base: Fraction | None) -> int:
    """Ticks a second that hold every stamp of a stream exactly."""
    if base is None or not 0 < base.denominator < MAX_CLOCK:
        return FALLBACK_CLOCK
    clock = base.denominator
    # The muxer doubles slow clocks by itself; doing it here keeps us agreed.
    while clock < 10_000:
        clock *= 2
    return clock


def write(
    shape: Shape, pictures: Sequence[Shown], sound: Sequence[Packet[Any]]
) -> tuple[bytes, bytes, list[str]]:
    """The beginning, the fragment, and the codec names for a browser."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4", container_options=MUX_OPTIONS) as made:
        video = None if shape.size is None else _video(made, shape)
        audio = None if shape.layout is None else audio_stream(made, shape.layout)
        made.start_encoding()
        if video is not None:
            _pictures(made, video, shape, pictures)
        for packet in sound:
            packet.stream = audio
            made.mux(packet)
        names = []
        if video is not None:
            names.append(_avc_name(bytes(video.codec_context.extradata or b"")))
        if audio is not None:
            names.append("mp4a.40.2")
    init, media = boxes.split(out.getvalue())
    return init, media, names


def audio_stream(made: Any, layout: str) -> Any:
    """An AAC stream of an output container."""
    audio = made.add_stream("aac", rate=SAMPLE_RATE)
    audio.layout = layout
    audio.bit_rate = AAC_BIT_RATE
    audio.codec_context.thread_count = 1
    audio.codec_context.time_base = Fraction(1, SAMPLE_RATE)
    audio.time_base = Fraction(1, SAMPLE_RATE)
    return audio


def encode_sound(
    layout: str, planes: Sequence[bytes], first: int, keep: range
) -> list[Packet[Any]]:
    """AAC packets of the grid.

    Args:
        layout: `mono` or `stereo`.
        planes: Samples as 32-bit floats, one plane a channel, all equally long.
        first: Grid number of the first sample's frame.
        keep: Grid numbers of the packets to give; the others warm the encoder.
    """
    with av.open(io.BytesIO(), "w", format="mp4", container_options=MUX_OPTIONS) as no:
        context = audio_stream(no, layout).codec_context
        packets = []
        step = AAC_FRAME * 4
        for index in range(len(planes[0]) // step):
            frame = AudioFrame(format="fltp", layout=layout, samples=AAC_FRAME)
            for plane, samples in zip(frame.planes, planes, strict=True):
                padded = samples[index * step : (index + 1) * step]
                plane.update(padded + bytes(plane.buffer_size - step))
            frame.sample_rate = SAMPLE_RATE
            frame.time_base = Fraction(1, SAMPLE_RATE)
            frame.pts = (first + index) * AAC_FRAME
            packets.extend(context.encode(frame))
        packets.extend(context.encode(None))
    wanted = []
    for packet in packets:
        if packet.pts is not None and packet.pts // AAC_FRAME in keep:
            packet.time_base = Fraction(1, SAMPLE_RATE)
            packet.duration = AAC_FRAME
            wanted.append(packet)
    return wanted


def turned(frame: VideoFrame, rotation: int) -> VideoFrame:
    """A yuv420p frame turned counter-clockwise by quarters, plane by plane."""
    if rotation not in _TURNS:
        return frame
    wide = rotation == 180
    made = VideoFrame(
        frame.width if wide else frame.height,
        frame.height if wide else frame.width,
        "yuv420p",
    )
    for source, target in zip(frame.planes, made.planes, strict=True):
        image = Image.frombuffer(
            "L",
            (source.width, source.height),
            bytes(source),
            "raw",
            "L",
            source.line_size,
            1,
        ).transpose(_TURNS[rotation])
        target.update(_padded(image, target.line_size))
    return made


_TURNS = {
    90: Image.Transpose.ROTATE_90,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_270,
}


def _padded(image: Image.Image, line_size: int) -> bytes:
    rows = image.tobytes()
    width = image.width
    if width == line_size:
        return rows
    pad = bytes(line_size - width)
    return b"".join(rows[at : at + width] + pad for at in range(0, len(rows), width))


def _video(made: Any, shape: Shape) -> Any:
    assert shape.size is not None  # noqa: S101 - the caller has seen to it
    video = made.add_stream("libx264", rate=25, options=dict(VIDEO_OPTIONS))
    video.width, video.height = shape.size
    video.pix_fmt = "yuv420p"
    video.codec_context.time_base = Fraction(1, shape.clock)
    video.codec_context.thread_count = 1
    video.time_base = Fraction(1, shape.clock)
    return video


def _pictures(made: Any, video: Any, shape: Shape, shown: Sequence[Shown]) -> None:
    durations = {one.pts: one.duration for one in shown}
    packets = []
    for one in shown:
        one.frame.pts = one.pts
        one.frame.time_base = Fraction(1, shape.clock)
        one.frame.pict_type = 0
        packets.extend(video.encode(one.frame))
    packets.extend(video.encode(None))
    for packet in packets:
        packet.duration = durations[packet.pts]
        made.mux(packet)


def _avc_name(extradata: bytes) -> str:
    """The RFC 6381 name, from the parameter set that x264 wrote."""
    at = extradata.find(b"\x67")
    profile = extradata[at + 1 : at + 4] if at >= 0 else b""
    return f"avc1.{profile.hex().upper()}"
