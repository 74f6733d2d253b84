# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""AVI and Matroska: what their headers say beside what a player shows.

What holds: as in `quicktime`: bounded, never raises, always ends. A recorder
whose power was cut leaves a file without an index, or one that breaks off;
both are told, with the bytes that are missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from witnessbox.analysis.boxwalk import Box, Seekable, SpentError, Walk
from witnessbox.analysis.making import clean

MAX_TAGS = 64
MAX_ELEMENTS = 4096
MAX_VALUE = 2048
ENDLESS = 0xF0000000
"""A recorder that does not know yet how long it will run writes the largest size."""

EBML, SEGMENT, INFO, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1F43B675
CUES, TAGS, TAG, SIMPLE = 0x1C53BB6B, 0x1254C367, 0x7373, 0x67C8
SEEK_HEAD, TRACKS = 0x114D9B74, 0x1654AE6B
ATTACHMENTS, CHAPTERS = 0x1941A469, 0x1043A770
VOID, CRC = 0xEC, 0xBF
_TOP = {
    SEEK_HEAD, INFO, TRACKS, CLUSTER, CUES, TAGS, ATTACHMENTS, CHAPTERS, VOID, CRC
}  # fmt: skip
_TEXTS = {0x4D80: "muxing_app", 0x5741: "writing_app", 0x7BA9: "title"}
_TAG_NAME, _TAG_STRING = 0x45A3, 0x4487
_INFO_CHUNKS = (b"INFO", b"exif", b"hdrl", b"ncdt")
_INSIDE = (b"AVI ", b"AVIX", b"WAVE", b"strl", b"odml", *_INFO_CHUNKS)
_TEXT_CHUNKS = (
    b"ISFT", b"ICRD", b"IDIT", b"ISMP", b"INAM", b"ICMT", b"IART", b"IENG", b"ISRC",
    b"IPRD", b"ecor", b"emdl", b"erel", b"etim", b"strn", b"IMAK", b"IMOD",
)  # fmt: skip


@dataclass(slots=True)
class Recording:
    """What the headers say.

    Attributes:
        tags: (name, text) in the file's order.
        damage: Code to bytes, see `analysis.container`.
    """

    tags: list[tuple[str, str]] = field(default_factory=list)
    damage: dict[str, int] = field(default_factory=dict)


def read_riff(file: Seekable) -> Recording:
    """An AVI or a WAV."""
    found = Recording()
    try:
        _riff(Walk(file), found)
    except SpentError:
        found.damage.setdefault("not-followed", 0)
    return found


def read_matroska(file: Seekable) -> Recording:
    """A Matroska or WebM."""
    found = Recording()
    try:
        _matroska(Walk(file), found)
    except SpentError:
        found.damage.setdefault("not-followed", 0)
    return found


def _riff(walk: Walk, found: Recording) -> None:
    waiting = [Box(b"", 0, walk.size)]
    seen: set[bytes] = set()
    end = 0
    while waiting:
        here = waiting.pop()
        for count, box in enumerate(walk.chunks(here.start, here.end)):
            if count >= MAX_ELEMENTS:
                break
            if not here.kind and box.kind not in (b"AVI ", b"AVIX", b"WAVE"):
                break
            seen.add(box.kind)
            if box.missing and not here.kind:
                live = box.missing > ENDLESS
                found.damage["unfinished" if live else "cut-short"] = (
                    0 if live else box.missing
                )
            end = max(end, 0 if here.kind else box.end)
            if box.kind in _INSIDE:
                waiting.append(box)
            elif box.kind in _TEXT_CHUNKS and len(found.tags) < MAX_TAGS:
                text = clean(walk.payload(box, MAX_VALUE))
                found.tags.append((clean(box.kind).lower(), text))
    if b"AVI " in seen and not seen & {b"idx1", b"indx"}:
        found.damage["no-index"] = 0
    if end and end + 1 < walk.size:
        found.damage["after-the-end"] = walk.size - end


def _matroska(walk: Walk, found: Recording) -> None:
    end = 0
    for number, box, unknown in _elements(walk, 0, walk.size):
        if number == SEGMENT:
            if unknown:
                found.damage["unfinished"] = 0
            elif box.missing:
                found.damage["cut-short"] = box.missing
            _segment(walk, box, found)
        elif number not in (EBML, VOID):
            break
        end = box.end
    if end < walk.size:
        found.damage["after-the-end"] = walk.size - end


def _segment(walk: Walk, segment: Box, found: Recording) -> None:
    seen: set[int] = set()
    for count, (number, box, unknown) in enumerate(
        _elements(walk, segment.start, segment.end)
    ):
        if number not in _TOP or count >= MAX_ELEMENTS:
            found.damage.setdefault("not-followed", 0)
            return
        seen.add(number)
        if number == INFO:
            _info(walk, box, found)
        elif number == TAGS:
            _tags(walk, box, found)
        if unknown:
            # A cluster of unknown size: a live recording, with no index behind.
            break
    if CLUSTER in seen and CUES not in seen:
        found.damage["no-index"] = 0


def _info(walk: Walk, parent: Box, found: Recording) -> None:
    for number, box, _ in _elements(walk, parent.start, parent.end):
        if number in _TEXTS and len(found.tags) < MAX_TAGS:
            text = clean(walk.payload(box, MAX_VALUE))
            found.tags.append((_TEXTS[number], text))


def _tags(walk: Walk, parent: Box, found: Recording) -> None:
    waiting = [parent]
    while waiting:
        here = waiting.pop()
        name = value = ""
        for number, box, _ in _elements(walk, here.start, here.end):
            if number in (TAG, SIMPLE):
                waiting.append(box)
            elif number == _TAG_NAME:
                name = clean(walk.payload(box, MAX_VALUE)).lower()
            elif number == _TAG_STRING:
                value = clean(walk.payload(box, MAX_VALUE))
        if name and value and len(found.tags) < MAX_TAGS:
            found.tags.append((name, value))


def _elements(walk: Walk, start: int, end: int) -> Iterator[tuple[int, Box, bool]]:
    """EBML elements in a range: number, box, whether its size is unknown."""
    at = start
    while at + 2 <= end:
        head = walk.head(at, min(12, end - at))
        number, width = _integer(head, keep=True)
        size, more = _integer(head[width:], keep=False)
        if not width or not more or number == 0:
            return
        first = at + width + more
        unknown = size == (1 << 7 * more) - 1
        stop = end if unknown else min(first + size, end)
        missing = 0 if unknown else first + size - stop
        yield number, Box(b"", min(first, stop), stop, missing), unknown
        at = max(stop, first)


def _integer(data: bytes, *, keep: bool) -> tuple[int, int]:
    """One of EBML's integers and its width; width 0 if there is none."""
    if not data or not data[0]:
        return 0, 0
    width = 9 - data[0].bit_length()
    if len(data) < width or (keep and width > 4):
        return 0, 0
    value = int.from_bytes(data[:width], "big")
    return (value if keep else value & ((1 << 7 * width) - 1)), width
