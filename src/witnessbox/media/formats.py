# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The explicit lists of what may be opened, and the codes for what may not.

What holds: a container is opened only if FFmpeg's own name for it is in
`DEMUXERS` (12 of some 350), a stream is decoded only if its decoder is in
`DECODERS` (25 of some 500), a photograph only if Pillow's name is in
`PICTURES`. The lists go to FFmpeg as white lists and are checked again by our
own code. What is refused is named by a `Reason`, never by the child's words.
"""

from __future__ import annotations

from enum import StrEnum

DEMUXERS = (
    "aac",
    "amr",
    "avi",
    "flac",
    "flv",
    "matroska,webm",
    "mov,mp4,m4a,3gp,3g2,mj2",
    "mp3",
    "mpeg",
    "mpegts",
    "ogg",
    "wav",
)
"""FFmpeg's names; none of them opens a second file (external references off)."""

VIDEO_DECODERS = (
    "av1",
    "flv",
    "h263",
    "h264",
    "hevc",
    "libdav1d",
    "mjpeg",
    "mpeg2video",
    "mpeg4",
    "theora",
    "vp8",
    "vp9",
)
AUDIO_DECODERS = (
    "aac",
    "ac3",
    "amrnb",
    "flac",
    "mp2float",
    "mp3float",
    "opus",
    "pcm_alaw",
    "pcm_mulaw",
    "pcm_s16le",
    "pcm_s24le",
    "pcm_u8",
    "vorbis",
)
DECODERS = VIDEO_DECODERS + AUDIO_DECODERS
OTHER_CODEC = "other"
"""Stands for any codec outside the list: its name would be the file's word."""

PICTURES = ("BMP", "GIF", "JPEG", "MPO", "PNG", "TIFF", "WEBP")
"""Pillow's names; AVIF and HEIC are not shown yet."""

WHITELIST_FORMATS = ",".join(DEMUXERS)
WHITELIST_CODECS = ",".join(DECODERS)

CONTAINER_TYPES = {
    "aac": "audio/aac",
    "amr": "audio/amr",
    "avi": "video/x-msvideo",
    "flac": "audio/flac",
    "flv": "video/x-flv",
    "matroska,webm": "video/x-matroska",
    "mov,mp4,m4a,3gp,3g2,mj2": "video/mp4",
    "mp3": "audio/mpeg",
    "mpeg": "video/mpeg",
    "mpegts": "video/mp2t",
    "ogg": "video/ogg",
    "wav": "audio/wav",
}
AUDIO_ONLY_TYPES = {
    "flv": "audio/x-flv",
    "matroska,webm": "audio/x-matroska",
    "mov,mp4,m4a,3gp,3g2,mj2": "audio/mp4",
    "mpeg": "audio/mpeg",
    "ogg": "audio/ogg",
}
WEBM_CODECS = ("av1", "libdav1d", "opus", "vorbis", "vp8", "vp9")
WEBM_TYPES = {"video/x-matroska": "video/webm", "audio/x-matroska": "audio/webm"}

PICTURE_TYPES = {
    "BMP": "image/bmp",
    "GIF": "image/gif",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "TIFF": "image/tiff",
    "WEBP": "image/webp",
}
QUICKTIME = "video/quicktime"
HEIC = "image/heic"
AVIF = "image/avif"
TEXT = "text/plain"
HTML = "text/html"
CSV = "text/csv"
RTF = "text/rtf"
PDF = "application/pdf"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
DOCUMENT_TYPES = (TEXT, HTML, CSV, RTF, PDF, DOC, XLS, DOCX, XLSX, ODT, ODS)
UNKNOWN = "application/octet-stream"

MEDIA_TYPES = frozenset(
    {
        *CONTAINER_TYPES.values(),
        *AUDIO_ONLY_TYPES.values(),
        *WEBM_TYPES.values(),
        *PICTURE_TYPES.values(),
        QUICKTIME,
        HEIC,
        AVIF,
        *DOCUMENT_TYPES,
        UNKNOWN,
    }
)


class Reason(StrEnum):
    """Why something cannot be shown; the codes of docs/spec/media.md."""

    FORMAT_NOT_ALLOWED = "format-not-allowed"
    CODEC_NOT_ALLOWED = "codec-not-allowed"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    FRAGMENT = "fragment"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TIMED_OUT = "timed-out"
    CRASHED = "crashed"
    LIED = "lied"
    NO_PICTURE = "no-picture"
    NO_SOUND = "no-sound"
    PAST_END = "past-end"
    NOT_SHOWN_YET = "not-shown-yet"
    SOURCE_UNREADABLE = "source-unreadable"
