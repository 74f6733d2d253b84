# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The parent's check of what a child claims; every field is untrusted.

What holds: names must be on our lists, numbers within named bounds, times
exact fractions, pixels exactly as many as declared, segments whole boxes. A
child that breaks one rule has lied, and nothing of its answer is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence

from witnessbox.base.canonical import JsonDict, JsonValue
from witnessbox.media import boxes
from witnessbox.media.formats import (
    CONTAINER_TYPES,
    DECODERS,
    MEDIA_TYPES,
    OTHER_CODEC,
    Reason,
)
from witnessbox.media.record import (
    DIGEST,
    KINDS,
    MAX_CHANNELS,
    MAX_EDGE,
    MAX_INTEGER,
    MAX_PACKETS,
    MAX_SAMPLE_RATE,
    MAX_STILLS,
    MAX_STREAMS,
    MAX_TAG,
    NOTES,
    ROTATIONS,
    STILL_EDGE,
    TAGS,
    Look,
    PacketRoot,
    Pair,
    Segment,
    Still,
    Stream,
)

_PRINTABLE = re.compile(
    r"[^\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]*"
)
_VERSION = re.compile(r"[A-Za-z0-9 ./+-]{1,64}")


_CODECS = re.compile(r"avc1\.[0-9A-F]{6}|mp4a\.40\.2")
_ROOT = re.compile(rf"[0-9a-f]{{{2 * DIGEST}}}")


class LiedError(ValueError):
    """A child's answer breaks a rule; internal to the media floor."""


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


def check_segment(untrusted: JsonValue, blobs: Sequence[bytes]) -> Segment:
    """A child's answer to `proxy`, every field and the boxes checked.

    What lies inside the boxes was written by the child's muxer and encoder:
    a browser decodes it, and docs/spec/sandbox.md says what that leaves open.

    Raises:
        LiedError: The answer breaks a rule.
    """
    answer = take_dict(untrusted)
    reason = take_reason(answer.get("reason"))
    if reason is not None:
        return Segment(reason=reason)
    if len(blobs) != 1:
        raise LiedError("not exactly one segment")
    start, end = _optional_pair(answer.get("start")), _optional_pair(answer.get("end"))
    if not (boxes.is_init if start is None else boxes.is_media)(blobs[0]):
        raise LiedError("not whole boxes")
    size = _optional_pair(answer.get("size"))
    names = [_text(name, _CODECS) for name in take_list(answer.get("codecs"), 2)]
    if not names:
        raise LiedError("a segment of nothing")
    kind = "audio" if size is None else "video"
    return Segment(
        data=blobs[0],
        mime=f'{kind}/mp4; codecs="{", ".join(names)}"',
        origin=take_pair(answer.get("origin")),
        start=start,
        end=end,
        size=size,
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


def take_choice(untrusted: JsonValue, choices: Container[str]) -> str:
    """A string on one of our lists, or a lie."""
    if not isinstance(untrusted, str) or untrusted not in choices:
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
        rotation=_rotation(part.get("rotation")),
        sample_aspect=_positive(take_pair(part.get("sample_aspect"))),
        rate=None if rate is None else _positive(rate),
        channels=take_int(part.get("channels"), 0, MAX_CHANNELS),
        sample_rate=take_int(part.get("sample_rate"), 0, MAX_SAMPLE_RATE),
        reason=take_reason(part.get("reason")),
    )


def _rotation(untrusted: JsonValue) -> int:
    degrees = take_int(untrusted, 0, max(ROTATIONS))
    if degrees not in ROTATIONS:
        raise LiedError("not a quarter turn")
    return degrees


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


def take_version(untrusted: JsonValue) -> str:
    """The name and version of a program, or a lie."""
    return _text(untrusted, _VERSION)


def take_root(untrusted: JsonValue) -> PacketRoot:
    """The commitment to one stream's packets, or a lie."""
    part = take_dict(untrusted)
    return PacketRoot(
        stream=take_int(part.get("stream"), 0, MAX_INTEGER),
        count=take_int(part.get("count"), 1, MAX_PACKETS),
        root=_text(part.get("root"), _ROOT),
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
