# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the verbs of the media floor yield, once `check` has passed it.

What holds: times are exact fractions of the stream's own clock; names are on
our lists; every bound that the check enforces has its name here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from witnessbox.base.canonical import JsonDict
from witnessbox.media.formats import UNKNOWN, Reason

MAX_STREAMS = 32
MAX_STILLS = 12
STILL_EDGE = 640
"""Longest edge of a still in pixels."""
MAX_EDGE = 1 << 16
"""Longest edge of a picture that is described, in pixels."""
MAX_CHANNELS = 64
MAX_SAMPLE_RATE = 1 << 20
MAX_INTEGER = 1 << 53
MAX_TAG = 256
TAGS = ("creation_time", "encoder", "make", "model", "software")
"""Metadata that are kept; places and titles stay in the original."""
ROTATIONS = (0, 90, 180, 270)
KINDS = ("video", "audio", "subtitle", "data")
NOTES = ("damaged", "no-duration", "more-streams", "orientation-applied")

Pair = tuple[int, int]
"""A fraction as (numerator, denominator), the denominator positive."""

SEGMENT_SECONDS = 4
"""Length of a proxy's segment."""
MAX_SEGMENTS = 1 << 22
MAX_STAMPS = 1024
"""Pictures of one second, with the one that is on display when it begins."""
MAX_PACKETS = 1 << 40
DIGEST = 32


class Variant(StrEnum):
    """Which version of a film a proxy shows."""

    COVERED = "covered"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream of a container.

    Attributes:
        index: Its number in the container.
        kind: `video`, `audio`, `subtitle` or `data`.
        codec: A name on our list of decoders, or `other`.
        time_base: Seconds per tick.
        start: First presentation stamp in ticks, if stated.
        duration: Ticks, if stated.
        width: Coded width in pixels; 0 where there is no picture.
        height: Coded height in pixels.
        rotation: Degrees counter-clockwise to turn for display.
        sample_aspect: Width to height of one pixel.
        rate: Average pictures per second, if known.
        channels: Sound channels.
        sample_rate: Sound samples per second.
        reason: Why this stream is not decoded, if it is not.
    """

    index: int
    kind: str
    codec: str
    time_base: Pair
    start: int | None = None
    duration: int | None = None
    width: int = 0
    height: int = 0
    rotation: int = 0
    sample_aspect: Pair = (1, 1)
    rate: Pair | None = None
    channels: int = 0
    sample_rate: int = 0
    reason: Reason | None = None

    def to_json(self) -> JsonDict:
        """The record's form in a derivation."""
        return {
            "index": self.index,
            "kind": self.kind,
            "codec": self.codec,
            "time_base": list(self.time_base),
            "start": self.start,
            "duration": self.duration,
            "width": self.width,
            "height": self.height,
            "rotation": self.rotation,
            "sample_aspect": list(self.sample_aspect),
            "rate": None if self.rate is None else list(self.rate),
            "channels": self.channels,
            "sample_rate": self.sample_rate,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Still:
    """One picture of a file, covered and clear.

    Attributes:
        stream: The stream it comes from; 0 for a photograph.
        pts: Presentation stamp in ticks; None where the file states none.
        time_base: Seconds per tick.
        width: Of the clear version, in pixels, as displayed.
        height: Likewise.
        covered: JPEG: grey, grain of `stills.COVERED_GRAIN`, at most 160 px.
        clear: JPEG, at most 640 px on its longest edge.
    """

    stream: int
    pts: int | None
    time_base: Pair
    width: int
    height: int
    covered: bytes = field(repr=False)
    clear: bytes = field(repr=False)

    def to_json(self) -> JsonDict:
        """The record's form in a derivation, without the pictures."""
        return {
            "stream": self.stream,
            "pts": self.pts,
            "time_base": list(self.time_base),
            "width": self.width,
            "height": self.height,
        }


@dataclass(frozen=True, slots=True)
class Look:
    """What a first look at a file found.

    Attributes:
        media_type: Decided by the parser, never by the file's name.
        container: FFmpeg's name on our list, or None.
        decoder: The program that parsed it, with version.
        duration: Seconds as a fraction, if the container states it.
        start: Seconds as a fraction.
        streams: In the container's order.
        stills: In order of time.
        untrusted_tags: Few, bounded, without control characters; still the
            file's own words.
        reason: Why nothing can be shown, if nothing can.
        notes: Codes of `NOTES`.
    """

    media_type: str
    container: str | None = None
    decoder: str = ""
    duration: Pair | None = None
    start: Pair | None = None
    streams: tuple[Stream, ...] = ()
    stills: tuple[Still, ...] = ()
    untrusted_tags: tuple[tuple[str, str], ...] = ()
    reason: Reason | None = None
    notes: tuple[str, ...] = ()

    def to_json(self) -> JsonDict:
        """The record's form in a derivation, without the pictures."""
        return {
            "media_type": self.media_type,
            "container": self.container,
            "decoder": self.decoder,
            "duration": None if self.duration is None else list(self.duration),
            "start": None if self.start is None else list(self.start),
            "streams": [stream.to_json() for stream in self.streams],
            "stills": [still.to_json() for still in self.stills],
            "untrusted_tags": dict(self.untrusted_tags),
            "reason": self.reason,
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a proxy for a browser, or why there is none.

    Attributes:
        data: Fragmented MP4: a beginning, or fragments; empty if refused.
        mime: For MediaSource, such as `video/mp4; codecs="avc1.64001F"`.
        origin: Seconds at which segment 0 starts, as a fraction.
        start: Seconds of this segment's start; None for the beginning.
        end: Seconds of its end.
        size: Pixels on screen; None for sound alone.
        reason: Why there is none, if so.
    """

    data: bytes = field(default=b"", repr=False)
    mime: str = ""
    origin: Pair = (0, 1)
    start: Pair | None = None
    end: Pair | None = None
    size: Pair | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class PacketRoot:
    """The commitment to the coded packets of one stream.

    Attributes:
        stream: Its number in the container.
        count: Packets.
        root: RFC 6962 tree head over their salted digests, in hex.
    """

    stream: int
    count: int
    root: str

    def to_json(self) -> JsonDict:
        """The record's form in an entry."""
        return {"stream": self.stream, "count": self.count, "root": self.root}


def refused(reason: Reason, media_type: str = UNKNOWN) -> Look:
    """A look that shows nothing, and why."""
    return Look(media_type=media_type, reason=reason)
