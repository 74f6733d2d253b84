# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Stage `container`: what a film's or a sound's container says of its making.

What holds: all of it is the file's own word (`making`). Findings: `device`,
`place`, `written`, `encoder` of the whole item; `stream` and `edit-list` of one
stream; `damage` with a code and bytes:

    cut-short      the last box claims so many bytes more than the file has
    no-index       the table that finds the pictures is missing
    media-missing  the index points so many bytes beyond the end
    unfinished     written live and never closed
    after-the-end  so many bytes follow the last box
    not-followed   too many boxes: the rest was not looked at

FFmpeg's view is taken under its lists (`probe`); where it refuses, our own
walkers' findings stand alone. The file is left where it was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from witnessbox.analysis import quicktime, recorders, tagged
from witnessbox.analysis.edits import MAX_SPANS, hidden, seconds
from witnessbox.analysis.making import clean
from witnessbox.analysis.quicktime import Film, Track
from witnessbox.analysis.stage import About, Takes, Watcher
from witnessbox.base.canonical import JsonDict
from witnessbox.model.finding import Finding

if TYPE_CHECKING:
    from witnessbox.media.source import SourceFile

NOTABLE = Fraction(1, 4)
"""Seconds; what encoders hide of themselves at an edge is less (AAC 0.02 to 0.05)."""
MAX_RATE = 1 << 40
MAX_STREAMS = 32
_TELEMETRY = ("gpmd", "camm", "mebx", "rtmd", "djmd", "dbgi")
_SAMPLE = 16


class Container:
    """The stage; see the module."""

    name = "container"
    version = "1"
    takes = Takes.FILE
    kinds = ("video", "sound")
    models: tuple[str, ...] = ()

    def load(self, models: Mapping[str, str]) -> None:
        """FFmpeg is loaded by the spawner itself; here its wrapper is."""
        del models
        from witnessbox.media import probe  # noqa: F401 - loaded for the children

    def watch(self, about: About) -> Watcher:
        """Begin an item."""
        del about
        return _Watcher()


class _Watcher(Watcher):
    def file(self, file: SourceFile) -> Iterable[Finding]:
        """All findings, the summary last."""
        at = file.tell()
        try:
            found = list(_findings(file))
        finally:
            file.seek(at)
        return [*found, _summary(found)]


def _findings(file: SourceFile) -> Iterator[Finding]:
    file.seek(0)
    first = file.read(_SAMPLE)
    film: Film | None = None
    damage: dict[str, int] = {}
    tags: list[tuple[str, str]] = []
    if first[:4] == b"RIFF":
        recording = recorders.read_riff(file)
        tags, damage = recording.tags, recording.damage
    elif first[:4] == b"\x1a\x45\xdf\xa3":
        recording = recorders.read_matroska(file)
        tags, damage = recording.tags, recording.damage
    elif first[4:8].isalpha():
        film = quicktime.read(file)
        tags, damage = film.tags, film.damage
    streams, more = _decoder_view(file)
    yield from tagged.findings([*tags, *more], film.xmp if film else b"")
    if film is not None:
        yield from tagged.created(film.created)
        for track in film.tracks:
            _of_track(streams.setdefault(track.number, {}), track)
            yield from _edit_list(film, track)
    for number, facts in sorted(streams.items()):
        yield Finding("stream", stream=number, value=facts)
    for code, missing in sorted(damage.items()):
        yield Finding("damage", value={"code": code, "bytes": min(missing, 1 << 52)})


def _decoder_view(
    file: SourceFile,
) -> tuple[dict[int, JsonDict], list[tuple[str, str]]]:
    """Facts of each stream and tags, as FFmpeg gives them; none where it refuses."""
    from witnessbox.media import probe

    streams: dict[int, JsonDict] = {}
    tags: list[tuple[str, str]] = []
    try:
        first = probe.sample(file)
        probe.refuse_early(first)
        opened = probe.open_container(file, first)
    except probe.Refused:
        return {}, []
    try:
        tags.extend(opened.container.metadata.items())
        for stream in list(probe.streams_of(opened.container))[:MAX_STREAMS]:
            streams[stream.index] = _of_stream(stream)
            tags.extend(stream.metadata.items())
    finally:
        opened.container.close()
    return streams, tags


def _of_stream(stream: Any) -> JsonDict:
    facts: JsonDict = {"kind": clean(stream.type)}
    rate = getattr(stream, "bit_rate", None)
    if isinstance(rate, int) and 0 < rate <= MAX_RATE:
        facts["bitrate"] = rate
    tag = clean(getattr(getattr(stream, "codec_context", None), "codec_tag", ""))
    if tag:
        facts["codec"] = tag
    for name, key in (
        ("handler_name", "handler"),
        ("language", "language"),
        ("timecode", "timecode"),
        ("encoder", "encoder"),
        ("title", "title"),
        ("reel_name", "reel"),
    ):
        text = clean(stream.metadata.get(name))
        if text and text != "und":
            facts[key] = text
    return facts


def _of_track(facts: JsonDict, track: Track) -> None:
    facts["codec"] = track.codec
    facts["rotation"] = track.rotation
    if track.name:
        facts["handler"] = track.name
    if track.codec in _TELEMETRY:
        # What a sensor recorded beside the picture; not read yet.
        facts["telemetry"] = True
    length = track.length
    size = track.media_bytes
    if not length or not track.scale or size is None or "bitrate" in facts:
        return
    rate = size * 8 * track.scale // length
    if 0 < rate <= MAX_RATE:
        facts["bitrate"] = rate


def _edit_list(film: Film, track: Track) -> Iterator[Finding]:
    if not track.edits:
        return
    length = track.length or 0
    spans = hidden(
        track.edits, film.scale, track.scale, (track.first, track.first + length)
    )
    total = seconds(spans)
    notable = [span for span in spans if span[1] - span[0] >= NOTABLE]
    empty = sum(edit.length for edit in track.edits if edit.start is None)
    yield Finding(
        "edit-list",
        stream=track.number,
        value={
            "edits": len(track.edits),
            "hidden": _pair(total),
            "notable": bool(notable),
            "spans": [[*_pair(a), *_pair(b)] for a, b in notable[:MAX_SPANS]],
            "empty": _pair(Fraction(empty, film.scale) if film.scale else Fraction()),
        },
    )


def _pair(value: Fraction) -> list[int]:
    # Ticks and scales have 32 bits, edit starts 63: beyond 2^53 nothing is true.
    if abs(value.numerator) >= 1 << 53 or value.denominator >= 1 << 53:
        return [0, 1]
    return [value.numerator, value.denominator]


def _summary(found: list[Finding]) -> Finding:
    value: JsonDict = tagged.summary(found)
    rotations = [f.value["rotation"] for f in found if f.value.get("rotation")]
    value["rotation"] = rotations[0] if rotations else 0
    value["damage"] = [f.value["code"] for f in found if f.kind == "damage"]
    value["hidden"] = any(f.value.get("notable") for f in found)
    value["streams"] = sum(f.kind == "stream" for f in found)
    return Finding("summary", value=value)
