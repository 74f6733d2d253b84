# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The verbs that a locked-down child carries out on one file.

What holds: each verb takes the file and checked parameters and gives a JSON
value and raw blobs; what a file refuses is a reason code in the value. The
list of verbs is literal.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import av.logging

from witnessbox.base.canonical import JsonDict, JsonValue
from witnessbox.media import decode, documents, formats, pictures, probe
from witnessbox.media.formats import Reason
from witnessbox.media.probe import Opened, Refused
from witnessbox.media.proxy import proxy
from witnessbox.media.record import (
    MAX_CHANNELS,
    MAX_EDGE,
    MAX_INTEGER,
    MAX_SAMPLE_RATE,
    MAX_STREAMS,
    MAX_TAG,
    TAGS,
)
from witnessbox.media.source import SourceFile
from witnessbox.media.stamps import stamps

if TYPE_CHECKING:
    from av.stream import Stream

NOT_PRELOADED = ("av.__main__", "av.datasets")
ENCODINGS = ("ascii", "cp1251", "latin-1", "utf-8", "utf-8-sig", "utf-16", "utf-32")

Answer = tuple[JsonValue, list[bytes]]
Verb = Callable[[SourceFile, JsonDict], Answer]


def quiet() -> None:
    """Settings that hold for every verb; before the fork."""
    av.logging.set_level(None)
    # Modules and text codecs load on first use, which a locked child cannot.
    for encoding in ENCODINGS:
        "".encode(encoding)
    for found in pkgutil.walk_packages(av.__path__, "av."):
        if found.name not in NOT_PRELOADED:
            importlib.import_module(found.name)
    pictures.quiet()


def look(file: SourceFile, parameters: JsonDict) -> Answer:
    """What the file is, and stills of it; takes no parameters."""
    del parameters
    notes: set[str] = set()
    try:
        first = probe.sample(file)
        names = pictures.kinds(first)
        if names:
            return _look_at_picture(file, names, notes)
        archive = first.startswith((documents.ZIP, documents.OLE))
        probe.refuse_early(first, probe.tail(file) if archive else b"")
        opened = probe.open_container(file, first)
    except Refused as refused:
        return _nothing(refused), []
    return _look_at_container(opened, notes)


def _look_at_picture(
    file: SourceFile, names: tuple[str, ...], notes: set[str]
) -> Answer:
    media_type, (width, height), image = pictures.photograph(file, names, notes)
    stream: JsonDict = {
        **_NO_STREAM,
        "kind": "video",
        "codec": formats.OTHER_CODEC,
        "width": width,
        "height": height,
    }
    still: JsonDict = {
        "stream": 0,
        "pts": None,
        "time_base": [1, 1],
        "width": image.width,
        "height": image.height,
    }
    answer: JsonDict = {
        **_NO_LOOK,
        "media_type": media_type,
        "decoder": pictures.decoder_name(),
        "streams": [stream],
        "stills": [still],
        "notes": sorted(notes),
    }
    return answer, [image.tobytes()]


def _look_at_container(opened: Opened, notes: set[str]) -> Answer:
    container = opened.container
    streams = list(probe.streams_of(container))
    if len(streams) > MAX_STREAMS:
        notes.add("more-streams")
    described = [_describe(stream) for stream in streams[:MAX_STREAMS]]
    start, duration = container.start_time, container.duration
    answer: JsonDict = {
        **_NO_LOOK,
        "media_type": opened.media_type,
        "container": opened.name,
        "decoder": opened.decoder,
        "duration": _seconds(duration if duration and duration > 0 else None),
        "start": _seconds(start),
        "streams": described,
        "untrusted_tags": _tags(container.metadata),
    }
    try:
        stream = decode.picture_stream(opened)
        found = decode.stills(opened, stream, notes)
    except Refused as refused:
        return {**answer, "reason": refused.reason, "notes": _codes(notes)}, []
    base = Fraction(stream.time_base or Fraction(1, av.time_base))
    if stream.index < MAX_STREAMS:
        described[stream.index]["rotation"] = found[0].rotation
    stills: list[JsonValue] = [
        {
            "stream": stream.index,
            "pts": _ticks(picture.pts),
            "time_base": probe.pair(base),
            "width": picture.image.width,
            "height": picture.image.height,
        }
        for picture in found
    ]
    answer = {**answer, "stills": stills, "notes": _codes(notes)}
    return answer, [picture.image.tobytes() for picture in found]


_NO_STREAM: JsonDict = {
    "index": 0,
    "kind": "data",
    "codec": formats.OTHER_CODEC,
    "time_base": [1, 1],
    "start": None,
    "duration": None,
    "width": 0,
    "height": 0,
    "rotation": 0,
    "sample_aspect": [1, 1],
    "rate": None,
    "channels": 0,
    "sample_rate": 0,
    "reason": None,
}
_NO_LOOK: JsonDict = {
    "media_type": formats.UNKNOWN,
    "container": None,
    "decoder": "none",
    "duration": None,
    "start": None,
    "streams": [],
    "stills": [],
    "untrusted_tags": {},
    "reason": None,
    "notes": [],
}


def _nothing(refused: Refused) -> JsonDict:
    return {**_NO_LOOK, "media_type": refused.media_type, "reason": refused.reason}


def _describe(stream: Stream) -> JsonDict:
    codec = probe.codec_of(stream)
    kind = stream.type if stream.type in ("video", "audio", "subtitle") else "data"
    decodable = kind in ("video", "audio")
    base = stream.time_base
    context: Any = stream.codec_context if decodable else None
    described: JsonDict = {
        **_NO_STREAM,
        "index": stream.index,
        "kind": kind,
        "codec": codec or formats.OTHER_CODEC,
        "time_base": probe.pair(base) if base and base > 0 else [1, 1],
        "start": _ticks(stream.start_time),
        "duration": _ticks(stream.duration),
        "reason": Reason.CODEC_NOT_ALLOWED if decodable and codec is None else None,
    }
    if kind == "video" and context is not None:
        rate = stream.average_rate
        aspect = decode.aspect_of(stream)  # type: ignore[arg-type]
        described["width"] = min(context.width, MAX_EDGE)
        described["height"] = min(context.height, MAX_EDGE)
        described["sample_aspect"] = probe.pair(aspect)
        described["rate"] = probe.pair(rate) if rate and rate > 0 else None
    if kind == "audio" and context is not None:
        described["channels"] = min(max(context.channels or 0, 0), MAX_CHANNELS)
        described["sample_rate"] = min(max(context.sample_rate, 0), MAX_SAMPLE_RATE)
    return described


def _codes(notes: set[str]) -> list[JsonValue]:
    return [note for note in sorted(notes) if note != "encrypted"]


def _ticks(value: int | None) -> int | None:
    return value if value is not None and abs(value) < MAX_INTEGER else None


def _seconds(microseconds: int | None) -> list[int] | None:
    if microseconds is None:
        return None
    return probe.pair(Fraction(microseconds, av.time_base))


def _tags(metadata: dict[str, str]) -> JsonDict:
    kept: JsonDict = {}
    for name in TAGS:
        value = metadata.get(name)
        if value:
            kept[name] = "".join(c for c in value if c.isprintable())[:MAX_TAG]
    return kept


VERBS: dict[str, Verb] = {"look": look, "proxy": proxy, "stamps": stamps}
