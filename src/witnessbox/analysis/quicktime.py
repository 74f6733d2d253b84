# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the boxes of an MP4 or QuickTime file say that a player does not show.

What holds: it never raises and always ends (`boxwalk`); tables of samples are
read up to a bound, after which totals are None. What is missing at the file's
end is counted in bytes. An edit list tells a player to leave out recorded
media: what it leaves out is given in seconds of the track's own clock, from
the first picture on.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from witnessbox.analysis.boxwalk import Box, Seekable, SpentError, Walk
from witnessbox.analysis.edits import Edit
from witnessbox.analysis.making import clean
from witnessbox.analysis.quicktime_tags import metadata, user_data

MAX_TRACKS = 32
MAX_EDITS = 256
MAX_TOP = 16_384
"""Boxes at the top level: beyond, a fragmented film is not followed."""

_NESTED = (b"mdia", b"minf", b"stbl", b"edts", b"udta", b"meta", b"tref")
_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_TOP = (
    b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"moof", b"mfra", b"sidx",
    b"styp", b"meta", b"pdin", b"udta", b"uuid", b"prft", b"emsg", b"ssix", b"pnot",
)  # fmt: skip


@dataclass(slots=True)
class Track:
    """One track as its boxes describe it; None where they do not.

    Attributes:
        number: Its place in the file, which is its stream's number.
        handler: Four characters such as `vide`; `name` what its maker wrote.
        codec: Four characters of its first sample description.
        rotation: Degrees counter-clockwise to turn, in quarters.
        scale: Ticks a second.
        length: Ticks of all media; `first` the first picture's own tick.
        media_bytes: Bytes of all samples.
    """

    number: int
    handler: str = ""
    name: str = ""
    codec: str = ""
    rotation: int = 0
    scale: int = 0
    length: int | None = None
    first: int = 0
    media_bytes: int | None = None
    edits: list[Edit] = field(default_factory=list)
    last_chunk: int = 0


@dataclass(slots=True)
class Film:
    """What the boxes say.

    Attributes:
        tags: (box or key, text) in the file's order, of the whole film.
        created: (field, seconds since 1904) as they stand.
        scale: Ticks a second of the film's own clock.
        damage: Code to bytes, see `analysis.container`.
        xmp: The first XMP packet, bounded.
        telemetry: Names of tracks of sensors.
    """

    tracks: list[Track] = field(default_factory=list)
    tags: list[tuple[str, str]] = field(default_factory=list)
    created: list[tuple[str, int]] = field(default_factory=list)
    scale: int = 0
    damage: dict[str, int] = field(default_factory=dict)
    xmp: bytes = b""
    fragments: int = 0


def read(file: Seekable) -> Film:
    """Everything of the film; what a broken box hides is left out."""
    film = Film()
    try:
        walk = Walk(file)
        _top(walk, film)
    except (SpentError, struct.error):
        film.damage.setdefault("not-followed", 0)
    return film


def _top(walk: Walk, film: Film) -> None:
    seen: set[bytes] = set()
    end = 0
    for count, box in enumerate(walk.boxes(0, walk.size)):
        known = box.kind in _TOP or len(box.kind) == 16
        if not known or count >= MAX_TOP:
            break
        end = box.end
        seen.add(box.kind)
        film.fragments += box.kind == b"moof"
        if box.missing:
            film.damage["cut-short"] = box.missing
        if box.kind == b"moov" and not film.tracks:
            _moov(walk, box, film)
        elif box.kind == b"meta":
            metadata(walk, box, film.tags)
        elif box.kind == b"udta":
            user_data(walk, box, film.tags)
        elif box.kind == _XMP and not film.xmp:
            film.xmp = walk.payload(box, 1 << 18)
    if b"moov" not in seen and b"moof" not in seen:
        film.damage["no-index"] = 0
    if end < walk.size:
        film.damage["after-the-end"] = walk.size - end
    beyond = max((track.last_chunk for track in film.tracks), default=0) - walk.size
    if beyond >= 0 and film.tracks and "cut-short" not in film.damage:
        film.damage["media-missing"] = beyond + 1


def _moov(walk: Walk, moov: Box, film: Film) -> None:
    for box in walk.boxes(moov.start, moov.end):
        if box.kind == b"mvhd":
            created, film.scale, _ = _clock(walk.payload(box, 128))
            film.created.append(("mvhd", created))
        elif box.kind == b"trak" and len(film.tracks) < MAX_TRACKS:
            track = Track(len(film.tracks))
            film.tracks.append(track)
            _inside(walk, box, film, track)
        elif box.kind == b"udta":
            user_data(walk, box, film.tags)
        elif box.kind == b"meta":
            metadata(walk, box, film.tags)


def _inside(walk: Walk, parent: Box, film: Film, track: Track) -> None:
    """The boxes of a track; at most six levels, for `_NESTED` names them all."""
    waiting = [parent]
    while waiting:
        here = waiting.pop()
        for box in walk.boxes(here.start, here.end):
            if box.kind == b"udta":
                user_data(walk, box, film.tags)
            elif box.kind == b"meta":
                metadata(walk, box, film.tags)
            elif box.kind in _NESTED:
                waiting.append(box)
            else:
                _leaf(walk, box, film, track)


def _leaf(walk: Walk, box: Box, film: Film, track: Track) -> None:
    if box.kind == b"tkhd":
        track.rotation = _rotation(walk.payload(box, 128))
    elif box.kind == b"mdhd":
        created, track.scale, length = _clock(walk.payload(box, 128))
        track.length = length
        film.created.append((f"mdhd {track.number}", created))
    elif box.kind == b"hdlr" and not track.handler:
        track.handler, track.name = _handler(walk.payload(box, 512))
    elif box.kind == b"stsd":
        track.codec = clean(walk.payload(box, 16)[12:16])
    elif box.kind == b"ctts":
        head = walk.payload(box, 16)
        if len(head) == 16 and head[:4] == bytes(4):
            (track.first,) = struct.unpack_from(">I", head, 12)
    elif box.kind == b"elst":
        track.edits = list(_edits(walk.payload(box, 8 + 20 * MAX_EDITS)))
    elif box.kind == b"stsz":
        track.media_bytes = _sizes(walk.payload(box), box)
    elif box.kind in (b"stco", b"co64"):
        track.last_chunk = _last(walk.payload(box), box.kind == b"co64")


def _clock(data: bytes) -> tuple[int, int, int | None]:
    """Creation, ticks a second, length; of `mvhd` and of `mdhd`."""
    if data[:1] == b"\1" and len(data) >= 32:
        created, _, scale, length = struct.unpack_from(">QQIQ", data, 4)
        return created, scale, None if length >= 1 << 63 else length
    if len(data) < 20:
        return 0, 0, None
    created, _, scale, length = struct.unpack_from(">IIII", data, 4)
    return created, scale, None if length == 0xFFFFFFFF else length


def _rotation(data: bytes) -> int:
    """Quarter turns out of the matrix of a track's head, in degrees."""
    at = 52 if data[:1] == b"\1" else 40
    if len(data) < at + 20:
        return 0
    a, b, _, c, d = struct.unpack_from(">iiiii", data, at)
    turned = (_sign(a), _sign(b), _sign(c), _sign(d))
    # In the sense of `media.pictures`: counter-clockwise.
    return {(0, 1, -1, 0): 270, (-1, 0, 0, -1): 180, (0, -1, 1, 0): 90}.get(turned, 0)


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _handler(data: bytes) -> tuple[str, str]:
    name = data[24:]
    # QuickTime writes the length first, ISO a zero at the end.
    if name and name[0] == len(name) - 1 and data[4:8] != bytes(4):
        name = name[1:]
    return clean(data[8:12]), clean(name)


def _edits(data: bytes) -> Iterator[Edit]:
    if len(data) < 8:
        return
    form = struct.Struct(">QqI" if data[0] == 1 else ">IiI")
    (count,) = struct.unpack_from(">I", data, 4)
    for number in range(min(count, MAX_EDITS, (len(data) - 8) // form.size)):
        length, start, rate = form.unpack_from(data, 8 + number * form.size)
        yield Edit(length, None if start < 0 else start, Fraction(rate, 1 << 16))


def _sizes(data: bytes, box: Box) -> int | None:
    if len(data) < 12:
        return None
    each, count = struct.unpack_from(">II", data, 4)
    if each:
        return int(each * count)
    if len(data) < box.end - box.start or len(data) < 12 + 4 * count:
        return None
    total: int = sum(struct.unpack_from(f">{count}I", data, 12))
    return total


def _last(data: bytes, wide: bool) -> int:
    width, letter = (8, "Q") if wide else (4, "I")
    count = (len(data) - 8) // width
    if count <= 0:
        return 0
    (stated,) = struct.unpack_from(">I", data, 4)
    count = min(count, stated)
    return max(struct.unpack_from(f">{count}{letter}", data, 8), default=0)
