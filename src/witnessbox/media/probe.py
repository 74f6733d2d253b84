# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a file is, by its bytes; runs in the locked-down child only.

In what order: empty, playlist, photograph by its first bytes, document,
container. What is refused is raised as `Refused` with a reason code. FFmpeg is
given white lists, no protocol, and a callback that opens nothing; the
container it chose is then checked against our list again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import av.container
import av.error

from witnessbox.media import documents, formats
from witnessbox.media.formats import Reason
from witnessbox.media.source import SourceFile

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.stream import Stream

SAMPLE = 1 << 16
"""Bytes from the start by which a file is told."""
MAX_FFMPEG_STREAMS = 64
MAX_PROBE_BYTES = 8 << 20
MAX_PROBE_MICROSECONDS = 10_000_000
IO_BUFFER = 1 << 17
TEXT_SHARE = 0.3
"""Share of Cyrillic or Latin letters that a cp1251 text must have."""
MAX_PIXELS = 64 << 20
"""Of one decoded picture."""

_PLAYLISTS = (b"#EXTM3U", b"ffconcat", b"<MPD", b"v=0\r\no=", b"v=0\no=", b"[playlist]")
_FRAGMENT_BOXES = (b"styp", b"moof", b"sidx", b"prft", b"emsg")
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_AVIF_BRANDS = (b"avif", b"avis")
_WHITE = frozenset(b"\t\n\x0b\x0c\r")


class Refused(Exception):  # noqa: N818 - an answer, not a fault of the program
    """This file cannot be shown, and why.

    Attributes:
        reason: The code.
        media_type: What it is all the same.
    """

    def __init__(self, reason: Reason, media_type: str = formats.UNKNOWN) -> None:
        super().__init__(reason)
        self.reason = reason
        self.media_type = media_type


@dataclass(frozen=True, slots=True)
class Opened:
    """A container that passed both checks.

    Attributes:
        container: PyAV's handle.
        name: FFmpeg's name, on our list.
        media_type: Decided from the container and its streams.
        decoder: The program with its version.
    """

    container: InputContainer
    name: str
    media_type: str
    decoder: str


def decoder_name() -> str:
    """The program that parses, as derivations record it."""
    return f"PyAV {av.__version__} FFmpeg {av.ffmpeg_version_info}"


def sample(file: SourceFile) -> bytes:
    """The first bytes of the file; leaves it at its start."""
    file.seek(0)
    first = file.read(SAMPLE)
    file.seek(0)
    return first


def tail(file: SourceFile) -> bytes:
    """The last bytes of the file; leaves it at its start."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(end - documents.TAIL, 0))
    last = file.read(documents.TAIL)
    file.seek(0)
    return last


def refuse_early(first: bytes, last: bytes = b"") -> None:
    """Refuse what no container parser needs to see.

    Args:
        first: The file's `sample`.
        last: Its `tail`: without it, some office documents are only archives.

    Raises:
        Refused: Empty, a playlist, a document, a HEIF or AVIF picture.
    """
    if not first:
        raise Refused(Reason.EMPTY)
    start = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    text = is_text(first)
    if start.startswith(_PLAYLISTS) or (text and b"<MPD" in first[:4096]):
        media_type = formats.TEXT if text else formats.UNKNOWN
        raise Refused(Reason.FORMAT_NOT_ALLOWED, media_type)
    document = documents.kind(first, last)
    if document is None and text:
        document = documents.text_kind(first)
    if document is not None:
        raise Refused(Reason.NOT_SHOWN_YET, document)
    if first[4:8] == b"ftyp" and first[8:12] in _AVIF_BRANDS:
        raise Refused(Reason.NOT_SHOWN_YET, formats.AVIF)
    if first[4:8] == b"ftyp" and first[8:12] in _HEIF_BRANDS:
        raise Refused(Reason.NOT_SHOWN_YET, formats.HEIC)


def is_text(first: bytes) -> bool:
    """Whether the sample reads as text without control characters."""
    for encoding in ("utf-8-sig", "utf-16"):
        if encoding == "utf-16" and first[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        # The sample may end inside a character: up to three bytes are its rest.
        for cut in range(4 if len(first) == SAMPLE else 1):
            try:
                text = first[: len(first) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return not any(ord(c) < 32 and ord(c) not in _WHITE for c in text)
    if any((byte < 32 and byte not in _WHITE) or byte in (127, 152) for byte in first):
        return False
    text = first.decode("cp1251", "replace")
    return sum(c.isalpha() for c in text) >= TEXT_SHARE * len(text)


def open_container(file: SourceFile, first: bytes, *, checked: bool = True) -> Opened:
    """Open a container under both lists.

    Args:
        file: The source, at its start.
        first: Its `sample`.
        checked: False leaves the lists off: the negative control of the tests.

    Raises:
        Refused: It is not on the lists, or cannot be read.
    """
    guess = _by_magic(first)
    lists = {
        "format_whitelist": formats.WHITELIST_FORMATS,
        "codec_whitelist": formats.WHITELIST_CODECS,
        "protocol_whitelist": "none",
    }
    limits = {
        "max_streams": str(MAX_FFMPEG_STREAMS),
        "probesize": str(MAX_PROBE_BYTES),
        "analyzeduration": str(MAX_PROBE_MICROSECONDS),
    }
    try:
        container = av.container.open(
            file,
            "r",
            container_options={**limits, **lists} if checked else limits,
            metadata_errors="replace",
            buffer_size=IO_BUFFER,
            io_open=_open_nothing if checked else None,
        )
    except (av.error.FFmpegError, ValueError, OverflowError) as error:
        if isinstance(error, MemoryError):
            raise
        if first[4:8] in _FRAGMENT_BOXES:
            raise Refused(Reason.FRAGMENT, formats.CONTAINER_TYPES[_MOV]) from error
        if guess:
            raise Refused(Reason.DAMAGED, formats.CONTAINER_TYPES[guess]) from error
        raise Refused(Reason.FORMAT_NOT_ALLOWED) from error
    name = container.format.name
    if checked and name not in formats.DEMUXERS:
        raise Refused(Reason.FORMAT_NOT_ALLOWED)
    return Opened(container, name, _media_type(container, first), decoder_name())


def codec_of(stream: Stream) -> str | None:
    """The name of the stream's decoder if it is on our list."""
    context = getattr(stream, "codec_context", None)
    name = context.codec.name if context is not None else None
    return name if name in formats.DECODERS else None


def is_cover_art(stream: Stream) -> bool:
    """Whether a video stream is a single attached picture."""
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def pair(value: Fraction | None) -> list[int] | None:
    """A fraction within the bounds of an answer, or None."""
    if value is None or abs(value.numerator) >= 1 << 53 or value.denominator >= 1 << 53:
        return None
    return [value.numerator, value.denominator]


def streams_of(container: InputContainer) -> Iterator[Stream]:
    """The streams in their order, as many as are described."""
    yield from list(container.streams)


_MOV = "mov,mp4,m4a,3gp,3g2,mj2"


def _by_magic(first: bytes) -> str | None:
    if first[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"skip", b"free"):
        return _MOV
    for magic, name in (
        (b"\x1a\x45\xdf\xa3", "matroska,webm"),
        (b"OggS", "ogg"),
        (b"fLaC", "flac"),
        (b"ID3", "mp3"),
        (b"FLV\x01", "flv"),
        (b"\x00\x00\x01\xba", "mpeg"),
        (b"#!AMR", "amr"),
    ):
        if first.startswith(magic):
            return name
    if first[:4] == b"RIFF":
        return {b"AVI ": "avi", b"WAVE": "wav"}.get(first[8:12])
    if first[:1] == b"\x47" and first[188:189] == b"\x47":
        return "mpegts"
    if first[:2] in (b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2"):
        return "mp3"
    return "aac" if first[:2] in (b"\xff\xf1", b"\xff\xf9") else None


def _media_type(container: InputContainer, first: bytes) -> str:
    name = container.format.name
    media_type = formats.CONTAINER_TYPES.get(name, formats.UNKNOWN)
    moving = [s for s in container.streams.video if not is_cover_art(s)]
    if not moving and container.streams.audio:
        media_type = formats.AUDIO_ONLY_TYPES.get(name, media_type)
    if name == _MOV and first[8:12] == b"qt  " and moving:
        media_type = formats.QUICKTIME
    if media_type in formats.WEBM_TYPES and b"webm" in first[:64]:
        media_type = formats.WEBM_TYPES[media_type]
    return media_type


def _open_nothing(*_: object) -> object:
    """FFmpeg asks to open a second file: never.

    Raises:
        PermissionError: Always.
    """
    raise PermissionError("a file may not name another")
