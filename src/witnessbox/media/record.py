# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a look at a file yields, and the check of what a child claims.

What holds: a `Look` is made only by `check_look`, from a child's answer of
which every field is untrusted: names must be on our lists, numbers within
named bounds, times exact fractions, pixels exactly as many as declared. A
child that breaks one rule has lied, and nothing of its answer is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from witnessbox.base.canonical import JsonDict, JsonValue
from witnessbox.media.formats import (
    CONTAINER_TYPES,
    DECODERS,
    MEDIA_TYPES,
    OTHER_CODEC,
    UNKNOWN,
    Reason,
)

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

_PRINTABLE = re.compile(
    r"[^\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]*"
)
_VERSION = re.compile(r"[A-Za-z0-9 ./+-]{1,64}")


class LiedError(ValueError):
    """A child's answer breaks a rule; internal to the media floor."""


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


def refused(reason: Reason, media_type: str = UNKNOWN) -> Look:
    """A look that shows nothing, and why."""
    return Look(media_type=media_type, reason=reason)


Encode = Callable[[bytes, int, int], tuple[bytes, bytes]]
"""(RGB pixels, width, height) -> covered and clear JPEG; runs in the parent."""


def check_look(untrusted: JsonValue, blobs: Sequence[bytes], encode: Encode) -> Look:
    """A child's answer to `look`, every field checked.

    Args:
        untrusted: The answer's `result`.
        blobs: RGB pixels, one per still.
        encode: Makes the two JPEGs of a still.

    Raises:
        LiedError: The answer breaks a rule.
    """
    answer = take_dict(untrusted)
    media_type = take_choice(answer.get("media_type"), MEDIA_TYPES)
    container = answer.get("container")
    stills = take_list(answer.get("stills"), MAX_STILLS)
    if len(stills) != len(blobs):
        raise LiedError("stills without pixels")
    return Look(
        media_type=media_type,
        container=None
        if container is None
        else take_choice(container, CONTAINER_TYPES),
        decoder=_text(answer.get("decoder"), _VERSION),
        duration=_optional_pair(answer.get("duration")),
        start=_optional_pair(answer.get("start")),
        streams=tuple(
            _stream(part) for part in take_list(answer.get("streams"), MAX_STREAMS)
        ),
        stills=tuple(
            _still(part, pixels, encode)
            for part, pixels in zip(stills, blobs, strict=True)
        ),
        untrusted_tags=_tags(answer.get("untrusted_tags")),
        reason=take_reason(answer.get("reason")),
        notes=tuple(
            take_choice(note, NOTES)
            for note in take_list(answer.get("notes"), len(NOTES))
        ),
    )


def take_dict(untrusted: JsonValue) -> JsonDict:
    """A JSON object, or a lie."""
    if not isinstance(untrusted, dict):
        raise LiedError("not an object")
    return untrusted


def take_list(untrusted: JsonValue, most: int) -> list[JsonValue]:
    """A JSON list of at most `most` parts, or a lie."""
    if not isinstance(untrusted, list) or len(untrusted) > most:
        raise LiedError("not a list within its bound")
    return untrusted


def take_int(untrusted: JsonValue, low: int, high: int) -> int:
    """An integer from `low` to `high`, or a lie."""
    if type(untrusted) is not int or not low <= untrusted <= high:
        raise LiedError("a number outside its bounds")
    return untrusted


def take_choice(untrusted: JsonValue, choices: object) -> str:
    """A string on one of our lists, or a lie."""
    if not isinstance(untrusted, str) or untrusted not in choices:  # type: ignore[operator]
        raise LiedError("a name outside our lists")
    return untrusted


def take_reason(untrusted: JsonValue) -> Reason | None:
    """A reason code or none, or a lie."""
    if untrusted is None:
        return None
    return Reason(take_choice(untrusted, tuple(Reason)))


def take_pair(untrusted: JsonValue) -> Pair:
    """A fraction with a positive denominator, or a lie."""
    parts = take_list(untrusted, 2)
    if len(parts) != 2:
        raise LiedError("not a fraction")
    return (
        take_int(parts[0], -MAX_INTEGER, MAX_INTEGER),
        take_int(parts[1], 1, MAX_INTEGER),
    )


def _optional_pair(untrusted: JsonValue) -> Pair | None:
    return None if untrusted is None else take_pair(untrusted)


def _optional_ticks(untrusted: JsonValue) -> int | None:
    return None if untrusted is None else take_int(untrusted, -MAX_INTEGER, MAX_INTEGER)


def _text(untrusted: JsonValue, shape: re.Pattern[str]) -> str:
    if not isinstance(untrusted, str) or not shape.fullmatch(untrusted):
        raise LiedError("a text outside its shape")
    return untrusted


def _positive(pair: Pair) -> Pair:
    if pair[0] <= 0:
        raise LiedError("a ratio that is not positive")
    return pair


def _stream(untrusted: JsonValue) -> Stream:
    part = take_dict(untrusted)
    rate = _optional_pair(part.get("rate"))
    return Stream(
        index=take_int(part.get("index"), 0, MAX_INTEGER),
        kind=take_choice(part.get("kind"), KINDS),
        codec=take_choice(part.get("codec"), (*DECODERS, OTHER_CODEC)),
        time_base=_positive(take_pair(part.get("time_base"))),
        start=_optional_ticks(part.get("start")),
        duration=_optional_ticks(part.get("duration")),
        width=take_int(part.get("width"), 0, MAX_EDGE),
        height=take_int(part.get("height"), 0, MAX_EDGE),
        rotation=take_int(part.get("rotation"), 0, 270),
        sample_aspect=_positive(take_pair(part.get("sample_aspect"))),
        rate=None if rate is None else _positive(rate),
        channels=take_int(part.get("channels"), 0, MAX_CHANNELS),
        sample_rate=take_int(part.get("sample_rate"), 0, MAX_SAMPLE_RATE),
        reason=take_reason(part.get("reason")),
    )


def _still(untrusted: JsonValue, pixels: bytes, encode: Encode) -> Still:
    part = take_dict(untrusted)
    width = take_int(part.get("width"), 1, STILL_EDGE)
    height = take_int(part.get("height"), 1, STILL_EDGE)
    if len(pixels) != 3 * width * height:
        raise LiedError("pixels that do not fill the picture")
    covered, clear = encode(pixels, width, height)
    return Still(
        stream=take_int(part.get("stream"), 0, MAX_INTEGER),
        pts=_optional_ticks(part.get("pts")),
        time_base=_positive(take_pair(part.get("time_base"))),
        width=width,
        height=height,
        covered=covered,
        clear=clear,
    )


def _tags(untrusted: JsonValue) -> tuple[tuple[str, str], ...]:
    tags = take_dict(untrusted)
    if len(tags) > len(TAGS):
        raise LiedError("too many tags")
    checked = []
    for name, value in sorted(tags.items()):
        text = _text(value, _PRINTABLE)
        if len(text) > MAX_TAG:
            raise LiedError("a tag that is too long")
        checked.append((take_choice(name, TAGS), text))
    return tuple(checked)
