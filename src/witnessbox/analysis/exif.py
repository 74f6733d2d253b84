# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Stage `exif`: what a photograph says of its making.

What holds: all of it is the file's own word (`making`). Findings: `device`,
`place`, `written`, `encoder` as in `container`; `maker-note` where the camera's
maker left notes; `thumbnail` where one is embedded, with how like the
photograph it is, and `differs` where it shows something else; `author` where
an author or owner is named. Pillow opens only the formats of `media.formats`;
of HEIC and AVIF the metadata alone is read. Never more than 1 MiB of EXIF.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import IO, TYPE_CHECKING, Any, cast

from witnessbox.analysis import heif, makernote, tagged, thumbnail
from witnessbox.analysis.making import Device, clean, moment, place, written
from witnessbox.analysis.stage import About, Takes, Watcher
from witnessbox.base.canonical import JsonDict
from witnessbox.model.finding import Finding

if TYPE_CHECKING:
    from witnessbox.media.source import SourceFile

MAX_EXIF = 1 << 20
MAX_PIXELS = 64 << 20
SMALL = 320
"""Edge to which a JPEG is decoded for the comparison with its thumbnail."""
DECODED = ("JPEG", "MPO")

MAKE, MODEL, SOFTWARE, ARTIST = 0x010F, 0x0110, 0x0131, 0x013B
SERIAL, OWNER, DNG_SERIAL, XMP_TAG = 0xA431, 0xA430, 0xC62F, 0x02BC
NOTE = 0x927C
EXIF_IFD, GPS_IFD = 0x8769, 0x8825
TIMES = (
    ("DateTimeOriginal", 0x9003, 0x9011, 0x9291),
    ("DateTimeDigitized", 0x9004, 0x9012, 0x9292),
    ("DateTime", 0x0132, 0x9010, 0x9290),
)
"""Field, its tag, the tag of its offset, the tag of its parts of a second."""

Tags = Mapping[int, Any]


class Exif:
    """The stage; see the module."""

    name = "exif"
    version = "1"
    takes = Takes.FILE
    kinds = ("photograph",)
    models: tuple[str, ...] = ()

    def load(self, models: Mapping[str, str]) -> None:
        """Pillow's plugins, and our wrapper of them."""
        del models
        import numpy as np  # noqa: F401 - loaded for the children

        from witnessbox.media import pictures

        pictures.quiet()

    def watch(self, about: About) -> Watcher:
        """Begin an item."""
        del about
        return _Watcher()


class _Watcher(Watcher):
    def file(self, file: SourceFile) -> Iterable[Finding]:
        """All findings, the summary last."""
        at = file.tell()
        try:
            with warnings.catch_warnings():
                # Pillow warns of what is malformed, to nobody here.
                warnings.simplefilter("ignore")
                found = list(_findings(file))
        finally:
            file.seek(at)
        return [*found, _summary(found)]


def _findings(file: SourceFile) -> Iterator[Finding]:
    from witnessbox.media import pictures

    file.seek(0)
    names = pictures.kinds(file.read(64))
    picture: Any = None
    if names:
        picture = _opened(file, names)
        tiff, main = _of_picture(picture)
    else:
        tiff = heif.exif(file)
        main = _loaded(tiff)
    if main is not None:
        inner, gps = _directory(main, EXIF_IFD), _directory(main, GPS_IFD)
        yield from _of_tags(main, inner, tiff)
        yield from _times(main, inner)
        yield from _gps(gps)
    yield from tagged.findings([], _xmp(picture, main))
    yield from _thumbnail(picture, tiff)


def _opened(file: SourceFile, names: tuple[str, ...]) -> Any:
    from PIL import Image

    file.seek(0)
    try:
        return Image.open(cast(IO[bytes], file), formats=names)
    except MemoryError:
        raise
    except Exception:
        # Pillow raises a dozen kinds on malformed files: then there is nothing.
        return None


def _of_picture(picture: Any) -> tuple[bytes, Tags | None]:
    """EXIF from its `II` or `MM` on, and its first directory."""
    if picture is None:
        return b"", None
    raw = picture.info.get("exif", b"")
    raw = raw if isinstance(raw, bytes) and len(raw) <= MAX_EXIF else b""
    try:
        main = picture.getexif()
    except MemoryError:
        raise
    except Exception:
        main = None
    return raw.removeprefix(b"Exif\0\0"), main


def _loaded(tiff: bytes) -> Tags | None:
    from PIL import Image

    if not tiff or len(tiff) > MAX_EXIF:
        return None
    main = Image.Exif()
    try:
        main.load(b"Exif\0\0" + tiff)
    except MemoryError:
        raise
    except Exception:
        return None
    return cast(Tags, main)


def _directory(main: Any, number: int) -> Tags:
    try:
        return dict(main.get_ifd(number))
    except MemoryError:
        raise
    except Exception:
        return {}


def _value(tags: Tags, tag: int) -> Any:
    try:
        return tags.get(tag)
    except MemoryError:
        raise
    except Exception:
        # A value is read when it is asked for, and may be malformed.
        return None


def _of_tags(main: Tags, inner: Tags, tiff: bytes) -> Iterator[Finding]:
    serial = clean(_value(inner, SERIAL)) or clean(_value(main, DNG_SERIAL))
    note = _value(inner, NOTE)
    device = Device(
        clean(_value(main, MAKE)),
        clean(_value(main, MODEL)),
        serial or makernote.serial(tiff),
        clean(_value(main, SOFTWARE)),
    )
    finding = device.finding("EXIF")
    if finding is not None:
        yield finding
    if device.software:
        value: JsonDict = {"field": "Software", "text": device.software}
        yield Finding("encoder", value=value)
    if isinstance(note, bytes) and note:
        yield Finding("maker-note", value={"bytes": len(note)})
    for field, tags, tag in (("Artist", main, ARTIST), ("Owner", inner, OWNER)):
        text = clean(_value(tags, tag))
        if text:
            yield Finding("author", value={"field": field, "text": text})


def _times(main: Tags, inner: Tags) -> Iterator[Finding]:
    for field, tag, offset, parts in TIMES:
        text = clean(_value(inner, tag) or _value(main, tag))
        more = clean(_value(inner, parts) or _value(main, parts))
        if text and more.isdigit() and len(more) <= 9:
            text += f".{more}"
        zone = clean(_value(inner, offset) or _value(main, offset))
        found = written(field, moment(text + zone))
        if found is not None:
            yield found


def _gps(gps: Tags) -> Iterator[Finding]:
    latitude = _angle(gps.get(2), clean(gps.get(1)), "S")
    longitude = _angle(gps.get(4), clean(gps.get(3)), "W")
    if latitude is not None and longitude is not None:
        found = place("GPS", latitude, longitude, _fraction(gps.get(31)))
        if found is not None:
            yield found
    clock = gps.get(7)
    day = clean(gps.get(29))
    if day and isinstance(clock, tuple | list) and len(clock) == 3:
        parts = [_fraction(part) for part in clock]
        if all(part is not None and 0 <= part < 100 for part in parts):
            hour, minute, second = (int(part or 0) for part in parts)
            stamp = f"{day} {hour:02}:{minute:02}:{second:02}Z"
            found = written("GPS", moment(stamp))
            if found is not None:
                yield found


def _angle(parts: Any, side: str, negative: str) -> Fraction | None:
    if not isinstance(parts, tuple | list) or not 1 <= len(parts) <= 3:
        return None
    whole = Fraction(0)
    for power, part in enumerate(parts):
        value = _fraction(part)
        if value is None:
            return None
        whole += value / 60**power
    return -whole if side.upper().startswith(negative) else whole


def _fraction(value: Any) -> Fraction | None:
    """An exact number out of Pillow's rational, a pair or a number; 0/0 is none."""
    try:
        if isinstance(value, tuple):
            return Fraction(int(value[0]), int(value[1]))
        if hasattr(value, "numerator") and hasattr(value, "denominator"):
            return Fraction(int(value.numerator), int(value.denominator))
        return Fraction(value).limit_denominator(1 << 32)
    except (TypeError, ValueError, ArithmeticError, IndexError):
        return None


def _xmp(picture: Any, main: Tags | None) -> bytes:
    if picture is None:
        return b""
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp")
    if not packet and main is not None:
        packet = _value(main, XMP_TAG)
    if isinstance(packet, str):
        packet = packet.encode("utf-8", "replace")
    return packet if isinstance(packet, bytes) else b""


def _thumbnail(picture: Any, tiff: bytes) -> Iterator[Finding]:
    data = thumbnail.embedded(tiff)
    small = thumbnail.opened(data) if data else None
    if small is None or picture is None or picture.format not in DECODED:
        return
    if picture.width * picture.height > MAX_PIXELS:
        return
    size = list(small.size)
    try:
        picture.draft("RGB", (SMALL, SMALL))
        picture.load()
        like = thumbnail.likeness(picture, small)
    except MemoryError:
        raise
    except Exception:
        # The photograph itself is damaged: there is nothing to compare with.
        return
    differs = like is not None and like < thumbnail.DIFFERS
    yield Finding("thumbnail", score=like, value={"size": size, "differs": differs})


def _summary(found: list[Finding]) -> Finding:
    value: JsonDict = tagged.summary(found)
    value["maker_note"] = any(f.kind == "maker-note" for f in found)
    value["thumbnail_differs"] = any(f.value.get("differs") for f in found)
    return Finding("summary", value=value)
