# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Photographs; runs in the locked-down child only.

What holds: only the formats of `formats.PICTURES`, told by their first bytes;
a picture of more than `MAX_PIXELS` is refused before it is decoded, JPEGs are
decoded at a fraction of their size; the orientation that the camera noted is
applied. Of a GIF or a multi-page TIFF the first picture is shown.
"""

from __future__ import annotations

import struct
import zlib
from fractions import Fraction
from typing import IO, Any, cast

import numpy as np
import PIL

# Registered here, before the lock-down: Pillow would load them on demand.
from PIL import (  # noqa: F401 - imported for their effect
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from witnessbox.media import formats
from witnessbox.media.formats import Reason
from witnessbox.media.frame import Frame, Pixels
from witnessbox.media.probe import MAX_PIXELS, Refused
from witnessbox.media.record import MAX_EDGE, STILL_EDGE
from witnessbox.media.source import SourceFile
from witnessbox.media.stills import fit

_MAGIC = (
    (b"\xff\xd8\xff", ("JPEG", "MPO")),
    (b"\x89PNG\r\n\x1a\n", ("PNG",)),
    (b"GIF87a", ("GIF",)),
    (b"GIF89a", ("GIF",)),
    (b"BM", ("BMP",)),
    (b"II*\x00", ("TIFF",)),
    (b"MM\x00*", ("TIFF",)),
)
_EXIF_ORIENTATION = 0x0112
_FIRST = 16
VIEW_EDGE = 2560
"""Longest edge of a photograph that stages look at, in pixels."""


def kinds(first: bytes) -> tuple[str, ...]:
    """Pillow's names for what the first bytes promise; empty if no picture."""
    if first[:4] == b"RIFF" and first[8:12] == b"WEBP":
        return ("WEBP",)
    for magic, names in _MAGIC:
        if first.startswith(magic):
            return names
    return ()


def decoder_name() -> str:
    """The program that parses, as derivations record it."""
    return f"Pillow {PIL.__version__}"


def quiet() -> None:
    """Settings of Pillow, before the fork: no warning, our own cap, no stop."""
    Image.MAX_IMAGE_PIXELS = None
    ImageFile.LOAD_TRUNCATED_IMAGES = True


def view(file: SourceFile, notes: set[str]) -> Frame:
    """A photograph as stages see it, within `VIEW_EDGE` pixels.

    Raises:
        Refused: Not a picture of our formats, damaged or too large.
    """
    file.seek(0)
    names = kinds(file.read(_FIRST))
    file.seek(0)
    if not names:
        raise Refused(Reason.FORMAT_NOT_ALLOWED)
    _, _, image = photograph(file, names, notes, VIEW_EDGE)

    def render(edge: int) -> Pixels:
        made = image
        if max(image.size) > edge:
            made = image.resize(fit(image.size, edge), Image.Resampling.BOX)
        return np.array(made)

    return Frame(0, (None, Fraction(0)), image.size, render)


def photograph(
    file: SourceFile, names: tuple[str, ...], notes: set[str], edge: int = STILL_EDGE
) -> tuple[str, tuple[int, int], Image.Image]:
    """Media type, size as displayed, and the upright RGB picture within `edge`.

    Raises:
        Refused: Damaged or too large.
    """
    media_type = formats.PICTURE_TYPES[names[0]]
    try:
        picture = Image.open(cast(IO[bytes], file), formats=names)
        media_type = formats.PICTURE_TYPES.get(picture.format or "", media_type)
        width, height = picture.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_EDGE:
            raise Refused(Reason.TOO_LARGE, media_type)
        if picture.format in ("JPEG", "MPO"):
            picture.draft("RGB", (edge * 2, edge * 2))
        return media_type, *_small(picture, (width, height), edge, notes)
    except (Refused, MemoryError):
        raise
    except (
        OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError,
        AttributeError, ArithmeticError, EOFError, NotImplementedError,
        AssertionError, RuntimeError, struct.error, zlib.error,
    ) as error:  # fmt: skip
        # Pillow's plugins raise any of these on malformed files.
        raise Refused(Reason.DAMAGED, media_type) from error


def _small(
    picture: Image.Image, full: tuple[int, int], edge: int, notes: set[str]
) -> tuple[tuple[int, int], Image.Image]:
    picture.load()
    small: Any = picture
    if picture.mode not in ("RGB", "RGBA", "L", "P", "1"):
        small = picture.convert("RGB")
    elif picture.mode in ("P", "1"):
        small = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    small = small.resize(fit(small.size, edge), Image.Resampling.BOX)
    try:
        orientation = picture.getexif().get(_EXIF_ORIENTATION, 1)
    except Exception:
        orientation = 1
    if orientation in range(2, 9):
        small.getexif()[_EXIF_ORIENTATION] = orientation
        small = ImageOps.exif_transpose(small)
        notes.add("orientation-applied")
        if orientation >= 5:
            full = (full[1], full[0])
    if small.mode == "RGBA":
        ground = Image.new("RGB", small.size, (255, 255, 255))
        ground.paste(small, mask=small.getchannel("A"))
        small = ground
    return full, small.convert("RGB")
